import assert from 'node:assert/strict'
import { test } from 'node:test'
import { comparing } from '../src/ui/comparing.ts'

test('rows are sorted by numbers as numbers and by words as people do, what has no value behind, in both directions', () => {
  const sorted = (values: readonly (string | number | null)[], direction: 1 | -1) =>
    values.toSorted(comparing((value) => value, direction))
  assert.deepEqual(sorted([10, null, 9, -1], 1), [-1, 9, 10, null])
  assert.deepEqual(sorted([10, null, 9, -1], -1), [10, 9, -1, null])
  assert.deepEqual(sorted(['strip 10', '', 'Äcker', 'Strip 9', 'bay'], 1), [
    'Äcker',
    'bay',
    'Strip 9',
    'strip 10',
    '',
  ])
})
