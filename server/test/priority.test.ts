// The class of an order reaches whoever plans it, and what becomes of an order that loses its pass to another.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { demo_contracts } from '../src/contracts/demo.ts'
import { Pseudonyms } from '../src/contracts/pseudonyms.ts'
import type { OrderStanding } from '../src/providers/provider.ts'
import { sandboxProvider } from '../src/providers/sandbox/provider.ts'
import { aPointOrder, type TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'
import { Story } from './story.ts'

const hour_ms = 3_600_000
const contract_id = demo_contracts.demo

onOneDatabase((openDatabase) => {
  let story: Story
  let swath: TestApp
  before(async () => {
    story = await Story.open(await openDatabase())
    swath = story.swath
  })
  after(() => story.close())

  describe('whoever plans an order knows by which SKU it was sold, its class, and what was promised:', () => {
    const urgent = { contract_id, sku: 'TSKRRD-M.NN.NN', priority_class: 'urgent', promised_at: null }
    const told = ({ contract_id, sku, priority_class, promised_at }: OrderStanding) => ({
      contract_id,
      sku,
      priority_class,
      promised_at,
    })

    test('when it is assessed, planned, and looked at before it is placed', async () => {
      const order = aPointOrder({ sku: urgent.sku })
      await swath.placeAndPlan(order)
      await swath.call('demo', 'POST', '/v2/analysis/opportunities', order)
      await swath.drain()
      const { assessed, planned, asked } = swath.provider
      for (const list of [assessed, planned, asked]) assert.deepEqual(told(list.at(-1)!), urgent)
    })

    test('for each image of a recurring order, and for a task of v1', async () => {
      const parameters = { revisit_period: 'P1D', max_captures: 3 }
      await swath.placeAndPlan(aPointOrder({ sku: 'TSKRSH-M.NN.NN', parameters }))
      const classes = swath.provider.planned.slice(-3).map((one) => one.priority_class)
      assert.deepEqual(classes, ['priority', 'priority', 'priority'])
      const start = swath.clock.now().toISOString().slice(0, 19)
      const end = new Date(swath.clock.now().getTime() + 48 * hour_ms).toISOString()
      const target = { type: 'Point', coordinates: [10, 45] }
      const task = { task_name: 'v1', project_name: 'v1', product: 169, target, start, end }
      assert.equal((await swath.call('demo', 'POST', '/tasking/tasks/', task)).status, 201)
      await swath.drain()
      const { sku, priority_class } = swath.provider.planned.at(-1)!
      assert.deepEqual([sku, priority_class], ['TSKPOI-M', 'standard'])
    })

    test('also until when its contract promises it', async () => {
      const skus = `/ops/v1/contracts/${contract_id}/skus`
      const { body } = await swath.call('operator', 'GET', `${skus}/`)
      const rapid = body.results.find(({ sku }: { sku: string }) => sku === urgent.sku)
      const { currency: _, prices: __, changes: ___, contract_id: ____, sku: _____, ...terms } = rapid
      const promising = { ...terms, amount_minor: 2000, promised_delivery_hours: 24 }
      assert.equal((await swath.call('operator', 'PUT', `${skus}/${urgent.sku}`, promising)).status, 200)
      const ordered_at = swath.clock.now().getTime()
      await swath.placeAndPlan(aPointOrder({ sku: urgent.sku }))
      assert.deepEqual(swath.provider.planned.at(-1)!.promised_at, new Date(ordered_at + 24 * hour_ms))
      assert.deepEqual(swath.provider.assessed.at(-1)!.promised_at, new Date(ordered_at + 24 * hour_ms))
    })
  })

  test('a provider outside is told a pseudonym of the contract: the same each time, another one than others are told', async () => {
    const pseudonyms = new Pseudonyms(swath.app.db)
    const one = await pseudonyms.of(contract_id, 'one')
    assert.match(one, /^cust\.[0-9a-f]{32}$/)
    assert.equal(await new Pseudonyms(swath.app.db).of(contract_id, 'one'), one)
    assert.notEqual(await pseudonyms.of(contract_id, 'two'), one)
    assert.notEqual(await pseudonyms.of(demo_contracts['demo-two'], 'one'), one)

    let heard = ''
    const outside = createServer(async (request, response) => {
      heard = (await request.toArray()).join('')
      response.end('{"feasible":true,"opportunities":[],"has_more":false}')
    })
    outside.listen(0, '127.0.0.1')
    await once(outside, 'listening')
    const provider = sandboxProvider(
      `http://127.0.0.1:${(outside.address() as AddressInfo).port}`,
      (id, name) => pseudonyms.of(id, name),
    )
    const { planned, assessed, asked } = swath.provider
    const requests = [
      () => provider.plan(planned.at(-1)!),
      () => provider.assess(assessed.at(-1)!),
      () => provider.opportunities(asked.at(-1)!),
    ]
    for (const request of requests) {
      await request()
      assert.equal(JSON.parse(heard).contract, await pseudonyms.of(contract_id, 'simulator'))
      assert.ok(!heard.includes(contract_id))
    }
    outside.closeAllConnections()
    outside.close()
  })
})
