import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { anAreaOrder, TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'

onOneDatabase((openDatabase) => {
  let swath: TestApp
  before(async () => {
    swath = await TestApp.open(await openDatabase())
  })
  after(() => swath.close())

  const post = (path: string, body: unknown) => swath.call('demo', 'POST', path, body)
  const countOrders = async () => (await swath.call('demo', 'GET', '/v2/orders/')).body.count
  const square = (x: number, y: number, size: number) => [
    [x, y],
    [x + size, y],
    [x + size, y + size],
    [x, y + size],
    [x, y],
  ]
  const circle = (positions: number) => {
    const corners = Array.from({ length: positions - 1 }, (_, index) => {
      const angle = (2 * Math.PI * index) / (positions - 1)
      return [2 + 0.2 * Math.cos(angle), 48 + 0.2 * Math.sin(angle)]
    })
    return { ...anAreaOrder(), geometry: { type: 'Polygon', coordinates: [[...corners, corners[0]]] } }
  }

  describe('a request costs no more than is looked at', () => {
    test('so a geometry of too many parts, holes or positions is refused before its shape is checked', async () => {
      const squares = Array.from({ length: 1001 }, (_, at) => square((at % 50) / 100, 48 + at / 5000, 0.001))
      const parts = { type: 'MultiPolygon', coordinates: squares.map((ring) => [ring]) }
      const holes = { type: 'Polygon', coordinates: [square(-1, 47, 3), ...squares] }
      for (const [geometry, words] of [
        [parts, /1001 parts; at most 1000/],
        [holes, /1001 holes; at most 1000/],
        [circle(20_001).geometry, /20001 positions; at most 20000/],
      ] as const) {
        const { status, body } = await post('/v2/orders/', { ...anAreaOrder(), geometry })
        assert.deepEqual([status, body.code], [400, 'invalid_geometry'])
        assert.match(body.detail, words)
      }
    })

    test('so an order of 20,000 positions is judged, and many of them together are not', async () => {
      const judged = await post('/v2/orders/validate', circle(20_000))
      assert.deepEqual([judged.status, judged.body.errors], [200, []])
      const before = await countOrders()
      const bulk = await post('/v2/orders/bulk', { orders: Array.from({ length: 4 }, () => circle(20_000)) })
      assert.deepEqual([bulk.status, bulk.body.code], [413, 'too_large'])
      assert.match(bulk.body.detail, /heavier than 250000/)
      assert.equal(await countOrders(), before)
    })

    test('so what would take long to read is refused before it is read, however few bytes it has', async () => {
      const names = Object.fromEntries(Array.from({ length: 30_000 }, (_, at) => [`n${at}`, 0]))
      for (const heavy of [
        JSON.stringify(names),
        `[${'[],'.repeat(90_000)}]`,
        `[${'"",'.repeat(70_000)} none`,
      ]) {
        const { status, body } = await post('/v2/webhooks', heavy)
        assert.deepEqual([status, body.code], [413, 'too_large'], heavy.slice(0, 20))
        assert.match(body.detail, /a name 8/)
      }
    })

    test('so bodies may be as large as what they are for, and the refusal tells how large', async () => {
      const long = { filler: 'x'.repeat(1.5 * 2 ** 20) }
      const project = await post('/v2/webhooks', long)
      assert.deepEqual([project.status, project.body.code], [413, 'too_large'])
      assert.match(project.body.detail, /at most 1048576 bytes/)
      assert.equal((await post('/v2/orders/', long)).status, 400)
      const order = await post('/v2/orders/', { filler: 'x'.repeat(5 * 2 ** 20) })
      assert.match(order.body.detail, /at most 4194304 bytes/)
    })
  })
})
