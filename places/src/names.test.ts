import assert from 'node:assert/strict'
import { test } from 'node:test'
import { namesOf } from './names.ts'
import type { Place } from './place.ts'

const places = (...properties: Place['properties'][]) =>
  properties.map((one) => ({ geometry: { type: 'Point' as const, coordinates: [0, 0] }, properties: one }))

test('orders of several places are called as the places are, or by one name and a number, and no two the same', () => {
  assert.deepEqual(namesOf(places({ name: 'Plot' }, { NAME: 'Plot' }, {}, { name: 'Plot 2' }), '', 'area'), [
    'Plot',
    'Plot 2',
    'area 3',
    'Plot 2 2',
  ])
  assert.deepEqual(namesOf(places({ name: 'Plot' }, {}), 'Farm', 'area'), ['Farm 1', 'Farm 2'])
  assert.deepEqual(namesOf(places({ name: 7, order_name: 'As ordered' }), '', 'area'), ['As ordered'])
  assert.deepEqual(namesOf(places({ name: 7 }), '', 'area'), ['area'])
})

test('a name with its number is no longer than an order takes, and no letter of it is cut in half', () => {
  const [first, second] = namesOf(places({}, {}), '𐐷'.repeat(60), 'area')
  assert.deepEqual([first, second], [`${'𐐷'.repeat(59)} 1`, `${'𐐷'.repeat(59)} 2`])
  const long = places({ name: 'n'.repeat(300) }, { name: 'n'.repeat(300) })
  assert.deepEqual(
    namesOf(long, '', 'area').map(({ length }) => length),
    [120, 120],
  )
})
