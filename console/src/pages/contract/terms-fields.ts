import type { SkuConditions } from '@swath/contract/skus'

/** A number of the terms, as its form asks for it. */
export interface TermField {
  name: NumberTerm
  label: string
  hint?: string
  suffix?: string
  min?: number
  max?: number
  /** Empty stands for none; otherwise for what holds by default. */
  may_be_none?: true
}

type NumbersOf<T> = { [K in keyof T]-?: T[K] extends number | null ? K : never }[keyof T]
export type NumberTerm = NumbersOf<SkuConditions> & string

export const footprint_fields: readonly TermField[] = [
  {
    name: 'footprint_width_km',
    label: 'Footprint, width',
    hint: 'Of the image round a point. None where orders are areas.',
    suffix: ' km',
    min: 0,
    max: 1000,
    may_be_none: true,
  },
  {
    name: 'footprint_length_km',
    label: 'Footprint, length',
    suffix: ' km',
    min: 0,
    max: 1000,
    may_be_none: true,
  },
]

export const limit_fields: readonly TermField[] = [
  { name: 'min_area_km2', label: 'Smallest area', suffix: ' km²', min: 0 },
  { name: 'max_area_km2', label: 'Largest area', suffix: ' km²', min: 0 },
  { name: 'max_cloud_pct', label: 'Clouds, at most', suffix: ' %', min: 0, max: 100 },
  { name: 'max_off_nadir_deg', label: 'Off nadir, at most', suffix: '°', min: 0, max: 60 },
  { name: 'min_sun_elevation_deg', label: 'Sun, at least', suffix: '°', min: -90, max: 90 },
  {
    name: 'max_strip_ratio',
    label: 'Strips to area, at most',
    hint: 'Compact areas have less than 10.',
    min: 1,
    max: 1000,
  },
]

export const window_fields: readonly TermField[] = [
  { name: 'default_window_days', label: 'Window, if none is said', suffix: ' days', min: 1, max: 730 },
  { name: 'max_window_days', label: 'Window, at most', suffix: ' days', min: 1, max: 730 },
  {
    name: 'bump_compensation_pct',
    label: 'Credit when bumped',
    hint: 'Of the price of an image whose pass an order of a higher class takes.',
    suffix: ' %',
    min: 0,
    max: 100,
  },
  { name: 'priority', label: 'Priority of processing', hint: 'The higher goes first.', min: 0, max: 100 },
  {
    name: 'promised_delivery_hours',
    label: 'Promised delivery',
    suffix: ' hours',
    min: 1,
    may_be_none: true,
  },
]

export const counting_fields: readonly TermField[] = [
  { name: 'min_quantity', label: 'Billed at least', hint: 'So many units for each level.', min: 0 },
  { name: 'min_strip_km2', label: 'Each strip billed as, at least', suffix: ' km²', min: 0 },
]

const others: Readonly<Record<string, string>> = {
  amount_minor: 'Price',
  v1_product: 'Product of v1',
  unit: 'Per',
  priority_class: 'Priority class',
  processing_levels: 'Processing levels',
  default_processing_levels: 'Levels, if none is said',
  cancellation_fees: 'Cancellation fees',
  overlap: 'Ground that strips share',
  levels: 'Levels of a capture',
  uplifts: 'Uplifts',
  is_offered: 'Offered',
}

const numbers = [...footprint_fields, ...limit_fields, ...window_fields, ...counting_fields]

export const nameOfTerm = (field: string): string =>
  others[field] ?? numbers.find(({ name }) => name === field)?.label ?? field
