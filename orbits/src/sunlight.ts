/** When the sun over a place is between two elevations. */
import type { LonLat } from './earth.ts'
import { common, type Span, spansAbove } from './spans.ts'
import { sunPosition } from './sun.ts'

export interface SunLimits {
  min_sun_elevation_deg?: number
  max_sun_elevation_deg?: number
}

/** In this time the sun turns once at most, up to its daily summit or down from it. */
const STEP_MS = 3 * 3_600_000

export function sunlitSpans(place: LonLat, limits: SunLimits, within: Span): Span[] {
  const { min_sun_elevation_deg: min = -90, max_sun_elevation_deg: max = 90 } = limits
  const steps = Math.max(1, Math.ceil((within.end_ms - within.start_ms) / STEP_MS))
  const times = Array.from({ length: steps + 1 }, (_, n) =>
    Math.min(within.start_ms + n * STEP_MS, within.end_ms),
  )
  const elevation = (time_ms: number) => sunPosition(place, time_ms).sun_elevation_deg
  const risen = min > -90 ? spansAbove((time_ms) => elevation(time_ms) - min, times) : [within]
  const low = max < 90 ? spansAbove((time_ms) => max - elevation(time_ms), times) : [within]
  return common(risen, low)
}
