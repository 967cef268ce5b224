import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Geometry } from '@swath/contract/geometry'
import { geodesicAreaKm2 } from '../../server/src/lib/geo/area.ts'

// Not imported by name, because its types are those of a browser, which tests are not checked with.
const source = (name: string) => new URL(`../src/map/${name}.ts`, import.meta.url).href
const {
  gripOf,
  isEditable,
  nearestCorner,
  nearestRing,
  shapeOf,
  withoutCorner,
}: typeof import('../src/map/editing.ts') = await import(source('editing'))
const { combined }: typeof import('../src/map/combining.ts') = await import(source('combining'))
const { areaKm2, unrolled }: typeof import('../src/map/geometry.ts') = await import(source('geometry'))

const square = [
  [0, 0],
  [2, 0],
  [2, 2],
  [0, 2],
  [0, 0],
]
const area = { type: 'Polygon' as const, coordinates: [square] }
const far = square.map(([lon, lat]) => [lon! + 10, lat!])
const areas = { type: 'MultiPolygon' as const, coordinates: [[square], [far]] }

const box = (west: number, south: number, east: number, north: number) => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
  [west, south],
]
const hole = box(0.5, 0.5, 1.5, 1.5)
const holed = { ...area, coordinates: [square, hole] }
const across = { ...area, coordinates: [box(179, 0, -179, 2), box(-179.8, 0.5, -179.2, 1.5)] }

/** Terra-draw would have this after nothing was dragged. */
function drawnAgain(shape: Geometry, turn = <T>(handles: T[]) => handles) {
  const { handles, middle } = gripOf(shape)!
  return shapeOf(turn(handles), middle)
}

test('what is drawn to be dragged is the shape again, in all its parts, holes and their order', () => {
  const point = { type: 'Point' as const, coordinates: [-179.99, 51.95] }
  const parts = { type: 'MultiPolygon' as const, coordinates: [[square, hole], [far]] }
  for (const shape of [point, area, areas, holed, parts, across]) {
    assert.deepEqual(drawnAgain(shape), shape)
    assert.deepEqual(
      drawnAgain(shape, (handles) => handles.toReversed()),
      shape,
    )
  }
})

test('the antimeridian is nowhere near what is dragged, and what is dragged over it comes back onto the Earth', () => {
  const { handles, middle } = gripOf(across)!
  const lons = handles.flatMap(({ geometry }) =>
    (geometry.coordinates as number[][][])[0]!.map(([lon]) => lon!),
  )
  assert.ok(
    lons.every((lon) => Math.abs(lon) <= 1),
    String(lons),
  )
  assert.equal(middle, 180)
  const moved = { geometry: { type: 'Point', coordinates: [1.5, 3] }, properties: { mode: 'point' } }
  assert.deepEqual(shapeOf([moved], 180), { type: 'Point', coordinates: [-178.5, 3] })
})

test('a corner is taken out, the first one too, and the last triangle keeps its three', () => {
  const [without_first] = (withoutCorner(area, { part: 0, ring: 0, index: 4 }) as typeof area).coordinates
  assert.deepEqual(without_first, [
    [2, 0],
    [2, 2],
    [0, 2],
    [2, 0],
  ])
  const triangle = { ...area, coordinates: [without_first!] }
  assert.deepEqual(withoutCorner(triangle, { part: 0, ring: 0, index: 1 }), triangle)
  const left = withoutCorner(areas, { part: 1, ring: 0, index: 1 }) as typeof areas
  assert.deepEqual(left.coordinates[0], [square])
  assert.equal(left.coordinates[1]![0]!.length, 4)
})

test('the last corners of a hole fill it, and those of one of several areas take it away', () => {
  const corner = { ring: 0, index: 1 }
  const of_hole = withoutCorner(holed, { part: 0, ring: 1, index: 2 }) as typeof area
  assert.deepEqual([of_hole.coordinates[0], of_hole.coordinates[1]!.length], [square, 4])
  assert.deepEqual(withoutCorner(of_hole, { part: 0, ring: 1, index: 2 }), area)
  const of_part = withoutCorner(areas, { part: 1, ...corner })
  assert.deepEqual(withoutCorner(of_part, { part: 1, ...corner }), area)
})

