import assert from 'node:assert/strict'
import { test } from 'node:test'
import { comparing } from '../src/ui/comparing.ts'

test('rows are sorted by numbers as numbers and by words as people do, what has no value behind, in both directions', () => {
  const sorted = (values: readonly (string | number | null)[], direction: 1 | -1) =>
    values.toSorted(comparing((value) => value, direction))
  assert.deepEqual(sorted([10, null, 9, 0, -1], 1), [-1, 0, 9, 10, null])
  assert.deepEqual(sorted([10, null, 9, 0, -1], -1), [10, 9, 0, -1, null])
  assert.deepEqual(sorted(['strip 10', '', 'Äcker', 'Strip 9', 'bay'], 1), [
    'Äcker',
    'bay',
    'Strip 9',
    'strip 10',
    '',
  ])
})

test('rows that are equal, or have no value, stay in the order in which they came, in both directions', () => {
  const rows = [
    { id: 1, value: undefined },
    { id: 2, value: 'same' },
    { id: 3, value: '' },
    { id: 4, value: 'Same' },
    { id: 5, value: null },
    { id: 6, value: 'same' },
  ]
  for (const direction of [1, -1] as const) {
    const order = rows.toSorted(comparing(({ value }) => value, direction)).map(({ id }) => id)
    assert.deepEqual(order.slice(3), [1, 3, 5])
    assert.deepEqual(
      order.filter((id) => id === 2 || id === 6),
      [2, 6],
    )
  }
})
