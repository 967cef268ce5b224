import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Order } from '@swath/contract/orders'
import { courseOf } from '../src/pages/order/course.ts'
import { byClock, type Entry, nameOfStep } from '../src/pages/order/timeline-steps.ts'

const entry = (what: string, at: string, recorded_at: string | null) =>
  ({ kind: recorded_at === null ? 'ESTIMATE' : 'ACTUAL', what, at, recorded_at }) as Entry

test('a timeline is in the order of the clock that it shows, and what is expected comes behind', () => {
  const entries = [
    entry('CaptureAcquired', '2026-01-02T00:00:00Z', '2026-01-05T00:00:00Z'),
    entry('OrderAccepted', '2026-01-03T00:00:00Z', '2026-01-03T00:00:00Z'),
    entry('OrderExpired', '2026-01-04T00:00:00Z', null),
  ]
  const names = (clock: 'happened' | 'recorded') => byClock(entries, clock).map(({ what }) => what)
  assert.deepEqual(names('happened'), ['CaptureAcquired', 'OrderAccepted', 'OrderExpired'])
  assert.deepEqual(names('recorded'), ['OrderAccepted', 'CaptureAcquired', 'OrderExpired'])
})

test('the last step of a window is its end, not that the order expires', () => {
  assert.equal(nameOfStep(entry('OrderExpired', '2026-01-04T00:00:00Z', null)), 'Window ends')
  assert.equal(
    nameOfStep(entry('OrderExpired', '2026-01-04T00:00:00Z', '2026-01-04T00:00:00Z')),
    'Order expired',
  )
})

test('the course of an order follows its captures and deliverables', () => {
  const course = (status: string, captures: object, deliverables: object) =>
    courseOf({
      properties: { status, status_report: { progress: { captures, deliverables } } },
    } as Order).map(({ state, told }) => [state, told].filter(Boolean).join(' '))
  assert.deepEqual(course('received', {}, {}), ['now', 'coming', 'coming', 'coming'])
  assert.deepEqual(course('in_progress', { queued: 1, published: 1 }, { DELIVERED: 1, PROCESSING: 1 }), [
    'done',
    'now 1 of 2',
    'coming 1 of 2',
    'coming 1 of 2',
  ])
  assert.deepEqual(course('in_progress', { acquired: 1, failed: 2 }, { QUEUED: 2 }), [
    'done',
    'done',
    'done',
    'now 0 of 2',
  ])
  assert.deepEqual(course('closed', { failed: 1 }, {}), ['done', 'coming', 'coming', 'coming'])
})
