/** GeoJSON geometry, all types; positions have two or three ordinates, all of one geometry the same number. */
export type Position = number[]

export type Geometry = SimpleGeometry | { type: 'GeometryCollection'; geometries: SimpleGeometry[] }

export type SimpleGeometry =
  | { type: 'Point'; coordinates: Position }
  | { type: 'LineString' | 'MultiPoint'; coordinates: Position[] }
  | { type: 'Polygon' | 'MultiLineString'; coordinates: Position[][] }
  | { type: 'MultiPolygon'; coordinates: Position[][][] }

/** The depth of the nested positions, the name of the lists of positions, and the number that they need. */
export const shapes = {
  Point: { nesting: 0, least: 1, closed: false },
  MultiPoint: { nesting: 1, least: 1, closed: false },
  LineString: { nesting: 1, least: 2, closed: false },
  MultiLineString: { nesting: 2, least: 2, closed: false },
  Polygon: { nesting: 2, least: 4, closed: true },
  MultiPolygon: { nesting: 3, least: 4, closed: true },
} as const

export type SimpleType = keyof typeof shapes

export function isSimpleType(type: string): type is SimpleType {
  return Object.hasOwn(shapes, type)
}

/** Coordinates of which the nesting is not yet known. */
export type Nested = number | Nested[]

export function positionsOf(geometry: Geometry): Position[] {
  switch (geometry.type) {
    case 'GeometryCollection':
      return geometry.geometries.flatMap(positionsOf)
    case 'Point':
      return [geometry.coordinates]
    case 'MultiPolygon':
      return geometry.coordinates.flat(2)
    default:
      return geometry.coordinates.flat(shapes[geometry.type].nesting - 1) as Position[]
  }
}

export const partsOf = (geometry: Geometry): readonly SimpleGeometry[] =>
  geometry.type === 'GeometryCollection' ? geometry.geometries : [geometry]

export const areasOf = (geometry: Geometry): SimpleGeometry[] =>
  partsOf(geometry).filter(({ type }) => type === 'Polygon' || type === 'MultiPolygon')

/** Says what is wrong with a list of positions of a line or ring, if anything. */
export function lineProblem(type: SimpleType, line: readonly Position[]): string | undefined {
  const { least, closed } = shapes[type]
  if (line.length < least)
    return `${closed ? 'a ring' : 'a line'} has ${line.length} positions: at least ${least} are needed`
  const [first, last] = [line[0]!, line.at(-1)!]
  if (closed && first.some((ordinate, index) => ordinate !== last[index]))
    return 'a ring does not end where it starts: repeat its first position at its end'
  return undefined
}
