import { TaskingParameters } from '@swath/contract/orders'
import {
  isFromArchive,
  type ListPrice,
  ofVariant,
  type Product,
  productCodeOf,
  productNameOf,
  products,
} from '@swath/contract/products'
import { z } from 'zod'
import type { SkuRow } from './store.ts'

/** @param prices that it has and will have, the present one first */
export function publicProduct(listed: SkuRow, prices: ListPrice[]): Product {
  const row = ofVariant(listed)
  const product_code = productCodeOf(row.sku)
  const { geometries } = products[product_code]
  const { footprint_width_km: width_km, footprint_length_km: length_km } = row
  return {
    sku: row.sku,
    product_code,
    product_name: productNameOf(row.sku),
    geometry_types: [...geometries],
    parameters: parametersOf(row, geometries),
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
    promised_delivery_hours: row.promised_delivery_hours,
    v1_product: row.v1_product,
    processing_levels: row.processing_levels,
    default_processing_levels: row.default_processing_levels,
    cancellation_fees: row.cancellation_fees,
  }
}

/** The very schema that orders are read with, narrowed down to what this SKU takes. */
function parametersOf(
  row: ReturnType<typeof ofVariant<SkuRow>>,
  geometries: readonly string[],
): Record<string, unknown> {
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
    ...(row.captures !== null && {
      max_captures: max_captures
        .unwrap()
        .max(row.captures)
        .default(row.captures)
        .meta(max_captures.meta() ?? {}),
    }),
  })
  if (isFromArchive(row.sku)) {
    const of_archive = of_contract.pick({ outcome_id: true, datetime: true, processing_level: true })
    return z.toJSONSchema(of_archive, { io: 'input' })
  }
  if (productCodeOf(row.sku) === 'TSKNEI') {
    const of_space = of_contract.pick({ start: true, end: true, processing_level: true, nei: true })
    return z.toJSONSchema(of_space.required({ nei: true }), { io: 'input' })
  }
  const of_ground = of_contract.omit({ outcome_id: true, datetime: true, nei: true })
  const of_product = geometries.includes('Point')
    ? of_ground.omit({ remapping_period: true, remapping_mode: true })
    : of_ground.omit({ revisit_period: true, max_captures: true })
  return z.toJSONSchema(of_product, { io: 'input' })
}
