import type { Geometry } from '@swath/contract/geometry'

type Point = Extract<Geometry, { type: 'Point' }>

/** As people and maps say it: latitude first. */
export function pointAt(lat: number, lon: number): Point {
  if (Math.abs(lat) > 90 || Math.abs(lon) > 180) {
    throw new Error(
      `${lat}, ${lon} is not on Earth: latitude (-90 to 90) comes before longitude (-180 to 180) here`,
    )
  }
  return { type: 'Point', coordinates: [lon, lat] }
}
