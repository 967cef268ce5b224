/** Past captures, for whoever has a part of one processed to a level that the archive has not. */
import { DAY_MS } from '@swath/orbits/earth'
import type { Image } from '../story.ts'
import { captureOn, outcomeOf, type PastCapture, search_days } from './capture.ts'
import { places } from './places.ts'

/** The image of an outcome of the past as it was taken: from it comes the same scene that its items show. */
export function pastImage(seed: string, outcome_id: string, acquired_at: string): Image | undefined {
  const capture = findCapture(seed, outcome_id, Math.floor(Date.parse(acquired_at) / DAY_MS))
  return capture && imageOf(capture)
}

function findCapture(seed: string, outcome_id: string, acquired_day: number): PastCapture | undefined {
  for (let day = acquired_day - search_days; day <= acquired_day; day++) {
    const place = places.find(({ name }) => outcomeOf(seed, `${name}-${day}`) === outcome_id)
    if (place) return captureOn(seed, place, day)
  }
  return undefined
}

function imageOf({ satellite, acquired_ms, ring, ...capture }: PastCapture): Image {
  return {
    outcome_id: capture.outcome_id,
    satellite_name: satellite.satellite_name,
    satellite_generation: satellite.generation,
    acquired_at: new Date(acquired_ms).toISOString(),
    footprint: ring.map(([lon, lat]) => [lon, lat]),
    cloud_cover_pct: capture.cloud_cover_pct,
    cloud_seed: capture.cloud_seed,
    off_nadir_deg: capture.off_nadir_deg,
    view_azimuth_deg: capture.view_azimuth_deg,
    incidence_angle_deg: capture.incidence_angle_deg,
    sun_elevation_deg: capture.sun_elevation_deg,
    sun_azimuth_deg: capture.sun_azimuth_deg,
  }
}
