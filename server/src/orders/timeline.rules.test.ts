import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Event } from '@swath/contract/events'
import { deliveryAt, type Expectations, timelineOf } from './timeline.rules.ts'

const at = (hours: number) => new Date(Date.UTC(2026, 0, 1, hours))
const capture = {
  capture_id: 'c',
  status: 'scheduled',
  starts_at: at(3),
  ends_at: at(4),
  hours_to_deliver: { L0: 1, L1A: 1, L1D: 3 },
  is_retrieved: false,
} as const
const deliverable = {
  deliverable_id: 'd',
  capture_id: 'c',
  processing_level: 'L1A',
  status: 'QUEUED',
} as const
const expected: Expectations = {
  status: 'in_progress',
  window_end: at(20),
  captures: [capture],
  deliverables: [deliverable],
}

const cases: [string, Partial<Expectations>, [string, number][]][] = [
  [
    'all that is to come, by its time',
    { captures: [capture, { ...capture, capture_id: 'e', starts_at: at(10) }] },
    [
      ['CaptureCollecting', 3],
      ['DeliverableDelivered', 5],
      ['CaptureCollecting', 10],
      ['OrderExpired', 20],
    ],
  ],
  ['nothing, of a closed order', { status: 'closed' }, []],
  [
    'no collection that has no pass',
    { captures: [{ ...capture, starts_at: null, ends_at: null }] },
    [['OrderExpired', 20]],
  ],
  [
    'no collection that was made',
    { captures: [{ ...capture, status: 'acquired' }] },
    [
      ['DeliverableDelivered', 5],
      ['OrderExpired', 20],
    ],
  ],
  [
    'no delivery that was made',
    { deliverables: [{ ...deliverable, status: 'DELIVERED' }] },
    [
      ['CaptureCollecting', 3],
      ['OrderExpired', 20],
    ],
  ],
  [
    'the promise for what is in the archive, and no expiry',
    { captures: [{ ...capture, status: 'acquired', is_retrieved: true }] },
    [['DeliverableDelivered', 20]],
  ],
]
for (const [what, more, entries] of cases) {
  test(`the timeline estimates ${what}`, () => {
    assert.deepEqual(
      timelineOf([], { ...expected, ...more }).map(({ what, at }) => [what, at]),
      entries.map(([name, hours]) => [name, at(hours)]),
    )
  })
}

test('what happened comes first, at the time of the sky, and tells when it was recorded', () => {
  const data = { occurred_at: at(1).toISOString(), entity: 'order', entity_id: '1', reason_code: null }
  const event = { time: at(2).toISOString(), type: 'OrderReceived', message: 'm', data } as unknown as Event
  const silent = { ...event, data: { ...event.data, occurred_at: null } }
  const [one, other] = timelineOf([event, silent], { ...expected, status: 'closed' })
  assert.deepEqual([one!.kind, one!.at, one!.recorded_at], ['ACTUAL', at(1), at(2)])
  assert.deepEqual(other!.at, at(2))
})

test('a delivery is expected when its provider says, and not at all where it says nothing', () => {
  const hours = capture.hours_to_deliver
  assert.deepEqual(deliveryAt(at(0), 'L0', hours), [at(1)])
  assert.deepEqual(deliveryAt(at(0), 'L1D', hours), [at(3)])
  assert.deepEqual([deliveryAt(at(0), 'L1B', hours), deliveryAt(at(0), 'L0', null)], [[], []])
})
