// Customers and their contracts, as an operator makes and ends them.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Contract, Organisation } from '@swath/contract/contracts'
import { demo_contracts } from '../src/contracts/demo.ts'
import { aPointOrder, TestApp } from './app.ts'
import { onEachDatabase } from './databases.ts'
import { anItem, openFileHost } from './items.ts'

const of_demo = `/ops/v1/contracts/${demo_contracts.demo}`

onEachDatabase((openDatabase) => {
  let swath: TestApp
  let host: Awaited<ReturnType<typeof openFileHost>>
  before(async () => {
    swath = await TestApp.open(await openDatabase())
    host = await openFileHost()
  })
  after(async () => {
    host.close()
    await swath.close()
  })

  const asOperator = (method: 'GET' | 'POST' | 'PATCH', url: string, body?: object) =>
    swath.call('operator', method, url, body)

  async function anOrganisation(name: string): Promise<Organisation> {
    const { status, body } = await asOperator('POST', '/ops/v1/organisations/', { name })
    assert.equal(status, 201)
    return body
  }

  async function aContract(organisation_id: string, more: object = {}): Promise<Contract> {
    const body = { organisation_id, name: 'Imagery', ...more }
    const answer = await asOperator('POST', '/ops/v1/contracts/', body)
    assert.equal(answer.status, 201, JSON.stringify(answer.body))
    return answer.body
  }

  test('a customer is made, renamed, and found with its contracts', async () => {
    const made = await anOrganisation('  Ministerio de Agricultura  ')
    assert.equal(made.name, 'Ministerio de Agricultura')
    const url = `/ops/v1/organisations/${made.organisation_id}`
    const { body: renamed } = await asOperator('PATCH', url, { name: 'Ministerio de Economía' })
    assert.equal(renamed.name, 'Ministerio de Economía')
    const contract = await aContract(made.organisation_id, { currency: 'EUR' })
    assert.deepEqual((await asOperator('GET', url)).body.contract_ids, [contract.contract_id])
    assert.deepEqual(
      [contract.organisation_name, contract.currency, contract.status, contract.ends_at],
      ['Ministerio de Economía', 'EUR', 'active', null],
    )
    const { results, count } = (await asOperator('GET', '/ops/v1/organisations/?limit=1')).body
    assert.deepEqual([results.length, count], [1, 3])
    assert.deepEqual((await asOperator('GET', `/ops/v1/contracts/${contract.contract_id}`)).body, contract)
  })

  test('a name is taken once: by a customer, and by a contract of a customer', async () => {
    const [one, other] = [await anOrganisation('One'), await anOrganisation('Other')]
    const again = await asOperator('POST', '/ops/v1/organisations/', { name: 'One' })
    assert.deepEqual([again.status, again.body.code], [409, 'name_taken'])
    const url = `/ops/v1/organisations/${other.organisation_id}`
    assert.equal((await asOperator('PATCH', url, { name: 'One' })).status, 409)
    const { contract_id } = await aContract(one.organisation_id)
    await aContract(other.organisation_id)
    const { organisation_id } = one
    const taken = await asOperator('POST', '/ops/v1/contracts/', { organisation_id, name: 'Imagery' })
    assert.equal(taken.body.code, 'name_taken')
    const same_id = { organisation_id, contract_id, name: 'Another' }
    assert.equal((await asOperator('POST', '/ops/v1/contracts/', same_id)).body.code, 'name_taken')
    const second = await aContract(organisation_id, { name: 'Second' })
    const rename = await asOperator('PATCH', `/ops/v1/contracts/${second.contract_id}`, { name: 'Imagery' })
    assert.equal(rename.body.code, 'name_taken')
  })

  test('what is not there, or cannot be read, is said', async () => {
    for (const url of ['/ops/v1/organisations/org.no', '/ops/v1/contracts/cont.no'])
      for (const method of ['GET', 'PATCH'] as const)
        assert.equal(
          (await asOperator(method, url, method === 'GET' ? undefined : { name: 'X' })).status,
          404,
        )
    const nobody = { organisation_id: 'org.no', name: 'X' }
    assert.equal((await asOperator('POST', '/ops/v1/contracts/', nobody)).status, 404)
    for (const wrong of [{ name: ' ' }, { name: 'x'.repeat(121) }, { name: 'X', organisation_id: 'X' }])
      assert.equal((await asOperator('POST', '/ops/v1/organisations/', wrong)).status, 400)
    for (const wrong of [{ suspension: { reason: '' } }, { ends_at: 'soon' }, { currency: 'EUR' }])
      assert.equal((await asOperator('PATCH', of_demo, wrong)).status, 400)
    for (const client of ['demo', 'simulator'] as const)
      assert.equal((await swath.call(client, 'POST', '/ops/v1/organisations/', { name: 'X' })).status, 403)
  })

  test('a suspended contract reads and goes on with its orders, and orders nothing new by any way', async () => {
    const item = anItem('suspended', { assets: { visual: { href: `${host.url}/a.tif` } } })
    const items = { collection: 'quickview-visual', items: [item] }
    await asOperator('POST', '/ops/v1/archive/items', items)
    const { order_id, captures } = await swath.placeAndPlan()
    const { id: unwanted, properties } = await swath.place()
    const quote = await swath.call('demo', 'POST', '/v2/orders/quote', aPointOrder())
    const suspension = { reason: 'The invoice 7 is open' }
    const { body: suspended } = await asOperator('PATCH', of_demo, { suspension })
    assert.equal(suspended.status, 'suspended')
    const [own] = (await swath.call('demo', 'GET', '/v2/my/contracts')).body
    assert.deepEqual([own.status, own.suspension.reason], ['suspended', suspension.reason])

    const orders = [aPointOrder(), aPointOrder({ quote_id: quote.body.quote_id })]
    for (const [url, body] of [
      ['/v2/orders/', orders[0]],
      ['/v2/orders/', orders[1]],
      ['/v2/orders/quote', orders[0]],
      ['/tasking/tasks/', aTask],
    ] as const) {
      const refused = await swath.call('demo', 'POST', url, body)
      assert.deepEqual([url, refused.status, refused.body.code], [url, 403, 'contract_suspended'])
      assert.match(refused.body.detail, /The invoice 7 is open/)
    }
    const { body: validation } = await swath.call('demo', 'POST', '/v2/orders/validate', orders[0])
    assert.deepEqual(
      validation.errors.map(({ code }: { code: string }) => code),
      ['contract_suspended'],
    )
    const bulk = await swath.call('demo', 'POST', '/v2/orders/bulk', { orders: [aPointOrder()] })
    assert.equal(bulk.body.results[0].error.code, 'contract_suspended')
    const download = await swath.call('demo', 'GET', '/assets/quickview-visual/suspended/visual')
    assert.deepEqual([download.status, download.body.code], [403, 'contract_suspended'])

    assert.equal((await swath.order(order_id)).id, order_id)
    await swath.collect(captures[0]!)
    assert.equal((await swath.captures(order_id))[0]!.status, 'acquired')
    const end = properties.parameters.end
    for (const [hours, told] of [
      [24, [403, 'contract_suspended']],
      [-1, [200, undefined]],
    ] as const) {
      const moved = new Date(Date.parse(end) + hours * 3_600_000).toISOString()
      const change = { properties: { parameters: { end: moved } } }
      const { status, body } = await swath.call('demo', 'PATCH', `/v2/orders/${unwanted}`, change)
      assert.deepEqual([status, body.code], told, JSON.stringify(body))
    }
    const renamed = { properties: { order_name: 'Still mine' } }
    assert.equal((await swath.call('demo', 'PATCH', `/v2/orders/${unwanted}`, renamed)).status, 200)
    assert.equal((await swath.call('demo', 'DELETE', `/v2/orders/${unwanted}`)).status, 200)

    const since = suspended.suspension.since
    swath.advance({ hours: 1 })
    const again = await asOperator('PATCH', of_demo, { suspension: { reason: 'The invoice 8, too' } })
    assert.deepEqual(again.body.suspension, { since, reason: 'The invoice 8, too' })
    await asOperator('PATCH', of_demo, { suspension: null })
    assert.equal((await swath.call('demo', 'POST', '/v2/orders/', aPointOrder())).status, 201)
  })

  test('a contract that has ended orders nothing new, and until then it does', async () => {
    const soon = new Date(swath.clock.now().getTime() + 3_600_000).toISOString()
    const { body: contract } = await asOperator('PATCH', of_demo, { ends_at: soon })
    assert.equal(contract.status, 'active')
    await swath.place()
    swath.advance({ hours: 1 })
    const refused = await swath.call('demo', 'POST', '/v2/orders/', aPointOrder())
    assert.deepEqual([refused.status, refused.body.code], [403, 'contract_ended'])
    assert.equal((await asOperator('GET', of_demo)).body.status, 'ended')
    await asOperator('PATCH', of_demo, { ends_at: null })
    await swath.place()
  })
})

const aTask = {
  task_name: 'a point',
  project_name: 'tests',
  product: 169,
  target: { type: 'Point', coordinates: [2.35, 48.85] },
  start: '2026-06-02T10:00:00Z',
  end: '2026-06-05T10:00:00Z',
}
