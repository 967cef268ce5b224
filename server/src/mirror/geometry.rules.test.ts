import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readGeometry } from './geometry.rules.ts'

const sound = async () => []
const point = { type: 'Point', coordinates: [10, 20] }
const ring = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 0],
]

const shapes: [string | object, object][] = [
  [point, point],
  [{ ...point, bbox: [1], coordinates: [10, 20, 500] }, point],
  [JSON.stringify(point), point],
  [' POINT(10 20) ', point],
  ['srid=4326; point z (10 20 5)', point],
  ['POINT(-180.0000000001 20)', { ...point, coordinates: [-180, 20] }],
  ['POLYGON((0 0,1 0,1 1,0 0))', { type: 'Polygon', coordinates: [ring] }],
  ['MULTIPOLYGON(((0 0, 1 0, 1 1, 0 0)))', { type: 'MultiPolygon', coordinates: [[ring]] }],
]
for (const [value, expected] of shapes) {
  test(`${JSON.stringify(value)} is read as ${JSON.stringify(expected)}`, async () => {
    assert.deepEqual(await readGeometry(sound, value, '/target'), expected)
  })
}

for (const value of ['', 'POINT', 'LINESTRING(0 0,1 1)', 'POLYGON((0 0', '{"type"', 'SRID=3857;POINT(1 2)']) {
  test(`"${value}" is no geometry, and it says where`, async () => {
    const [problem] = (await readGeometry(sound, value, '/target')) as { pointer: string; code: string }[]
    assert.deepEqual([problem!.pointer, problem!.code], ['/target', 'invalid_geometry'])
  })
}

test('what is wrong within a shape is told below its own place', async () => {
  const judge = async () => [{ pointer: '/coordinates/0', code: 'x', message: 'No' }]
  const found = await readGeometry(judge, point, '/footprint')
  assert.deepEqual(found, [{ pointer: '/footprint/coordinates/0', code: 'x', message: 'No' }])
})
