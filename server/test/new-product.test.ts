// That a product is one file: here is one, with a rule of its own, and the rest of the house was not told.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { collected_at_points } from '@swath/contract/products/collected'
import type { ProductKind } from '@swath/contract/products/product-kind'
import { products } from '@swath/contract/products/registry'
import { sql } from 'kysely'
import type { TestApp } from './app.ts'

const least_sun_deg = 40

/** Images with short shadows. */
const tsksun: ProductKind = {
  ...collected_at_points,
  name: 'High Sun Tasking',
  v1: null,
  limits: (given, terms) => ({
    ...collected_at_points.limits(given, terms),
    min_sun_elevation_deg: given.min_sun_elevation ?? least_sun_deg,
  }),
  problems: (order, terms, window, now) => {
    const { min_sun_elevation = least_sun_deg } = order.properties.parameters
    const pointer = '/properties/parameters/min_sun_elevation'
    const message = `${terms.sku} sees nothing below a sun of ${least_sun_deg} degrees`
    return [
      ...collected_at_points.problems(order, terms, window, now),
      ...(min_sun_elevation < least_sun_deg ? [{ pointer, code: 'sun_too_low', message }] : []),
    ]
  },
}
Object.assign(products, { TSKSUN: tsksun })
// From here on it is in the registry, as if it had always been.
const { aPointOrder, TestApp: App } = await import('./app.ts')
const { onOneDatabase } = await import('./databases.ts')

onOneDatabase((openDatabase) => {
  let swath: TestApp
  before(async () => {
    swath = await App.open(await openDatabase())
    await swath.app.db.system((tx) =>
      tx.run(sql`
        insert into contract_skus
        select (jsonb_populate_record(s, '{"sku": "TSKSUN-M", "price_minor": 123400, "v1_product": null}')).*
        from contract_skus s where sku = 'TSKPOI-M'`),
    )
  })
  after(() => swath.close())

  test('a new product is its file and a row of the catalogue: it is listed, judged, priced, planned and shown', async () => {
    const { results } = (await swath.call('demo', 'GET', '/v2/products/?limit=100')).body
    const listed = results.find((one: { sku: string }) => one.sku === 'TSKSUN-M')
    assert.deepEqual([listed.product_code, listed.product_name], ['TSKSUN', 'High Sun Tasking'])
    assert.equal('nei' in listed.parameters.properties, false)

    const order = (parameters = {}) => aPointOrder({ sku: 'TSKSUN-M', parameters })
    const low = await swath.call('demo', 'POST', '/v2/orders/', order({ min_sun_elevation: 20 }))
    assert.deepEqual([low.status, low.body.errors[0].code], [400, 'sun_too_low'])

    const { order_id, captures } = await swath.placeAndPlan(order())
    const { product_name, price, status } = (await swath.order(order_id)).properties
    assert.deepEqual(
      [product_name, price.total_minor, status],
      ['High Sun Tasking', 100 * 123_400, 'in_progress'],
    )
    assert.equal(captures.length, 1)
    assert.equal(swath.provider.planned.at(-1)!.limits.min_sun_elevation_deg, least_sun_deg)
    const tasks = await swath.call('demo', 'GET', '/tasking/tasks/')
    assert.equal(tasks.body.count, 0)
  })
})
