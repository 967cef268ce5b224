import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { TaskingParameters } from '../orders.ts'
import { arcimg } from './arcimg.ts'
import { a_window, codesOf, now, orderOf, termsOf } from './products.testing.ts'
import { tskare } from './tskare.ts'
import { tsknei } from './tsknei.ts'
import { tskpoi } from './tskpoi.ts'

const terms = termsOf('TSKPOI-M')
const window = a_window

test('a window begins now and lasts as long as the contract says, unless the order says otherwise', () => {
  assert.deepEqual(tskpoi.window({}, terms, now), { start: now, end: new Date('2026-06-08T08:00:00Z') })
  const start = '2026-06-03T00:00:00Z'
  assert.deepEqual(tskpoi.window({ start }, terms, now).end, new Date('2026-06-10T00:00:00Z'))
  const end = '2026-06-04T00:00:00Z'
  assert.deepEqual(tskpoi.window({ start, end }, terms, now), { start: new Date(start), end: new Date(end) })
})

test('the limits of an order count before those of the contract', () => {
  assert.deepEqual(tskpoi.limits({}, terms), {
    min_off_nadir_deg: 0,
    max_off_nadir_deg: 30,
    min_sun_elevation_deg: 15,
    max_sun_elevation_deg: 90,
    max_cloud_pct: 20,
  })
  assert.equal(tskpoi.limits({ max_ona: 10 }, terms).max_off_nadir_deg, 10)
})

describe('a window', () => {
  const cases: [string, start: string, end: string, at: string | undefined][] = [
    ['within the terms is fine', '2026-06-02', '2026-06-09', undefined],
    ['that ends before it starts is not', '2026-06-09', '2026-06-02', 'end'],
    ['that is over is not', '2026-05-01', '2026-05-02', 'end'],
    ['that is longer than the contract allows is not', '2026-06-02', '2026-10-02', 'end'],
    ['later than orbits are known is not', '2028-07-01', '2028-07-02', 'start'],
  ]
  for (const [what, start_day, end_day, at] of cases) {
    test(what, () => {
      const [start, end] = [`${start_day}T00:00:00Z`, `${end_day}T00:00:00Z`]
      const given = { start, end }
      const wanted = tskpoi.window(given, terms, now)
      const found = tskpoi.movedWindowProblems(given, terms, wanted, now)
      assert.deepEqual(
        found.map(({ pointer }) => pointer),
        at ? [`/properties/parameters/${at}`] : [],
      )
      assert.deepEqual(tskpoi.problems(orderOf('TSKPOI-M', given), terms, wanted, now), found)
    })
  }
})

describe('the widest window and limits', () => {
  const in_june = (day: number) => new Date(Date.UTC(2026, 5, day, 8))
  const short = termsOf('TSKPOI-M', { max_window_days: 10 })

  test('are those with which the order could still be placed', () => {
    const given = { start: '2026-06-05T08:00:00Z', end: '2026-06-08T08:00:00Z', max_ona: 5, min_ona: 3 }
    const asked = tskpoi.window(given, short, now)
    const widest = tskpoi.widest(given, short, asked, now)!
    assert.deepEqual(widest.window, { start: now, end: in_june(15) })
    assert.deepEqual(widest.limits, {
      min_off_nadir_deg: 0,
      max_off_nadir_deg: 45,
      min_sun_elevation_deg: 0,
      max_sun_elevation_deg: 90,
      max_cloud_pct: 20,
    })
    for (const changed of [
      { start: widest.window.start.toISOString() },
      { end: widest.window.end.toISOString() },
      { min_ona: 0, max_ona: 45 },
      { min_sun_elevation: 0, max_sun_elevation: 90 },
    ]) {
      const parameters = TaskingParameters.parse({ ...given, ...changed })
      const order = orderOf('TSKPOI-M', parameters)
      const window = tskpoi.window(parameters, short, now)
      assert.deepEqual(tskpoi.problems(order, short, window, now), [], JSON.stringify(changed))
    }
  })

  test('never take away what was asked: not a start that is over, and not the night', () => {
    const given = { start: '2026-05-31T08:00:00Z', end: '2026-06-08T08:00:00Z', min_sun_elevation: -20 }
    const { window, limits } = tskpoi.widest(given, short, tskpoi.window(given, short, now), now)!
    assert.deepEqual(window, { start: new Date(given.start), end: in_june(10) })
    assert.equal(limits.min_sun_elevation_deg, -20)
  })

  test('leave the window as it is where a longer one would bring other images', () => {
    for (const recurring of [{ revisit_period: 'P1D' }, { max_captures: 2 }, { remapping_period: 'P1D' }])
      assert.deepEqual(tskpoi.widest(recurring, terms, window, now)!.window, window)
    assert.notDeepEqual(tskpoi.widest({ max_captures: 1 }, terms, window, now)!.window, window)
  })

  test('are not there of what is in the archive, or in space at one moment', () => {
    assert.equal(arcimg.widest({}, terms, window, now), undefined)
    assert.equal(tsknei.widest({}, terms, window, now), undefined)
  })
})

test('a point recurs by its own period, and an area by its own; images are counted of points only', () => {
  const problems = (product: typeof tskpoi, sku: string, parameters: object) =>
    codesOf(product.problems(orderOf(sku, parameters), terms, window, now))
  assert.deepEqual(problems(tskpoi, 'TSKPOI-M', { revisit_period: 'P1D', max_captures: 3 }), [])
  assert.deepEqual(problems(tskare, 'TSKARE-M', { remapping_period: 'P1D' }), [])
  assert.deepEqual(problems(tskpoi, 'TSKPOI-M', { remapping_period: 'P1D' }), ['period_invalid'])
  assert.deepEqual(problems(tskare, 'TSKARE-M', { revisit_period: 'P1D' }), ['period_invalid'])
  assert.deepEqual(problems(tskare, 'TSKARE-M', { max_captures: 2 }), ['period_invalid'])
  for (const period of ['PT30M', 'PT1M', 'a day', 'PT0M']) {
    assert.deepEqual(problems(tskpoi, 'TSKPOI-M', { revisit_period: period }), ['period_invalid'], period)
  }
})

test('neither a target in space nor an image of the archive is for what is collected of the ground', () => {
  const parameters = { nei: {}, outcome_id: '0', datetime: '..' }
  const found = tskpoi.problems(orderOf('TSKPOI-M', parameters), terms, window, now)
  assert.deepEqual(codesOf(found), ['nei_invalid', 'parameter_not_for_sku', 'parameter_not_for_sku'])
})

test('a window of an hour has a single pass', () => {
  const start = '2026-06-02T10:00:00Z'
  assert.equal(tskpoi.singlePassBy({ start, end: '2026-06-02T11:00:00Z' }), 'start')
  assert.equal(tskpoi.singlePassBy({ start, end: '2026-06-02T11:00:01Z' }), undefined)
  assert.equal(tskpoi.singlePassBy({}), undefined)
})
