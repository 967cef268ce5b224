// Programs that show tokens of an issuer besides ourselves, which a test plays with real keys on loopback.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose'
import { demo_contracts } from '../src/contracts/demo.ts'
import { aPointOrder, TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'
import { aPerson } from './people.ts'

const issuer = 'https://tokens.example.com/'
const contract_ids = [demo_contracts.demo]

async function aKey() {
  const kid = crypto.randomUUID()
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' } }
}

onOneDatabase((openDatabase) => {
  let swath: TestApp
  let server: http.Server
  let key: Awaited<ReturnType<typeof aKey>>
  let published: JWK[]
  let fetched = 0
  before(async () => {
    key = await aKey()
    published = [key.jwk]
    server = http.createServer((_, response) => {
      fetched++
      response.end(JSON.stringify({ keys: published }))
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    swath = await TestApp.open(await openDatabase(), {
      SWATH_TOKEN_ISSUER: issuer,
      SWATH_TOKEN_ISSUER_JWKS_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
      SWATH_TOKEN_ISSUER_AUDIENCE: 'swath',
    })
  })
  after(async () => {
    await swath.close()
    server.closeAllConnections()
    server.close()
  })

  const seconds = (from_now: number) => Math.floor(swath.clock.now().getTime() / 1000) + from_now
  const sign = (claims: JWTPayload, by = key, header: object = {}) =>
    new SignJWT({ iss: issuer, aud: 'swath', exp: seconds(600), ...claims })
      .setProtectedHeader({ alg: 'ES256', kid: by.kid, ...header })
      .sign(by.privateKey)

  const ask = (token: string, method: 'GET' | 'POST' = 'GET', url = '/v2/orders/', body?: unknown) =>
    swath.call('demo', method, url, body, { authorizationtoken: `Bearer ${token}` })

  async function aProgram(subject: string, may: object = {}) {
    const given = { name: subject, contract_ids, ...may }
    const { body } = await swath.call('operator', 'POST', '/ops/v1/credentials', given)
    const url = `/ops/v1/credentials/${body.client_id}/identity`
    const said = await swath.call('operator', 'PUT', url, { subject })
    assert.equal(said.status, 200, JSON.stringify(said.body))
    assert.deepEqual(said.body.external_identity, { issuer, subject })
    return { client_id: body.client_id as string, url }
  }

  test('a token of the other issuer may what its credential may, and less if it says so', async () => {
    const { client_id } = await aProgram('robot', { acts_as: 'orderer' })
    const token = await sign({ sub: 'robot' })
    assert.equal((await ask(token)).status, 200)
    assert.equal((await ask(token, 'POST', '/v2/orders/', aPointOrder())).status, 201)
    assert.equal((await ask(token, 'GET', '/v2/ledger/')).body.code, 'insufficient_scope')
    assert.equal((await ask(token, 'GET', '/v2/my/credential')).body.client_id, client_id)
    for (const less of [{ scope: 'openid read' }, { scp: ['read', 'money'] }]) {
      const narrow = await sign({ sub: 'robot', ...less })
      assert.equal((await ask(narrow)).status, 200)
      assert.equal((await ask(narrow, 'POST', '/v2/orders/', aPointOrder())).body.code, 'insufficient_scope')
      assert.equal((await ask(narrow, 'GET', '/v2/ledger/')).body.code, 'insufficient_scope')
    }
    const foreign = await swath.call('demo', 'GET', '/v2/orders/', undefined, {
      authorizationtoken: `Bearer ${token}`,
      'x-satellogic-contract-id': demo_contracts['demo-two'],
    })
    assert.equal(foreign.body.code, 'contract_forbidden')
  })

  test('a token that is forged, for others, too old, too early, or says nothing of whose it is, is refused', async () => {
    await aProgram('target')
    const stranger = { ...(await aKey()), kid: key.kid }
    const none = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
    const claims = { iss: issuer, aud: 'swath', exp: seconds(600), sub: 'target' }
    const wrong = {
      'another key': await sign({ sub: 'target' }, stranger),
      'another audience': await sign({ sub: 'target', aud: 'another' }),
      expired: await sign({ sub: 'target', exp: seconds(-120) }),
      'not yet': await sign({ sub: 'target', nbf: seconds(120) }),
      'without an end': await sign({ sub: 'target', exp: undefined } as unknown as JWTPayload),
      'of nobody': await sign({}),
      unsigned: `${none({ alg: 'none' })}.${none(claims)}.`,
      'a key as a secret': await new SignJWT(claims)
        .setProtectedHeader({ alg: 'HS256', kid: key.kid })
        .sign(Buffer.from(JSON.stringify(key.jwk))),
      'another issuer': await sign({ sub: 'target', iss: 'https://evil.test' }),
    }
    for (const [what, token] of Object.entries(wrong)) {
      const { status, body } = await ask(token)
      assert.deepEqual([status, body.code], [401, 'unauthorized'], what)
    }
    assert.equal((await ask(await sign({ sub: 'target' }))).status, 200)
  })

  test('a subject that no credential has is told so, and one has one credential', async () => {
    const { status, body } = await ask(await sign({ sub: 'nobody' }))
    assert.deepEqual([status, body.code], [401, 'unauthorized'])
    assert.match(body.detail, /No credential is known as nobody of https:\/\/tokens.example.com\//)
    await aProgram('single')
    const { body: other } = await swath.call('operator', 'POST', '/ops/v1/credentials', {
      name: 'x',
      contract_ids,
    })
    const url = `/ops/v1/credentials/${other.client_id}/identity`
    const taken = await swath.call('operator', 'PUT', url, { subject: 'single' })
    assert.deepEqual([taken.status, taken.body.code], [409, 'identity_taken'])
  })

  test('a token ends at once with its credential, its scopes and its name', async () => {
    const { client_id, url } = await aProgram('ends')
    const token = await sign({ sub: 'ends' })
    assert.equal((await ask(token)).status, 200)
    const less = { scopes: ['money'] }
    assert.equal(
      (await swath.call('operator', 'PATCH', `/ops/v1/credentials/${client_id}`, less)).status,
      200,
    )
    assert.equal((await ask(token)).body.code, 'insufficient_scope')
    assert.equal((await swath.call('operator', 'DELETE', url)).status, 204)
    assert.equal((await ask(token)).status, 401)
    assert.equal((await swath.call('operator', 'PUT', url, { subject: 'ends' })).status, 200)
    assert.equal((await ask(token, 'GET', '/v2/ledger/')).status, 200)
    assert.equal((await swath.call('operator', 'DELETE', `/ops/v1/credentials/${client_id}`)).status, 204)
    assert.equal((await ask(token, 'GET', '/v2/ledger/')).status, 401)
    // The name is free again.
    await aProgram('ends')
    assert.equal((await ask(token)).status, 200)
  })

  test('the issuer changes its keys, and unknown keys have them fetched three times a minute at most', async () => {
    await aProgram('rotated')
    const former = await sign({ sub: 'rotated' })
    assert.equal((await ask(former)).status, 200)
    key = await aKey()
    published = [key.jwk]
    assert.equal((await ask(await sign({ sub: 'rotated' }))).status, 200)
    const before = fetched
    const stranger = await aKey()
    for (let guess = 0; guess < 20; guess++) {
      assert.equal((await ask(await sign({ sub: 'rotated' }, stranger))).status, 401)
    }
    assert.ok(fetched - before <= 3, `${fetched - before} times`)
    assert.equal((await ask(await sign({ sub: 'rotated' }))).status, 200)
  })

  test('nobody of the staff names a credential that may more than they, nor a membership', async () => {
    const helper = await aPerson(swath, 'helper@example.com', {
      staff: true,
      scopes: ['ops:read', 'ops:people'],
    })
    const { body } = await swath.call('operator', 'GET', '/ops/v1/credentials?limit=100')
    const all: { client_id: string; role: string }[] = body.results
    const operator = all.find(({ role }) => role === 'operator')!
    const url = `/ops/v1/credentials/${operator.client_id}/identity`
    assert.equal((await helper.call('PUT', url, { subject: 'me' })).body.code, 'scopes_exceeded')
    const { body: people } = await swath.call('operator', 'GET', '/ops/v1/people/')
    const membership = `/ops/v1/credentials/${people.results[0].client_id}/identity`
    const named = await swath.call('operator', 'PUT', membership, { subject: 'me' })
    assert.equal(named.body.code, 'credential_forbidden')
  })
})
