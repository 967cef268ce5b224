import { z } from 'zod'
import { onGlobe } from './longitudes.ts'

// Positions are arrays with two or three numbers; a tuple would not survive OpenAPI 3.1 linters.
const Position = z.array(z.number()).min(2).max(3)
const Ring = z.array(Position)

export const Point = z.object({ type: z.literal('Point'), coordinates: Position }).meta({ id: 'Point' })
export const Polygon = z
  .object({ type: z.literal('Polygon'), coordinates: z.array(Ring) })
  .meta({ id: 'Polygon' })
export const MultiPolygon = z
  .object({ type: z.literal('MultiPolygon'), coordinates: z.array(z.array(Ring)) })
  .meta({ id: 'MultiPolygon' })

/** A geometry in an answer: GeoJSON, WGS84, longitude before latitude. */
export const Geometry = z.union([Point, Polygon, MultiPolygon]).meta({ id: 'Geometry' })
export type Geometry = z.infer<typeof Geometry>

const wgs84 =
  /(?:^(?:OGC:)?CRS84|OGC:[\d.]*:CRS84|OGC\/[\d.]+\/CRS84|EPSG(?::[\d.]*:|:|\/0\/)(?:4326|4979))h?$/i

/** GeoJSON of 2008 could name another system; that of today has none but WGS84. */
export const Crs = z.unknown().check((payload) => {
  const { properties } = Object(payload.value) as { properties?: { name?: unknown } }
  if (payload.value == null || wgs84.test(String(properties?.name))) return
  const message =
    'Coordinates are WGS84, as longitude and latitude: leave crs out, or name urn:ogc:def:crs:OGC:1.3:CRS84'
  payload.issues.push({ code: 'custom', input: payload.value, message })
})

/**
 * A geometry in a request. Only its outline is described here, because every problem of a geometry
 * (ring 3 is not closed, coordinates look swapped) deserves a sentence of its own: `lib/geo` finds them all.
 * Other members, such as bbox, are left out.
 */
export const GeometryInput = z
  .looseObject({
    type: z.enum(['Point', 'Polygon', 'MultiPolygon']),
    coordinates: z.array(z.unknown()),
    crs: Crs.optional(),
  })
  .transform(({ type, coordinates }) => ({ type, coordinates: onGlobe(coordinates) as unknown[] }))
  .meta({
    id: 'GeometryInput',
    description:
      'GeoJSON Point, Polygon or MultiPolygon in WGS84. Edges go the short way round: one with more than 180 degrees between its longitudes crosses the antimeridian. Longitudes beyond 180, to 540, are turned where no edge has 180 degrees.',
  })
