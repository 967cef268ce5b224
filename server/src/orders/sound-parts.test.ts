import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { soundPartsOf } from './sound-parts.ts'

const point = { type: 'Point', coordinates: [2.35, 48.85] }
const order = (properties: Record<string, unknown>, geometry: unknown = point) => ({
  type: 'Feature',
  geometry,
  properties: { order_name: 'an order', sku: 'TSKPOI-M', ...properties },
})

describe('of what is no order, the sound parts', () => {
  const cases: [string, unknown, string[]][] = [
    ['leave out a wrong name', order({ order_name: 'x'.repeat(121) }), ['/properties/order_name']],
    [
      'leave out a name and a SKU that are missing',
      { ...order({}), properties: {} },
      ['/properties/order_name', '/properties/sku'],
    ],
    [
      'leave out fields that there are not',
      { ...order({ colour: 1, parameters: { more: 2 } }), crs: 'none' },
      ['/properties/colour', '/properties/parameters/more', '/crs'],
    ],
    [
      'leave out one parameter and keep the others',
      order({ parameters: { start: 'soon', min_ona: 3 } }),
      ['/properties/parameters/start'],
    ],
    ['leave out parameters that are none', order({ parameters: [] }), ['/properties/parameters']],
    [
      'leave out labels that are too long',
      order({ metadata: { a: 'x'.repeat(501), b: 'y' } }),
      ['/properties/metadata/a'],
    ],
    ['leave out a geometry that is none', order({}, 'here'), ['/geometry']],
    [
      'leave out a target in space that lacks its points',
      order({ parameters: { nei: { mode: 'spotlight' } } }),
      ['/properties/parameters/nei'],
    ],
  ]
  for (const [name, body, gone] of cases) {
    test(name, () => {
      const before = structuredClone(body)
      const sound = soundPartsOf(body)
      assert.deepEqual([...new Set(sound?.gone)].sort(), gone.toSorted())
      assert.deepEqual(body, before)
    })
  }

  test('are nothing of a body without properties', () => {
    for (const body of [undefined, null, [], 'order', {}, { ...order({}), properties: 'none' }]) {
      assert.equal(soundPartsOf(body), undefined)
    }
  })
})
