import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DAY_MS } from '@swath/orbits/earth'
import { calendar } from './calendar.ts'

test('a small archive has its share of captures, whenever it begins', () => {
  for (const items of [165, 330, 1650]) {
    for (let day = 0; day < 400; day += 7) {
      const captures = [...calendar(items, Date.parse('2026-01-01') + day * DAY_MS)].length
      assert.ok(Math.abs(captures - items / 33) <= 0.1 * (items / 33) + 1, `${captures} for ${items} items`)
    }
  }
})
