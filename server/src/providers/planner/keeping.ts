/** Looks whether a pass can be kept for an order. Runs in a thread. */
import type { PlannerSettings } from '@swath/contract/planner-provider'
import { Constellation, type Place, type View, viewOf } from './constellation.ts'
import { Room } from './room.ts'

export interface Wanted extends Place {
  settings: PlannerSettings
  satellite_name: string
  start_ms: number
  now_ms: number
  /** Images that do not give way to it. */
  taken: View[]
}

/** The elements may have become newer since the pass was told: the image shifts by less. */
const shifted_ms = 60_000
const whatever = {
  max_cloud_pct: 100,
  min_off_nadir_deg: 0,
  max_off_nadir_deg: 90,
  min_sun_elevation_deg: -90,
  max_sun_elevation_deg: 90,
}

/** @returns the image, if the satellite sees the place then and has nothing else to do; otherwise why not */
export function viewIfFree({
  settings,
  taken,
  now_ms,
  satellite_name,
  start_ms,
  ...place
}: Wanted): View | string {
  const constellation = new Constellation(settings, now_ms)
  // A millisecond more, so that no sum of seconds is rounded to less than an image takes.
  const end_ms = start_ms + settings.imaging_s * 1000 + 1
  const around = constellation.passes(place, start_ms - shifted_ms, end_ms + shifted_ms, whatever)
  const pass = around.find((one) => one.satellite_name === satellite_name)
  if (!pass || pass.start_ms > start_ms || pass.end_ms < end_ms)
    return 'The satellite does not see the target then, as its orbit is known by now'
  const [obstacle] = new Room(constellation, taken, now_ms).obstaclesIn([{ ...pass, start_ms, end_ms }])
  if (obstacle) return 'The pass has been taken in the meantime'
  return viewOf(pass, start_ms, settings.imaging_s)
}
