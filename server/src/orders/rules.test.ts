import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ReasonCode } from '@swath/contract/reasons'
import type { CaptureStatus } from '@swath/contract/states'
import { cancellationOf, decideEnding, deliveredKm2, nextExpectedAt, type StripFacts } from './rules.ts'

function strip(
  status: CaptureStatus,
  deliverables: string[] = [],
  reason_codes: ReasonCode[] = [],
): StripFacts {
  const starts_at = '2026-06-02T10:00:00Z'
  return {
    capture_id: 'capt_1',
    status,
    deliverables,
    reason_codes,
    is_retrieved: false,
    area_km2: 10,
    charged_minor: 0,
    starts_at,
  }
}
const delivered = strip('published', ['DELIVERED', 'DELIVERED'])
const half = strip('published', ['DELIVERED', 'FAILED'])
const clouded = strip('failed', [], ['CLOUD_COVER_EXCEEDED', 'NO_ACCESS_IN_WINDOW'])
const missed = strip('failed', [], ['NO_ACCESS_IN_WINDOW'])
const broken = strip('failed', [], ['SATELLITE_ANOMALY'])
const canceled = strip('canceled', [], ['CLOUD_COVER_EXCEEDED', 'CANCELED_BY_CUSTOMER'])
const shortened = strip('canceled', [], ['WINDOW_SHORTENED'])

