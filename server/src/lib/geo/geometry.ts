/** GeoJSON geometry (RFC 7946), the three types Swath takes. Ordinates: longitude, latitude (degrees), height. */

export type Position = number[]

export interface Point {
  type: 'Point'
  coordinates: Position
}

export interface Polygon {
  type: 'Polygon'
  coordinates: Position[][]
}

export interface MultiPolygon {
  type: 'MultiPolygon'
  coordinates: Position[][][]
}

export type AreaGeometry = Polygon | MultiPolygon
export type Geometry = Point | AreaGeometry

/** Longitude and latitude in degrees. */
export type LonLat = [lon: number, lat: number]

/** A closed ring: the last position repeats the first. */
export type Ring = LonLat[]

export const toLonLat = (position: Position): LonLat => [position[0]!, position[1]!]

/** The polygons of an area, each a list of rings (exterior first), in two dimensions. A point has none. */
export function polygonsOf(geometry: Geometry): Ring[][] {
  if (geometry.type === 'Point') return []
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
  return polygons.map((rings) => rings.map((ring) => ring.map(toLonLat)))
}

/** One polygon becomes a Polygon, several a MultiPolygon. */
export function toAreaGeometry(polygons: Ring[][]): AreaGeometry {
  const [only, ...others] = polygons
  return only && others.length === 0
    ? { type: 'Polygon', coordinates: only }
    : { type: 'MultiPolygon', coordinates: polygons }
}
