/** Shapes for the tests of this folder. */
import fc from 'fast-check'
import type { AreaGeometry, MultiPolygon, Polygon, Position } from './geometry.ts'

export const polygon = (...rings: Position[][]): Polygon => ({ type: 'Polygon', coordinates: rings })
export const multiPolygon = (...polygons: Position[][][]): MultiPolygon => ({
  type: 'MultiPolygon',
  coordinates: polygons,
})

/** A closed counter-clockwise box; an `east` beyond 180 comes out on the other side of the antimeridian. */
export const box = (west: number, south: number, east: number, north: number): Position[] =>
  close([
    [west, south],
    [east, south],
    [east, north],
    [west, north],
  ])

export const close = (corners: Position[]): Position[] =>
  [...corners, corners[0]!].map(([lon, lat]) => [normalizeLon(lon!), lat!])

export const normalizeLon = (lon: number): number =>
  Math.abs(lon) <= 180 ? lon : lon - 360 * Math.round(lon / 360)

/** Crosses the antimeridian, and so does its hole. */
export const FIJI = polygon(box(177, -19, 182, -16), box(179, -18, 181, -17))

/** A ring round a pole: it meets every longitude once. */
export const polarCap = (lats: number[]): Polygon =>
  polygon(close(lats.map((lat, index) => [-170 + (360 * index) / lats.length, lat])))

/** A ring with long and short waves: no two of its sides meet, and many overlap on either axis. */
export function wavyRing(vertices: number, centre: Position): Position[] {
  const corners = Array.from({ length: vertices - 1 }, (_, index) => {
    const angle = (2 * Math.PI * index) / (vertices - 1)
    const radius = 5 + Math.sin(angle * 60) + 0.5 * Math.sin(angle * 977)
    return [centre[0]! + radius * Math.cos(angle), centre[1]! + radius * Math.sin(angle)]
  })
  return close(corners)
}

interface Star {
  centre: Position
  size: number
  radii: number[]
}

/** The corners of a star lie at equal angles round its centre: any such ring is simple. */
const starCorners = ({ centre, size, radii }: Star): Position[] =>
  radii.map((radius, index) => {
    const angle = (2 * Math.PI * index) / radii.length
    return [centre[0]! + size * radius * Math.cos(angle), centre[1]! + size * radius * Math.sin(angle)]
  })

/** In a billion steps: no values so small that their products vanish. */
export const between = (min: number, max: number) =>
  fc.integer({ min: 0, max: 1e9 }).map((step) => min + ((max - min) * step) / 1e9)

/** Star-shaped corners, longitudes continuous (perhaps beyond 180), many near the antimeridian. */
export const starArbitrary: fc.Arbitrary<Position[]> = fc
  .record({
    centre: fc.tuple(fc.oneof(between(-180, 180), between(170, 190)), between(-70, 70)),
    size: between(0.05, 15),
    radii: fc.array(between(0.1, 1), { minLength: 3, maxLength: 30 }),
  })
  .map(starCorners)

/** Latitudes of a ring round one of the poles. */
export const capArbitrary: fc.Arbitrary<Polygon> = fc
  .tuple(fc.constantFrom(-1, 1), fc.array(between(40, 89), { minLength: 4, maxLength: 20 }))
  .map(([pole, lats]) => polarCap(lats.map((lat) => pole * lat)))

/** Any area of the kinds above. */
export const areaArbitrary: fc.Arbitrary<AreaGeometry> = fc.oneof(
  { weight: 4, arbitrary: starArbitrary.map((corners) => polygon(close(corners))) },
  { weight: 1, arbitrary: capArbitrary },
)

/** Even-odd rule with a ray to the east, for planar geometry on the map [-180, 180]. */
export function planarContains(geometry: AreaGeometry, [lon, lat]: Position): boolean {
  const rings = geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat()
  let inside = false
  for (const ring of rings)
    for (let index = 1; index < ring.length; index++) {
      const [[lon_a, lat_a], [lon_b, lat_b]] = [ring[index - 1]!, ring[index]!]
      if (lat_a! > lat! === lat_b! > lat!) continue
      if (lon! < lon_a! + ((lat! - lat_a!) / (lat_b! - lat_a!)) * (lon_b! - lon_a!)) inside = !inside
    }
  return inside
}
