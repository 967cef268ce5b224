import assert from 'node:assert/strict'
import { test } from 'node:test'
import { handlesOf, isEditable, nearestCorner, shapeOf, withoutCorner } from '../src/map/editing.ts'

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

test('what is drawn to be dragged is the shape again, in all its parts and their order', () => {
  const point = { type: 'Point' as const, coordinates: [4.05, 51.95] }
  for (const shape of [point, area, areas]) assert.deepEqual(shapeOf(handlesOf(shape)), shape)
  assert.deepEqual(shapeOf(handlesOf(areas).toReversed()), areas)
})

test('what is dragged beyond the antimeridian comes back onto the Earth', () => {
  const moved = {
    type: 'Feature',
    geometry: { type: 'Point', coordinates: [181.5, 3] },
    properties: { mode: 'point' },
  }
  assert.deepEqual(shapeOf([moved]), { type: 'Point', coordinates: [-178.5, 3] })
})

test('a corner is taken out, the first one too, and a triangle keeps its three', () => {
  const [without_first] = (withoutCorner(area, { part: 0, index: 4 }) as typeof area).coordinates
  assert.deepEqual(without_first, [
    [2, 0],
    [2, 2],
    [0, 2],
    [2, 0],
  ])
  const triangle = { ...area, coordinates: [without_first!] }
  assert.deepEqual(withoutCorner(triangle, { part: 0, index: 1 }), triangle)
  const left = withoutCorner(areas, { part: 1, index: 1 }) as typeof areas
  assert.deepEqual(left.coordinates[0], [square])
  assert.equal(left.coordinates[1]![0]!.length, 4)
})

test('only a corner under the pointer is meant', () => {
  const project = ([lon, lat]: [number, number]) => ({ x: lon * 100, y: lat * 100 })
  assert.deepEqual(nearestCorner(areas, { x: 1005, y: 203 }, project)?.part, 1)
  assert.equal(nearestCorner(areas, { x: 100, y: 100 }, project), undefined)
})

test('holes, shapes across the antimeridian and those with too many corners are not dragged', () => {
  const hole = { ...area, coordinates: [square, square] }
  const across = {
    ...area,
    coordinates: [
      [
        [179, 0],
        [-179, 0],
        [-179, 1],
        [179, 0],
      ],
    ],
  }
  const many = { ...area, coordinates: [Array.from({ length: 501 }, (_, at) => [at / 1000, 0])] }
  for (const shape of [hole, across, many]) assert.equal(isEditable(shape), false)
  assert.equal(isEditable(areas), true)
})
