import type { SkuInput } from '@swath/client/admin'
import type { ContractSku, SkuConditions } from '@swath/contract/skus'

/** The terms of a SKU as their form has them: a number may not be written yet. */
export interface Draft extends Omit<{ [K in keyof SkuConditions]: Written<SkuConditions[K]> }, never> {
  sku: string
  v1_product: number | null
  amount_minor: number | null
  /** Null: they hold from now on. */
  valid_from: string | null
}
type Written<T> = T extends number ? number | null : T

/** The defaults of the API, and what most contracts have. */
export const fresh: Draft = {
  sku: '',
  v1_product: null,
  amount_minor: null,
  valid_from: null,
  unit: 'km2',
  footprint_width_km: null,
  footprint_length_km: null,
  min_area_km2: 0,
  max_area_km2: null,
  max_strip_ratio: 20,
  min_strip_km2: 5,
  max_cloud_pct: 20,
  max_off_nadir_deg: 25,
  min_sun_elevation_deg: 10,
  default_window_days: 7,
  max_window_days: 90,
  priority: 0,
  priority_class: 'standard',
  bump_compensation_pct: 0,
  promised_delivery_hours: null,
  processing_levels: [],
  default_processing_levels: [],
  cancellation_fees: [],
  min_quantity: 0,
  overlap: 'once',
  levels: 'each',
  uplifts: [],
  is_offered: true,
}

/** The terms of now. */
export function draftOf(one: ContractSku): Draft {
  const { contract_id: _, currency: _of, prices: _all, changes: _past, ...terms } = one
  return { ...terms, amount_minor: presentPriceOf(one), valid_from: null }
}

/** Fields that are not written are left to the API, which says what is missing or has a default. */
export function definitionOf({ sku: _, valid_from, default_processing_levels, ...terms }: Draft): SkuInput {
  const written = Object.entries(terms).filter(([name, value]) => value !== null || nullable.has(name))
  const defaults = terms.processing_levels.filter((level) => default_processing_levels.includes(level))
  return {
    ...Object.fromEntries(written),
    ...(defaults.length > 0 ? { default_processing_levels: defaults } : {}),
    ...(valid_from === null ? {} : { valid_from }),
  } as SkuInput
}

const nullable = new Set([
  'v1_product',
  'footprint_width_km',
  'footprint_length_km',
  'promised_delivery_hours',
])

export function presentPriceOf({ prices }: ContractSku, now = new Date()): number {
  const begun = ({ valid_from }: { valid_from: string | null }) =>
    valid_from === null || new Date(valid_from) <= now
  return (prices.findLast(begun) ?? prices[0]!).amount_minor
}

/** When the terms or the price change next. */
export function nextChangeOf({ prices, changes }: ContractSku, now = new Date()): string | undefined {
  const times = [...prices, ...changes].map(({ valid_from }) => valid_from).filter((time) => time !== null)
  return times.toSorted().find((time) => new Date(time) > now)
}
