import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import { demo_contracts } from '../src/contracts/demo.ts'
import { anAreaOrder, aPointOrder, TestApp } from './app.ts'
import { onEachDatabase, onOneDatabase } from './databases.ts'

/** In the table: a list counts to a thousand only. */
const countOrders = async ({ app }: TestApp) =>
  (await app.db.system((tx) => tx.one(sql<{ count: number }>`select count(*) from orders`))).count

onEachDatabase((openDatabase) => {
  let swath: TestApp
  before(async () => {
    swath = await TestApp.open(await openDatabase())
  })
  after(() => swath.close())

  const post = (path: string, body: unknown, headers = {}) => swath.call('demo', 'POST', path, body, headers)
  const count = () => countOrders(swath)

  describe('an Idempotency-Key', () => {
    const key = () => ({ 'idempotency-key': crypto.randomUUID() })

    test('gives the stored answer to a repeat, which runs nothing', async () => {
      const headers = key()
      const first = await post('/v2/orders/', aPointOrder(), headers)
      const before = await count()
      const again = await post('/v2/orders/', aPointOrder(), headers)
      assert.deepEqual([again.status, again.body], [201, first.body])
      assert.equal(again.headers.location, `/v2/orders/${first.body.id}`)
      assert.equal(again.headers['idempotent-replayed'], 'true')
      assert.equal(first.headers['idempotent-replayed'], undefined)
      assert.equal(await count(), before)
    })

    test('is refused for another request, and is free for another contract', async () => {
      const headers = key()
      await post('/v2/orders/', aPointOrder(), headers)
      const other = await post('/v2/orders/', aPointOrder({ order_name: 'another' }), headers)
      assert.deepEqual([other.status, other.body.code], [409, 'idempotency_conflict'])
      const elsewhere = await swath.call('demo-two', 'POST', '/v2/orders/', aPointOrder(), headers)
      assert.equal(elsewhere.status, 201)
      const unusable = await post('/v2/orders/', aPointOrder(), { 'idempotency-key': 'with a space' })
      assert.equal(unusable.status, 400)
    })

    test('makes one order of a storm of a thousand concurrent repeats', async () => {
      const headers = key()
      const before = await count()
      const storm = Array.from({ length: 1000 }, () => post('/v2/orders/', aPointOrder(), headers))
      const answers = await Promise.all(storm)
      assert.deepEqual(new Set(answers.map((one) => one.status)), new Set([201]))
      assert.equal(new Set(answers.map((one) => one.body.id)).size, 1)
      assert.equal(await count(), before + 1)
    })

    test('is not used up by a request that was refused, because nothing happened', async () => {
      const headers = key()
      assert.equal((await post('/v2/orders/', aPointOrder({ sku: 'TSKXXX-M' }), headers)).status, 400)
      assert.equal((await post('/v2/orders/', aPointOrder(), headers)).status, 201)
    })

    test('repeats a refused cancellation, whose event is kept once', async () => {
      const { order_id, captures } = await swath.placeAndPlan()
      await swath.collect(captures[0]!, 'collecting')
      const headers = key()
      for (let i = 0; i < 3; i++) {
        const { status, body } = await post(`/v2/orders/${order_id}/cancel`, undefined, headers)
        assert.deepEqual([status, body.code], [409, 'cancellation_rejected'])
      }
      const types = await swath.eventTypes(order_id)
      assert.equal(types.filter((type) => type === 'OrderCancellationRejected').length, 1)
    })

    test('works for providers too, whose reports touch two scopes', async () => {
      const { captures } = await swath.placeAndPlan()
      const url = `/ops/v1/captures/${captures[0]!.capture_id}/reports`
      const failed = { status: 'failed', reason_code: 'COLLECTION_MISSED', message: 'Missed' }
      const body = { report_id: crypto.randomUUID(), occurred_at: '2026-06-01T08:00:00Z', ...failed }
      const headers = key()
      const results = []
      for (let i = 0; i < 2; i++)
        results.push((await swath.call('simulator', 'POST', url, body, headers)).body.result)
      assert.deepEqual(results, ['applied', 'applied'])
      await swath.drain()
      assert.equal(swath.provider.planned.filter((one) => one.order_id === captures[0]!.order_id).length, 2)
    })

    test('is forgotten after two days', async () => {
      const headers = key()
      const first = await post('/v2/orders/', aPointOrder(), headers)
      swath.advance({ hours: 49 })
      await swath.app.queue.trigger('answers.forget')
      await swath.drain()
      assert.notEqual((await post('/v2/orders/', aPointOrder(), headers)).body.id, first.body.id)
    })
  })

  describe('a client_reference', () => {
    test('is unique in its contract, also when twenty come at once; the refusal names the order', async () => {
      const client_reference = crypto.randomUUID()
      const order = aPointOrder({ client_reference })
      const answers = await Promise.all(Array.from({ length: 20 }, () => post('/v2/orders/', order)))
      const placed = answers.filter((one) => one.status === 201)
      const refused = answers.filter((one) => one.status === 409)
      assert.deepEqual([placed.length, refused.length], [1, 19])
      assert.equal(placed[0]!.body.properties.client_reference, client_reference)
      for (const { body } of refused) {
        assert.deepEqual([body.code, body.order_id], ['client_reference_taken', placed[0]!.body.id])
      }
      assert.equal((await swath.call('demo-two', 'POST', '/v2/orders/', order)).status, 201)
    })
  })

  describe('bulk', () => {
    const lines = () => [aPointOrder(), aPointOrder({ sku: 'TSKXXX-M' }), { type: 'Feature' }, anAreaOrder()]

    test('gives a result for each line, and places what is right', async () => {
      const before = await count()
      const { status, body } = await post('/v2/orders/bulk', { orders: lines() })
      assert.deepEqual([status, body.placed, body.refused], [200, 2, 2])
      assert.deepEqual(
        body.results.map((line: { status: number }) => line.status),
        [201, 400, 400, 201],
      )
      assert.equal(body.results[1].error.code, 'sku_not_in_contract')
      assert.ok(body.results[2].error.errors.some((one: { pointer: string }) => one.pointer === '/geometry'))
      assert.equal(body.results[3].order.properties.order_name, 'an area')
      assert.equal(await count(), before + 2)
    })

    test('places all or nothing when asked to, and tells every problem with its line', async () => {
      const before = await count()
      const refused = await post('/v2/orders/bulk', { orders: lines(), all_or_nothing: true })
      assert.deepEqual([refused.status, refused.body.code], [400, 'bulk_refused'])
      assert.ok(
        refused.body.errors.some((one: { pointer: string }) => one.pointer === '/orders/1/properties/sku'),
      )
      assert.equal(await count(), before)
      const good = [aPointOrder(), anAreaOrder()]
      assert.equal((await post('/v2/orders/bulk', { orders: good, all_or_nothing: true })).body.placed, 2)
      assert.equal(await count(), before + 2)
    })

    test('lets others have their turn between its orders, with a key or without', async () => {
      const orders = Array.from({ length: 30 }, () => aPointOrder())
      for (const headers of [{}, { 'idempotency-key': crypto.randomUUID() }]) {
        const before = await count()
        let is_placed = false
        const bulk = post('/v2/orders/bulk', { orders }, headers).then(() => {
          is_placed = true
        })
        const seen: number[] = []
        while (!is_placed) seen.push((await count()) - before)
        await bulk
        const between = seen.filter((placed) => placed > 0 && placed < orders.length)
        assert.ok(between.length > 0, `${JSON.stringify(headers)}: ${seen}`)
      }
    })

    test('that broke off goes on behind its last slice, and of two at once each slice is done by one', async () => {
      const caller = {
        client_id: 'demo',
        role: 'customer' as const,
        scopes: [],
        contract_id: demo_contracts.demo,
      }
      const key = crypto.randomUUID()
      const request = { caller, key, asked: ['many'], shows_secret: false, in_one_transaction: false }
      const done: number[] = []
      const unprepared = async () => undefined
      const ask = (until: number) =>
        swath.app.parts.answers.once(request, unprepared, async (_, slice) => {
          const results: number[] = []
          for (let number = 0; number < 6; number++) {
            if (number === until) throw new Error('The process ended')
            results.push(await slice(number, async () => done.push(number) * 10))
          }
          return { status: 200, headers: {}, body: JSON.stringify(results) }
        })
      await assert.rejects(ask(2), { message: 'The process ended' })
      const [one, other] = await Promise.all([ask(6), ask(6)])
      assert.deepEqual(done, [0, 1, 2, 3, 4, 5])
      assert.equal(one.body, '[10,20,30,40,50,60]')
      assert.equal(other.body, one.body)
    })
  })

  describe('validate', () => {
    test('tells everything that is wrong at once, and stores nothing', async () => {
      const before = await count()
      const geometry = { type: 'Point', coordinates: [200, 95] }
      const parameters = { min_ona: 30, max_ona: 10, processing_level: 'L0' }
      const { status, body } = await post('/v2/orders/validate', aPointOrder({ parameters }, geometry))
      assert.deepEqual([status, body.valid], [200, false])
      const codes = body.errors.map((one: { code: string }) => one.code)
      for (const code of ['geometry_out_of_range', 'limits_inverted', 'level_not_in_contract']) {
        assert.ok(codes.includes(code), `${code} in ${codes}`)
      }
      assert.equal((await post('/v2/orders/validate', [])).body.valid, false)
      const { valid, errors, price } = (await post('/v2/orders/validate', aPointOrder())).body
      assert.deepEqual([valid, errors], [true, []])
      const { total_minor, line_items } = (await post('/v2/orders/quote', aPointOrder())).body
      assert.deepEqual([price.total_minor, price.line_items], [total_minor, line_items])
      assert.equal(await count(), before)
    })

    test('takes the window and the number of captures from a numeric SKU, and fewer on request', async () => {
      const placed = async (sku: string, parameters = {}) => {
        const { status, body } = await post('/v2/orders/', aPointOrder({ sku, parameters }))
        assert.equal(status, 201, JSON.stringify(body))
        const { start, end, max_captures } = body.properties.parameters
        const days = (Date.parse(end) - Date.parse(start)) / 86_400_000
        return [days, max_captures, body.properties.price.quoted_minor / (1600 * 50 * 2)]
      }
      assert.deepEqual(await placed('TSKRSH-M.NN.NN'), [3, undefined, 1])
      assert.deepEqual(await placed('TSKRSH-M.15.01'), [15, 1, 1])
      assert.deepEqual(await placed('TSKRSH-M.15.15'), [15, 15, 15])
      assert.deepEqual(await placed('TSKRSH-M.15.15', { max_captures: 2 }), [15, 2, 2])
      assert.deepEqual(await placed('TSKRSH-M.30.30', { revisit_period: 'P10D' }), [30, 30, 3])
      const parameters = { max_captures: 2, end: '2027-01-01T00:00:00Z' }
      const { body } = await post('/v2/orders/', aPointOrder({ sku: 'TSKRSH-M.15.01', parameters }))
      assert.deepEqual(
        body.errors.map(({ pointer, code }: { pointer: string; code: string }) => [pointer, code]),
        [
          ['/properties/parameters/end', 'window_invalid'],
          ['/properties/parameters/max_captures', 'period_invalid'],
        ],
      )
    })

    test('takes the default levels of the product, and any other that it has by name', async () => {
      const levels = async (order: object) => {
        const { line_items } = (await post('/v2/orders/quote', order)).body
        return line_items.map((one: { description: string }) => one.description.match(/L1\w+/)?.[0])
      }
      assert.deepEqual(await levels(aPointOrder()), ['L1B', 'L1D'])
      const parameters = { processing_level: 'L1D_SR' }
      assert.deepEqual(await levels(aPointOrder({ parameters })), ['L1D_SR'])
      assert.deepEqual(await levels(anAreaOrder({ parameters })), ['L1D_SR'])
    })

    test('tells everything that is wrong at once also when a part is not written as it has to be', async () => {
      const parameters = { min_ona: 30, max_ona: 10, end: 'soon' }
      const wrong = { order_name: 'x'.repeat(121), colour: 'red', sku: 'NONE', parameters }
      const told = async (feature: unknown) => {
        const { status, body } = await post('/v2/orders/validate', feature)
        assert.deepEqual([status, body.valid, body.price], [200, false, null])
        for (const url of ['/v2/orders/', '/v2/orders/quote']) {
          const refused = await post(url, feature)
          assert.deepEqual([refused.status, refused.body.errors], [400, body.errors], url)
        }
        const bulk = await post('/v2/orders/bulk', { orders: [feature] })
        assert.deepEqual(bulk.body.results[0].error.errors, body.errors)
        return body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()
      }
      assert.deepEqual(await told(aPointOrder(wrong, { type: 'Point', coordinates: [200, 95] })), [
        '/geometry/coordinates',
        '/properties/colour',
        '/properties/order_name',
        '/properties/parameters/end',
        '/properties/sku',
      ])
      const area = { order_name: '', sku: 'TSKARE-M', parameters, destination_id: 'dest.none' }
      assert.deepEqual(await told(aPointOrder(area)), [
        '/geometry/type',
        '/properties/destination_id',
        '/properties/order_name',
        '/properties/parameters/end',
        '/properties/parameters/min_ona',
      ])
      assert.deepEqual(
        await told({ ...aPointOrder({ sku: 'TSKARE-M', order_name: '' }), geometry: 'here' }),
        ['/geometry', '/properties/order_name'],
      )
    })
  })

  describe('a change', () => {
    const patch = (order_id: string, properties: unknown) =>
      swath.call('demo', 'PATCH', `/v2/orders/${order_id}`, { properties })

    test('of name, project, labels and end of the window is kept as an event', async () => {
      const { id } = await swath.place()
      const end = new Date(swath.clock.now().getTime() + 20 * 86_400_000).toISOString()
      const change = {
        order_name: 'renamed',
        project_name: 'moved',
        metadata: { a: 'b' },
        parameters: { end },
      }
      const { status, body } = await patch(id, change)
      assert.equal(status, 200)
      const { order_name, project_name, metadata, parameters } = body.properties
      assert.deepEqual([order_name, project_name, metadata], ['renamed', 'moved', { a: 'b' }])
      assert.equal(new Date(parameters.end).toISOString(), end)
      const updated = (await swath.events(id)).at(-1)!
      assert.equal(updated.type, 'OrderUpdated')
      assert.equal(updated.data.changes.order_name, 'renamed')
    })

    test('is refused when the order is closed, the window impossible or the field not one that may change', async () => {
      const { id } = await swath.place()
      const past = await patch(id, { parameters: { end: '2020-01-01T00:00:00Z' } })
      assert.deepEqual([past.status, past.body.code], [400, 'window_invalid'])
      assert.equal((await patch(id, { sku: 'TSKARE-M' })).body.code, 'invalid_request')
      await swath.call('demo', 'DELETE', `/v2/orders/${id}`)
      const closed = await patch(id, { order_name: 'too late' })
      assert.deepEqual([closed.status, closed.body.code], [409, 'illegal_transition'])
    })
  })
})

// A thousand take two minutes on PGlite, which tells the same by the few above.
onOneDatabase((openDatabase) => {
  let swath: TestApp
  before(async () => {
    swath = await TestApp.open(await openDatabase())
  })
  after(() => swath.close())
  const bulk = (body: unknown, headers = {}) => swath.call('demo', 'POST', '/v2/orders/bulk', body, headers)

  test('a bulk of a thousand under one key is placed once, and each order goes its way', async () => {
    const orders = Array.from({ length: 1000 }, (_, i) => aPointOrder({ client_reference: `bulk-${i}` }))
    const headers = { 'idempotency-key': crypto.randomUUID() }
    const before = await countOrders(swath)
    const first = await bulk({ orders }, headers)
    assert.deepEqual([first.body.placed, await countOrders(swath)], [1000, before + 1000])
    assert.deepEqual((await bulk({ orders }, headers)).body, first.body)
    assert.equal((await bulk({ orders: [...orders, orders[0]] })).status, 400)
    const taken = await bulk({ orders: orders.slice(0, 3) })
    assert.deepEqual([taken.body.placed, taken.body.results[0].error.code], [0, 'client_reference_taken'])
  })
})
