import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CaptureStatus } from '@swath/contract/states'
import { captureNews, targetOf } from './captures.rules.ts'
import type { Capture } from './lines.rules.ts'

const start = new Date('2026-01-01T10:00:00Z')
const line = (status: CaptureStatus, more = {}): Capture => {
  return {
    capture_id: 'c',
    task_id: 1,
    satellite_name: 'newsat30',
    status,
    start,
    ...more,
  } as unknown as Capture
}
const known = (status: CaptureStatus, starts_at: string | null = start.toISOString()) => ({
  status,
  starts_at,
})

const cases: [string, Parameters<typeof captureNews>, string[]][] = [
  [
    'a new one goes all the way',
    [line('published'), undefined],
    ['plan', 'schedule', 'collect', 'acquire', 'publish'],
  ],
  ['a known one goes the rest of it', [line('acquired'), known('scheduled')], ['collect', 'acquire']],
  ['one that is further stays', [line('scheduled'), known('acquired')], []],
  ['one that is published stays', [line('failed'), known('published')], []],
  ['one that failed stays', [line('published'), known('failed')], []],
  [
    'a pass that moved is another',
    [line('scheduled'), known('scheduled', '2026-01-02T10:00:00Z')],
    ['reschedule'],
  ],
  ['a pass that did not move is the same', [line('scheduled'), known('scheduled')], []],
  ['one that failed before it was known was planned', [line('failed'), undefined], ['plan', 'fail']],
  ['one that was canceled ends', [line('canceled'), known('queued')], ['cancel']],
]
for (const [promise, [told, before], actions] of cases) {
  test(`of captures elsewhere, ${promise}`, () => {
    assert.deepEqual(
      captureNews(told, before).map(({ action }) => action),
      actions,
    )
  })
}

test('an acquisition keeps what the line tells, and ends when it began where no end is told', () => {
  const [acquire] = captureNews(line('acquired', { sceneset_id: 's', cloud_cover: 0 }), known('collecting'))
  const { access, ...set } = acquire!.set as { access: { end: string } }
  assert.equal(access.end, start.toISOString())
  assert.deepEqual(set, { outcome_id: 's', footprint: null, cloud_cover_pct: 0, acquired_at: start })
  assert.equal(acquire!.occurred_at, start)
})

test('without a footprint a point was to be covered by the image round it, and an area by itself', () => {
  const point = { type: 'Point' as const, coordinates: [10, 0] }
  const round = targetOf({ geometry: point, width_km: 10, length_km: 10 }, 193)
  assert.equal(round.type, 'Polygon')
  const area = {
    type: 'Polygon',
    coordinates: [
      [
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 0],
      ],
    ],
  } as const
  assert.deepEqual(targetOf({ geometry: area as never, width_km: 10, length_km: 10 }, 193), area)
})
