import type { Problem } from '@swath/contract/errors'
import { onGlobe } from '@swath/contract/longitudes'
import type { Geometry } from '../lib/geo/geometry.ts'
import { weighJson } from '../lib/json-weight.ts'

/** Says what is wrong with a shape. */
export type Judge = (shape: unknown) => Promise<readonly Problem[]>

/** Reads GeoJSON, as an object or as text, or WKT (POINT, POLYGON, MULTIPOLYGON); heights are dropped. */
export async function readGeometry(
  judge: Judge,
  value: string | object,
  pointer: string,
): Promise<Geometry | Problem[]> {
  const shape = typeof value === 'string' ? parse(value.trim()) : value
  if (shape === undefined) {
    const message = 'Neither GeoJSON nor WKT of a POINT, POLYGON or MULTIPOLYGON'
    return [{ pointer, code: 'invalid_geometry', message }]
  }
  const geometry = { ...shape, coordinates: onGlobe((shape as Geometry).coordinates) } as Geometry
  const problems = await judge(geometry)
  if (problems.length > 0) return problems.map((found) => ({ ...found, pointer: pointer + found.pointer }))
  const { type, coordinates } = geometry
  return { type, coordinates: flatten(coordinates) } as Geometry
}

function flatten(coordinates: unknown): unknown {
  const all = coordinates as unknown[]
  return typeof all[0] === 'number' ? all.slice(0, 2) : all.map(flatten)
}

function parse(text: string): object | undefined {
  try {
    return text.startsWith('{') ? parseGeoJson(text) : parseWkt(text)
  } catch {
    return undefined
  }
}

/** A heavier text is more than any geometry may have: 20,000 positions weigh 80,000. */
const max_weight = 100_000

function parseGeoJson(text: string): object | undefined {
  return weighJson(Buffer.from(text), 10, max_weight) > max_weight ? undefined : (JSON.parse(text) as object)
}

// In time that grows with the length of the text, whatever it is.
const wkt_form = /^(?:SRID=4326;\s*)?(POINT|POLYGON|MULTIPOLYGON)\s*(?:Z\s*)?(\([-+\d.eE,()\s]*\))$/i
const types = { POINT: 'Point', POLYGON: 'Polygon', MULTIPOLYGON: 'MultiPolygon' } as const

/** The text between brackets is a JSON array but for its punctuation. */
function parseWkt(text: string): object | undefined {
  const [, name, body] = wkt_form.exec(text) ?? []
  if (name === undefined) return undefined
  const type = types[name.toUpperCase() as keyof typeof types]
  const positions = body!.replaceAll(/[^(),]+/g, (position) => {
    return position.trim() && `[${position.trim().split(/\s+/).map(Number).join()}]`
  })
  const json = JSON.parse(positions.replaceAll('(', '[').replaceAll(')', ']'))
  return { type, coordinates: type === 'Point' ? json[0] : json }
}
