// A credential may do what its scopes say, and nothing else.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { CredentialWithSecret } from '@swath/contract/accounts'
import { all_scopes, type CredentialScope } from '@swath/contract/permissions'
import { demo_contracts } from '../src/contracts/demo.ts'
import { aPointOrder, TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'

const contract_id = demo_contracts.demo

onOneDatabase((openDatabase) => {
  let swath: TestApp
  before(async () => {
    swath = await TestApp.open(await openDatabase())
  })
  after(() => swath.close())

  async function credential(scopes: CredentialScope[]): Promise<CredentialWithSecret> {
    const { status, body } = await swath.call('demo', 'POST', '/v2/my/api-credentials', {
      name: scopes.join(' ') || 'nothing',
      scopes,
    })
    assert.equal(status, 201, JSON.stringify(body))
    return body
  }
  async function login({ client_id, client_secret }: CredentialWithSecret, more: object = {}) {
    const payload = { client_id, client_secret, grant_type: 'client_credentials', ...more }
    return (await swath.app.http.inject({ method: 'POST', url: '/oauth/token', payload })).json()
  }
  async function ask(token: string, method: string, url: string, payload?: object) {
    const headers = { authorization: `Bearer ${token}`, 'x-contract-id': contract_id }
    const response = await swath.app.http.inject({
      method: method as 'GET',
      url,
      headers,
      ...(payload && { payload }),
    })
    const is_json = /json/.test(String(response.headers['content-type']))
    return { status: response.statusCode, body: is_json ? response.json() : undefined }
  }
  const update = (client_id: string, body: object) =>
    swath.call('demo', 'PATCH', `/v2/my/api-credentials/${client_id}`, body)

  test('every endpoint of customers names its scope, and refuses a credential that has all others', async () => {
    const tokens: Record<string, string> = {}
    for (const scope of all_scopes.customer) {
      const others = await credential(all_scopes.customer.filter((one) => one !== scope))
      tokens[scope] = (await login(others)).access_token
    }
    const endpoints = swath.app.endpoints.filter(({ access }) => access === 'customer')
    assert.deepEqual(
      endpoints.filter(({ scope }) => scope === undefined),
      [],
    )
    const changing = endpoints.filter(({ method, is_safe }) => method !== 'GET' && !is_safe)
    const questions = ['startAnalysis', 'startAnalyses', 'canAddOrder']
    assert.deepEqual(
      changing.filter(({ scope }) => scope === 'read').map(({ operation }) => operation),
      questions,
    )
    const guarded = endpoints.filter(({ scope }) => scope !== 'any')
    assert.ok(guarded.length > 90, String(guarded.length))
    for (const { method, path, scope } of guarded) {
      const url = path.replaceAll(/\{\w+\}/g, '1')
      const { status, body } = await ask(tokens[scope!]!, String(method), url)
      const others = all_scopes.customer.filter((one) => one !== scope)
      const expected = [403, 'insufficient_scope', scope, others]
      assert.deepEqual([status, body?.code, body?.scope, body?.scopes], expected, `${method} ${path}`)
      assert.match(body.detail, new RegExp(`needs the scope ${scope};`))
    }
    const { body: document } = await swath.call('demo', 'GET', '/openapi.json')
    assert.equal(document.paths['/v2/orders/'].post['x-scope'], 'order')
    assert.ok(document.paths['/v2/orders/'].post.responses[403].description.includes('insufficient_scope'))
  })

  test('a credential without scopes knows itself and its contracts, and nothing else', async () => {
    const { access_token, scope } = await login(await credential([]))
    assert.equal(scope, 'api:tasking api:delivery')
    const own = await ask(access_token, 'GET', '/v2/my/credential')
    assert.deepEqual([own.status, own.body.scopes], [200, []])
    assert.equal((await ask(access_token, 'GET', '/contracts')).status, 200)
    assert.equal((await ask(access_token, 'GET', '/v2/orders/')).status, 403)
    assert.equal((await ask(access_token, 'GET', '/')).status, 403)
  })

  test('a token may have fewer scopes than its credential, and makes no credential with more than it has', async () => {
    const made = await credential(['read', 'order', 'cancel'])
    const { access_token, scope } = await login(made, { scope: 'order read' })
    assert.equal(scope, 'api:tasking api:delivery read order')
    assert.equal((await ask(access_token, 'POST', '/v2/orders/', aPointOrder())).status, 201)
    const refused = await ask(access_token, 'DELETE', '/v2/orders/1')
    assert.deepEqual([refused.status, refused.body.scope], [403, 'cancel'])
    const more = await ask(access_token, 'POST', '/v2/my/api-credentials', { name: 'x', scopes: ['cancel'] })
    assert.deepEqual([more.status, more.body.code], [403, 'scopes_exceeded'])
    const like = await ask(access_token, 'POST', '/v2/my/api-credentials', { name: 'x' })
    assert.deepEqual([like.status, like.body.scopes], [201, ['read', 'order']])
    const wider = await login(made, { scope: 'read money' })
    assert.deepEqual([wider.error, wider.status], ['invalid_scope', 400])
    // The names of the published API are no narrower than it is.
    assert.match((await login(made, { scope: 'api:tasking' })).scope, /read order cancel$/)
  })

  test('what a credential loses it loses at once, with its tokens, its links and what it has made', async () => {
    const made = await credential(['read', 'deliveries', 'administer'])
    const { access_token } = await login(made)
    const { body: child } = await ask(access_token, 'POST', '/v2/my/api-credentials', { name: 'child' })
    const child_token = (await login(child)).access_token
    const { client_id } = made
    const link = await swath.app.features.accounts.links.sign({ client_id, contract_id }, '/x', 60)
    const follow = () =>
      swath.app.features.accounts.links.verify(
        '/x',
        Object.fromEntries(new URL(link).searchParams) as never,
        '192.0.2.1',
      )
    assert.equal((await ask(child_token, 'GET', '/v2/orders/')).status, 200)
    assert.equal(await follow(), contract_id)
    const narrowed = await update(client_id, { scopes: ['order', 'administer'] })
    assert.deepEqual(narrowed.body.scopes, ['order', 'administer'])
    for (const token of [access_token, child_token]) {
      assert.equal((await ask(token, 'GET', '/v2/orders/')).body.code, 'insufficient_scope')
    }
    await assert.rejects(follow(), { code: 'link_expired' })
    assert.deepEqual((await ask(child_token, 'GET', '/v2/my/credential')).body.scopes, ['administer'])
    // Its tokens get new scopes when they are issued anew, and the credentials that it has made not at all.
    await update(client_id, { scopes: ['read', 'administer'] })
    assert.deepEqual((await ask(child_token, 'GET', '/v2/my/credential')).body.scopes, ['administer'])
  })

  async function operator(given: object) {
    const body = { name: 'staff', operator: true, ...given }
    const made = await swath.call('operator', 'POST', '/ops/v1/credentials', body)
    assert.equal(made.status, 201, JSON.stringify(made.body))
    return made.body as CredentialWithSecret
  }

  test('every endpoint of the staff and of providers names its scope, and refuses whoever has all others', async () => {
    const tokens: Record<string, string> = {}
    for (const scope of all_scopes.operator) {
      const scopes = all_scopes.operator.filter((one) => one !== scope)
      tokens[scope] = (await login(await operator({ scopes }))).access_token
    }
    const guarded = swath.app.endpoints.filter(({ access }) => access === 'operator' || access === 'provider')
    assert.ok(guarded.length > 55, String(guarded.length))
    for (const { method, path, scope } of guarded) {
      const { status, body } = await ask(tokens[scope!]!, String(method), path.replaceAll(/\{\w+\}/g, '1'))
      const others = all_scopes.operator.filter((one) => one !== scope)
      const expected = [403, 'insufficient_scope', scope, others]
      assert.deepEqual([status, body?.code, body?.scope, body?.scopes], expected, `${method} ${path}`)
    }
  })

  test('somebody of the staff gives others of the staff no more than they have, in no way and for no longer', async () => {
    const expires_at = new Date(swath.clock.now().getTime() + 86_400_000).toISOString()
    const made = await operator({ scopes: ['ops:read', 'ops:people'], expires_at })
    const { access_token } = await login(made)
    const told = ({ status, body }: Awaited<ReturnType<typeof ask>>) => [status, body?.code]
    const create = (given: object) =>
      ask(access_token, 'POST', '/ops/v1/credentials', { name: 'x', operator: true, expires_at, ...given })
    assert.deepEqual(told(await create({ scopes: ['ops:money'] })), [403, 'scopes_exceeded'])
    assert.deepEqual(told(await create({ acts_as: 'administrator' })), [403, 'scopes_exceeded'])
    assert.deepEqual(told(await create({ expires_at: null })), [403, 'expiry_exceeded'])
    const like = await create({})
    assert.deepEqual([like.status, like.body.scopes], [201, ['ops:read', 'ops:people']])
    const change = (client_id: string, given: object) =>
      ask(access_token, 'PATCH', `/ops/v1/credentials/${client_id}`, given)
    for (const client_id of [made.client_id, like.body.client_id]) {
      assert.deepEqual(told(await change(client_id, { acts_as: 'finance' })), [403, 'scopes_exceeded'])
      assert.deepEqual(told(await change(client_id, { expires_at: null })), [403, 'expiry_exceeded'])
    }
    const rotate = (client_id: string) =>
      ask(access_token, 'POST', `/ops/v1/credentials/${client_id}/rotate`, {})
    assert.deepEqual(told(await rotate('operator')), [403, 'scopes_exceeded'])
    assert.equal((await rotate(like.body.client_id)).status, 200)
    // A customer's scopes are none that the staff have; to give them is what managing people means.
    const customer = await ask(access_token, 'POST', '/ops/v1/credentials', {
      name: 'x',
      contract_ids: [contract_id],
      acts_as: 'viewer',
    })
    assert.deepEqual(
      [customer.status, customer.body.scopes, customer.body.acts_as],
      [201, ['read'], 'viewer'],
    )
  })

  test('a token with fewer scopes than its credential does not replace its secret', async () => {
    const made = await credential(['read', 'order'])
    const path = '/v2/my/credential/rotate'
    const narrow = (await login(made, { scope: 'read' })).access_token
    const refused = await ask(narrow, 'POST', path, {})
    assert.deepEqual([refused.status, refused.body.code], [403, 'scopes_exceeded'])
    assert.equal((await ask((await login(made)).access_token, 'POST', path, {})).status, 200)
  })

  test('scopes of another side, or a role that it does not know, are refused with those that there are', async () => {
    const create = (given: object) =>
      swath.call('operator', 'POST', '/ops/v1/credentials', { name: 'x', ...given })
    const wrong: [object, string, RegExp][] = [
      [{ operator: true, scopes: ['read'] }, '/scopes', /read is nothing .* there is ops:read ops:desk/],
      [{ contract_ids: [contract_id], scopes: ['ops:money'] }, '/scopes', /there is read order approve/],
      [{ provider: 'simulator', scopes: ['ops:desk'] }, '/scopes', /there is ops:reports$/],
      [{ operator: true, acts_as: 'orderer' }, '/acts_as', /there is order_desk, mission_operator/],
      [{ contract_ids: [contract_id], acts_as: 'viewer', scopes: ['read'] }, '/acts_as', /but not both/],
    ]
    for (const [given, pointer, message] of wrong) {
      const { status, body } = await create(given)
      assert.deepEqual([status, body.errors[0].pointer], [400, pointer])
      assert.match(body.errors[0].message, message)
    }
    const { client_id } = await credential(['read'])
    const { status, body } = await update(client_id, { scopes: ['ops:money'] })
    assert.deepEqual([status, body.errors[0].pointer], [400, '/scopes'])
  })
})