test('only the corner and the ring under the pointer are meant', () => {
  const project = ([lon, lat]: [number, number]) => ({ x: lon * 100, y: lat * 100 })
  const { handles } = gripOf({ type: 'MultiPolygon', coordinates: [[square, hole]] })!
  const local = ([lon, lat]: [number, number]) => project([lon + gripOf(holed)!.middle, lat])
  assert.deepEqual(nearestCorner(handles, { x: 52, y: 148 }, local)?.ring, 1)
  assert.equal(nearestCorner(handles, { x: 100, y: 100 }, local), undefined)
  assert.equal(nearestRing(handles, { x: 100, y: 55 }, local)?.ring, 1)
  assert.equal(nearestRing(handles, { x: 100, y: 5 }, local)?.ring, 0)
  assert.equal(nearestRing(handles, { x: 100, y: 100 }, local), undefined)
})

test('shapes with too many corners, and those around a pole, are not dragged', () => {
  const many = { ...area, coordinates: [Array.from({ length: 501 }, (_, at) => [at / 1000, 0])] }
  const cap = [
    [0, 80],
    [120, 80],
    [-120, 80],
    [0, 80],
  ]
  for (const shape of [many, { ...area, coordinates: [cap] }]) assert.equal(isEditable(shape), false)
  for (const shape of [areas, holed, across]) assert.equal(isEditable(shape), true)
})

test('a hole is drawn on the side of the antimeridian where its outline is', () => {
  const [outline, inside] = unrolled(across).coordinates
  assert.deepEqual([outline, inside], [box(179, 0, 181, 2), box(180.2, 0.5, 180.8, 1.5)])
})

test('what is drawn is added to an area, or cut out of it, also across the antimeridian', async () => {
  const drawn = (coordinates: number[][]) => ({ type: 'Polygon' as const, coordinates: [coordinates] })
  const cut = await combined(area, drawn(hole), 'cut')
  assert.ok(Math.abs(areaKm2(cut) - areaKm2(holed)) < 1e-6)
  assert.equal((await combined(area, drawn(far), 'add')).type, 'MultiPolygon')
  const wider = await combined(across, drawn(box(-179.5, 0, -178, 2)), 'add')
  assert.equal(wider.type, 'Polygon')
  assert.ok(wider.coordinates[0]!.every((position) => Math.abs((position as number[])[0]!) >= 178))
  await assert.rejects(combined(area, drawn(box(-1, -1, 3, 3)), 'cut'), /Nothing of the area would be left/)
})

test('what of an image lies in view is told, whichever way around either is, also across the antimeridian', async () => {
  const view = (coordinates: number[][]) => ({ type: 'Polygon' as const, coordinates: [coordinates] })
  for (const seen of [box(1, 0.5, 9, 1.5), box(1, 0.5, 9, 1.5).toReversed()]) {
    const { coordinates } = await combined(area, view(seen), 'within')
    const corners = new Set((coordinates as number[][][])[0]!.map(String))
    assert.deepEqual(corners, new Set(['1,0.5', '2,0.5', '2,1.5', '1,1.5']))
  }
  const halves = {
    type: 'MultiPolygon' as const,
    coordinates: [[box(179, 0, 180, 2)], [box(-180, 0, -179, 2)]],
  }
  const part = await combined(halves, view(box(179.5, 0, -179.5, 2)), 'within')
  assert.ok(Math.abs(areaKm2(part) - areaKm2(halves) / 2) < 1e-6, JSON.stringify(part))
  await assert.rejects(combined(area, view(far), 'within'), /Nothing of the area would be left/)
})

test('an area is as large as the server says', () => {
  for (const shape of [area, areas, holed, across])
    assert.ok(Math.abs(areaKm2(shape) - geodesicAreaKm2(shape)) < 1e-6, JSON.stringify(shape))
  assert.equal(areaKm2({ type: 'Point', coordinates: [1, 2] }), 0)
})
