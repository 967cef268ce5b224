/** The view of the cameras of a constellation on the ground, which decides how areas are divided into strips. */
export interface Swath {
  swath_width_km: number
  /** By how much a strip reaches into the next one. */
  overlap_km: number
  max_length_km: number
  /** Direction of flight of a descending sun-synchronous pass, along which images are laid out. */
  track_heading_deg: number
}

/** The share of an area of several strips that two of them show. */
export function overlapShare({ swath_width_km, overlap_km }: Swath): number {
  return overlap_km / (swath_width_km - overlap_km)
}
