import type { Bounds } from './geometry.ts'

/** The middle of a view in degrees, and how near it is: each step of the zoom is twice as near. */
export interface Viewpoint {
  center: [lon: number, lat: number]
  zoom: number
}

const nearest = 24
const farthest = -2

/** As an address has it, to the metre: latitude, longitude and zoom, such as `51.92442,4.4777,9.46`. */
export function writeViewpoint({ center: [lon, lat], zoom }: Viewpoint): string {
  // A map that was turned around the Earth is beyond 180 degrees.
  const turned = lon - Math.floor((lon + 180) / 360) * 360
  return [round(lat, 5), round(turned, 5), round(zoom, 2)].join()
}

const round = (value: number, digits: number) => Number(value.toFixed(digits))

/** Nothing of what is no view of the Earth. */
export function readViewpoint(text: string | undefined): Viewpoint | undefined {
  const numbers = /^[-\d.]+,[-\d.]+,[-\d.]+$/.test(text ?? '') ? text!.split(',').map(Number) : []
  const [lat = Number.NaN, lon = Number.NaN, zoom = Number.NaN] = numbers
  const is_on_earth = Math.abs(lat) <= 90 && Math.abs(lon) <= 180
  return is_on_earth && zoom >= farthest && zoom <= nearest ? { center: [lon, lat], zoom } : undefined
}

/**
 * A box of an address, `west,south,east,north`, which may go on across the antimeridian; nothing of what is none on the
 * Earth.
 */
export function readBounds(text: string | undefined): Bounds | undefined {
  const numbers = /^([-\d.]+,){3}[-\d.]+$/.test(text ?? '') ? text!.split(',').map(Number) : []
  const [west = Number.NaN, south = Number.NaN, east = Number.NaN, north = Number.NaN] = numbers
  const is_on_earth =
    south >= -90 && south <= north && north <= 90 && Math.abs(west) <= 360 && Math.abs(east) <= 360
  return is_on_earth ? [west, south, east, north] : undefined
}
