import type { Capabilities } from '@swath/contract/provider-protocol/capabilities'
import { constellationAt } from './sky/constellation.ts'

/** The simulated constellation can do this. It takes whatever is ordered. */
export const capabilities: Capabilities = {
  products: ['*'],
  modes: ['strip'],
  hours_to_deliver: { L0: 1, L1A: 1, L1B: 1.25, L1C: 2, L1D: 2.75, L1D_SR: 4 },
  swath: { swath_width_km: 5.2, overlap_km: 0.3, max_length_km: 60, track_heading_deg: 193 },
  plans_frames: false,
  reserves_passes: true,
  confirms_cancellation: false,
  takes_requests: true,
  satellites: constellationAt(Date.now()).map(({ satellite_name }) => ({ satellite_name })),
}
