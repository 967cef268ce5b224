/** How the cameras of a constellation see the ground: what decides how areas are divided into strips. */
export interface Swath {
  swath_width_km: number
  /** By how much a strip reaches into the next one. */
  overlap_km: number
  max_length_km: number
  /** Direction of flight of a descending sun-synchronous pass, along which images are laid out. */
  track_heading_deg: number
}

export const swath: Swath = {
  swath_width_km: 5.2,
  overlap_km: 0.3,
  max_length_km: 60,
  track_heading_deg: 193,
}

/** Of an area that takes several strips, the share that two of them show. */
export function overlapShare({ swath_width_km, overlap_km }: Swath): number {
  return overlap_km / (swath_width_km - overlap_km)
}
