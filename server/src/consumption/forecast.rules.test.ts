import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Budget, forecastOf, forecastStart } from './forecast.rules.ts'

const now = new Date('2026-11-20T15:00:00Z')
const no_budget: Budget = { currency: 'USD', is_limited: false, available_minor: -5, held_minor: 0 }
const on = (day: string, net_minor: number, currency = 'USD') => ({
  day: new Date(`${day}T00:00:00Z`),
  net_minor,
  currency,
})

test('a month is what was charged until now, and the pace of the 28 days before today for each day that is left', () => {
  const charges = [on('2026-10-23', 2800), on('2026-11-10', 2800), on('2026-11-20', 1000)]
  assert.equal(forecastStart(now).toISOString().slice(0, 10), '2026-10-23')
  assert.deepEqual(forecastOf(now, charges, no_budget), {
    month_end: '2026-11-30',
    currencies: [
      {
        currency: 'USD',
        based_on_start: '2026-10-23',
        based_on_days: 28,
        based_on_minor: 5600,
        daily_minor: 200,
        charged_minor: 3800,
        days_left: 10,
        expected_minor: 5800,
        budget_minor: null,
        lasts_until: null,
      },
    ],
  })
})

test('a contract that began some days ago is not divided by days in which it had nothing, but by seven at least', () => {
  const [ten] = forecastOf(now, [on('2026-11-10', 1000)], no_budget).currencies
  assert.deepEqual([ten!.based_on_start, ten!.based_on_days, ten!.daily_minor], ['2026-11-10', 10, 100])
  const [one] = forecastOf(now, [on('2026-11-19', 700)], no_budget).currencies
  assert.deepEqual([one!.based_on_days, one!.daily_minor], [7, 100])
  const [none] = forecastOf(now, [], no_budget).currencies
  assert.deepEqual([none!.daily_minor, none!.expected_minor], [0, 0])
})

test('a budget lasts for what is available and held, at that pace, in its own currency only', () => {
  const budget = { currency: 'USD', is_limited: true, available_minor: 300, held_minor: 200 }
  const charges = [on('2026-11-13', 700), on('2026-11-13', 70, 'EUR')]
  const [eur, usd] = forecastOf(now, charges, budget).currencies
  assert.deepEqual([usd!.budget_minor, usd!.lasts_until], [500, '2026-11-25'])
  assert.deepEqual([eur!.budget_minor, eur!.lasts_until], [null, null])
  const [, long] = forecastOf(now, charges, { ...budget, available_minor: 1e15 }).currencies
  assert.equal(long!.lasts_until, null)
  const [, spent] = forecastOf(now, charges, { ...budget, available_minor: -900 }).currencies
  assert.equal(spent!.lasts_until, '2026-11-20')
  const [, begun] = forecastOf(now, charges, { ...budget, available_minor: 350 }).currencies
  assert.equal(begun!.lasts_until, '2026-11-25', 'the day in which it is used up')
})

test('the first day of a month is part of it, and is looked at until its last day', () => {
  const end = new Date('2026-12-31T12:00:00Z')
  assert.equal(forecastStart(end).toISOString(), '2026-12-01T00:00:00.000Z')
  const [usd] = forecastOf(end, [on('2026-12-01', 900), on('2026-11-30', 4)], no_budget).currencies
  assert.deepEqual([usd!.charged_minor, usd!.based_on_minor, usd!.expected_minor], [900, 0, 900])
})

test('a month is rounded once, and what is given back lowers it but never makes a budget last', () => {
  const [tenth] = forecastOf(now, [on('2026-11-13', 3)], no_budget).currencies
  assert.deepEqual([tenth!.daily_minor, tenth!.expected_minor], [0, 7])
  const limited = { ...no_budget, is_limited: true, available_minor: 500 }
  const [back] = forecastOf(now, [on('2026-11-13', 700), on('2026-11-14', -1400)], limited).currencies
  assert.deepEqual([back!.daily_minor, back!.expected_minor, back!.lasts_until], [-100, -1700, null])
})

test('on the last day of a month nothing is left of it, and the month before counts for the pace', () => {
  const end = new Date('2026-11-30T23:59:59Z')
  const [one] = forecastOf(end, [on('2026-11-02', 2800), on('2026-11-30', 5)], no_budget).currencies
  assert.deepEqual([one!.days_left, one!.expected_minor], [0, 2805])
  const first = forecastOf(new Date('2026-12-01T00:00:00Z'), [on('2026-11-03', 2800)], no_budget)
  assert.deepEqual([first.month_end, first.currencies[0]!.expected_minor], ['2026-12-31', 3000])
})
