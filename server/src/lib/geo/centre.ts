import { type Geometry, polygonsOf, toLonLat } from './geometry.ts'

/** The middle of an image: of what surrounds it, whichever way it is turned. An image reaches not half around the Earth. */
export function centreOf(geometry: Geometry): { lon: number; lat: number } {
  if (geometry.type === 'Point') {
    const [lon, lat] = toLonLat(geometry.coordinates)
    return { lon, lat }
  }
  const corners = polygonsOf(geometry).flat(2)
  const longitudes = corners.map(([lon]) => lon)
  const crosses = Math.max(...longitudes) - Math.min(...longitudes) > 180
  const lon = middle(longitudes.map((one) => (crosses && one < 0 ? one + 360 : one)))
  return { lon: lon > 180 ? lon - 360 : lon, lat: middle(corners.map(([, lat]) => lat)) }
}

const middle = (values: readonly number[]) => (Math.min(...values) + Math.max(...values)) / 2
