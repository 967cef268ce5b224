// An operator says what contracts may order and on which terms.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { ContractSku } from '@swath/contract/skus'
import { demo_contracts } from '../src/contracts/demo.ts'
import { anAreaOrder, aPointOrder, TestApp } from './app.ts'
import { onEachDatabase } from './databases.ts'

const of_demo = `/ops/v1/contracts/${demo_contracts.demo}`
const point = {
  amount_minor: 700,
  footprint_width_km: 4,
  footprint_length_km: 4,
  max_area_km2: 100,
  processing_levels: ['L1B', 'L1D'],
}

onEachDatabase((openDatabase) => {
  let swath: TestApp
  let contract_id: string
  let skus: string
  before(async () => {
    swath = await TestApp.open(await openDatabase())
    const organisation = await asOperator('POST', '/ops/v1/organisations/', { name: 'New' })
    const { organisation_id } = organisation.body
    const contract = { organisation_id, name: 'Imagery', currency: 'USD' }
    contract_id = (await asOperator('POST', '/ops/v1/contracts/', contract)).body.contract_id
    skus = `/ops/v1/contracts/${contract_id}/skus`
  })
  after(() => swath.close())

  const asOperator = (method: 'GET' | 'POST' | 'PUT', url: string, body?: object) =>
    swath.call('operator', method, url, body)

  async function define(sku: string, terms: object, url = skus): Promise<ContractSku> {
    const { status, body } = await asOperator('PUT', `${url}/${sku}`, terms)
    assert.equal(status, 200, JSON.stringify(body))
    return body
  }
  const later = (hours: number) =>
    new Date(swath.clock.now().getTime() + hours * 3_600_000).toISOString().replace('Z', '000Z')

  test('a new contract gets a SKU, and a customer of it orders at once', async () => {
    const made = await define('TSKPOI-M', { ...point, v1_product: 169 })
    assert.deepEqual(
      [made.currency, made.prices, made.default_processing_levels, made.v1_product],
      ['USD', [{ amount_minor: 700, valid_from: null, valid_until: null }], ['L1B', 'L1D'], 169],
    )
    const credential = { name: 'a customer', contract_ids: [contract_id] }
    const { client_id, client_secret } = (await asOperator('POST', '/ops/v1/credentials', credential)).body
    const login = { client_id, client_secret, grant_type: 'client_credentials' }
    const token = await swath.app.http.inject({ method: 'POST', url: '/oauth/token', payload: login })
    const headers = {
      authorization: `Bearer ${token.json().access_token}`,
      'x-contract-id': contract_id,
    }
    const placed = await swath.app.http.inject({
      method: 'POST',
      url: '/v2/orders/',
      payload: aPointOrder(),
      headers,
    })
    assert.equal(placed.statusCode, 201, placed.body)
    assert.equal(placed.json().properties.price.total_minor, 2 * 16 * 700)
  })

  test('the same terms again change nothing', async () => {
    const first = await define('TSKPOI-M', { ...point, v1_product: 169 })
    swath.advance({ hours: 1 })
    assert.deepEqual(await define('TSKPOI-M', { ...point, v1_product: 169 }), first)
  })

  test('terms change from a time on, and what was ordered before keeps its own', async () => {
    const before_change = await swath.place()
    const quote = (await swath.call('demo', 'POST', '/v2/orders/quote', aPointOrder())).body
    const now = (await asOperator('GET', `${of_demo}/skus/`)).body.results as ContractSku[]
    const {
      changes: _,
      contract_id: __,
      sku: ___,
      currency: ____,
      prices,
      ...terms
    } = now.find(({ sku }) => sku === 'TSKPOI-M')!
    const valid_from = later(1)
    const changed = { ...terms, max_cloud_pct: 5, footprint_width_km: 10, amount_minor: 900, valid_from }
    const defined = await define('TSKPOI-M', changed, `${of_demo}/skus`)
    assert.deepEqual([defined.max_cloud_pct, defined.prices.length], [20, prices.length + 1])
    assert.deepEqual(
      defined.changes.map((change) => [change.valid_from, change.created_by, change.terms.max_cloud_pct]),
      [[valid_from, 'operator', 5]],
    )
    assert.equal((await swath.place()).properties.price.total_minor, 2 * 50 * 800)
    swath.advance({ hours: 1 })
    const { body: product } = await swath.call('demo', 'GET', '/v2/products/TSKPOI-M')
    assert.deepEqual(
      [product.limits.max_cloud_pct, product.footprint.width_km, product.price.amount_minor],
      [5, 10, 900],
    )
    assert.equal((await swath.place()).properties.price.total_minor, 2 * 100 * 900)
    const by_quote = await swath.place(aPointOrder({ quote_id: quote.quote_id }))
    assert.equal(by_quote.properties.price.total_minor, 2 * 50 * 800)
    const kept = await swath.order(before_change.id)
    assert.deepEqual(kept.properties.price, before_change.properties.price)
  })

  test('a SKU is of the class that its contract gives it, and an order keeps the one that it was placed in', async () => {
    const own = (await asOperator('GET', `${of_demo}/skus/`)).body.results.find(
      ({ sku }: ContractSku) => sku === 'TSKRSH-M.NN.NN',
    )
    assert.deepEqual([own.priority_class, own.bump_compensation_pct], ['priority', 20])
    const { body: order } = await swath.call(
      'demo',
      'POST',
      '/v2/orders/',
      aPointOrder({ sku: 'TSKRSH-M.NN.NN' }),
    )
    assert.equal(order.properties.priority_class, 'priority')
    const { currency: _, prices: __, changes: ___, contract_id: ____, sku: _____, ...terms } = own
    const urgent = { ...terms, amount_minor: 1600, priority_class: 'urgent', bump_compensation_pct: 35 }
    const changed = await define('TSKRSH-M.NN.NN', urgent, `${of_demo}/skus`)
    assert.deepEqual([changed.priority_class, changed.bump_compensation_pct], ['urgent', 35])
    const { body: products } = await swath.call('demo', 'GET', '/v2/products/')
    const product = products.results.find(({ sku }: ContractSku) => sku === 'TSKRSH-M.NN.NN')
    assert.deepEqual([product.priority_class, product.bump_compensation_pct], ['urgent', 35])
    const { body: kept } = await swath.call('demo', 'GET', `/v2/orders/${order.id}`)
    assert.equal(kept.properties.priority_class, 'priority')
  })

  test('counting changes keep the other terms, also those of a change', async () => {
    const counting = { min_quantity: 200, overlap: 'once', levels: 'once', uplifts: [] }
    const uplift = { uplift: 'public_release', pct: 10 }
    const twice = { ...counting, uplifts: [uplift, { ...uplift, pct: 20 }] }
    assert.equal((await asOperator('PUT', `${of_demo}/skus/TSKPOI-M/counting`, twice)).status, 400)
    await asOperator('PUT', `${of_demo}/skus/TSKPOI-M/counting`, counting)
    const { body: product } = await swath.call('demo', 'GET', '/v2/products/TSKPOI-M')
    assert.deepEqual([product.limits.max_cloud_pct, product.min_quantity, product.levels], [5, 200, 'once'])
  })

  test('what is not offered any more is not listed, not ordered, and keeps its orders', async () => {
    const { id } = await swath.place(anAreaOrder())
    const all = (await asOperator('GET', `${of_demo}/skus/`)).body.results as ContractSku[]
    const {
      changes: _,
      contract_id: __,
      sku: ___,
      currency: ____,
      prices,
      ...terms
    } = all.find(({ sku }) => sku === 'TSKARE-M')!
    const amount_minor = prices[0]!.amount_minor
    await define('TSKARE-M', { ...terms, amount_minor, is_offered: false }, `${of_demo}/skus`)
    const refused = await swath.call('demo', 'POST', '/v2/orders/', anAreaOrder())
    assert.deepEqual([refused.status, refused.body.code], [400, 'sku_not_in_contract'])
    assert.equal((await swath.call('demo', 'GET', '/v2/products/TSKARE-M')).status, 404)
    assert.equal((await swath.order(id)).id, id)
    await define('TSKARE-M', { ...terms, amount_minor }, `${of_demo}/skus`)
    await swath.place(anAreaOrder())
  })

  test('a SKU that begins later is not offered before', async () => {
    await define('TSKARE-M', { ...point, max_area_km2: 900, valid_from: later(2) })
    const find = async () =>
      ((await asOperator('GET', `${skus}/`)).body.results as ContractSku[]).find(
        ({ sku }) => sku === 'TSKARE-M',
      )!
    assert.equal((await find()).is_offered, false)
    swath.advance({ hours: 2 })
    assert.equal((await find()).is_offered, true)
  })

  test('the SKUs of a contract are copied from another one, all or some', async () => {
    const { organisation_id } = (await asOperator('POST', '/ops/v1/organisations/', { name: 'Copy' })).body
    const of = async (name: string, currency: string) =>
      (await asOperator('POST', '/ops/v1/contracts/', { organisation_id, name, currency })).body.contract_id
    const [one, other] = [await of('One', 'USD'), await of('Other', 'EUR')]
    const from = { from_contract_id: demo_contracts.demo }
    const url = `/ops/v1/contracts/${one}/skus/copy`
    const some = (await asOperator('POST', url, { ...from, skus: ['TSKPOI-M'] })).body.results
    assert.deepEqual(
      some.map((sku: ContractSku) => [
        sku.sku,
        sku.prices[0]!.amount_minor,
        sku.max_cloud_pct,
        sku.is_offered,
      ]),
      [['TSKPOI-M', 900, 5, true]],
    )
    const { count } = (await asOperator('POST', url, from)).body
    assert.equal(count, (await asOperator('GET', `${of_demo}/skus/`)).body.count)
    const foreign = await asOperator('POST', `/ops/v1/contracts/${other}/skus/copy`, from)
    assert.deepEqual([foreign.status, foreign.body.code], [400, 'currency_differs'])
    const missing = await asOperator('POST', url, { ...from, skus: ['TSKPOI-M.01.01'] })
    assert.equal(missing.status, 404)
  })

  test('a dry run tells what would come of new terms and of a copy, and changes nothing', async () => {
    const before = (await asOperator('GET', `${skus}/`)).body
    const dearer = { ...point, v1_product: 169, amount_minor: 990 }
    const planned = await asOperator('PUT', `${skus}/TSKPOI-M?dry_run=true`, dearer)
    assert.deepEqual([planned.status, planned.body.prices.at(-1).amount_minor], [200, 990])
    const refused = await asOperator('PUT', `${skus}/TSKPOX-M?dry_run=true`, dearer)
    assert.equal(refused.status, 400)
    const from = { from_contract_id: demo_contracts.demo }
    const copied = await asOperator('POST', `${skus}/copy?dry_run=true`, from)
    assert.equal(copied.body.count, (await asOperator('GET', `${of_demo}/skus/`)).body.count)
    assert.deepEqual((await asOperator('GET', `${skus}/`)).body, before)
    const { body } = await asOperator('GET', '/ops/v1/audit/?operation=defineContractSku&limit=2')
    assert.deepEqual(
      body.results.map(({ result }: { result: string }) => result),
      ['refused', 'planned'],
    )
  })

  test('everything that is wrong with terms is told at once, each at its field', async () => {
    const pointers = async (terms: object) =>
      (await asOperator('PUT', `${skus}/TSKPOI-M`, { ...point, ...terms })).body.errors.map(
        ({ pointer }: { pointer: string }) => pointer,
      )
    const no_footprint = { footprint_width_km: null, footprint_length_km: null }
    const valid_from = '2026-01-01T00:00:00Z'
    assert.deepEqual(await pointers({ ...no_footprint, valid_from, amount_minor: 1e15, min_quantity: 1e9 }), [
      '/footprint_width_km',
      '/valid_from',
      '/amount_minor',
    ])
    assert.deepEqual(await pointers({ min_area_km2: 101, default_window_days: 91 }), [
      '/min_area_km2',
      '/default_window_days',
    ])
    const area = { ...point, v1_product: 169 }
    const taken = (await asOperator('PUT', `${skus}/TSKARE-M`, area)).body.errors
    assert.equal(taken[0].pointer, '/v1_product')
  })

  test('terms that cannot be are refused as a whole, with what would be right', async () => {
    const twice = { uplift: 'public_release', pct: 10 }
    const refused = [
      ['TSKPOX-M', point, /is of no product; there are TSKPOI/],
      ['TSKPOI-M.1', point, /is not written as a SKU/],
      ['TSKPOI-M', { ...point, footprint_width_km: null, footprint_length_km: null }, /takes points/],
      ['TSKPOI-M', { ...point, footprint_width_km: null }, /a width and a length/],
      ['TSKPOI-M', { ...point, min_area_km2: 101 }, /more than max_area_km2/],
      ['TSKPOI-M', { ...point, default_window_days: 91 }, /more than max_window_days/],
      ['TSKPOI-M', { ...point, default_processing_levels: ['L1C'] }, /a level that processing_levels lacks/],
      ['TSKPOI-M', { ...point, valid_from: '2026-01-01T00:00:00Z' }, /in the past/],
      ['TSKPOI-M', { ...point, amount_minor: 1e15, min_quantity: 1e9 }, /least order would cost/],
      ['TSKPOI-M', { ...point, colour: 'red' }, /colour/],
      ['TSKPOI-M', { ...point, processing_levels: ['L1D', 'L1D'] }, /processing_levels: names L1D twice/],
      ['TSKPOI-M', { ...point, default_processing_levels: ['L1B', 'L1B'] }, /names L1B twice/],
      ['TSKPOI-M', { ...point, uplifts: [twice, twice] }, /uplifts: names public_release twice/],
    ] as const
    const stored = (await asOperator('GET', `${skus}/`)).body
    for (const [sku, terms, message] of refused) {
      const { status, body } = await asOperator('PUT', `${skus}/${sku}`, terms)
      assert.equal(status, 400, `${sku} ${JSON.stringify(terms)}`)
      assert.match(body.detail, message)
    }
    const taken = await asOperator('PUT', `${skus}/TSKARE-M`, { ...point, v1_product: 169 })
    assert.deepEqual([taken.status, taken.body.code], [409, 'name_taken'])
    assert.equal((await asOperator('PUT', '/ops/v1/contracts/cont.no/skus/TSKPOI-M', point)).status, 404)
    assert.equal((await asOperator('GET', '/ops/v1/contracts/cont.no/skus/')).status, 404)
    assert.deepEqual((await asOperator('GET', `${skus}/`)).body, stored)
    assert.equal((await swath.call('demo', 'PUT', `${skus}/TSKPOI-M`, point)).status, 403)
  })
})
