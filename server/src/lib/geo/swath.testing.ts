import type { Swath } from './swath.ts'

export const swath: Swath = {
  swath_width_km: 5.2,
  overlap_km: 0.3,
  max_length_km: 60,
  track_heading_deg: 193,
}
