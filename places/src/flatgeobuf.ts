import { type Table, tableAt } from './flatbuffer.ts'
import { most_positions, too_many_positions } from './geojson.ts'

// Fields by their numbers, as the schema of FlatGeobuf has them.
const header_fields = { kind: 2, columns: 7, count: 8, node_items: 9, crs: 10 }
const geometry_fields = { ends: 0, xy: 1, kind: 6, parts: 7 }
const kinds = [
  '',
  'Point',
  'LineString',
  'Polygon',
  'MultiPoint',
  'MultiLineString',
  'MultiPolygon',
  'GeometryCollection',
]
const magic_bytes = 8

/** A FlatGeobuf as GeoJSON. @throws RangeError where it is cut off */
export function readFlatGeobuf(bytes: Uint8Array): object {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const header = tableAt(view, magic_bytes + 4)
  const kind = header.number(header_fields.kind, 'getUint8')
  const columns = header.tables(header_fields.columns).map(columnOf)
  const features: object[] = []
  const budget = { left: most_positions }
  for (let at = firstFeature(view, header); at < bytes.length; at += 4 + view.getUint32(at, true)) {
    const own = new DataView(bytes.buffer, bytes.byteOffset + at + 4, view.getUint32(at, true))
    const feature = tableAt(own, 0)
    const geometry = feature.table(0)
    features.push({
      type: 'Feature',
      geometry: geometry ? geometryOf(geometry, kind, budget) : null,
      properties: propertiesOf(feature, columns),
    })
  }
  return { type: 'FeatureCollection', features, ...crsOf(header.table(header_fields.crs)) }
}

/** Behind the header and the index, which is a tree with the box of each feature, in four numbers and a place. */
function firstFeature(view: DataView, header: Table): number {
  const start = magic_bytes + 4 + view.getUint32(magic_bytes, true)
  const items = header.number(header_fields.node_items, 'getUint16', 16)
  const count_at = header.field(header_fields.count)
  let level = count_at === undefined ? 0 : Number(view.getBigUint64(count_at, true))
  if (items < 2 || level === 0) return start
  let nodes = level
  do {
    level = Math.ceil(level / items)
    nodes += level
  } while (level > 1)
  return start + nodes * 40
}

function crsOf(crs: Table | undefined): object {
  const [org = 'EPSG', code, wkt] = [crs?.text(0), crs?.number(1, 'getInt32'), crs?.text(4)]
  const name = code ? `${org}:${code}` : wkt
  return name === undefined ? {} : { crs: { properties: { name } } }
}

/** The weight that all geometries may have together: each may have parts of others as its own. */
interface Budget {
  left: number
}

function spend(budget: Budget, cost: number): void {
  budget.left -= cost
  if (budget.left < 0) throw new Error(too_many_positions)
}

/** @param of_all for those that do not say it */
function geometryOf(table: Table, of_all: number, budget: Budget): object {
  spend(budget, 1)
  const kind = table.number(geometry_fields.kind, 'getUint8') || of_all
  const type = kinds[kind]
  if (!type)
    throw new Error(
      'It holds curves or surfaces; a place is an area with straight edges, which “ogr2ogr -nlt CONVERT_TO_LINEAR” makes',
    )
  const parts = (of_part: number) =>
    table.tables(geometry_fields.parts).map((part) => geometryOf(part, of_part, budget))
  if (kind === 7) return { type, geometries: parts(0) }
  if (kind === 6) return { type: 'GeometryCollection', geometries: parts(3) }
  const positions = positionsOf(table, budget)
  if (kind === 1) return { type, coordinates: positions[0] }
  return { type, coordinates: kind === 3 || kind === 5 ? inPieces(positions, table) : positions }
}

function positionsOf(table: Table, budget: Budget): number[][] {
  const { at, count } = table.list(geometry_fields.xy, 8)
  spend(budget, count / 2)
  return Array.from({ length: count / 2 }, (_, index) => [
    table.view.getFloat64(at + index * 16, true),
    table.view.getFloat64(at + index * 16 + 8, true),
  ])
}

/** Rings or paths, of which it is told where each ends; one alone ends at the end. */
function inPieces(positions: number[][], table: Table): number[][][] {
  const { at, count } = table.list(geometry_fields.ends, 4)
  if (count === 0) return [positions]
  const ends = Array.from({ length: count }, (_, index) => table.view.getUint32(at + index * 4, true))
  return ends.map((end, index) => positions.slice(ends[index - 1] ?? 0, end))
}

interface Column {
  name: string
  type: number
}

const columnOf = (table: Table): Column => ({ name: table.text(0) ?? '', type: table.number(1, 'getUint8') })

const byteAt = (view: DataView, at: number) => view.getUint8(at)
/** By the type of their column, with how many bytes they take; the others are texts, and tell their length. */
const readers: Readonly<Record<number, [bytes: number, read: (view: DataView, at: number) => unknown]>> = {
  0: [1, (view, at) => view.getInt8(at)],
  1: [1, byteAt],
  2: [1, (view, at) => byteAt(view, at) !== 0],
  3: [2, (view, at) => view.getInt16(at, true)],
  4: [2, (view, at) => view.getUint16(at, true)],
  5: [4, (view, at) => view.getInt32(at, true)],
  6: [4, (view, at) => view.getUint32(at, true)],
  7: [8, (view, at) => Number(view.getBigInt64(at, true))],
  8: [8, (view, at) => Number(view.getBigUint64(at, true))],
  9: [4, (view, at) => view.getFloat32(at, true)],
  10: [8, (view, at) => view.getFloat64(at, true)],
}
const binary = 14

function propertiesOf(feature: Table, columns: readonly Column[]): Record<string, unknown> {
  const { view } = feature
  const { at: start, count } = feature.list(1, 1)
  const properties: Record<string, unknown> = {}
  for (let at = start; at < start + count; ) {
    const column = columns[view.getUint16(at, true)]
    if (!column) throw new RangeError('no such column')
    const [bytes, read] = readers[column.type] ?? [4 + view.getUint32(at + 2, true), textAt]
    if (column.type !== binary) properties[column.name] = read(view, at + 2)
    at += 2 + bytes
  }
  return properties
}

function textAt(view: DataView, at: number): string {
  const length = view.getUint32(at, true)
  return new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset + at + 4, length))
}
