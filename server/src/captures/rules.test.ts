import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CaptureReport } from '@swath/contract/captures'
import type { CaptureStatus, DeliverableStatus } from '@swath/contract/states'
import { contentOf, isBehind, isRetried, judgeNews, planRounds, settle } from './rules.ts'

const day = (number: number) => new Date(Date.UTC(2026, 0, number))
const window = { start: day(1), end: day(11) }

const rounds: [string, Parameters<typeof planRounds>[1], Date, (number | null)[][]][] = [
  ['an order that does not recur', { period: null, max_captures: null, periods: 1 }, day(1), [[1, null]]],
  ['one that has begun', { period: null, max_captures: null, periods: 1 }, day(4), [[4, null]]],
  [
    'one in two periods',
    { period: 'P5D', max_captures: null, periods: 2 },
    day(1),
    [
      [1, 6],
      [6, null],
    ],
  ],
  ['one of which a period is over', { period: 'P5D', max_captures: null, periods: 2 }, day(7), [[7, null]]],
  ['one that paid for fewer periods', { period: 'P5D', max_captures: null, periods: 1 }, day(1), [[1, 6]]],
  [
    'one that wants fewer captures',
    { period: 'P2D', max_captures: 2, periods: 9 },
    day(1),
    [
      [1, 3],
      [3, 5],
    ],
  ],
  ['one whose window is over', { period: null, max_captures: null, periods: 1 }, day(11), []],
]
for (const [what, order, now, expected] of rounds) {
  test(`of ${what} there are the rounds ${JSON.stringify(expected)}`, () => {
    const planned = planRounds(window, order, now)
    assert.deepEqual(
      planned.map(({ not_before, not_after }) => [not_before, not_after]),
      expected.map((round) => round.map((number) => number && day(number))),
    )
  })
}

const access = { start: day(3).toISOString(), end: day(3).toISOString() }
const news = (status: string, more = {}) => {
  return { status, occurred_at: day(5).toISOString(), access, ...more } as unknown as CaptureReport
}

const ends: [CaptureReport, number, boolean][] = [
  [news('scheduled'), 3, false],
  [news('scheduled'), 2, true],
  [news('collecting'), 4, true],
  [news('collecting'), 5, false],
  [news('failed'), 1, false],
]
for (const [report, end, expected] of ends) {
  test(`${report.status} is ${expected ? '' : 'not '}behind an end on day ${end}`, () => {
    assert.equal(isBehind(report, day(end)), expected)
  })
}

const judged: [string, CaptureStatus, Date | null, DeliverableStatus[], string | undefined][] = [
  ['scheduled', 'queued', null, [], 'schedule'],
  ['scheduled', 'scheduled', day(4), [], 'reschedule'],
  ['scheduled', 'scheduled', day(6), [], undefined],
  ['scheduled', 'acquired', null, [], undefined],
  ['acquired', 'queued', null, [], 'acquire'],
  ['collecting', 'acquired', null, [], undefined],
  ['failed', 'acquired', null, ['PROCESSING'], 'fail'],
  ['failed', 'acquired', null, ['PROCESSING', 'REJECTED'], undefined],
  ['failed', 'published', null, [], undefined],
]
for (const [status, at, pass_told_at, deliverables, action] of judged) {
  test(`${status} of one that is ${at}, told its pass at ${pass_told_at?.getDate()}, with [${deliverables}]: ${action}`, () => {
    const result = judgeNews(news(status), { status: at, pass_told_at, deliverables })
    assert.equal('action' in result ? result.action : undefined, action)
  })
}

test('what a report sets is what it tells', () => {
  assert.deepEqual(contentOf(news('scheduled')), { set: { access } })
  assert.deepEqual(contentOf(news('collecting')), {})
  assert.deepEqual(contentOf(news('failed', { message: 'No' })), { message: 'No' })
  const clouds = contentOf(news('failed', { message: 'No', cloud_cover_pct: 0 }))
  assert.deepEqual(clouds.set, { cloud_cover_pct: 0 })
  const footprint = { type: 'Point', coordinates: [1, 2] }
  const { set } = contentOf(news('acquired', { outcome_id: 'o', footprint, cloud_cover_pct: 3 }))
  assert.deepEqual(set, { access, outcome_id: 'o', footprint, cloud_cover_pct: 3, acquired_at: day(3) })
})

test('a failed capture is attempted again, unless the reason, the time or the target is against it', () => {
  assert.equal(isRetried('CLOUD_COVER_EXCEEDED', day(1), day(2), false), true)
  assert.equal(isRetried('CLOUD_COVER_EXCEEDED', day(2), day(2), false), false)
  assert.equal(isRetried('CLOUD_COVER_EXCEEDED', day(1), day(2), true), false)
  assert.equal(isRetried('ORDER_CLOSED', day(1), day(2), false), false)
})

const settled: [DeliverableStatus[], string | undefined][] = [
  [[], undefined],
  [['DELIVERED', 'PROCESSING'], undefined],
  [['FAILED', 'DELIVERED'], 'publish'],
  [['REJECTED'], 'publish'],
  [['FAILED', 'CANCELED'], 'fail'],
]
for (const [statuses, expected] of settled) {
  test(`a capture with [${statuses}] is settled by: ${expected}`, () =>
    assert.equal(settle(statuses), expected))
}
