import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { CredentialWithSecret } from '@swath/contract/accounts'
import { sql } from 'kysely'
import { demo_contracts } from '../src/contracts/demo.ts'
import { aPointOrder, TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'

const path = '/v2/my/api-credentials'

onOneDatabase((openDatabase) => {
  let swath: TestApp
  before(async () => {
    swath = await TestApp.open(await openDatabase())
  })
  after(() => swath.close())

  async function create(
    given: object = {},
    who: 'demo' | 'demo-two' = 'demo',
  ): Promise<CredentialWithSecret> {
    const { status, body } = await swath.call(who, 'POST', path, { name: 'a script', ...given })
    assert.equal(status, 201, JSON.stringify(body))
    return body
  }
  async function login({ client_id, client_secret }: CredentialWithSecret) {
    const payload = { client_id, client_secret, grant_type: 'client_credentials' }
    return swath.app.http.inject({ method: 'POST', url: '/oauth/token', payload })
  }
  /** Requests with one token, however long the test lasts. */
  async function signIn(credential: CredentialWithSecret) {
    const { access_token } = (await login(credential)).json()
    return async (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, payload?: object) => {
      const headers = {
        authorization: `Bearer ${access_token}`,
        'x-contract-id': demo_contracts.demo,
      }
      const response = await swath.app.http.inject({ method, url, headers, ...(payload ? { payload } : {}) })
      return { status: response.statusCode, body: response.body === '' ? undefined : response.json() }
    }
  }
  const listed = async (who: 'demo' | 'demo-two' = 'demo'): Promise<string[]> =>
    (await swath.call(who, 'GET', path)).body.results.map(({ client_id }: CredentialWithSecret) => client_id)

  test('a customer makes a credential for its contract, which works, and whose secret no list shows', async () => {
    const made = await create()
    assert.deepEqual(made.contract_ids, [demo_contracts.demo])
    const ask = await signIn(made)
    assert.equal((await ask('POST', '/v2/orders/', aPointOrder())).status, 201)
    const { body } = await swath.call('demo', 'GET', path)
    assert.ok(body.results.some(({ client_id }: { client_id: string }) => client_id === made.client_id))
    assert.ok(!JSON.stringify(body).includes(made.client_secret))
    assert.ok(!JSON.stringify(body).includes('operator'))
  })

  test('the last use is told to the minute, and null before the first', async () => {
    const made = await create()
    const lastUse = async () =>
      (await swath.call('demo', 'GET', path)).body.results.find(
        ({ client_id }: CredentialWithSecret) => client_id === made.client_id,
      ).last_used_at
    assert.deepEqual([made.last_used_at, await lastUse()], [null, null])
    const ask = await signIn(made)
    const now = swath.clock.now()
    const at = async (seconds: number) => {
      swath.clock.set(new Date(now.getTime() + seconds * 1000))
      assert.equal((await ask('GET', '/v2/orders/')).status, 200)
      return Date.parse(await lastUse()) - now.getTime()
    }
    assert.deepEqual([await at(0), await at(30), await at(75)], [0, 0, 75_000])
    swath.clock.set(now)
  })

  test('a revoked credential stops at once, with its tokens, its waits and its name in the list', async () => {
    const made = await create()
    const ask = await signIn(made)
    assert.equal((await ask('GET', '/v2/orders/')).status, 200)
    const { body: end } = await ask('GET', '/v2/events/?cursor=latest')
    const waiting = ask('GET', `/v2/events/?cursor=${end.cursor}&wait=30`)
    const began = performance.now()
    assert.equal((await swath.call('demo', 'DELETE', `${path}/${made.client_id}`)).status, 204)
    assert.equal((await ask('GET', '/v2/orders/')).status, 401)
    assert.equal((await login(made)).json().code, 'invalid_client')
    assert.deepEqual((await waiting).body?.results ?? [], [])
    assert.ok(performance.now() - began < 20_000)
    assert.ok(!(await listed()).includes(made.client_id))
    assert.equal((await swath.call('demo', 'DELETE', `${path}/${made.client_id}`)).status, 404)
  })

  test('a process hears of what another process, or somebody in the database, has revoked', async () => {
    const made = await create()
    const ask = await signIn(made)
    const isTrusted = async () => (await ask('GET', '/v2/orders/')).status === 200
    assert.ok(await isTrusted())
    await swath.app.db.system((tx) =>
      tx.run(sql`update credentials set revoked_at = now() where client_id = ${made.client_id}`),
    )
    // The clock stands still: nothing but word of it ends the ten seconds of trust.
    const began = performance.now()
    while (await isTrusted()) assert.ok(performance.now() - began < 10_000)
  })

  test('the credential in use may be revoked, and that was its last request', async () => {
    const made = await create()
    const ask = await signIn(made)
    assert.equal((await ask('DELETE', `${path}/${made.client_id}`)).status, 204)
    assert.equal((await ask('GET', path)).status, 401)
  })

  test('a credential of another tenant does not exist, nor one that reaches further, nor an operator', async () => {
    const foreign = await create({}, 'demo-two')
    const contract_ids = Object.values(demo_contracts)
    const wider = (
      await swath.call('operator', 'POST', '/ops/v1/credentials', { name: 'both', contract_ids })
    ).body
    for (const client_id of [foreign.client_id, wider.client_id, 'operator', 'simulator', 'nobody']) {
      for (const [method, body] of [['DELETE'], ['PATCH', { spend_cap: null }]] as const) {
        const { status } = await swath.call('demo', method, `${path}/${client_id}`, body)
        assert.equal(status, 404, `${method} ${client_id}`)
      }
      assert.ok(!(await listed()).includes(client_id), client_id)
    }
    const asked = { name: 'theirs', contract_ids: [demo_contracts['demo-two']] }
    const { status, body } = await swath.call('demo', 'POST', path, asked)
    assert.deepEqual([status, body.code], [403, 'contract_forbidden'])
    // A credential that has both contracts manages those of each.
    const ask = await signIn(wider)
    assert.equal((await ask('DELETE', `${path}/${foreign.client_id}`)).status, 204)
  })

  test('a credential with a spend cap cannot get round it', async () => {
    const capped = await create({ spend_cap: { amount_minor: 100, currency: 'USD' } })
    const ask = await signIn(capped)
    const attempts = [
      ['GET', path],
      ['POST', path, { name: 'no cap' }],
      ['PATCH', `${path}/${capped.client_id}`, { spend_cap: null }],
      ['DELETE', `${path}/demo`],
    ] as const
    for (const [method, url, body] of attempts) {
      const answer = await ask(method, url, body)
      assert.deepEqual([answer.status, answer.body?.code], [403, 'credential_capped'], `${method} ${url}`)
    }
    const freed = await swath.call('demo', 'PATCH', `${path}/${capped.client_id}`, { spend_cap: null })
    assert.deepEqual([freed.status, freed.body.spend_cap], [200, null])
    assert.equal((await ask('GET', path)).status, 200)
  })

  test('operators revoke any credential but the one that asks', async () => {
    const made = await create()
    assert.equal(
      (await swath.call('operator', 'DELETE', `/ops/v1/credentials/${made.client_id}`)).status,
      204,
    )
    assert.equal((await login(made)).statusCode, 401)
    const { status, body } = await swath.call('operator', 'DELETE', '/ops/v1/credentials/operator')
    assert.deepEqual([status, body.code], [409, 'credential_in_use'])
    assert.equal((await swath.call('demo', 'DELETE', `/ops/v1/credentials/${made.client_id}`)).status, 403)
  })

  test('a repeated creation under one key makes one credential, and has its secret again', async () => {
    const before = (await listed()).length
    const key = { 'idempotency-key': 'one-credential' }
    const first = await swath.call('demo', 'POST', path, { name: 'once' }, key)
    const again = await swath.call('demo', 'POST', path, { name: 'once' }, key)
    assert.deepEqual([again.status, again.body.client_secret], [201, first.body.client_secret])
    assert.equal((await listed()).length, before + 1)
  })
})
