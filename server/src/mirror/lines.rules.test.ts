import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Problem } from '@swath/contract/errors'
import { inRounds, readLine } from './lines.rules.ts'

const now = new Date('2026-06-01T00:00:00Z')
const sound = async () => []
const line = {
  item_id: 'i',
  collection: 'l1d',
  outcome_id: '0197f3a0-0000-7000-8000-000000000000',
  processing_level: 'L1D',
  acquired_at: '2026-01-01T00:00:00Z',
  downloaded_at: '2026-05-31T00:00:00Z',
  geometry: 'POINT(1 2)',
}
const read = (more: object) => readLine(sound, 'consumptions', { ...line, ...more }, now)

test('a line is read with its geometry, and a column that CSV left empty is left out', async () => {
  const found = (await read({ amount_minor: '', area_km2: null })) as Record<string, unknown>
  assert.deepEqual(found.geometry, { type: 'Point', coordinates: [1, 2] })
  assert.ok(!('amount_minor' in found) && !('area_km2' in found))
})

const problems: [string, object, string[]][] = [
  ['what is missing', { item_id: '' }, ['/item_id']],
  ['what cannot be stored', { item_id: 'a\u0000b' }, ['/item_id']],
  ['a shape that is none', { geometry: 'POINT' }, ['/geometry']],
  ['what has not happened yet', { downloaded_at: '2026-06-02T00:00:01Z' }, ['/downloaded_at']],
  [
    'both together',
    { downloaded_at: '2027-01-01T00:00:00Z', geometry: '?' },
    ['/downloaded_at', '/geometry'],
  ],
]
for (const [what, more, pointers] of problems) {
  test(`of a line it is told where it has ${what}`, async () => {
    const found = (await read(more)) as Problem[]
    assert.ok(Array.isArray(found))
    assert.deepEqual(
      found.map(({ pointer }) => pointer),
      pointers,
    )
  })
}

test('the clock of another system may be ahead by a day', async () => {
  assert.ok(!Array.isArray(await read({ downloaded_at: '2026-06-02T00:00:00Z' })))
})

test('lines about one thing go into rounds of their own, in their order', () => {
  assert.deepEqual(
    inRounds(['a1', 'b1', 'a2', 'c1', 'a3'], (one) => one[0]!),
    [['a1', 'b1', 'c1'], ['a2'], ['a3']],
  )
})