describe('an order', () => {
  const cases: [string, StripFacts[], ReturnType<typeof decideEnding>][] = [
    [
      'that comes to no captures fails',
      [],
      { action: 'fail', outcome: 'failed', reason_code: 'CANNOT_BE_PLANNED' },
    ],
    ['goes on while one capture is open', [delivered, strip('queued')], undefined],
    [
      'goes on while one capture is being processed',
      [delivered, strip('acquired', ['DELIVERED', 'PROCESSING'])],
      undefined,
    ],
    [
      'is fulfilled when everything is delivered',
      [delivered, delivered],
      { action: 'complete', outcome: 'fulfilled', reason_code: 'ALL_DELIVERED' },
    ],
    [
      'is fulfilled even if a deliverable was rejected afterwards',
      [strip('published', ['REJECTED'])],
      { action: 'complete', outcome: 'fulfilled', reason_code: 'ALL_DELIVERED' },
    ],
    [
      'is partially fulfilled when a level is missing',
      [half],
      { action: 'complete', outcome: 'partially_fulfilled', reason_code: 'PARTLY_DELIVERED' },
    ],
    [
      'expires partially fulfilled when only the sky stood in the way',
      [delivered, clouded],
      { action: 'expire', outcome: 'partially_fulfilled', reason_code: 'PARTLY_DELIVERED' },
    ],
    [
      'completes partially fulfilled when somebody else did',
      [delivered, broken],
      { action: 'complete', outcome: 'partially_fulfilled', reason_code: 'PARTLY_DELIVERED' },
    ],
    [
      'expires unfulfilled for want of a pass',
      [missed],
      { action: 'expire', outcome: 'unfulfilled', reason_code: 'NO_ACCESS_IN_WINDOW' },
    ],
    [
      'expires unfulfilled with the reason that came before the window ran out',
      [clouded],
      { action: 'expire', outcome: 'unfulfilled', reason_code: 'CLOUD_COVER_EXCEEDED' },
    ],
    [
      'fails when somebody else than the sky is the reason',
      [clouded, broken],
      { action: 'fail', outcome: 'failed', reason_code: 'SATELLITE_ANOMALY' },
    ],
    ['goes on with what has begun when the rest is canceled', [canceled, strip('collecting')], undefined],
    [
      'is partially fulfilled when the rest was canceled',
      [delivered, canceled, clouded],
      { action: 'complete', outcome: 'partially_fulfilled', reason_code: 'CANCELED_BY_CUSTOMER' },
    ],
    [
      'is canceled when nothing came of what had begun before',
      [clouded, shortened, canceled],
      { action: 'cancel', outcome: 'canceled', reason_code: 'CANCELED_BY_CUSTOMER' },
    ],
    [
      'is partially fulfilled when its end was moved before the rest',
      [delivered, shortened],
      { action: 'complete', outcome: 'partially_fulfilled', reason_code: 'WINDOW_SHORTENED' },
    ],
    [
      'ends by what remained when its end was moved before the rest',
      [shortened, missed],
      { action: 'expire', outcome: 'unfulfilled', reason_code: 'NO_ACCESS_IN_WINDOW' },
    ],
    [
      'expires for want of a pass within a window that was made shorter',
      [strip('failed', [], ['WINDOW_SHORTENED', 'NO_ACCESS_IN_WINDOW'])],
      { action: 'expire', outcome: 'unfulfilled', reason_code: 'NO_ACCESS_IN_WINDOW' },
    ],
    [
      'is canceled when its end was moved before all of it',
      [shortened],
      { action: 'cancel', outcome: 'canceled', reason_code: 'WINDOW_SHORTENED' },
    ],
  ]
  for (const [name, strips, expected] of cases) {
    test(name, () => assert.deepEqual(decideEnding(strips), expected))
  }

  test('goes on as long as not all of its captures are there, and ends with its window when none came', () => {
    const unplanned = { is_planned: false, is_window_over: false }
    assert.equal(decideEnding([], unplanned), undefined)
    assert.equal(decideEnding([delivered, broken], unplanned), undefined)
    assert.deepEqual(decideEnding([], { is_planned: true, is_window_over: true }), {
      action: 'expire',
      outcome: 'unfulfilled',
      reason_code: 'WINDOW_CLOSED',
    })
  })

  test('may be canceled as long as something has not begun, and then keeps what has', () => {
    assert.deepEqual(cancellationOf([]), { is_allowed: true, canceled: [], kept: [] })
    const before = [strip('queued'), strip('scheduled')]
    assert.deepEqual(cancellationOf([...before, clouded]), { is_allowed: true, canceled: before, kept: [] })
    for (const status of ['collecting', 'acquired', 'published'] as const) {
      const begun = strip(status)
      assert.equal(cancellationOf([begun, clouded]).is_allowed, false, status)
      assert.deepEqual(cancellationOf([...before, begun]), {
        is_allowed: true,
        canceled: before,
        kept: [begun],
      })
    }
  })

  test('keeps what its provider does not cancel, as long as that can still come', () => {
    const refusals = new Map([['capt_2', 'Uplinked']])
    const refused = { ...strip('scheduled'), capture_id: 'capt_2' }
    const before = strip('queued')
    assert.deepEqual(cancellationOf([before, refused], refusals), {
      is_allowed: true,
      canceled: [before],
      kept: [refused],
    })
    assert.equal(cancellationOf([refused], refusals).is_allowed, false)
    const failed = { ...clouded, capture_id: 'capt_2' }
    assert.deepEqual(cancellationOf([failed], refusals).kept, [])
  })

  test('may be canceled from the archive until the first delivery of each image', () => {
    const retrieved = (deliverables: string[]) => ({ ...strip('acquired', deliverables), is_retrieved: true })
    const open = [retrieved([]), retrieved(['PROCESSING', 'FAILED'])]
    const begun = retrieved(['PROCESSING', 'DELIVERED'])
    assert.deepEqual(cancellationOf(open), { is_allowed: true, canceled: open, kept: [] })
    assert.deepEqual(cancellationOf([...open, begun]), { is_allowed: true, canceled: open, kept: [begun] })
    assert.equal(cancellationOf([begun]).is_allowed, false)
  })

  test('tells the area of its published captures, and the next planned pass', () => {
    assert.equal(deliveredKm2([delivered, half, clouded]), 20)
    assert.equal(
      deliveredKm2([strip('acquired', ['DELIVERED', 'PROCESSING']), strip('acquired', ['QUEUED'])]),
      10,
    )
    assert.equal(nextExpectedAt([delivered, clouded]), null)
    const later = { ...strip('scheduled'), starts_at: '2026-06-03T10:00:00Z' }
    assert.deepEqual(nextExpectedAt([later, strip('scheduled')]), new Date('2026-06-02T10:00:00Z'))
  })
})
