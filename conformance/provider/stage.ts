// What the stories of the provider protocol are played with.
import type { Asker } from './caller.ts'
import type { Receiver } from './receiver.ts'

export interface Stage {
  caller: Asker
  receiver: Receiver
  /** Reports are waited for so long. */
  patience_ms: number
}

export const day_ms = 86_400_000
const window = () => ({
  start: new Date(Date.now() + day_ms).toISOString(),
  end: new Date(Date.now() + 15 * day_ms).toISOString(),
})
const limits = {
  min_off_nadir_deg: 0,
  max_off_nadir_deg: 40,
  min_sun_elevation_deg: 0,
  max_sun_elevation_deg: 90,
  max_cloud_pct: 100,
}
export const frame = {
  type: 'Polygon',
  coordinates: [[[10, 45], [10.05, 45], [10.05, 45.05], [10, 45.05], [10, 45]]], // biome-ignore format: a square
}
export const whom = {
  sku: 'TSKARE-M',
  contract: 'cust.conformance',
  priority_class: 'standard',
  promised_at: null,
}
const labels = { order_name: 'conformance', metadata: { scenario: 'clear' } }
export const asked = {
  geometry: frame,
  strips: [{ parts: [1], frame }],
  window: window(),
  limits,
  ...whom,
  ...labels,
}
export const newCapture = () => `capt.${crypto.randomUUID()}`
export const captureOf = (capture_id: string) => {
  const { geometry: _, strips: __, ...rest } = asked
  return { capture_id, order_id: '000001', frame, attempt: 1, processing_levels: ['L1B'], ...rest }
}

/** A story returns the faults that it finds, in words. */
export type Story<S extends Stage = Stage> = readonly [name: string, play: (stage: S) => Promise<string[]>]
