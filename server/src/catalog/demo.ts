import { productOf } from '@swath/contract/products/registry'
import { ofVariant } from '@swath/contract/products/terms'
import type { Database } from '../database/db.ts'
import { type NewSku, saveSku } from './store.ts'

const v1Of = (sku: string) => productOf(sku).v1?.pk ?? null

const point: NewSku = {
  sku: 'TSKPOI-M',
  unit: 'km2',
  price_minor: 800,
  footprint_width_km: 5,
  footprint_length_km: 10,
  min_area_km2: 0,
  max_area_km2: 100,
  max_cloud_pct: 20,
  default_window_days: 7,
  max_window_days: 90,
  priority: 10,
  priority_class: 'standard',
  bump_compensation_pct: 10,
  promised_delivery_hours: null,
  processing_levels: ['L1B', 'L1C', 'L1D', 'L1D_SR'],
  default_processing_levels: ['L1B', 'L1D'],
  cancellation_fees: [],
  v1_product: v1Of('TSKPOI-M'),
}
const area: NewSku = {
  ...point,
  sku: 'TSKARE-M',
  v1_product: v1Of('TSKARE-M'),
  footprint_width_km: null,
  footprint_length_km: null,
  min_area_km2: 25,
  max_area_km2: 25_000,
  default_window_days: 30,
  max_window_days: 365,
}
const rush: NewSku = {
  ...point,
  sku: 'TSKRSH-M.NN.NN',
  v1_product: null,
  price_minor: 1600,
  default_window_days: 3,
  max_window_days: 15,
  priority: 14,
  priority_class: 'priority',
  bump_compensation_pct: 20,
  cancellation_fees: [
    { hours_before: 72, fee_pct: 25 },
    { hours_before: 12, fee_pct: 100 },
  ],
}
const rapid: NewSku = {
  ...rush,
  sku: 'TSKRRD-M.NN.NN',
  price_minor: 2000,
  priority: 15,
  priority_class: 'urgent',
}
const variants: NewSku[] = ['TSKRSH-M.15.01', 'TSKRSH-M.15.15', 'TSKRSH-M.30.30'].map((sku) =>
  ofVariant({ ...rush, sku }),
)
/** The square round the sub-point is no image of the ground: it is where maps and lists find the order. */
const space: NewSku = {
  ...point,
  sku: 'TSKNEI-M',
  v1_product: v1Of('TSKNEI-M'),
  unit: 'capture',
  price_minor: 250_000,
  footprint_width_km: 1,
  footprint_length_km: 1,
  max_cloud_pct: 100,
  default_window_days: 1,
  max_window_days: 30,
  priority: 14,
  priority_class: 'priority',
  bump_compensation_pct: 20,
  processing_levels: ['L0'],
  default_processing_levels: null,
}

const download: NewSku = {
  ...point,
  sku: 'ARCLGD-M.NN.NN',
  v1_product: null,
  price_minor: 300,
  footprint_width_km: null,
  footprint_length_km: null,
  max_area_km2: 100_000,
  max_cloud_pct: 100,
  priority: 0,
  bump_compensation_pct: 0,
  processing_levels: ['L0', 'L1A', 'L1B', 'L1C', 'L1D', 'L1D_SR'],
  default_processing_levels: null,
}

const archive: NewSku = {
  ...download,
  sku: 'ARCIMG-M.NN.NN',
  price_minor: 400,
  max_area_km2: 5000,
  default_window_days: 3,
  max_window_days: 3,
  priority: 5,
  promised_delivery_hours: 72,
  processing_levels: ['L1B', 'L1C', 'L1D', 'L1D_SR'],
}
const archive_rush: NewSku = {
  ...archive,
  sku: 'ARCIMG-M.01.NN',
  price_minor: 700,
  default_window_days: 1,
  max_window_days: 1,
  priority: 14,
  promised_delivery_hours: 24,
}

/** The first demo contract may order everything, the second at points only. */
export async function seedCatalog(
  db: Database,
  contracts: { demo: string; 'demo-two': string },
): Promise<void> {
  await db.system(async (tx) => {
    for (const row of [point, area, rush, rapid, ...variants, space, download, archive, archive_rush]) {
      await saveSku(tx, contracts.demo, row)
    }
    await saveSku(tx, contracts['demo-two'], {
      ...point,
      price_minor: 900,
      processing_levels: ['L1D'],
      default_processing_levels: null,
    })
  })
}
