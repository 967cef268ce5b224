// A credential may do what its scopes say, and nothing else.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { all_scopes, type CredentialScope, type CredentialWithSecret } from '@swath/contract/accounts'
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
    for (const scope of all_scopes) {
      const others = await credential(all_scopes.filter((one) => one !== scope))
      tokens[scope] = (await login(others)).access_token
    }
    const endpoints = swath.app.endpoints.filter(({ access }) => access === 'customer')
    assert.deepEqual(
      endpoints.filter(({ scope }) => scope === undefined),
      [],
    )
    const guarded = endpoints.filter(({ scope }) => scope !== 'any')
    assert.ok(guarded.length > 90, String(guarded.length))
    for (const { method, path, scope } of guarded) {
      const url = path.replaceAll(/\{\w+\}/g, '1')
      const { status, body } = await ask(tokens[scope!]!, String(method), url)
      const others = all_scopes.filter((one) => one !== scope)
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
})
