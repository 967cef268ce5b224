import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PlaceOrder } from '@swath/contract/orders'
import type { Survey } from '../lib/geo/survey.ts'
import { swath } from '../lib/geo/swath.testing.ts'
import { captureCount, examine, periodsOf, type Terms } from './placement.rules.ts'

const now = new Date('2026-01-01T00:00:00Z')
const listed = {
  sku: 'TSKPOI-M',
  unit: 'km2',
  price_minor: 100,
  currency: 'USD',
  footprint_width_km: 5,
  footprint_length_km: 4,
  min_area_km2: 1,
  max_area_km2: 100,
  max_strip_ratio: 10,
  min_strip_km2: 0,
  max_cloud_pct: 20,
  max_off_nadir_deg: 25,
  min_sun_elevation_deg: 10,
  default_window_days: 7,
  max_window_days: 30,
  priority: 30,
  promised_delivery_hours: null,
  processing_levels: ['L1B', 'L1D'],
  default_processing_levels: ['L1D'],
  cancellation_fees: [],
  min_quantity: 0,
  overlap: 'once',
  levels: 'each',
  uplifts: [{ uplift: 'rush_processing', pct: 50 }],
} as unknown as Terms
const all_terms = ['TSKPOI-M', 'TSKRSH-M.05.02', 'TSKARE-M', 'ARCLGD-M'].map((sku) => ({ ...listed, sku }))

const point = { type: 'Point', coordinates: [1, 2] } as const
const area = { type: 'Polygon', coordinates: [] } as const

function look(sku: string, parameters: object = {}, of_survey: object = {}, geometry: object = point) {
  const properties = { order_name: 'Port', project_name: 'p', sku, metadata: {}, parameters }
  const order = { type: 'Feature', geometry, properties } as unknown as PlaceOrder
  const survey = {
    geometry,
    planar: geometry,
    area_km2: 50,
    strips: { count: 2, area_km2: 60 },
    swath,
    ...of_survey,
  }
  return examine(order, survey as unknown as Survey, all_terms, now)
}

const wrong: [string, Parameters<typeof look>, string[]][] = [
  ['another SKU', ['TSKRRD-M'], ['sku_not_in_contract']],
  ['a SKU for downloads', ['ARCLGD-M'], ['sku_not_orderable']],
  ['an area under a SKU for points', ['TSKPOI-M', {}, {}, area], ['geometry_not_for_sku']],
  ['too large an area', ['TSKARE-M', {}, { area_km2: 101 }, area], ['area_out_of_range']],
  [
    'too many strips',
    ['TSKARE-M', {}, { strips: { count: 9, area_km2: 501 } }, area],
    ['strips_out_of_range'],
  ],
  [
    'more captures than an order has',
    ['TSKARE-M', {}, { strips: { count: 2001, area_km2: 60 } }, area],
    ['strips_out_of_range'],
  ],
  ['a level that the contract lacks', ['TSKPOI-M', { processing_level: 'L0' }], ['level_not_in_contract']],
  ['an uplift that the contract lacks', ['TSKPOI-M', { uplifts: ['gold'] }], ['uplift_not_in_contract']],
  ['limits that are upside down', ['TSKPOI-M', { min_ona: 9, max_ona: 8 }], ['limits_inverted']],
  ['more captures than its SKU says', ['TSKRSH-M.05.02', { max_captures: 3 }], ['period_invalid']],
  [
    'a window that ends first',
    ['TSKPOI-M', { start: '2026-01-02T00:00:00Z', end: '2026-01-01T12:00:00Z' }],
    ['window_invalid'],
  ],
  [
    'a window that is over',
    ['TSKPOI-M', { start: '2025-12-01T00:00:00Z', end: '2025-12-09T00:00:00Z' }],
    ['window_invalid'],
  ],
  ['too long a window', ['TSKPOI-M', { end: '2026-02-01T00:00:00Z' }], ['window_invalid']],
  ['a period of areas', ['TSKPOI-M', { remapping_period: 'P1D' }], ['period_invalid']],
  [
    'several things at once',
    ['TSKPOI-M', { processing_level: 'L0', uplifts: ['gold'] }],
    ['level_not_in_contract', 'uplift_not_in_contract'],
  ],
]
for (const [what, asked, codes] of wrong) {
  test(`an order is refused with all that is wrong with it: ${what}`, () => {
    const problems = look(...asked)
    assert.ok(Array.isArray(problems))
    assert.deepEqual(
      problems.map(({ code }) => code),
      codes,
    )
  })
}

const sound = (...asked: Parameters<typeof look>) => {
  const found = look(...asked)
  assert.ok(!Array.isArray(found), JSON.stringify(found))
  return found
}

test('what an order leaves open is as the contract says', () => {
  const { window, area_km2, limits, processing_levels, terms } = sound('TSKPOI-M')
  assert.deepEqual(window, { start: now, end: new Date('2026-01-08T00:00:00Z') })
  assert.deepEqual([area_km2, processing_levels, terms.price_minor], [20, ['L1D'], 100])
  assert.deepEqual(
    [limits.max_off_nadir_deg, limits.min_sun_elevation_deg, limits.max_cloud_pct],
    [25, 10, 20],
  )
})

test('what an order asks for is what it gets', () => {
  const asked = {
    end: '2026-01-03T00:00:00Z',
    max_ona: 15,
    processing_level: 'L1B',
    uplifts: ['rush_processing'],
  }
  const { window, limits, processing_levels, terms } = sound('TSKPOI-M', asked)
  assert.deepEqual(window.end, new Date(asked.end))
  assert.deepEqual([limits.max_off_nadir_deg, processing_levels, terms.price_minor], [15, ['L1B'], 150])
})

test('a SKU that names days and captures gives these', () => {
  const { window, parameters } = sound('TSKRSH-M.05.02')
  assert.deepEqual([window.end, parameters.max_captures], [new Date('2026-01-06T00:00:00Z'), 2])
})

test('a recurring order has its periods, and each of them all strips', () => {
  const { periods, strip_count } = sound('TSKARE-M', { remapping_period: 'P2D' }, {}, area)
  assert.deepEqual([periods.length, captureCount({ periods, strip_count })], [4, 8])
  assert.equal(periodsOf({}, { start: now, end: new Date('2026-01-08T00:00:00Z') }).length, 1)
})
