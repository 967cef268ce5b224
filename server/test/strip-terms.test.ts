import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import { anAreaOrder, TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'

const box = (west: number, south: number, east: number, north: number) => [
  [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ],
]
const areaOf = (...coordinates: number[][][][]) => anAreaOrder({}, { type: 'MultiPolygon', coordinates })
/** Four lines, 70 m wide and 100 km long. */
const lines = areaOf(...[0, 0.3, 0.6, 0.9].map((north) => box(10, north, 10.9, north + 0.00063)))
/** A corridor of a kilometre. */
const corridor = areaOf(box(10, 0, 10.9, 0.009))
/** Five fields of 6 km2 in one county. */
const fields = areaOf(
  ...[
    [10, 0],
    [10.3, 0.1],
    [10.1, 0.4],
    [10.5, 0.3],
    [10.6, 0],
  ].map(([lon, lat]) => box(lon!, lat!, lon! + 0.022, lat! + 0.022)),
)

onOneDatabase((openDatabase) => {
  let swath: TestApp
  before(async () => {
    swath = await TestApp.open(await openDatabase())
  })
  after(() => swath.close())

  const paths = ['/v2/orders/', '/v2/orders/quote', '/v2/analysis/opportunities']
  const priceOf = async (order: unknown) => (await swath.call('demo', 'POST', '/v2/orders/quote', order)).body

  describe('an area that takes more of the sky than it pays for', () => {
    test('is refused by order, quote and analysis, with what it takes, what is allowed and what to do', async () => {
      for (const path of paths) {
        const { status, body } = await swath.call('demo', 'POST', path, lines)
        assert.deepEqual(
          [status, body.code, body.errors[0].pointer],
          [400, 'strips_out_of_range', '/geometry'],
          path,
        )
        assert.match(
          body.errors[0].message,
          /has 27\.92 km2 and takes \d+ strips of \d+ km2; TSKARE-M allows 20 times .* Order wider or larger parts: a strip is 5.2 km wide/,
        )
      }
      assert.equal((await swath.call('demo', 'GET', '/v2/orders/')).body.count, 0)
    })

    test('is fine where it is a corridor or fields in a county, each strip billed as 5 km2 at least', async () => {
      for (const [order, strips] of [
        [corridor, 21],
        [fields, 5],
      ] as const) {
        const { status, body } = await swath.call('demo', 'POST', '/v2/orders/', order)
        assert.equal(status, 201, JSON.stringify(body))
        await swath.drain()
        const planned = swath.provider.planned.filter(({ order_id }) => order_id === body.id)
        assert.ok(Math.abs(planned.length - strips) <= 3, `${planned.length}`)
        const { quantity } = (await priceOf(order)).line_items[0]
        assert.ok(quantity >= planned.length * 5, `${quantity} km2 for ${planned.length} strips`)
      }
    })

    test('costs what it has where it is compact', async () => {
      const { line_items } = await priceOf(anAreaOrder())
      assert.ok(Math.abs(line_items[0].quantity - 123) < 1, `${line_items[0].quantity}`)
    })
  })

  test('an area that takes more strips than can be planned is refused at the door', async () => {
    await swath.app.db.system((tx) =>
      tx.run(sql`update contract_skus set max_area_km2 = 1e9 where sku = 'TSKARE-M'`),
    )
    for (const geometry of [box(10, 0, 25, 15), box(-80, -70, 80, 70)]) {
      const { status, body } = await swath.call('demo', 'POST', '/v2/orders/', areaOf(geometry))
      assert.deepEqual([status, body.code], [400, 'strips_out_of_range'])
      assert.match(body.errors[0].message, /cannot be planned: .* Order it in several smaller ones/)
    }
  })
})
