import type { Builder } from './builder.ts'
import { Cql2Error } from './error.ts'
import { type Geometry, isSimpleType, type Nested, type SimpleGeometry, shapes } from './geometry.ts'

type Members = Record<string, unknown>

/** Reads a GeoJSON geometry; its members other than type and coordinates or geometries mean nothing. */
export function readGeoJson(json: Members, at: string, builder: Builder): Geometry {
  if (json.type !== 'GeometryCollection') return readSimple(json, at, builder)
  const geometries = listOf(json.geometries, `${at}/geometries`)
  return {
    type: 'GeometryCollection',
    geometries: geometries.map((member, index) => readMember(member, `${at}/geometries/${index}`, builder)),
  }
}

function readMember(json: unknown, at: string, builder: Builder): SimpleGeometry {
  if (typeof json === 'object' && json !== null) return readSimple(json as Members, at, builder)
  throw new Cql2Error('found no object, expected a geometry', at)
}

function readSimple({ type, coordinates }: Members, at: string, builder: Builder): SimpleGeometry {
  if (typeof type !== 'string' || !isSimpleType(type))
    throw new Cql2Error(
      `found the type ${JSON.stringify(type) ?? 'nothing'}, expected one of GeoJSON`,
      `${at}/type`,
    )
  const read = readCoordinates(coordinates, shapes[type].nesting, `${at}/coordinates`, builder)
  return { type, coordinates: read } as SimpleGeometry
}

function readCoordinates(json: unknown, nesting: number, at: string, builder: Builder): Nested {
  const items = listOf(json, at)
  if (nesting > 0)
    return items.map((item, index) => readCoordinates(item, nesting - 1, `${at}/${index}`, builder))
  if (items.every((item) => typeof item === 'number')) return builder.position(items, at)
  throw new Cql2Error('found no numbers, expected a position', at)
}

function listOf(json: unknown, at: string): unknown[] {
  if (Array.isArray(json)) return json
  throw new Cql2Error('found no list, expected one', at)
}
