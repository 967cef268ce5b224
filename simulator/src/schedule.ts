import { type Access, type AccessConstraints, eachAccess } from '@swath/orbits/access'
import { constellationAt } from './sky/constellation.ts'
import { centreOf, type Geometry, type Ring, type Wish } from './task.ts'

/** When a satellite is busy, in epoch milliseconds. */
export interface Booking {
  satellite_name: string
  start_ms: number
  end_ms: number
}

/** A satellite cannot be commanded for a pass that is nearer than this. */
export const uplink_ms = 30 * 60_000
const collection_ms = 8_000
/** Between two targets a satellite turns and settles. */
export const slew_ms = 25_000

/** The conditions on an access that can still be commanded at `now_ms`, in the time of the sky. */
export function constraintsOf(target: Geometry, { window, limits }: Wish, now_ms: number): AccessConstraints {
  const start_ms = Math.max(now_ms + uplink_ms, window.start.getTime())
  const { max_cloud_pct: _, ...angles } = limits
  return {
    target: centreOf(target),
    start_ms,
    end_ms: window.end.getTime(),
    ...angles,
    satellites: constellationAt(start_ms),
  }
}

/** Accesses during which their satellite has nothing else to do, in order of their start. */
export function* freeAccesses(constraints: AccessConstraints, bookings: readonly Booking[]) {
  for (const access of eachAccess(constraints)) {
    if (isFree(bookingOf(access), bookings)) yield access
  }
}

/** Whether the satellite has nothing else to do then, and has time to turn before and after. */
export function isFree(wanted: Booking, bookings: readonly Booking[]): boolean {
  return !bookings.some((booking) => isInTheWay(wanted, booking))
}

export function isInTheWay(wanted: Booking, booking: Booking): boolean {
  return (
    booking.satellite_name === wanted.satellite_name &&
    booking.start_ms < wanted.end_ms + slew_ms &&
    wanted.start_ms < booking.end_ms + slew_ms
  )
}

/** The collection: seconds about the best moment of an access. */
export function bookingOf({ satellite_name, start_ms, peak_ms, end_ms }: Access): Booking {
  const from = Math.max(start_ms, peak_ms - collection_ms / 2)
  return { satellite_name, start_ms: from, end_ms: Math.min(end_ms, from + collection_ms) }
}

/** An access as the world is told of it: when the image is taken, and the view. */
export function publicAccess(access: Access) {
  const { start_ms, end_ms } = bookingOf(access)
  const {
    satellite_name,
    off_nadir_deg,
    view_azimuth_deg,
    incidence_angle_deg,
    sun_elevation_deg,
    sun_azimuth_deg,
  } = access
  return {
    satellite_name,
    start: new Date(start_ms).toISOString(),
    end: new Date(end_ms).toISOString(),
    off_nadir_deg,
    view_azimuth_deg,
    incidence_angle_deg,
    sun_elevation_deg,
    sun_azimuth_deg,
  }
}

/** The footprint as GeoJSON; an edge that crosses the antimeridian goes the short way round. */
export function polygonOf(ring: Ring) {
  const normal = ring.map(([lon, lat]) => [Math.abs(lon) > 180 ? lon - 360 * Math.sign(lon) : lon, lat])
  return { type: 'Polygon', coordinates: [normal] }
}
