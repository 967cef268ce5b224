// The days, months and sums of the consumption page, without a browser.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ConsumptionGroup } from '@swath/contract/consumption'
import {
  endOfStep,
  filterOfPeriod,
  filterOfSum,
  periodOf,
  periodText,
  stepsOf,
  sumKeyOf,
} from '../src/pages/consumption/period.ts'

const january = new Date('2027-01-15T12:00:00Z')

test('a sum leads to what is of its unit and its currency, for a contract may have had several', () => {
  const usd = { project_id: 'proj.1', unit: 'km2', currency: 'USD' } as ConsumptionGroup
  const eur = { ...usd, currency: 'EUR' }
  assert.notEqual(sumKeyOf(usd, 'project'), sumKeyOf(eur, 'project'))
  assert.deepEqual(filterOfSum(sumKeyOf(eur, 'project'), 'project'), {
    ...{ project_id: 'proj.1', unit: 'km2', currency: 'EUR' },
  })
})

test('the last month of a January is December; both ends of a period are part of it', () => {
  const december = periodOf({}, january)
  assert.deepEqual(december, { from: '2026-12-01', to: '2026-12-31' })
  assert.deepEqual(filterOfPeriod(december), {
    delivered_at__gte: new Date('2026-12-01T00:00:00Z'),
    delivered_at__lt: new Date('2027-01-01T00:00:00Z'),
  })
  assert.deepEqual(periodOf({ to: '2026-03-02' }, january), { from: '2026-03-02', to: '2026-03-02' })
  assert.deepEqual(periodOf({ from: '2027-01-03' }, january), { from: '2027-01-03', to: '2027-01-03' })
})

test('steps are days up to two months, then months, and end where the next begins', () => {
  const days = stepsOf({ from: '2026-12-30', to: '2027-01-02' })
  assert.deepEqual(days, ['2026-12-30', '2026-12-31', '2027-01-01', '2027-01-02'])
  assert.deepEqual(stepsOf({ from: '2026-11-15', to: '2027-01-31' }), ['2026-11', '2026-12', '2027-01'])
  assert.equal(endOfStep('2026-12'), Date.parse('2027-01-01T00:00:00Z'))
  assert.equal(endOfStep('2026-12-31'), Date.parse('2027-01-01T00:00:00Z'))
})

test('days are those of UTC wherever the browser is', () => {
  const zone = process.env.TZ
  for (const elsewhere of ['America/Los_Angeles', 'Pacific/Kiritimati']) {
    process.env.TZ = elsewhere
    const december = periodOf({}, january)
    assert.deepEqual(december, { from: '2026-12-01', to: '2026-12-31' }, elsewhere)
    assert.match(periodText(december), /\b1\b.*\b31\b.*Dec/, elsewhere)
  }
  if (zone === undefined) delete process.env.TZ
  else process.env.TZ = zone
})
