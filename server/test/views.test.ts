import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { AuditEntry } from '@swath/contract/audit'
import type { ContractView } from '@swath/contract/views'
import { demo_contracts } from '../src/contracts/demo.ts'
import { aPointOrder, TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'

onOneDatabase((openDatabase) => {
  let swath: TestApp
  before(async () => {
    swath = await TestApp.open(await openDatabase())
  })
  after(() => swath.close())

  const views = `/ops/v1/contracts/${demo_contracts.demo}/views`
  const reason = 'Ticket 4711: an order seems to be late'
  async function view(): Promise<ContractView> {
    const { status, body } = await swath.call('operator', 'POST', views, { reason })
    assert.equal(status, 201)
    return body
  }
  /** As the customer's console asks, with the token of the view. */
  const look = (token: string, method: 'GET' | 'POST' | 'DELETE', url: string, body?: unknown) =>
    swath.call('demo', method, url, body, { authorizationtoken: `Bearer ${token}` })

  test('an operator sees what the customer sees, and changes nothing', async () => {
    const order = await swath.place(aPointOrder())
    const { access_token, scopes } = await view()
    assert.deepEqual(scopes, ['read', 'money'])
    const seen = await look(access_token, 'GET', `/v2/orders/${order.id}`)
    assert.deepEqual([seen.status, seen.body.id], [200, order.id])
    assert.deepEqual((await look(access_token, 'GET', '/contracts')).body.length, 1)
    for (const [method, path, body] of [
      ['POST', '/v2/orders/', aPointOrder()],
      ['DELETE', `/v2/orders/${order.id}`, undefined],
      ['POST', '/v2/my/api-credentials', { name: 'a way in' }],
      ['POST', '/v2/my/credential/rotate', {}],
    ] as const) {
      const refused = await look(access_token, method, path, body)
      assert.deepEqual([refused.status, refused.body.code], [403, 'insufficient_scope'], path)
    }
  })

  test('a view is of one contract, lasts for half an hour, and is given to support alone', async () => {
    const { access_token } = await view()
    const other = { 'x-satellogic-contract-id': demo_contracts['demo-two'] }
    const headers = { authorizationtoken: `Bearer ${access_token}`, ...other }
    const elsewhere = await swath.call('demo', 'GET', '/v2/orders/', undefined, headers)
    assert.equal(elsewhere.body.code, 'contract_forbidden')
    assert.equal((await look(access_token, 'GET', '/ops/v1/contracts/')).body.code, 'role_forbidden')
    swath.clock.set(new Date(swath.clock.now().getTime() + 1_801_000))
    assert.equal((await look(access_token, 'GET', '/v2/orders/')).status, 401)
    assert.equal((await swath.call('demo', 'POST', views, { reason })).body.code, 'role_forbidden')
    assert.equal((await swath.call('operator', 'POST', views, {})).status, 400)
  })

  test('the customer sees in its audit who looked, why, and at what', async () => {
    const { access_token, view_id } = await view()
    await look(access_token, 'GET', '/v2/projects/')
    await look(access_token, 'POST', '/v2/projects/', { project_name: 'refused' })
    const { body } = await swath.call('demo', 'GET', '/v2/audit/?role=operator&sort=at')
    const entries: AuditEntry[] = body.results
    const start = entries.find(({ ids }) => ids.view_id === view_id)!
    assert.deepEqual([start.operation, start.client_id, start.reason], ['startView', 'operator', reason])
    const looked = entries.filter((entry) => entry.view_id === view_id)
    assert.deepEqual(
      looked.map(({ client_id, operation, result }) => [client_id, operation, result]),
      [
        ['operator', 'listProjects', 'done'],
        ['operator', 'createProject', 'refused'],
      ],
    )
  })

  test('whoever may see no money sees none, and a view ends with the right to it', async () => {
    const { body: made } = await swath.call('operator', 'POST', '/ops/v1/credentials', {
      name: 'support',
      operator: true,
      scopes: ['ops:read', 'ops:support'],
    })
    const { client_id, client_secret } = made
    const payload = { client_id, client_secret, grant_type: 'client_credentials' }
    const { access_token } = (
      await swath.app.http.inject({ method: 'POST', url: '/oauth/token', payload })
    ).json()
    const headers = { authorizationtoken: `Bearer ${access_token}` }
    const started = await swath.call('operator', 'POST', views, { reason }, headers)
    assert.deepEqual(started.body.scopes, ['read'])
    const token = started.body.access_token
    assert.equal((await look(token, 'GET', '/v2/ledger/')).body.code, 'insufficient_scope')
    assert.equal((await look(token, 'GET', '/v2/orders/')).status, 200)
    await swath.call('operator', 'PATCH', `/ops/v1/credentials/${client_id}`, { scopes: ['ops:read'] })
    assert.equal((await look(token, 'GET', '/v2/orders/')).status, 403)
  })
})
