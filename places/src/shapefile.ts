import { readTable } from './dbf.ts'
import { decodeText } from './decode.ts'
import { fromEsri } from './esri.ts'
import { most_positions, too_many_positions } from './geojson.ts'

/** The shapes as GeoJSON, with what is beside them: `prj`, the reference system, and `dbf`, a row for each. */
export function readShapefile(
  shp: Uint8Array,
  beside: (extension: string) => Uint8Array | undefined,
): object {
  const [prj, dbf, cpg] = [beside('prj'), beside('dbf'), beside('cpg')]
  const rows = dbf ? readTable(dbf, cpg && decodeText(cpg).trim()) : []
  const features = shapesIn(shp).map((geometry, at) => ({ geometry, attributes: rows[at] ?? {} }))
  const spatialReference = prj ? { spatialReference: { wkt: decodeText(prj).trim() } } : {}
  return fromEsri({ features, ...spatialReference }) as object
}

type Shape = NonNullable<Parameters<typeof fromEsri>[0]['geometry']>

const header_bytes = 100
function shapesIn(shp: Uint8Array): (Shape | null)[] {
  const view = new DataView(shp.buffer, shp.byteOffset, shp.byteLength)
  const shapes: (Shape | null)[] = []
  let positions = 0
  for (let at = header_bytes; at < shp.length; ) {
    const words = view.getInt32(at + 4)
    const record = new DataView(shp.buffer, shp.byteOffset + at + 8, words * 2)
    positions += countIn(record)
    if (positions > most_positions) throw new Error(too_many_positions)
    shapes.push(shapeIn(record))
    at += 8 + words * 2
  }
  return shapes
}

// Those with heights and measures are 10 and 20 more, and have them behind the rest.
const kindOf = (record: DataView) => record.getInt32(0, true) % 10

function countIn(record: DataView): number {
  const at = { 3: 40, 5: 40, 8: 36 }[kindOf(record)]
  return at === undefined ? 1 : record.getUint32(at, true)
}

function shapeIn(record: DataView): Shape | null {
  const kind = kindOf(record)
  if (record.getInt32(0, true) > 30)
    throw new Error('It holds surfaces in space; a place is an area on the ground')
  if (kind === 1) {
    const [[x, y] = []] = positionsIn(record, 4, 1)
    return { x: x!, y: y! }
  }
  if (kind === 8) return { points: positionsIn(record, 40, record.getInt32(36, true)) }
  if (kind === 3) return { paths: partsIn(record) }
  return kind === 5 ? { rings: partsIn(record) } : null
}

function partsIn(record: DataView): number[][][] {
  const [parts, points] = [record.getInt32(36, true), record.getInt32(40, true)]
  const starts = Array.from({ length: parts }, (_, part) => record.getInt32(44 + part * 4, true))
  return starts.map((start, part) => {
    const end = starts[part + 1] ?? points
    if (end < start) throw new RangeError('parts that overlap')
    return positionsIn(record, 44 + parts * 4 + start * 16, end - start)
  })
}

function positionsIn(record: DataView, at: number, count: number): number[][] {
  return Array.from({ length: count }, (_, index) => [
    record.getFloat64(at + index * 16, true),
    record.getFloat64(at + index * 16 + 8, true),
  ])
}
