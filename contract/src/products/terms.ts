import { z } from 'zod'
import type { PriorityClass } from '../priority-classes.ts'

export const Uplift = z
  .strictObject({
    uplift: z.string().regex(/^[a-z][a-z0-9_]{0,39}$/),
    pct: z.number().min(0).max(1000),
  })
  .meta({
    id: 'Uplift',
    description:
      'What an order may ask for besides, at a percentage of the price: `rush_processing`, `public_release`',
  })
export type Uplift = z.infer<typeof Uplift>

/** The terms of a SKU in a contract: the columns of `contract_skus` that decide about an order. */
export interface SkuTerms {
  sku: string
  unit: 'km2' | 'capture'
  price_minor: number
  currency: string
  footprint_width_km: number | null
  footprint_length_km: number | null
  min_area_km2: number
  max_area_km2: number
  max_strip_ratio: number
  min_strip_km2: number
  max_cloud_pct: number
  max_off_nadir_deg: number
  min_sun_elevation_deg: number
  default_window_days: number
  max_window_days: number
  priority: number
  priority_class: PriorityClass
  /** The share of its price that an order gets back when another takes its pass. */
  bump_compensation_pct: number
  promised_delivery_hours: number | null
  processing_levels: string[]
  /** Those of an order that names none. */
  default_processing_levels: string[]
  cancellation_fees: { hours_before: number; fee_pct: number }[]
  min_quantity: number
  overlap: 'once' | 'each'
  levels: 'each' | 'once'
  uplifts: Uplift[]
}

export interface Variant {
  window_days: number | null
  captures: number | null
}

const numberIn = (slot: string | undefined): number | null => (/^\d+$/.test(slot ?? '') ? Number(slot) : null)

/**
 * The meaning of the two slots of a SKU: `M.15.01` at its end is one capture within 15 days. `NN`, or no slot, leaves
 * it to the contract.
 */
export function variantOf(sku: string): Variant {
  const [, window_days, captures] = sku.split('.')
  return { window_days: numberIn(window_days), captures: numberIn(captures) }
}

/** The terms of a SKU, with what its slots say about them. */
export function ofVariant<T extends Pick<SkuTerms, 'sku' | 'default_window_days' | 'max_window_days'>>(
  terms: T,
): T & { captures: number | null } {
  const { window_days, captures } = variantOf(terms.sku)
  if (window_days === null) return { ...terms, captures }
  return { ...terms, captures, default_window_days: window_days, max_window_days: window_days }
}
