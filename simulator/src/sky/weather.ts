/** Pretend clouds: the same for everybody with the same seed, and alike at neighbouring places and times. */
import { DEG } from '@swath/orbits/earth'
import { hash01 } from './hash.ts'

export interface WeatherQuery {
  seed: string
  lon: number
  lat: number
  time_ms: number
}

/** Distance and time over which the sky changes. */
const CELL_KM = 300
const CELL_MS = 8 * 3_600_000
const EARTH_RADIUS_KM = 6371

/** This share of all skies is clear enough to order: demos should succeed often. */
const CLEAR_SHARE = 0.57
const CLEAR_PCT = 20

/**
 * Cloud cover of a place at a time, 0 to 100 percent: about 56 % of all skies are below 20 %, 4 % above 90 %.
 */
export function cloudCoverPct({ seed, lon, lat, time_ms }: WeatherQuery): number {
  const cells = EARTH_RADIUS_KM / CELL_KM
  // On the sphere in space rather than on the map: no seam at the antimeridian, no pinch at the poles.
  const noise = unitNoise(seed, [
    cells * Math.cos(lat * DEG) * Math.cos(lon * DEG),
    cells * Math.cos(lat * DEG) * Math.sin(lon * DEG),
    cells * Math.sin(lat * DEG),
    time_ms / CELL_MS,
  ])
  return cloudOfRank(normalRank(noise))
}

/** Value noise in any number of dimensions with mean 0 and variance 1 everywhere, nearly normal. */
function unitNoise(seed: string, point: readonly number[]): number {
  const corner = point.map(Math.floor)
  const weights = point.map((value, axis) => smooth(value - corner[axis]!))
  let sum = 0
  let variance = 0
  for (let bits = 0; bits < 2 ** point.length; bits++) {
    const isFar = (axis: number) => ((bits >> axis) & 1) === 1
    const weight = weights.reduce((product, far, axis) => product * (isFar(axis) ? far : 1 - far), 1)
    const value = hash01(seed, ...corner.map((near, axis) => (isFar(axis) ? near + 1 : near)))
    sum += weight * (value - 0.5)
    variance += (weight * weight) / 12
  }
  return sum / Math.sqrt(variance)
}

const smooth = (x: number): number => x * x * (3 - 2 * x)

/** Share of a normal distribution below a value (logistic approximation, good to 0.01). */
const normalRank = (value: number): number => 1 / (1 + Math.exp(-1.702 * value))

/** From the rank of a sky among all skies to its cloud cover. */
function cloudOfRank(rank: number): number {
  if (rank < CLEAR_SHARE) return CLEAR_PCT * (rank / CLEAR_SHARE) ** 2
  const cloudy = (rank - CLEAR_SHARE) / (1 - CLEAR_SHARE)
  return CLEAR_PCT + (100 - CLEAR_PCT) * cloudy
}

/** The share of all skies with at most this cloud cover, 0 to 1, good to 0.04: the climate is the same everywhere. */
export function clearShare(max_cloud_pct: number): number {
  if (max_cloud_pct < CLEAR_PCT) return CLEAR_SHARE * Math.sqrt(max_cloud_pct / CLEAR_PCT)
  return CLEAR_SHARE + ((1 - CLEAR_SHARE) * (max_cloud_pct - CLEAR_PCT)) / (100 - CLEAR_PCT)
}
