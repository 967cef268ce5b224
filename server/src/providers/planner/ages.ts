/** Tells the age of a constellation's elements, and whether passes can still be computed from them. */
import type { PlannerSettings, SatelliteElements } from '@swath/contract/planner-provider'
import { type ElementSet, expectedError, goodUntil } from '@swath/orbits/elements'
import { readElements } from '@swath/orbits/read'

/** Operators are warned of more than this share of the error that is allowed. */
const warned_share = 0.5

/** Elements give this name to their satellite. */
export const nameOf = ({ name, catalog_number }: ElementSet): string => name || String(catalog_number)

/** An image is taken at the wrong place, if its pass comes by more than this earlier or later. */
export const allowedErrorSeconds = ({ most_timing_error_s, imaging_s }: PlannerSettings): number =>
  most_timing_error_s ?? imaging_s / 2

/** Whether the passes of a satellite are not known well enough any more. */
export function isTooOld(settings: PlannerSettings, elements: ElementSet, now_ms: number): boolean {
  return expectedError(elements, now_ms).timing_s > allowedErrorSeconds(settings)
}

export function agesOf(settings: PlannerSettings, now: Date): SatelliteElements[] {
  const allowed_s = allowedErrorSeconds(settings)
  return readElements(settings.elements).map((elements) => {
    const error = expectedError(elements, now.getTime())
    const { age_days, timing_s, along_track_km, across_track_km } = error
    const too_old_ms = goodUntil(elements, allowed_s)
    return {
      satellite_name: nameOf(elements),
      catalog_number: elements.catalog_number,
      epoch: new Date(elements.epoch_ms).toISOString(),
      age_days,
      timing_error_s: timing_s,
      along_track_error_km: along_track_km,
      across_track_error_km: across_track_km,
      state: timing_s > allowed_s ? 'too_old' : timing_s > warned_share * allowed_s ? 'old' : 'good',
      too_old_at: new Date(too_old_ms).toISOString(),
    }
  })
}
