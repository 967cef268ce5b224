import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { beginning, type FeedPlace, isAfter } from '../record/event-feed.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'

const position = fc
  .tuple(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.nat({ max: Number.MAX_SAFE_INTEGER }))
  .map(([id, sequence]): FeedPlace => ({ transaction_id: id.toString(), sequence }))

test('a cursor is read as the place it was made for', () => {
  fc.assert(fc.property(position, (at) => assert.deepEqual(decodeCursor('a', encodeCursor('a', at)), at)))
})

test('a cursor of another contract, or with any other character, is refused', () => {
  const other = fc.constantFrom(...'0123456789abcdefghijklmnopqrstuvwxyz-A ')
  fc.assert(
    fc.property(position, fc.nat(), other, (at, where, character) => {
      const cursor = encodeCursor('a', at)
      assert.throws(() => decodeCursor('b', cursor), { code: 'invalid_filter' })
      const place = where % cursor.length
      const changed = cursor.slice(0, place) + character + cursor.slice(place + 1)
      if (changed !== cursor) assert.throws(() => decodeCursor('a', changed), { code: 'invalid_filter' })
    }),
  )
})

test('places are in the order of transactions, then of their events, whatever the number of digits', () => {
  const places: FeedPlace[] = [
    beginning,
    { transaction_id: '9', sequence: 10 },
    { transaction_id: '10', sequence: 8 },
    { transaction_id: '10', sequence: 9 },
    { transaction_id: '18446744073709551615', sequence: 1 },
  ]
  for (const [i, a] of places.entries()) {
    for (const [j, b] of places.entries()) assert.equal(isAfter(a, b), i > j)
  }
})
