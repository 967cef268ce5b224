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

/** Its elements do not change as long as the settings do not, and neither does the moment until which they are good. */
const known = new WeakMap<PlannerSettings, { elements: ElementSet; too_old_at: string }[]>()

function knownOf(settings: PlannerSettings) {
  const before = known.get(settings)
  if (before) return before
  const all = readElements(settings.elements).map((elements) => {
    const too_old_ms = goodUntil(elements, allowedErrorSeconds(settings))
    return { elements, too_old_at: new Date(too_old_ms).toISOString() }
  })
  known.set(settings, all)
  return all
}

/** @param settings what is read from them is kept as long as they are: they are not to change */
export function agesOf(settings: PlannerSettings, now: Date): SatelliteElements[] {
  const allowed_s = allowedErrorSeconds(settings)
  return knownOf(settings).map(({ elements, too_old_at }) => {
    const error = expectedError(elements, now.getTime())
    const { age_days, timing_s, along_track_km, across_track_km } = error
    return {
      satellite_name: nameOf(elements),
      catalog_number: elements.catalog_number,
      epoch: new Date(elements.epoch_ms).toISOString(),
      age_days,
      timing_error_s: timing_s,
      along_track_error_km: along_track_km,
      across_track_error_km: across_track_km,
      state: timing_s > allowed_s ? 'too_old' : timing_s > warned_share * allowed_s ? 'old' : 'good',
      too_old_at,
    }
  })
}
