// Approval inside the customer: who waits, who decides, and what becomes of the order and its money.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { CredentialWithSecret } from '@swath/contract/accounts'
import type { ScopeOf } from '@swath/contract/permissions'
import { demo_contracts } from '../src/contracts/demo.ts'
import { aPointOrder, TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'

const contract_id = demo_contracts.demo
/** A point costs 800.00 USD. */
const price_minor = 80_000

onOneDatabase((openDatabase) => {
  let swath: TestApp
  let orderer: string
  let approver: string
  before(async () => {
    swath = await TestApp.open(await openDatabase())
    orderer = await tokenWith(['read', 'order', 'cancel'])
    approver = await tokenWith(['read', 'approve'])
  })
  after(() => swath.close())

  async function tokenWith(scopes: ScopeOf<'customer'>[]): Promise<string> {
    const { body } = await swath.call('demo', 'POST', '/v2/my/api-credentials', { name: 'x', scopes })
    const { client_id, client_secret } = body as CredentialWithSecret
    const payload = { grant_type: 'client_credentials', client_id, client_secret }
    return (await swath.app.http.inject({ method: 'POST', url: '/oauth/token', payload })).json().access_token
  }

  const as = (
    token: string,
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    url: string,
    body?: object,
  ) => swath.call('demo', method, url, body, { authorizationtoken: `Bearer ${token}` })

  async function limit(above_minor: number | null) {
    const { status, body } = await swath.call('demo', 'PUT', '/v2/approval-limit', { above_minor })
    assert.deepEqual([status, body], [200, { above_minor }])
  }

  async function place(token: string): Promise<{ id: string; waits: boolean }> {
    const { status, body } = await as(token, 'POST', '/v2/orders/', aPointOrder())
    assert.equal(status, 201, JSON.stringify(body))
    return { id: body.id, waits: body.properties.awaits_spending_approval }
  }

  const waiting = async () =>
    (await as(approver, 'GET', '/v2/approvals/')).body.results.map(({ id }: { id: string }) => id)
  const held = async () => (await swath.call('demo', 'GET', '/v2/balance/')).body.held_minor
  const told = ({ status, body }: Awaited<ReturnType<typeof as>>) => [status, body.code]

  test('an order waits above the limit, and not at it, unless whoever places it may approve', async () => {
    await limit(price_minor)
    assert.equal((await place(orderer)).waits, false)
    await limit(price_minor - 1)
    const { id, waits } = await place(orderer)
    assert.equal(waits, true)
    assert.deepEqual(await waiting(), [id])
    const { body } = await as(orderer, 'GET', `/v2/orders/${id}`)
    assert.equal(body.properties.status_report.reason_code, 'SPENDING_APPROVAL_NEEDED')
    assert.equal((await place(await tokenWith(['read', 'order', 'approve']))).waits, false)
    await limit(null)
    assert.equal((await place(orderer)).waits, false)
    assert.equal((await as(orderer, 'DELETE', `/v2/orders/${id}`)).body.properties.outcome, 'canceled')
    assert.deepEqual(await waiting(), [])
  })

  test('while it waits nothing is set aside, asked of the provider or decided by anybody else', async () => {
    await limit(0)
    await swath.drain()
    const before = [await held(), swath.provider.assessed.length]
    const { id } = await place(orderer)
    await swath.drain()
    assert.deepEqual([await held(), swath.provider.assessed.length], before)
    assert.deepEqual(told(await as(orderer, 'POST', `/v2/orders/${id}/approve`, {})), [
      403,
      'insufficient_scope',
    ])
    const foreign = await swath.call('demo-two', 'POST', `/v2/orders/${id}/approve`, {})
    assert.deepEqual(told(foreign), [404, 'not_found'])
    const desk = await swath.call('operator', 'POST', `/ops/v1/orders/${id}/approve`, {})
    assert.deepEqual(told(desk), [409, 'illegal_transition'])
    const { status, body } = await as(approver, 'POST', `/v2/orders/${id}/approve`, { message: 'Agreed' })
    assert.deepEqual([status, body.properties.awaits_spending_approval], [200, false])
    assert.equal(await held(), before[0] + price_minor)
    await swath.drain()
    assert.equal((await swath.order(id)).properties.status, 'in_progress')
    assert.ok((await swath.eventTypes(id)).includes('OrderSpendingApproved'))
    assert.deepEqual(told(await as(approver, 'POST', `/v2/orders/${id}/approve`, {})), [
      409,
      'illegal_transition',
    ])
  })

  test('what an approver refuses is closed with the reason, and costs nothing', async () => {
    await limit(0)
    const before = await held()
    const { id } = await place(orderer)
    const { body } = await as(approver, 'POST', `/v2/orders/${id}/refuse`, { message: 'Not this quarter' })
    await swath.drain()
    const { status, outcome, status_report } = body.properties
    assert.deepEqual([status, outcome], ['closed', 'rejected'])
    assert.deepEqual(
      [status_report.reason_code, status_report.message],
      ['SPENDING_REFUSED', 'Not this quarter'],
    )
    assert.equal(await held(), before)
  })

  test('an approved order still keeps to the budget: beyond it, it goes on waiting or to the order desk', async () => {
    await limit(0)
    const { id } = await place(orderer)
    const limits = (at_limit: string) =>
      swath.call('operator', 'PUT', `/ops/v1/contracts/${contract_id}/limits`, {
        at_limit: 'refuse',
        quotas: [{ measure: 'orders', period: 'contract', limit: 1, at_limit }],
      })
    assert.equal((await limits('refuse')).status, 200)
    const path = `/v2/orders/${id}/approve`
    assert.deepEqual(told(await as(approver, 'POST', path, {})), [409, 'quota_exceeded'])
    assert.deepEqual(await waiting(), [id])
    await limits('approval')
    const { properties } = (await as(approver, 'POST', path, {})).body
    assert.deepEqual([properties.awaits_spending_approval, properties.awaits_approval], [false, true])
    await swath.call('operator', 'PUT', `/ops/v1/contracts/${contract_id}/limits`, {
      at_limit: 'refuse',
      quotas: [],
    })
  })

  test('an order in a restricted area waits for an approver first, and then for the order desk', async () => {
    await limit(0)
    const [west, south, east, north] = [2.3, 48.8, 2.4, 48.9]
    const ring = [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
      [west, south],
    ]
    const area = { name: 'Paris', reason: 'By law', rule: 'approval' }
    const geometry = { type: 'Polygon', coordinates: [ring] }
    const made = await swath.call('operator', 'POST', '/ops/v1/restricted-areas/', { ...area, geometry })
    assert.equal(made.status, 201, JSON.stringify(made.body))
    const { id, waits } = await place(orderer)
    assert.equal(waits, true)
    const { properties } = (await as(approver, 'POST', `/v2/orders/${id}/approve`, {})).body
    assert.deepEqual([properties.awaits_spending_approval, properties.awaits_approval], [false, true])
    assert.equal(properties.status_report.reason_code, 'AREA_RESTRICTED')
    await swath.call('operator', 'DELETE', `/ops/v1/restricted-areas/${made.body.area_id}`)
  })

  test('a suspended contract approves nothing new, and the order goes on waiting', async () => {
    await limit(0)
    const { id } = await place(orderer)
    const suspend = (suspension: object | null) =>
      swath.call('operator', 'PATCH', `/ops/v1/contracts/${contract_id}`, { suspension })
    await suspend({ reason: 'The invoice 7 is open' })
    const path = `/v2/orders/${id}/approve`
    assert.deepEqual(told(await as(approver, 'POST', path, {})), [403, 'contract_suspended'])
    assert.ok((await waiting()).includes(id))
    await suspend(null)
    assert.equal((await as(approver, 'POST', path, {})).status, 200)
  })

  test('a later end of the window never makes an order dearer, so that nobody has to approve it again', async () => {
    await limit(price_minor)
    const { id } = await place(orderer)
    const { price, parameters } = (await as(orderer, 'GET', `/v2/orders/${id}`)).body.properties
    await limit(0)
    const end = new Date(Date.parse(parameters.end) + 86_400_000).toISOString()
    const { status, body } = await as(orderer, 'PATCH', `/v2/orders/${id}`, {
      properties: { parameters: { end } },
    })
    assert.equal(status, 200, JSON.stringify(body))
    assert.equal(Date.parse(body.properties.parameters.end), Date.parse(end))
    assert.deepEqual(
      [body.properties.price, body.properties.awaits_spending_approval, await captureCountOf(id)],
      [price, false, 1],
    )
    await limit(null)
  })

  async function captureCountOf(order_id: string): Promise<number> {
    await swath.drain()
    return (await swath.captures(order_id)).length
  }

  test('the customer or the operator sets the limit, and nobody who only orders', async () => {
    const path = `/ops/v1/contracts/${contract_id}/approval-limit`
    assert.deepEqual((await swath.call('operator', 'PUT', path, { above_minor: 5 })).body, { above_minor: 5 })
    assert.deepEqual((await as(orderer, 'GET', '/v2/approval-limit')).body, { above_minor: 5 })
    const refused = await as(orderer, 'PUT', '/v2/approval-limit', { above_minor: null })
    assert.deepEqual(told(refused), [403, 'insufficient_scope'])
    const other = await swath.call('demo-two', 'GET', '/v2/approval-limit')
    assert.deepEqual(other.body, { above_minor: null })
    assert.equal((await swath.call('operator', 'GET', path.replace(contract_id, 'cont.nobody'))).status, 404)
  })

  test('every way to order waits, and many orders one by one', async () => {
    await limit(0)
    const { body } = await as(orderer, 'POST', '/v2/orders/bulk', { orders: [aPointOrder(), aPointOrder()] })
    const quote = await as(orderer, 'POST', '/v2/orders/quote', aPointOrder())
    const quoted = aPointOrder({ quote_id: quote.body.quote_id })
    const from_quote = await as(orderer, 'POST', '/v2/orders/', quoted)
    const ids = [...body.results.map((line: { order: { id: string } }) => line.order.id), from_quote.body.id]
    const all = await waiting()
    assert.ok(
      ids.every((id: string) => all.includes(id)),
      JSON.stringify([ids, all]),
    )
  })
})
