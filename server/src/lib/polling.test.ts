import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nextPollAt } from './polling.ts'

for (const [failures, minutes] of [
  [0, 1],
  [1, 2],
  [3, 8],
  [4, 15],
  [1000, 15],
] as const) {
  test(`after ${failures} failures it is asked again in ${minutes} minutes`, () => {
    assert.equal(nextPollAt(new Date(0), failures).getTime(), minutes * 60_000)
  })
}
