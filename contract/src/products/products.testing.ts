// Orders and terms for the tests of products.
import type { Problem } from '../errors.ts'
import type { PlaceOrder } from '../orders.ts'
import { productOf } from './registry.ts'
import type { SkuTerms } from './terms.ts'

export const now = new Date('2026-06-01T08:00:00Z')
export const a_window = { start: now, end: new Date('2026-06-08T08:00:00Z') }

const terms: Omit<SkuTerms, 'sku'> = {
  unit: 'km2',
  price_minor: 800,
  currency: 'USD',
  footprint_width_km: 5,
  footprint_length_km: 10,
  min_area_km2: 0,
  max_area_km2: 100,
  max_strip_ratio: 10,
  min_strip_km2: 0,
  max_cloud_pct: 20,
  max_off_nadir_deg: 30,
  min_sun_elevation_deg: 15,
  default_window_days: 7,
  max_window_days: 90,
  priority: 10,
  priority_class: 'standard',
  bump_compensation_pct: 0,
  promised_delivery_hours: null,
  processing_levels: ['L1B', 'L1D'],
  default_processing_levels: ['L1D'],
  cancellation_fees: [],
  min_quantity: 0,
  overlap: 'once',
  levels: 'each',
  uplifts: [],
}

export const termsOf = (sku: string, changed: Partial<SkuTerms> = {}): SkuTerms => ({
  sku,
  ...terms,
  ...changed,
})

/** An order at 2 degrees east, 49 degrees north; its parameters are taken as they are. */
export function orderOf(sku: string, parameters: object, height_m: number[] = []): PlaceOrder {
  const coordinates = [2, 49, ...height_m]
  const is_point = productOf(sku).geometries.includes('Point')
  const ring = [coordinates, [2.1, 49], [2.1, 49.1], coordinates]
  return {
    type: 'Feature',
    geometry: is_point ? { type: 'Point', coordinates } : { type: 'Polygon', coordinates: [ring] },
    properties: { order_name: 'a test', project_name: 'default', sku, metadata: {}, parameters },
  }
}

export const codesOf = (problems: readonly Problem[]) => problems.map(({ code }) => code)
export const pointersOf = (problems: readonly Problem[]) => problems.map(({ pointer }) => pointer)
