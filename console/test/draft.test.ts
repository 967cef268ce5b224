import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Item } from '@swath/client/stac'
import type { Analysis, Relaxation } from '@swath/contract/feasibility'
import type { Geometry } from '@swath/contract/geometry'
import type { Order } from '@swath/contract/orders'
import type { Product } from '@swath/contract/products'
import { readPlaces } from '@swath/places/read'
import { unitePlaces } from '@swath/places/unite'
import { areaChoicesOf } from '../src/pages/new-order/area-choices.ts'
import {
  byUse,
  type Draft,
  draftOfItem,
  draftOfOrder,
  draftRelaxedBy,
  empty_draft,
  fits,
  isOrderedOnMap,
  orderNames,
  ordersOf,
  questionsOf,
} from '../src/pages/new-order/draft.ts'
import { sumOfLevels, sumOfPrices } from '../src/pages/new-order/draft-price.ts'

const geometry: Geometry = { type: 'Point', coordinates: [4.05, 51.95] }
const places: Draft['places'] = [{ geometry, properties: {} }]

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
  questionsOf({ ...empty_draft, places, ...changed }, product)[0]!.properties.parameters

test('there is no question without a place, without a product, or with a product for other places', () => {
  assert.deepEqual(questionsOf(empty_draft, tasking), [])
  assert.deepEqual(questionsOf({ ...empty_draft, places }, undefined), [])
  assert.deepEqual(questionsOf({ ...empty_draft, places }, archive), [])
  assert.equal(questionsOf({ ...empty_draft, places }, tasking)[0]!.properties.sku, 'TSKPOI-M')
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
  const intervalOf = (days: Draft['days']) =>
    parametersOf({ places: [{ geometry: area, properties: {} }], days }, archive)
  assert.deepEqual(intervalOf(['2026-01-01', '2026-01-31']), {
    datetime: '2026-01-01T00:00:00Z/2026-01-31T23:59:59Z',
  })
  assert.deepEqual(intervalOf([null, '2026-01-31']), { datetime: '../2026-01-31T23:59:59Z' })
  assert.deepEqual(intervalOf(['2026-01-01', null]), { datetime: '2026-01-01T00:00:00Z/..' })
  assert.deepEqual(intervalOf([null, null]), {})
})

test('the order is the question that was priced, with its names', () => {
  const draft = { ...empty_draft, places, order_name: ' Port ', client_reference: ' PO 7 ' }
  const questions = questionsOf(draft, tasking)
  assert.deepEqual(ordersOf(questions, draft), [
    {
      type: 'Feature',
      geometry,
      properties: {
        order_name: 'Port',
        project_name: 'default',
        client_reference: 'PO 7',
        sku: 'TSKPOI-M',
        parameters: {},
      },
    },
  ])
  const [plain] = ordersOf(questions, { ...draft, client_reference: ' ' })
  assert.deepEqual(Object.keys(plain!.properties).sort(), ['order_name', 'parameters', 'project_name', 'sku'])
})

test('several places are an order each, and names and references tell them apart', () => {
  const named = [...places, { geometry, properties: { name: 'Quay' } }]
  const draft = { ...empty_draft, places: named, order_name: 'Port', client_reference: 'PO 7' }
  const orders = ordersOf(questionsOf(draft, tasking), draft)
  assert.deepEqual(
    orders.map(({ properties }) => [properties.order_name, properties.client_reference]),
    [
      ['Port 1', 'PO 7-1'],
      ['Port 2', 'PO 7-2'],
    ],
  )
  assert.deepEqual(orderNames({ ...draft, order_name: '' }), ['Order 1', 'Quay'])
})

test('a file with several areas may be one order or an order each, and with several points an order each only', async () => {
  const area = (west: number) => `((${west} 0, ${west + 1} 0, ${west + 1} 1, ${west} 1, ${west} 0))`
  const choicesOf = async (...wkt: string[]) => {
    const reading = await readPlaces(`GEOMETRYCOLLECTION(${wkt.join(',')})`)
    return areaChoicesOf(reading, await unitePlaces(reading.places).catch((error: Error) => error))
  }
  const neighbours = await choicesOf(`POLYGON${area(0)}`, `POLYGON${area(1)}`)
  assert.equal(neighbours.united?.place.geometry.type, 'Polygon')
  assert.match(neighbours.united!.notes.join(), /^Its 2 areas are one order/)
  assert.deepEqual([neighbours.each?.places.length, neighbours.each?.notes], [2, []])
  const points = await choicesOf('POINT(1 2)', 'POINT(3 4)')
  assert.equal(points.united, undefined)
  assert.deepEqual(points.each?.notes, ['It has 2 points; an order is for one, so each is an order'])
  assert.equal((await choicesOf(`POLYGON${area(0)}`)).each, undefined)
  const many = Array.from({ length: 201 }, (_, at) => `POINT(${at / 2} 0)`)
  await assert.rejects(choicesOf(...many), /201 points; an order is for one; .* 200 are the most, “swath/)
  const fields = await choicesOf(...many.map((_, at) => `POLYGON${area(at / 2)}`))
  assert.equal(fields.each, undefined)
  assert.match(fields.united!.notes.at(-1)!, /^For an order each they are too many; “swath/)
})

