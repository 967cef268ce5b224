import type { LonLat } from './geometry.ts'

export type GeometryProblemCode =
  | 'geometry_type'
  | 'geometry_empty'
  | 'geometry_position'
  | 'geometry_out_of_range'
  | 'geometry_too_many_parts'
  | 'geometry_too_many_holes'
  | 'geometry_too_many_vertices'
  | 'geometry_too_many_contacts'
  | 'geometry_ring_open'
  | 'geometry_ring_short'
  | 'geometry_zero_area'
  | 'geometry_self_intersection'
  | 'geometry_duplicate_ring'
  | 'geometry_hole_outside'
  | 'geometry_holes_overlap'
  | 'geometry_parts_overlap'

export interface GeometryProblem {
  /** JSON pointer (RFC 6901) from the geometry to what is wrong, such as '/coordinates/0/17'. */
  pointer: string
  code: GeometryProblemCode
  /** For people: what is wrong, where, and what would be right. */
  message: string
}

export const MAX_PROBLEMS = 20

/** Six decimals are a tenth of a metre. */
export const describePosition = ([lon, lat]: LonLat) =>
  `longitude ${Number(lon.toFixed(6))}, latitude ${Number(lat.toFixed(6))}`
