/** The requests to the image production, and the images that it hands back. */
import type { Clip } from './clip.ts'
import type { WrittenFile } from './files.ts'
import type { Ring } from './footprint.ts'

/** Any of L0, L1A, L1B, L1C, L1D, L1D_SR; those from L1D on are orthorectified. */
export type ProcessingLevel = 'L0' | 'L1A' | 'L1B' | 'L1C' | 'L1D' | 'L1D_SR'

/** Super-resolution draws finer pixels of the same ground. */
export function pixelSizeOf(level: ProcessingLevel, gsd_m: number): number {
  return level === 'L1D_SR' ? 0.7 * gsd_m : gsd_m
}

export interface ProductRequest {
  /** Created if missing; files of the same name are replaced. */
  readonly folder: string
  readonly capture_id: string
  readonly outcome_id: string
  /** Ends with the number of the satellite: newsat33. */
  readonly satellite_name: string
  /** MarkIV or MarkV. */
  readonly satellite_generation: string
  /** ISO 8601. */
  readonly acquired_at: string
  readonly processing_level: ProcessingLevel
  readonly footprint: Ring
  readonly gsd_m: number
  /** 0 to 100, of the footprint. */
  readonly cloud_cover_pct: number
  /** The weather; unless it says so, it follows from the capture. */
  readonly cloud_seed?: number
  readonly off_nadir_deg: number
  readonly view_azimuth_deg: number
  readonly incidence_angle_deg: number
  readonly sun_elevation_deg: number
  readonly sun_azimuth_deg: number
  /** Names the pretended Earth: captures with the same seed see the same land, under weather of their own. */
  readonly seed: number
  /** Only this part of it is in the files. */
  readonly clip?: Clip
}

export type FileKey = 'analytic' | 'visual' | 'cloud' | 'preview' | 'thumbnail' | 'metadata' | 'delivery_zip'

export interface ProducedFile extends WrittenFile {
  readonly key: FileKey
  readonly media_type: string
  readonly roles: readonly string[]
}
