/** Captures of objects in space: what a satellite of the constellation can do, and what it cannot. */

import { placeBetween, type SpacePlace, slewRateDegS, spaceAngles, spaceViewAt } from '@swath/orbits/space'
import type { Obstacle } from './obstacles.ts'
import { type Booking, isFree, uplink_ms } from './schedule.ts'
import { constellationAt } from './sky/constellation.ts'
import type { Nei, SpacePoint } from './task.ts'

/** The limits of a capture in space. The guide docs/guides/nei.md tells customers about them. */
export const space_limits = {
  /** The least height of the target and of the line of sight: below it there is too much air. */
  min_height_km: 100,
  min_range_km: 1,
  max_range_km: 2000,
  /** Between boresight and Sun, even where the Earth hides it: what is in its shadow is dark. */
  min_sun_angle_deg: 30,
  /** Against the stars. */
  max_slew_deg_s: 3,
  /** Beyond it the orbit is not known well enough. */
  max_days_ahead: 30,
}

/** The path is looked at in so many places, its ends included: its bends are gentle. */
const samples = 7

const placeOf = ({ longitude: lon, latitude: lat, altitude_m }: SpacePoint): SpacePlace => ({
  lon,
  lat,
  altitude_km: altitude_m / 1000,
})

export function intervalOf({ first_point_time, duration_s }: Nei) {
  const centre_ms = Date.parse(first_point_time)
  return { start_ms: centre_ms - duration_s * 500, centre_ms, end_ms: centre_ms + duration_s * 500 }
}

/** The place of the boresight. */
function placeAt(nei: Nei, time_ms: number): SpacePlace {
  const from = placeOf(nei.first_point)
  if (nei.mode === 'spotlight' || !nei.last_point) return from
  const { start_ms, end_ms } = intervalOf(nei)
  return placeBetween(from, placeOf(nei.last_point), (time_ms - start_ms) / (end_ms - start_ms))
}

export function spaceBooking(nei: Nei): Booking {
  const { start_ms, end_ms } = intervalOf(nei)
  return { satellite_name: nei.satellite, start_ms, end_ms }
}

/** Everything that is in the way of a capture, at `now_ms` in the time of the sky. The first is the reason. */
export function spaceObstacles(nei: Nei, bookings: readonly Booking[], now_ms: number): Obstacle[] {
  const { start_ms } = intervalOf(nei)
  const found: Obstacle[] = []
  if (start_ms < now_ms + uplink_ms) {
    const soonest = new Date(now_ms + uplink_ms).toISOString()
    found.push({ reason: 'time', message: `No satellite can be commanded for a capture before ${soonest}` })
  }
  if (start_ms > now_ms + space_limits.max_days_ahead * 86_400_000) {
    const message = `Orbits are known ${space_limits.max_days_ahead} days ahead; ${nei.first_point_time} is later`
    return [...found, { reason: 'time', message }]
  }
  if (!satelliteOf(nei)) {
    const names = constellationAt(start_ms).map((one) => one.satellite_name)
    const message = `There is no satellite ${nei.satellite}; there are ${names[0]} to ${names.at(-1)}`
    return [...found, { reason: 'satellite', message }]
  }
  if (!isFree(spaceBooking(nei), bookings)) {
    const message = `${nei.satellite} looks at another target at ${nei.first_point_time}`
    found.push({ reason: 'taken', message })
  }
  return [...found, ...viewObstacles(nei)]
}

function satelliteOf(nei: Nei) {
  const satellites = constellationAt(intervalOf(nei).start_ms)
  return satellites.find((one) => one.satellite_name === nei.satellite)
}

/** The worst that the view comes to along the path. */
export function worstView(nei: Nei) {
  const orbit = satelliteOf(nei)!.orbit
  const { start_ms, end_ms } = intervalOf(nei)
  const times = Array.from(
    { length: samples },
    (_, n) => start_ms + ((end_ms - start_ms) * n) / (samples - 1),
  )
  const views = times.map((time_ms) => spaceViewAt(orbit, placeAt(nei, time_ms), time_ms))
  const rates = times.map((time_ms) => slewRateDegS(orbit, (at_ms) => placeAt(nei, at_ms), time_ms))
  return {
    nearest_km: Math.min(...views.map((view) => view.range_km)),
    farthest_km: Math.max(...views.map((view) => view.range_km)),
    lowest_km: Math.min(...views.map((view) => view.lowest_km)),
    sun_angle_deg: Math.min(...views.map((view) => view.sun_angle_deg)),
    slew_deg_s: Math.max(...rates),
  }
}

function viewObstacles(nei: Nei): Obstacle[] {
  const limits = space_limits
  const { nearest_km, farthest_km, lowest_km, sun_angle_deg, slew_deg_s } = worstView(nei)
  const altitude_km = nei.first_point.altitude_m / 1000
  const found: Obstacle[] = []
  const add = (reason: Obstacle['reason'], is_wrong: boolean, message: string) => {
    if (is_wrong) found.push({ reason, message })
  }
  const who = `${nei.satellite} at ${nei.first_point_time}`
  add(
    'altitude',
    altitude_km < limits.min_height_km,
    `The point is ${number(altitude_km)} km high; at least ${limits.min_height_km} km`,
  )
  add(
    'range',
    farthest_km > limits.max_range_km,
    `${who} is ${number(farthest_km)} km from the point; at most ${number(limits.max_range_km)} km`,
  )
  add(
    'range',
    nearest_km < limits.min_range_km,
    `${who} is ${number(nearest_km)} km from the point; at least ${limits.min_range_km} km`,
  )
  if (altitude_km >= limits.min_height_km) {
    const where = lowest_km < 0 ? 'The Earth is in the way' : 'The atmosphere is in the way'
    add(
      'line_of_sight',
      lowest_km < limits.min_height_km,
      `${where} of ${who}: the line of sight comes to ${number(lowest_km)} km above the ellipsoid; at least ${limits.min_height_km} km`,
    )
  }
  add(
    'sun_angle',
    sun_angle_deg < limits.min_sun_angle_deg,
    `${who} would look ${number(sun_angle_deg)} degrees from the Sun; at least ${limits.min_sun_angle_deg} degrees`,
  )
  add(
    'slew_rate',
    slew_deg_s > limits.max_slew_deg_s,
    `${who} would have to turn by ${number(slew_deg_s)} degrees per second; at most ${limits.max_slew_deg_s}`,
  )
  return found
}

const number = (value: number) => value.toLocaleString('en-US', { maximumFractionDigits: 1 })

/** One obstacle out of several: the first, with the words of all. */
export function joinObstacles(obstacles: readonly Obstacle[]): Obstacle | undefined {
  const [first] = obstacles
  return first && { reason: first.reason, message: obstacles.map((one) => one.message).join('; ') }
}

/** The capture as an access tells it: the view at its centre. */
export function spaceAccess(nei: Nei) {
  const { start_ms, centre_ms, end_ms } = intervalOf(nei)
  const orbit = satelliteOf(nei)!.orbit
  const { ground_track_heading_deg, ...angles } = spaceAngles(orbit, placeAt(nei, centre_ms), centre_ms)
  const view = {
    satellite_name: nei.satellite,
    start: new Date(start_ms).toISOString(),
    end: new Date(end_ms).toISOString(),
    ...angles,
  }
  return { view, ground_track_heading_deg, centre_ms, worst: worstView(nei) }
}
