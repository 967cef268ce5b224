/**
 * The places of which the archive has images: on every continent with cities, at the antimeridian and beyond the polar
 * circle.
 */
import type { LonLat } from '@swath/orbits/earth'

export interface Place extends LonLat {
  /** Part of addresses. */
  name: string
}

export const places: readonly Place[] = [
  { name: 'paris', lon: 2.35, lat: 48.85 },
  { name: 'rotterdam', lon: 4.14, lat: 51.95 },
  { name: 'longyearbyen', lon: 15.63, lat: 78.22 },
  { name: 'nairobi', lon: 36.82, lat: -1.29 },
  { name: 'dubai', lon: 55.14, lat: 25.11 },
  { name: 'dhaka', lon: 90.41, lat: 23.81 },
  { name: 'tokyo', lon: 139.77, lat: 35.63 },
  { name: 'sydney', lon: 151.21, lat: -33.86 },
  { name: 'taveuni', lon: 179.99, lat: -16.85 },
  { name: 'san-francisco', lon: -122.42, lat: 37.77 },
  { name: 'manaus', lon: -60.02, lat: -3.12 },
  { name: 'buenos-aires', lon: -58.38, lat: -34.6 },
]
