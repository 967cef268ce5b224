import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { nextStepAt, type StripSituation, situationOf } from './situation.rules.ts'

const part: StripSituation = {
  capture_id: 'capt_1',
  status: 'queued',
  reason_codes: [],
  is_retrieved: false,
  area_km2: 50,
  charged_minor: 0,
  starts_at: null,
  ends_at: null,
  hours_to_deliver: null,
  satellite_name: null,
  cloud_cover_pct: null,
  deliverables: [],
  products: [],
  last_failure: null,
}
const pass = {
  starts_at: '2026-11-29T11:34:20Z',
  ends_at: '2026-11-29T11:34:30Z',
  satellite_name: 'newsat31',
  hours_to_deliver: { L1B: 1.25, L1D: 2.75 },
}
const planned: StripSituation = { ...part, ...pass, status: 'scheduled' }
const acquired: StripSituation = { ...planned, status: 'acquired', cloud_cover_pct: 2.04 }
const clouds = {
  attempt: 8,
  reason_code: 'CLOUD_COVER_EXCEEDED' as const,
  cloud_cover_pct: 62,
  failed_at: '2026-11-28T10:00:00Z',
}
const blur = {
  attempt: 1,
  reason_code: 'QUALITY_CHECK_FAILED' as const,
  cloud_cover_pct: null,
  failed_at: '2026-11-28T09:00:00Z',
}
const product = (processing_level: 'L1B' | 'L1D', status: StripSituation['products'][number]['status']) => ({
  processing_level,
  status,
  reason_code: status === 'FAILED' ? ('PROCESSING_FAILED' as const) : null,
})

describe('an order that goes on tells', () => {
  const cases: [string, StripSituation[], string, string | null][] = [
    ['that a pass is being chosen', [part], 'A satellite pass is being chosen.', null],
    [
      'when and by whom the image will be collected',
      [planned],
      'The image will be collected on 29 Nov 11:34 UTC by newsat31.',
      null,
    ],
    [
      'that the image is being collected',
      [{ ...planned, status: 'collecting' }],
      'The image is being collected by newsat31.',
      null,
    ],
    [
      'which products of the image are there',
      [{ ...acquired, products: [product('L1B', 'DELIVERED'), product('L1D', 'PROCESSING')] }],
      'The image is collected with 2 % clouds; L1B is delivered, L1D is being processed.',
      null,
    ],
    [
      'which product will not come',
      [{ ...acquired, products: [product('L1B', 'FAILED'), product('L1D', 'QUEUED')] }],
      'The image is collected with 2 % clouds; L1B is failed, L1D is waiting to be processed.',
      'PROCESSING_FAILED',
    ],
    [
      'what was the matter with the last attempt, and when the next is',
      [{ ...planned, last_failure: clouds }],
      'Attempt 8 had 62 % clouds, at most 20 % are wanted; next pass 29 Nov 11:34 UTC.',
      'CLOUD_COVER_EXCEEDED',
    ],
    [
      'what was the matter with an attempt, in the words of its reason',
      [{ ...part, last_failure: blur }],
      'Attempt 1 failed: the image did not pass quality control; the next pass is being chosen.',
      'QUALITY_CHECK_FAILED',
    ],
    [
      'of no failure that was made up for',
      [{ ...acquired, last_failure: clouds }],
      'The image is collected with 2 % clouds.',
      null,
    ],
    [
      'of several images how many are where, with the newest failure and the next pass',
      [
        { ...acquired, status: 'published' },
        acquired,
        planned,
        { ...part, last_failure: clouds },
        { ...part, last_failure: blur },
      ],
      '1 of 5 images delivered, 1 being processed, 1 planned, 2 waiting for a pass. ' +
        'Attempt 8 at one of them had 62 % clouds, at most 20 % are wanted; next pass 29 Nov 11:34 UTC.',
      'CLOUD_COVER_EXCEEDED',
    ],
    [
      'that an image of the archive is found',
      [{ ...acquired, is_retrieved: true, cloud_cover_pct: null, products: [product('L1D', 'QUEUED')] }],
      'The image is found in the archive; L1D is waiting to be processed.',
      null,
    ],
  ]
  for (const [name, strips, message, reason_code] of cases) {
    test(name, () => {
      assert.deepEqual(situationOf(strips, { max_cloud_pct: 20 }), { message, reason_code })
    })
  }
})

test('the next step is the next collection or delivery, and no delivery that is late already', () => {
  const end = new Date('2026-12-10T00:00:00Z')
  const now = new Date('2026-11-29T12:00:00Z')
  const processing = { ...acquired, products: [product('L1B', 'DELIVERED'), product('L1D', 'PROCESSING')] }
  assert.equal(nextStepAt([part], end, now), null)
  assert.deepEqual(nextStepAt([planned], end, now), new Date('2026-11-29T11:34:20Z'))
  assert.deepEqual(nextStepAt([processing], end, now), new Date('2026-11-29T14:19:30Z'))
  assert.equal(nextStepAt([processing], end, new Date('2026-11-29T15:00:00Z')), null)
  assert.deepEqual(nextStepAt([{ ...processing, is_retrieved: true }], end, now), end)
})
