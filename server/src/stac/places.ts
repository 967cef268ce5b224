import { type Box, boxesOf } from '@swath/contract/boxes'
import { isBeyond, onGlobe, withoutRounding } from '@swath/contract/longitudes'
import { onceSound } from '../http/areas.ts'
import { Refusal } from '../http/parameter.ts'
import type { Expression } from '../lib/cql2/ast.ts'
import { Cql2Error } from '../lib/cql2/error.ts'
import { areasOf, type Geometry, partsOf, positionsOf } from '../lib/cql2/geometry.ts'
import { readJson } from '../lib/cql2/read-json.ts'
import { splitAtAntimeridian } from '../lib/geo/antimeridian.ts'
import type { AreaGeometry } from '../lib/geo/geometry.ts'

/** @returns undefined for the whole globe, where everything is. @throws Refusal */
export function readBbox(raw: unknown): Expression | undefined {
  const numbers = typeof raw === 'string' ? raw.split(',').map(numberIn) : raw
  if (!Array.isArray(numbers) || !numbers.every(Number.isFinite)) throw new Refusal('takes numbers')
  if (numbers.length !== 4 && numbers.length !== 6) throw new Refusal('takes 4 or 6 numbers')
  const flat = numbers.length === 6 ? [0, 1, 3, 4].map((index) => numbers[index]) : numbers
  const corners = [flat.slice(0, 2), flat.slice(2)].map(withoutRounding)
  const [west, south, east, north] = corners.flat() as [number, number, number, number]
  if ([west, east].some((lon) => Math.abs(lon) > 180) || [south, north].some((lat) => Math.abs(lat) > 90)) {
    throw new Refusal('has longitudes outside -180 to 180 or latitudes outside -90 to 90')
  }
  if (south > north) throw new Refusal('has its south above its north')
  if (numbers.length === 6 && numbers[2] > numbers[5]) throw new Refusal('has its bottom above its top')
  if (west === -180 && south === -90 && east === 180 && north === 90) return undefined
  return intersecting({ kind: 'bbox', bbox: [west, south, east, north] })
}

/** `Number` reads the empty text as 0. */
const numberIn = (text: string) => (text.trim() === '' ? Number.NaN : Number(text))

/**
 * Any geometry of GeoJSON, with edges that are straight between their longitudes. Only those of a map that goes on
 * beyond 180 cross the antimeridian.
 * @throws Refusal
 */
export function readIntersects(raw: unknown): Expression {
  const shape = typeof raw === 'string' ? parseJson(raw) : raw
  const { right } = readGeometry(shape)
  if (right.kind !== 'geometry') throw new Refusal('is no GeoJSON geometry', 'invalid_geometry')
  const told = mapParts(right.geometry, withoutRounding)
  const reading = isTurned(told) ? 'globe' : 'plane'
  const geometry = reading === 'globe' ? mapParts(told, onGlobe) : told
  return onceSound(areasOf(geometry), reading, () =>
    intersecting({
      kind: 'geometry',
      geometry: reading === 'globe' ? splitAtAntimeridian(geometry as AreaGeometry) : geometry,
    }),
  )
}

/** Points, lines and collections have no clear meaning beyond 180. */
const isTurned = (geometry: Geometry) => /Polygon/.test(geometry.type) && positionsOf(geometry).some(isBeyond)

function mapParts(geometry: Geometry, map: (coordinates: unknown) => unknown): Geometry {
  const mapped = partsOf(geometry).map((part) => ({ ...part, coordinates: map(part.coordinates) }))
  return (
    geometry.type === 'GeometryCollection' ? { ...geometry, geometries: mapped } : mapped[0]
  ) as Geometry
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Refusal('is not GeoJSON')
  }
}

function readGeometry(shape: unknown): Extract<Expression, { kind: 'relation' }> {
  const args = [{ property: 'geometry' }, shape]
  try {
    return readJson({ op: 's_intersects', args }) as Extract<Expression, { kind: 'relation' }>
  } catch (error) {
    if (error instanceof Cql2Error)
      throw new Refusal(error.message.replace('/args/1', ''), 'invalid_geometry')
    throw error
  }
}

const intersecting = (right: Expression): Expression => ({
  kind: 'relation',
  op: 's_intersects',
  left: { kind: 'property', name: 'geometry' },
  right,
})

/** The size of the boxes around what a search intersects, in square degrees. */
export function extentOf(place: Expression): number {
  if (place.kind !== 'relation') return 0
  const { right } = place
  const boxes =
    right.kind === 'bbox' ? boxesOf(right.bbox) : right.kind === 'geometry' ? [boxAround(right.geometry)] : []
  return boxes.reduce((sum, [west, south, east, north]) => sum + (east - west) * (north - south), 0)
}

function boxAround(geometry: Geometry): Box {
  let [west, south, east, north] = [180, 90, -180, -90]
  for (const [lon, lat] of positionsOf(geometry)) {
    west = Math.min(west, lon!)
    south = Math.min(south, lat!)
    east = Math.max(east, lon!)
    north = Math.max(north, lat!)
  }
  return [west, south, east, north]
}
