/** A forecast changes what the climate says: this is the chance of a clear sky, given the cloud cover that is foretold. */
import type { Place } from './climate.ts'
import { normalQuantile, normalShare } from './normal.ts'
import { clearProbability } from './sky.ts'

/** The correlation of a sky with the forecast of the same hour, and the time in which it falls to 1/e of that. */
const skill = 0.8
const skill_ms = 5 * 24 * 3_600_000

/** A place at a time in epoch milliseconds. */
export interface Moment extends Place {
  at_ms: number
}

/** The cloud cover that a forecast tells of a moment. */
export interface Foretold {
  cover_pct: number
  /** The forecast looks so far ahead. */
  lead_ms: number
}

/**
 * How likely the sky over a place has at most so much cloud, 0 to 1. A forecast says which rank the sky has among those of
 * the month there; it is believed the less the farther ahead it looks, until the climate is left.
 */
export function clearProbabilityBy(
  { cover_pct, lead_ms }: Foretold,
  place: Place,
  time_ms: number,
  max_cloud_pct: number,
): number {
  const chance = (cloud_pct: number) =>
    clearProbability(place, time_ms, Math.min(Math.max(cloud_pct, 0), 100))
  // A forecast is told in whole percent, and many skies have none of it.
  const rank = (chance(cover_pct - 0.5) + chance(cover_pct + 0.5)) / 2
  const known = skill * Math.exp(-Math.max(0, lead_ms) / skill_ms)
  const limit = normalQuantile(chance(max_cloud_pct))
  return normalShare((limit - known * normalQuantile(rank)) / Math.sqrt(1 - known * known))
}
