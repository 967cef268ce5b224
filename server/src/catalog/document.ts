import { TaskingParameters } from '@swath/contract/orders'
import type { ListPrice, PriceList, Product } from '@swath/contract/products'
import { productCodeOf, productNameOf, productOf } from '@swath/contract/products/registry'
import { ofVariant } from '@swath/contract/products/terms'
import type { ContractSku, SkuConditions } from '@swath/contract/skus'
import { z } from 'zod'
import { timestamp, timestampOrNull } from '../platform/clock.ts'
import type { ChangeRow, DatedPrice, SkuRow } from './store.ts'

/** @param prices that it has and will have, the present one first */
export function publicProduct(listed: SkuRow, prices: ListPrice[]): Product {
  const row = ofVariant(listed)
  const { footprint_width_km: width_km, footprint_length_km: length_km } = row
  return {
    sku: row.sku,
    product_code: productCodeOf(row.sku),
    product_name: productNameOf(row.sku),
    geometry_types: [...productOf(row.sku).geometries],
    parameters: parametersOf(row),
    price: { amount_minor: prices[0]!.amount_minor, currency: row.currency, unit: row.unit },
    prices,
    min_quantity: row.min_quantity,
    overlap: row.overlap,
    levels: row.levels,
    uplifts: row.uplifts,
    limits: {
      min_area_km2: row.min_area_km2,
      max_area_km2: row.max_area_km2,
      max_strip_ratio: row.max_strip_ratio,
      min_strip_km2: row.min_strip_km2,
      default_window_days: row.default_window_days,
      max_window_days: row.max_window_days,
      captures: row.captures,
      max_cloud_pct: row.max_cloud_pct,
      default_max_off_nadir_deg: row.max_off_nadir_deg,
      default_min_sun_elevation_deg: row.min_sun_elevation_deg,
    },
    footprint: width_km === null || length_km === null ? null : { width_km, length_km },
    priority: row.priority,
    priority_class: row.priority_class,
    bump_compensation_pct: row.bump_compensation_pct,
    promised_delivery_hours: row.promised_delivery_hours,
    v1_product: row.v1_product,
    processing_levels: row.processing_levels,
    default_processing_levels: row.default_processing_levels,
    cancellation_fees: row.cancellation_fees,
  }
}

/** The very schema that orders are read with, narrowed down to what this SKU takes. */
function parametersOf(row: ReturnType<typeof ofVariant<SkuRow>>): Record<string, unknown> {
  const { end, max_captures, max_ona, min_sun_elevation } = TaskingParameters.shape
  const uplifts = row.uplifts.map(({ uplift }) => uplift)
  const of_contract = TaskingParameters.extend({
    uplifts: z
      .array(z.enum(uplifts))
      .optional()
      .meta(TaskingParameters.shape.uplifts.meta() ?? {}),
    end: end.meta({
      description: `End of the window: ${row.default_window_days} days after its start when absent, ${row.max_window_days} at most`,
    }),
    max_ona: max_ona.default(row.max_off_nadir_deg),
    min_sun_elevation: min_sun_elevation.default(row.min_sun_elevation_deg),
    processing_level: z
      .enum(row.processing_levels)
      .optional()
      .meta({ description: `Only this level; ${row.default_processing_levels.join(', ')} when absent` }),
    max_captures:
      row.captures === null
        ? max_captures
        : max_captures
            .unwrap()
            .max(row.captures)
            .default(row.captures)
            .meta(max_captures.meta() ?? {}),
  })
  return z.toJSONSchema(productOf(row.sku).parameters(of_contract), { io: 'input' })
}

/** A SKU of a contract, for operators. */
export function contractSku(
  row: SkuRow,
  dated: readonly DatedPrice[],
  changes: readonly ChangeRow[],
): ContractSku {
  const { contract_id, sku, currency, v1_product } = row
  const of_sku = changes.filter((change) => change.sku === sku)
  return {
    contract_id,
    sku,
    currency,
    v1_product,
    prices: pricesOf(row, dated),
    ...conditionsOf(row),
    changes: of_sku.map(({ valid_from, created_by, terms }) => ({
      valid_from: timestamp(valid_from),
      created_by,
      terms: conditionsOf(terms),
    })),
  }
}

/** The terms alone, whatever they stand beside. */
export function conditionsOf(row: SkuConditions): SkuConditions {
  return {
    unit: row.unit,
    footprint_width_km: row.footprint_width_km,
    footprint_length_km: row.footprint_length_km,
    min_area_km2: row.min_area_km2,
    max_area_km2: row.max_area_km2,
    max_strip_ratio: row.max_strip_ratio,
    min_strip_km2: row.min_strip_km2,
    max_cloud_pct: row.max_cloud_pct,
    max_off_nadir_deg: row.max_off_nadir_deg,
    min_sun_elevation_deg: row.min_sun_elevation_deg,
    default_window_days: row.default_window_days,
    max_window_days: row.max_window_days,
    priority: row.priority,
    priority_class: row.priority_class,
    bump_compensation_pct: row.bump_compensation_pct,
    promised_delivery_hours: row.promised_delivery_hours,
    processing_levels: row.processing_levels,
    default_processing_levels: row.default_processing_levels,
    cancellation_fees: row.cancellation_fees,
    min_quantity: row.min_quantity,
    overlap: row.overlap,
    levels: row.levels,
    uplifts: row.uplifts,
    is_offered: row.is_offered,
  }
}

export function priceList(row: SkuRow, dated: readonly DatedPrice[]): PriceList {
  const { contract_id, sku, currency, unit } = row
  return { contract_id, sku, currency, unit, prices: pricesOf(row, dated) }
}

/** The prices of a SKU, each until the next begins. */
export function pricesOf({ sku, price_minor }: SkuRow, dated: readonly DatedPrice[]): ListPrice[] {
  const first = { valid_from: null, price_minor }
  const all = [first, ...dated.filter((price) => price.sku === sku)]
  return all.map(({ valid_from, price_minor: amount_minor }, at) => ({
    amount_minor,
    valid_from: timestampOrNull(valid_from),
    valid_until: timestampOrNull(all[at + 1]?.valid_from ?? null),
  }))
}

/** Those that hold at a time and later. Timestamps of one form compare as text. */
export function pricesSince(now: Date, prices: ListPrice[]): ListPrice[] {
  return prices.filter(({ valid_until }) => valid_until === null || valid_until > timestamp(now))
}
