/** A scan of every second by satellite.js alone, with none of the geometry of this folder. */
import * as satelliteJs from 'satellite.js'
import type { AccessConstraints, Satellite } from './access.ts'

const RAD = Math.PI / 180
/** Each second has these: position, vertical below, speed northwards. */
const FIELDS = 7

export interface Track {
  satellite: Satellite
  start_ms: number
  seconds: number
  states: Float64Array
}

export function trackOf(satellite: Satellite, start_ms: number, seconds: number): Track {
  const states = new Float64Array(FIELDS * (seconds + 1))
  for (let second = 0; second <= seconds; second++) {
    states.set(stateAt(satellite, start_ms + second * 1000), FIELDS * second)
  }
  // The velocities of SDP4 are not quite the motion of its positions.
  for (let second = 1; second < seconds; second++) {
    states[FIELDS * second + 6] = states[FIELDS * (second + 1) + 2]! - states[FIELDS * (second - 1) + 2]!
  }
  return { satellite, start_ms, seconds, states }
}

/** Zeros where the orbit has ended. */
function stateAt({ orbit }: Satellite, time_ms: number): number[] {
  const state = satelliteJs.sgp4(orbit.satrec, (time_ms - orbit.epoch_ms) / 60_000)
  if (!state) return Array(FIELDS).fill(0)
  const gmst = satelliteJs.gstime(new Date(time_ms))
  const { longitude, latitude } = satelliteJs.eciToGeodetic(state.position, gmst)
  const { x, y, z } = satelliteJs.eciToEcf(state.position, gmst)
  return [x, y, z, ...verticalAt(longitude, latitude), state.velocity.z]
}

const verticalAt = (lon: number, lat: number) =>
  [Math.cos(lat) * Math.cos(lon), Math.cos(lat) * Math.sin(lon), Math.sin(lat)] as const

/** A run of good seconds. */
export interface Run {
  name: string
  first: number
  last: number
  off_nadir_deg: number
}

export function scan({ satellite, start_ms, states }: Track, constraints: AccessConstraints): Run[] {
  const look = lookerAt(constraints, satellite)
  const runs: Run[] = []
  const from = Math.max(0, Math.ceil((constraints.start_ms - start_ms) / 1000))
  const to = Math.floor((constraints.end_ms - start_ms) / 1000)
  for (let second = from; second <= to; second++) {
    const off_nadir_deg = look(states, FIELDS * second, start_ms + second * 1000)
    if (off_nadir_deg === undefined) continue
    const run = runs.at(-1)
    if (run?.last === second - 1) {
      run.last = second
      run.off_nadir_deg = Math.min(run.off_nadir_deg, off_nadir_deg)
    } else runs.push({ name: satellite.satellite_name, first: second, last: second, off_nadir_deg })
  }
  return runs.filter((run) => run.off_nadir_deg >= (constraints.min_off_nadir_deg ?? 0))
}

/** The off-nadir angle if all limits are kept. */
function lookerAt(constraints: AccessConstraints, satellite: Satellite) {
  const {
    target,
    max_off_nadir_deg = 180,
    min_elevation_deg = 0,
    view_azimuth_deg,
    pass,
    max_gsd_m,
  } = constraints
  const [lon, lat] = [target.lon * RAD, target.lat * RAD]
  const { x, y, z } = satelliteJs.geodeticToEcf({ longitude: lon, latitude: lat, height: 0 })
  const up = verticalAt(lon, lat)
  const [east, north] = [verticalAt(lon + Math.PI / 2, 0), verticalAt(lon + Math.PI, Math.PI / 2 - lat)]
  const least_sin = Math.sin(min_elevation_deg * RAD)
  const altitude_km = (satellite.orbit.satrec.a - 1) * 6378.135
  return (states: Float64Array, at: number, time_ms: number): number | undefined => {
    const [dx, dy, dz] = [states[at]! - x, states[at + 1]! - y, states[at + 2]! - z]
    const height = dx * up[0] + dy * up[1] + dz * up[2]
    if (height < 0 && least_sin >= 0) return undefined
    const range = Math.sqrt(dx * dx + dy * dy + dz * dz)
    if (height < least_sin * range || states[at] === 0) return undefined
    const cos = (dx * states[at + 3]! + dy * states[at + 4]! + dz * states[at + 5]!) / range
    const off_nadir_deg = Math.acos(Math.min(cos, 1)) / RAD
    if (off_nadir_deg > max_off_nadir_deg) return undefined
    if (pass && (pass === 'ascending' ? 1 : -1) * states[at + 6]! < 0) return undefined
    if (max_gsd_m !== undefined) {
      const gsd = (satellite.gsd_m! * range) / altitude_km / Math.sqrt(Math.max(height / range, 1e-3))
      if (gsd > max_gsd_m) return undefined
    }
    if (view_azimuth_deg) {
      const azimuth = Math.atan2(
        dx * east[0] + dy * east[1] + dz * east[2],
        dx * north[0] + dy * north[1] + dz * north[2],
      )
      const turn = (angle: number) => ((angle % 360) + 360) % 360
      const [from, to] = view_azimuth_deg
      if (turn(azimuth / RAD - from) > turn(to - from)) return undefined
    }
    return sunIsRight(constraints, up, time_ms) ? off_nadir_deg : undefined
  }
}

function sunIsRight(constraints: AccessConstraints, up: readonly number[], time_ms: number): boolean {
  const { min_sun_elevation_deg: min = -90, max_sun_elevation_deg: max = 90 } = constraints
  if (min <= -90 && max >= 90) return true
  const time = new Date(time_ms)
  const { x, y, z } = satelliteJs.sunPos(satelliteJs.jday(time)).rsun
  const sun = satelliteJs.eciToEcf({ x, y, z }, satelliteJs.gstime(time))
  const sin = (sun.x * up[0]! + sun.y * up[1]! + sun.z * up[2]!) / Math.hypot(sun.x, sun.y, sun.z)
  const elevation_deg = Math.asin(sin) / RAD
  return elevation_deg >= min && elevation_deg <= max
}
