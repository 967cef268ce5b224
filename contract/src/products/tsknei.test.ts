import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Nei } from '../nei.ts'
import { now, orderOf, pointersOf, termsOf } from './products.testing.ts'
import { tsknei } from './tsknei.ts'

const sku = 'TSKNEI-M'
const terms = termsOf(sku)
const first_point = { longitude: 2, latitude: 49, altitude_m: 700_000 }
const nei: Nei = {
  mode: 'spotlight',
  satellite: 'newsat33',
  first_point_time: '2026-06-03T10:00:00Z',
  first_point,
  duration_s: 6,
}
const moment = { start: new Date('2026-06-03T09:59:57Z'), end: new Date('2026-06-03T10:00:03Z') }
const at = '/properties/parameters'

test('the window is the moment itself, or one that the order gives', () => {
  assert.deepEqual(tsknei.window({ nei }, terms, now), moment)
  const end = '2026-06-04T00:00:00Z'
  assert.deepEqual(tsknei.window({ nei, end }, terms, now), { start: moment.start, end: new Date(end) })
})

test('nothing is asked of a target in space that is asked of one on the ground', () => {
  const { max_off_nadir_deg, max_cloud_pct } = tsknei.limits({ nei }, terms)
  assert.deepEqual([max_off_nadir_deg, max_cloud_pct], [180, 100])
})

describe('an order', () => {
  const evo: Nei = { ...nei, mode: 'evo_stripe' }
  const beside = { ...first_point, longitude: 2.2 }
  const cases: [string, parameters: object, at: string[]][] = [
    ['of one moment is fine', { nei }, []],
    ['along a path is fine', { nei: { ...evo, last_point: beside } }, []],
    ['without nei is told', {}, ['/nei']],
    [
      'with limits of the ground is told of each',
      { nei, max_ona: 20, max_captures: 2 },
      ['/max_ona', '/max_captures'],
    ],
    ['with an image of the archive is told', { nei, datetime: '..' }, ['/datetime']],
    ['of a path without an end is told', { nei: evo }, ['/nei/last_point']],
    [
      'of a path that leads nowhere is told',
      { nei: { ...evo, last_point: first_point } },
      ['/nei/last_point'],
    ],
    [
      'of a path that climbs is told',
      { nei: { ...evo, last_point: { ...beside, altitude_m: 1 } } },
      ['/nei/last_point/altitude_m'],
    ],
    ['of a spotlight with an end is told', { nei: { ...nei, last_point: beside } }, ['/nei/last_point']],
    [
      'of a moment outside of its window is told',
      { nei, start: '2026-06-03T10:00:00Z', end: '2026-06-04T00:00:00Z' },
      ['/start'],
    ],
    [
      'of a moment that is over is told',
      { nei: { ...nei, first_point_time: '2026-05-03T10:00:00Z' } },
      ['/nei/first_point_time'],
    ],
  ]
  for (const [what, parameters, pointers] of cases) {
    test(what, () => {
      const window = tsknei.window(parameters, terms, now)
      const found = tsknei.problems(orderOf(sku, parameters), terms, window, now)
      assert.deepEqual(
        pointersOf(found),
        pointers.map((pointer) => at + pointer),
      )
    })
  }
})

test('the geometry is below the first point, at its height or none', () => {
  const problems = (order: ReturnType<typeof orderOf>) =>
    pointersOf(tsknei.problems(order, terms, moment, now))
  assert.deepEqual(problems(orderOf(sku, { nei }, [700_000])), [])
  assert.deepEqual(problems(orderOf(sku, { nei }, [600_000])), ['/geometry/coordinates'])
  const elsewhere = { ...nei, first_point: { ...first_point, latitude: 50 } }
  assert.deepEqual(problems(orderOf(sku, { nei: elsewhere })), ['/geometry/coordinates'])
})

test('a moved end still has the moment in its window', () => {
  const problems = (end: string) => {
    const window = { start: moment.start, end: new Date(end) }
    return pointersOf(tsknei.movedWindowProblems({ nei, end }, terms, window, now))
  }
  assert.deepEqual(problems('2026-06-03T10:00:03Z'), [])
  assert.deepEqual(problems('2026-06-03T10:00:02Z'), [`${at}/end`])
})

test('its moment is always a single pass', () => {
  assert.equal(tsknei.singlePassBy({ nei }), 'nei')
})
