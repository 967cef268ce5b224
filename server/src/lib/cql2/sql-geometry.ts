import { type Box, boxesOf, ringOf } from '@swath/contract/boxes'
import { withoutRounding } from '@swath/contract/longitudes'
import type { Expression } from './ast.ts'
import { Cql2Error, offsetOf } from './error.ts'
import { type Geometry, positionsOf, type SimpleGeometry } from './geometry.ts'
import { bind, type SqlPieces, sql } from './pieces.ts'

/** In the plane of longitude and latitude; heights mean nothing. Areas that are not sound are misjudged. */
export function geometrySql(node: Extract<Expression, { kind: 'geometry' | 'bbox' }>): SqlPieces {
  const geometry = flatten(node.kind === 'bbox' ? boxGeometry(node.bbox) : node.geometry)
  for (const [lon, lat] of positionsOf(geometry)) {
    if (Math.abs(lon!) > 180 || Math.abs(lat!) > 90)
      throw new Cql2Error(
        `${lon} ${lat} is not on the globe: expected longitude -180 to 180, then latitude -90 to 90`,
        offsetOf(node),
      )
  }
  return sql`st_setsrid(st_geomfromgeojson(${bind(JSON.stringify(geometry), 'text')}), 4326)`
}

function flatten(geometry: Geometry): Geometry {
  if (geometry.type === 'GeometryCollection')
    return { ...geometry, geometries: geometry.geometries.map(flattenSimple) }
  return flattenSimple(geometry)
}

function flattenSimple({ type, coordinates }: SimpleGeometry): SimpleGeometry {
  return { type, coordinates: withoutRounding(dropHeights(coordinates)) } as SimpleGeometry
}

function dropHeights(coordinates: unknown): unknown {
  const list = coordinates as unknown[]
  return typeof list[0] === 'number' ? list.slice(0, 2) : list.map(dropHeights)
}

/** A box across the antimeridian is two boxes, of which one may end where it begins. */
function boxGeometry(bbox: readonly number[]): Geometry {
  const boxes = boxesOf(bbox)
  const shapes = boxes.map(shapeOf)
  if (shapes.length === 1) return shapes[0]!
  if (shapes.some(({ type }) => type !== 'Polygon')) return { type: 'GeometryCollection', geometries: shapes }
  return { type: 'MultiPolygon', coordinates: boxes.map((box) => [ringOf(box)]) }
}

/** A box without width or height is a line or a point. */
function shapeOf(box: Box): SimpleGeometry {
  const [west, south, east, north] = box
  if (west < east && south < north) return { type: 'Polygon', coordinates: [ringOf(box)] }
  if (west === east && south === north) return { type: 'Point', coordinates: [west, south] }
  const diagonal = [
    [west, south],
    [east, north],
  ]
  return { type: 'LineString', coordinates: diagonal }
}