test('the price of several orders has their sums, by line and by step of the fees', () => {
  const price = (quantity: number, unit_price_minor: number) => ({
    sku: 'TSKARE-M',
    currency: 'USD',
    line_items: [
      {
        description: 'Area',
        quantity,
        unit: 'km2',
        unit_price_minor,
        amount_minor: quantity * unit_price_minor,
      },
    ],
    total_minor: quantity * unit_price_minor,
    cancellation_fees: [{ hours_before: 24, fee_pct: 50, fee_minor: (quantity * unit_price_minor) / 2 }],
  })
  const { line_items, total_minor, cancellation_fees } = sumOfPrices([
    price(2, 10),
    price(3, 10),
    price(1, 20),
  ])
  assert.deepEqual(
    line_items.map(({ quantity, amount_minor }) => [quantity, amount_minor]),
    [
      [5, 50],
      [1, 20],
    ],
  )
  assert.deepEqual([total_minor, cancellation_fees.map(({ fee_minor }) => fee_minor)], [70, [35]])
})

test('new images come before old ones, each from the cheapest; what is not for a map is not offered', () => {
  const rush = aProduct('TSKRSH', 1600)
  const codes = [archive, rush, tasking].sort(byUse).map(({ product_code }) => product_code)
  assert.deepEqual(codes, ['TSKPOI', 'TSKRSH', 'ARCIMG'])
  const offered = ['TSKPOI', 'TSKNEI', 'ARCLGD'].map((code) => isOrderedOnMap(aProduct(code, 1)))
  assert.deepEqual(offered, [true, false, false])
  assert.deepEqual([fits(tasking, []), fits(tasking, places), fits(archive, places)], [true, true, false])
})

test('a relaxation changes the draft in whole days, unless the window would be too long then', () => {
  const product = { limits: { max_window_days: 10 } } as Product
  const asked = { start: '2026-06-05T08:00:00Z', end: '2026-06-08T08:00:00Z' } as Analysis['parameters']
  const changed = (parameters: Relaxation['parameters']) =>
    draftRelaxedBy({ parameters } as Relaxation, asked, product)
  assert.deepEqual(changed({ max_ona: 27 }), { max_ona: 27 })
  assert.deepEqual(changed({ min_sun_elevation: 0, end: '2026-06-11T08:00:00Z' }), {
    min_sun_elevation: 0,
    days: ['2026-06-05', '2026-06-11'],
  })
  const earlier = { start: '2026-06-02T08:00:00Z', end: asked.end }
  assert.deepEqual(changed(earlier), { days: ['2026-06-02', '2026-06-08'] })
  assert.equal(changed({ end: '2026-06-15T08:00:00Z' }), undefined)
})

test('an order is drafted once more from now on, for as many days and with its limits', () => {
  const order = {
    geometry,
    properties: {
      ...{ sku: 'TSKPOI-M', order_name: 'Quays', project_name: 'Ports' },
      parameters: { start: '2026-01-01T00:00:00Z', end: '2026-01-08T00:00:00Z', max_ona: 20, task_id: 1 },
    },
  } as unknown as Order
  const again = draftOfOrder(order, Date.parse('2026-03-01T12:00:00Z'))
  assert.deepEqual(
    [again.places, again.sku, again.order_name, again.project_name, again.days, again.max_ona],
    [places, 'TSKPOI-M', 'Quays', 'Ports', ['2026-03-01', '2026-03-08'], 20],
  )
  assert.equal(again.client_reference, '')
})

test('an image of the archive is drafted as it says that it is ordered, whole or a part', () => {
  const image = {
    ...{ id: 'S1', geometry, properties: { 'satl:outcome_id': 'of the capture' } },
    links: [{ rel: 'self' }, { rel: 'order', body: { properties: { sku: 'ARCIMG-M' } } }],
  } as unknown as Item
  const whole = draftOfItem(image)
  assert.deepEqual(
    [whole.places, whole.sku, whole.order_name, whole.outcome_id],
    [places, 'ARCIMG-M', 'From S1', 'of the capture'],
  )
  const part = { type: 'Point' as const, coordinates: [0, 0] }
  assert.deepEqual(draftOfItem(image, part).places, [{ geometry: part, properties: {} }])
})

test('levels cost as often as they are billed', () => {
  const price = { line_items: [{ amount_minor: 400 }, { amount_minor: 0 }] } as Parameters<
    typeof sumOfLevels
  >[0]
  assert.equal(sumOfLevels(price, { levels: 'each' }, 2), 800)
  assert.equal(sumOfLevels(price, { levels: 'once' }, 2), 400)
})
