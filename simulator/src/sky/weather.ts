/** Pretend clouds: the same for everybody with the same seed, alike at neighbouring places and times, as the climate has it. */
import { memory_ms } from '@swath/climate/odds'
import { cloudOfRank } from '@swath/climate/sky'
import { DEG } from '@swath/orbits/earth'
import { hash01 } from './hash.ts'

export interface WeatherQuery {
  seed: string
  lon: number
  lat: number
  time_ms: number
}

/** Distance over which the sky changes. */
const CELL_KM = 300
const EARTH_RADIUS_KM = 6371
/** Noise of these two cells together is forgotten as the climate says, to a few hundredths at any distance in time. */
const CELLS_MS = [0.55 * memory_ms, 2.2 * memory_ms] as const

/** Cloud cover of a place at a time, 0 to 100 percent. */
export function cloudCoverPct({ seed, lon, lat, time_ms }: WeatherQuery): number {
  const cells = EARTH_RADIUS_KM / CELL_KM
  // On the sphere in space rather than on the map: no seam at the antimeridian, no pinch at the poles.
  const point = [
    cells * Math.cos(lat * DEG) * Math.cos(lon * DEG),
    cells * Math.cos(lat * DEG) * Math.sin(lon * DEG),
    cells * Math.sin(lat * DEG),
  ]
  const [short, long] = CELLS_MS.map((cell_ms, octave) =>
    unitNoise(octave === 0 ? seed : `${seed}/slow`, [...point, time_ms / cell_ms]),
  ) as [number, number]
  return cloudOfRank({ lon, lat }, time_ms, normalRank((short + long) * Math.SQRT1_2))
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
