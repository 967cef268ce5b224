import assert from 'node:assert/strict'
import { test } from 'node:test'
import { arcimg } from './arcimg.ts'
import { a_window, now, orderOf, pointersOf, termsOf } from './products.testing.ts'
import { archive_sku } from './registry.ts'

const terms = termsOf(archive_sku, { promised_delivery_hours: 24 })

test('the window ends with the promised delivery, or with the default of the contract', () => {
  const end = new Date('2026-06-02T08:00:00Z')
  assert.deepEqual(arcimg.window({}, terms, now), { start: now, end })
  const unpromised = termsOf(archive_sku, { default_window_days: 3 })
  assert.deepEqual(arcimg.window({}, unpromised, now).end, new Date('2026-06-04T08:00:00Z'))
})

test('clouds are the only limit of an image that is there', () => {
  const { max_cloud_pct, max_off_nadir_deg } = arcimg.limits({ max_ona: 5 }, terms)
  assert.deepEqual([max_cloud_pct, max_off_nadir_deg], [20, 180])
})

test('an order says which images it wants, and nothing of how they were to be collected', () => {
  const problems = (parameters: object) =>
    pointersOf(arcimg.problems(orderOf(archive_sku, parameters), terms, a_window, now))
  assert.deepEqual(problems({ outcome_id: '0', processing_level: 'L1D', uplifts: [] }), [])
  assert.deepEqual(problems({ datetime: '2026-01-01T00:00:00Z/..' }), [])
  const wrong = ['start', 'max_ona', 'revisit_period', 'nei']
  assert.deepEqual(
    problems(Object.fromEntries(wrong.map((name) => [name, 1]))),
    wrong.map((name) => `/properties/parameters/${name}`),
  )
  assert.deepEqual(problems({ datetime: 'lately' }), ['/properties/parameters/datetime'])
})

test('what was promised is not moved, and no pass is asked about', () => {
  const end = '2026-06-09T00:00:00Z'
  const found = arcimg.movedWindowProblems({ end }, terms, a_window, now)
  assert.deepEqual(pointersOf(found), ['/properties/parameters/end'])
  assert.equal(arcimg.singlePassBy({ start: end, end }), undefined)
})
