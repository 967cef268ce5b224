import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ReasonCode } from '@swath/contract/reasons'
import type { CaptureStatus } from '@swath/contract/states'
import { resolveWindow, type Terms } from './placement.rules.ts'
import { decideEnding, deliveredKm2, mayCancel, nextExpectedAt, type StripFacts } from './rules.ts'

function strip(
  status: CaptureStatus,
  deliverables: string[] = [],
  reason_codes: ReasonCode[] = [],
): StripFacts {
  const starts_at = '2026-06-02T10:00:00Z'
  return { status, deliverables, reason_codes, is_retrieved: false, area_km2: 10, starts_at }
}
const delivered = strip('published', ['DELIVERED', 'DELIVERED'])
const half = strip('published', ['DELIVERED', 'FAILED'])
const clouded = strip('failed', [], ['CLOUD_COVER_EXCEEDED', 'NO_ACCESS_IN_WINDOW'])
const missed = strip('failed', [], ['NO_ACCESS_IN_WINDOW'])
const broken = strip('failed', [], ['SATELLITE_ANOMALY'])

describe('an order', () => {
  const cases: [string, StripFacts[], ReturnType<typeof decideEnding>][] = [
    ['without captures yet goes on', [], undefined],
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
  ]
  for (const [name, strips, expected] of cases) {
    test(name, () => assert.deepEqual(decideEnding(strips), expected))
  }

  test('may be canceled until a collection begins', () => {
    assert.equal(mayCancel([]), true)
    assert.equal(mayCancel([strip('queued'), strip('scheduled'), clouded]), true)
    for (const status of ['collecting', 'acquired', 'published'] as const) {
      assert.equal(mayCancel([strip('scheduled'), strip(status)]), false, status)
    }
  })

  test('may be canceled from the archive until the first delivery', () => {
    const retrieved = (deliverables: string[]) => ({ ...strip('acquired', deliverables), is_retrieved: true })
    assert.equal(mayCancel([retrieved([]), retrieved(['PROCESSING', 'FAILED'])]), true)
    assert.equal(mayCancel([retrieved([]), retrieved(['PROCESSING', 'DELIVERED'])]), false)
  })

  test('tells the area of its published captures, and the next planned pass', () => {
    assert.equal(deliveredKm2([delivered, half, clouded]), 20)
    assert.equal(nextExpectedAt([delivered, clouded]), null)
    const later = { ...strip('scheduled'), starts_at: '2026-06-03T10:00:00Z' }
    assert.deepEqual(nextExpectedAt([later, strip('scheduled')]), new Date('2026-06-02T10:00:00Z'))
  })

  test('has a window from now for as long as the product has it, where none is given', () => {
    const now = new Date('2026-06-01T08:00:00Z')
    const terms = { sku: 'TSKPOI-M', default_window_days: 7 } as Terms
    assert.deepEqual(resolveWindow({}, terms, now), { start: now, end: new Date('2026-06-08T08:00:00Z') })
    const start = '2026-06-03T00:00:00'
    assert.deepEqual(resolveWindow({ start }, terms, now).end, new Date('2026-06-10T00:00:00Z'))
  })
})
