import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Geometry } from '@swath/contract/geometry'
import type { Product } from '@swath/contract/products'
import {
  byUse,
  type Draft,
  empty_draft,
  fits,
  isOrderedOnMap,
  orderOf,
  questionOf,
} from '../src/pages/new-order/draft.ts'

const geometry: Geometry = { type: 'Point', coordinates: [4.05, 51.95] }

function aProduct(product_code: string, amount_minor: number, ...parameters: string[]): Product {
  const properties = Object.fromEntries(parameters.map((name) => [name, {}]))
  const geometry_types = product_code === 'ARCIMG' ? ['Polygon'] : ['Point']
  return {
    sku: `${product_code}-M`,
    product_code,
    geometry_types,
    price: { amount_minor },
    parameters: { properties },
  } as unknown as Product
}

const tasking = aProduct('TSKPOI', 800, 'start', 'end', 'max_ona', 'max_captures')
const archive = aProduct('ARCIMG', 400, 'datetime', 'outcome_id')
const parametersOf = (changed: Partial<Draft>, product = tasking) =>
  questionOf({ ...empty_draft, geometry, ...changed }, product)!.properties.parameters

test('there is no question without a place, without a product, or with a product for other places', () => {
  assert.equal(questionOf(empty_draft, tasking), undefined)
  assert.equal(questionOf({ ...empty_draft, geometry }, undefined), undefined)
  assert.equal(questionOf({ ...empty_draft, geometry }, archive), undefined)
  assert.equal(questionOf({ ...empty_draft, geometry }, tasking)!.properties.sku, 'TSKPOI-M')
})

test('what is left empty, and what the product does not take, is not asked for', () => {
  assert.deepEqual(parametersOf({}), {})
  const changed = { max_ona: 0, max_captures: '', min_sun_elevation: 20, outcome_id: 'of another' } as const
  assert.deepEqual(parametersOf(changed), { max_ona: 0 })
})

test('a window has whole days; one that begins today or before begins now', () => {
  const [today] = new Date().toISOString().split('T') as [string]
  assert.deepEqual(parametersOf({ days: ['2999-01-01', '2999-01-03'] }), {
    start: '2999-01-01T00:00:00Z',
    end: '2999-01-03T23:59:59Z',
  })
  assert.deepEqual(parametersOf({ days: [today, null] }), {})
  assert.deepEqual(parametersOf({ days: ['2020-01-01', '2999-01-03'] }), { end: '2999-01-03T23:59:59Z' })
})

test('of the archive the days are an interval, which may be open on a side', () => {
  const area: Geometry = { type: 'Polygon', coordinates: [] }
  const intervalOf = (days: Draft['days']) => parametersOf({ geometry: area, days }, archive)
  assert.deepEqual(intervalOf(['2026-01-01', '2026-01-31']), {
    datetime: '2026-01-01T00:00:00Z/2026-01-31T23:59:59Z',
  })
  assert.deepEqual(intervalOf([null, '2026-01-31']), { datetime: '../2026-01-31T23:59:59Z' })
  assert.deepEqual(intervalOf(['2026-01-01', null]), { datetime: '2026-01-01T00:00:00Z/..' })
  assert.deepEqual(intervalOf([null, null]), {})
})

test('the order is the question that was priced, with its names and its quote', () => {
  const draft = { ...empty_draft, geometry, order_name: ' Port ', client_reference: ' PO 7 ' }
  const question = questionOf(draft, tasking)!
  const placed = orderOf(question, draft, 'quote.1')
  assert.deepEqual(placed, {
    type: 'Feature',
    geometry,
    properties: {
      order_name: 'Port',
      project_name: 'default',
      client_reference: 'PO 7',
      sku: 'TSKPOI-M',
      parameters: {},
      quote_id: 'quote.1',
    },
  })
  const plain = orderOf(question, { ...draft, client_reference: ' ' }, 'quote.2')
  assert.deepEqual(Object.keys(plain.properties).sort(), [
    'order_name',
    'parameters',
    'project_name',
    'quote_id',
    'sku',
  ])
})

test('new images come before old ones, each from the cheapest; what is not for a map is not offered', () => {
  const rush = aProduct('TSKRSH', 1600)
  const codes = [archive, rush, tasking].sort(byUse).map(({ product_code }) => product_code)
  assert.deepEqual(codes, ['TSKPOI', 'TSKRSH', 'ARCIMG'])
  const offered = ['TSKPOI', 'TSKNEI', 'ARCLGD'].map((code) => isOrderedOnMap(aProduct(code, 1)))
  assert.deepEqual(offered, [true, false, false])
  assert.deepEqual(
    [fits(tasking, undefined), fits(tasking, geometry), fits(archive, geometry)],
    [true, true, false],
  )
})
