import assert from 'node:assert/strict'
import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from 'node:crypto'
import { after, before, test } from 'node:test'
import { createLocalJWKSet, jwtVerify } from 'jose'
import { sql } from 'kysely'
import { SignedLinks } from '../src/access/signed-links.ts'
import { SigningKeys } from '../src/accounts/signing-keys.ts'
import { demo_contracts } from '../src/contracts/demo.ts'
import { Secrets } from '../src/database/secrets.ts'
import { TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'

const contract_id = demo_contracts.demo
const path = '/files/deliv.1/visual'
const week_s = 7 * 86_400

onOneDatabase((openDatabase) => {
  let swath: TestApp
  before(async () => {
    swath = await TestApp.open(await openDatabase(), { SWATH_TOKEN_SECONDS: '3600' })
  })
  after(() => swath.close())

  const keys = () => swath.app.features.accounts.signing_keys
  const queryOf = (link: string) => Object.fromEntries(new URL(link).searchParams)
  const signLink = async (maker: object = {}) =>
    queryOf(await swath.app.features.accounts.links.sign({ contract_id, ...maker }, path, week_s))
  const verifyLink = (query: object) => swath.app.features.accounts.links.verify(path, query, 'here')

  async function makeCredential(): Promise<{ client_id: string; client_secret: string }> {
    const { body } = await swath.call('demo', 'POST', '/v2/my/api-credentials', { name: 'a script' })
    return body
  }
  const signIn = async (credential: object): Promise<string> => {
    const payload = { ...credential, grant_type: 'client_credentials' }
    return (await swath.app.http.inject({ method: 'POST', url: '/oauth/token', payload })).json().access_token
  }
  const statusWith = async (token: string) => {
    const headers = { authorization: `Bearer ${token}`, 'x-contract-id': contract_id }
    return (await swath.app.http.inject({ url: '/v2/orders/', headers })).statusCode
  }

  test('a token says who made it, for whom, with which key, and lasts as long as the operator wants', async () => {
    const token = await signIn(await makeCredential())
    const [header, payload] = token
      .split('.')
      .slice(0, 2)
      .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()))
    assert.equal(header.kid, (await keys().current()).key_id)
    assert.deepEqual([payload.iss, payload.aud], ['http://swath.test', 'http://swath.test'])
    assert.equal(payload.exp - payload.iat, 3600)
    assert.ok(payload.jti)
  })

  test('no key is in the database in clear', async () => {
    const { bytes } = await keys().current()
    const [row] = await swath.app.db.system((tx) =>
      tx.rows(sql<{ secret: string }>`select secret from signing_keys`),
    )
    for (const form of ['base64', 'base64url', 'hex'] as const) {
      assert.ok(!row!.secret.includes(Buffer.from(bytes).toString(form)))
    }
  })

  test('what the former key has signed is good for a week after the change, and no longer', async () => {
    const [token, link] = [await signIn(await makeCredential()), await signLink()]
    const former = await keys().current()
    await keys().rotate({ at_once: false })
    assert.notEqual((await keys().current()).key_id, former.key_id)
    assert.equal(await statusWith(token), 200)
    swath.advance({ hours: 7 * 24 - 1 })
    assert.equal(await verifyLink(link), contract_id)
    swath.advance({ hours: 1 })
    assert.equal(await keys().find(former.key_id), undefined)
  })

  test('two changes in a row end nothing that was signed before', async () => {
    const link = await signLink()
    await keys().rotate({ at_once: false })
    await keys().rotate({ at_once: false })
    assert.equal(await verifyLink(link), contract_id)
  })

  test('a change at once ends every token and every link', async () => {
    const [token, link] = [await signIn(await makeCredential()), await signLink()]
    assert.equal(await statusWith(token), 200)
    await keys().rotate({ at_once: true })
    assert.equal(await statusWith(token), 401)
    await assert.rejects(verifyLink(link), { code: 'link_invalid' })
    swath.advance({ hours: 1 })
  })

  test('the key changes by itself when it is old, and only then', async () => {
    assert.equal(await keys().rotateWhenDue(), undefined)
    swath.advance({ hours: 90 * 24 })
    assert.equal(await keys().rotateWhenDue(), (await keys().current()).key_id)
    assert.equal(await keys().rotateWhenDue(), undefined)
  })

  test('a process takes the key of another at once, before it has heard of it', async () => {
    const secrets = new Secrets(
      { current: undefined, old: [] },
      swath.app.parts.storage.root.replace(/\/files$/, ''),
    )
    const other = new SigningKeys(swath.app.db, swath.clock, secrets, 90)
    await keys().current()
    await other.rotate({ at_once: false })
    const { wrong_secrets: wrong_links, clock } = swath.app.parts
    const makers = swath.app.features.accounts.service
    const links = new SignedLinks({
      keys: other,
      makers,
      wrong_links,
      clock,
      public_url: 'http://other.test',
    })
    assert.equal(await verifyLink(queryOf(await links.sign({ contract_id }, path, 60))), contract_id)
  })

  test('a link holds for its path, contract, maker, key and time only', async () => {
    const link = await signLink({ client_id: 'demo' })
    assert.equal(await verifyLink(link), contract_id)
    const forged = {
      contract: demo_contracts['demo-two'],
      by: 'operator',
      expires: String(Number(link.expires) + 1),
      key: 'of-nobody',
      signature: `${link.signature}A`,
    }
    for (const [name, value] of Object.entries(forged)) {
      await assert.rejects(verifyLink({ ...link, [name]: value }), { code: 'link_invalid' }, name)
      const { [name]: _, ...without } = link
      await assert.rejects(verifyLink(without), { code: 'link_invalid' }, `without ${name}`)
    }
    await assert.rejects(swath.app.features.accounts.links.verify('/files/deliv.2/visual', link, 'here'), {
      code: 'link_invalid',
    })
  })

  const revoke = (given: object) =>
    swath.app.http.inject({ method: 'POST', url: '/oauth/revoke', payload: given })

  test('a token that is given back ends at once with the links made by it, and no other', async () => {
    const credential = await makeCredential()
    const [one, other] = [await signIn(credential), await signIn(credential)]
    const accounts = swath.app.features.accounts.service
    const [by_one, by_other] = await Promise.all(
      [one, other].map(async (token) => signLink(await accounts.verify(token))),
    )
    assert.equal(await statusWith(one), 200)
    const { statusCode, body } = await revoke({ ...credential, token: one })
    assert.deepEqual([statusCode, body], [200, ''])
    assert.deepEqual([await statusWith(one), await statusWith(other)], [401, 200])
    await assert.rejects(verifyLink(by_one!), { code: 'link_expired' })
    assert.equal(await verifyLink(by_other!), contract_id)
    assert.equal((await revoke({ ...credential, token: one })).statusCode, 200)
  })

  test('a token is given back by its own client only; what is none is ended already', async () => {
    const [mine, theirs] = [await makeCredential(), await makeCredential()]
    const token = await signIn(theirs)
    const stranger = await revoke({ ...mine, token })
    assert.deepEqual([stranger.statusCode, stranger.json().error], [401, 'invalid_client'])
    const guessed = await revoke({ ...theirs, client_secret: 'wrong', token })
    assert.deepEqual([guessed.statusCode, guessed.json().error], [401, 'invalid_client'])
    assert.equal((await revoke({ ...mine, token: 'no token' })).statusCode, 200)
    assert.equal(await statusWith(token), 200)
  })

  test('revoked tokens are forgotten when nothing that they made can be alive', async () => {
    const credential = await makeCredential()
    await revoke({ ...credential, token: await signIn(credential) })
    const count = async () => {
      await swath.app.features.accounts.service.forgetRevokedTokens()
      const [row] = await swath.app.db.system((tx) =>
        tx.rows(sql<{ count: number }>`
          select count(*)::int as count from revoked_tokens where client_id = ${credential.client_id}`),
      )
      return row!.count
    }
    swath.advance({ hours: 7 * 24 })
    assert.equal(await count(), 1)
    swath.advance({ hours: 2 })
    assert.equal(await count(), 0)
  })

  test('the links of a credential end with it', async () => {
    const { client_id } = await makeCredential()
    const link = await signLink({ client_id })
    assert.equal(await verifyLink(link), contract_id)
    await swath.call('demo', 'DELETE', `/v2/my/api-credentials/${client_id}`)
    await assert.rejects(verifyLink(link), { code: 'link_expired' })
  })

  const part = (value: object | string) =>
    Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
  const publicKeys = async () => (await swath.app.http.inject({ url: '/.well-known/jwks.json' })).json()

  test('anybody verifies a token by the public keys that the discovery document leads to', async () => {
    const server = (await swath.app.http.inject({ url: '/.well-known/oauth-authorization-server' })).json()
    assert.equal(server.issuer, 'http://swath.test')
    assert.equal(server.jwks_uri, 'http://swath.test/.well-known/jwks.json')
    const [before, former] = [await signIn(await makeCredential()), await keys().current()]
    await keys().rotate({ at_once: false })
    const jwks = createLocalJWKSet(await publicKeys())
    for (const token of [before, await signIn(await makeCredential())]) {
      const options = { issuer: server.issuer, audience: server.issuer, currentDate: swath.clock.now() }
      const { payload, protectedHeader } = await jwtVerify(token, jwks, options)
      assert.deepEqual([protectedHeader.alg, payload.client_id], ['EdDSA', payload.sub])
      assert.equal(await statusWith(token), 200)
    }
    const { keys: shown } = await publicKeys()
    assert.ok(shown.some(({ kid }: { kid: string }) => kid === former.key_id))
    assert.ok(shown.every((key: object) => !('d' in key)))
    await keys().rotate({ at_once: true })
    assert.equal((await publicKeys()).keys.length, 1)
    assert.equal(await statusWith(before), 401)
    swath.advance({ hours: 0 })
  })

  test('a token that is forged by what everybody knows is refused, however it names its algorithm', async () => {
    const good = await signIn(await makeCredential())
    const [head, body, signature] = good.split('.') as [string, string, string]
    const header = JSON.parse(Buffer.from(head, 'base64url').toString())
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString())
    const {
      keys: [shown],
    } = await publicKeys()
    const { bytes, key_id } = await keys().current()
    const mine = generateKeyPairSync('ed25519')
    const signed = (told: object, payload: object, by: KeyObject) => {
      const text = `${part(told)}.${part(payload)}`
      return `${text}.${sign(null, Buffer.from(text), by).toString('base64url')}`
    }
    const hashed = (secret: string | Uint8Array) => {
      const text = `${part({ ...header, alg: 'HS256' })}.${body}`
      return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
    }
    const pem = createPublicKey({ key: shown, format: 'jwk' }).export({ type: 'spki', format: 'pem' })
    const own = mine.publicKey.export({ format: 'jwk' })
    const forged = {
      'no algorithm': `${part({ ...header, alg: 'none' })}.${body}.`,
      'no algorithm, with the signature of another': `${part({ ...header, alg: 'None' })}.${body}.${signature}`,
      'no signature': `${head}.${body}.`,
      'the public key as a secret': hashed(Buffer.from(shown.x, 'base64url')),
      'the public key as a secret, in letters': hashed(shown.x),
      'the public key as a secret, as a PEM': hashed(String(pem)),
      'the former algorithm, with the key of links': hashed(bytes),
      'a key of its own': signed(header, claims, mine.privateKey),
      'a key of its own in its header': signed({ ...header, jwk: own }, claims, mine.privateKey),
      'a key that lies elsewhere': signed({ ...header, jku: 'http://127.0.0.1:9/' }, claims, mine.privateKey),
      'a key that nobody knows': signed({ ...header, kid: '../../dev/null' }, claims, mine.privateKey),
      'no key': signed({ alg: 'EdDSA', typ: 'at+jwt' }, claims, mine.privateKey),
      'other scopes': `${head}.${part({ ...claims, scope: 'administer' })}.${signature}`,
      'another credential': `${head}.${part({ ...claims, sub: 'operator' })}.${signature}`,
    }
    for (const [how, token] of Object.entries(forged)) assert.equal(await statusWith(token), 401, how)
    assert.equal(await statusWith(good), 200)
    // What the very keys of the installation have signed, but not as a token that gives access here.
    const pair = privateKeyOf(bytes)
    const now = Math.floor(swath.clock.now().getTime() / 1000)
    const ours = { alg: 'EdDSA', typ: 'at+jwt', kid: key_id }
    assert.equal(await statusWith(signed(ours, claims, pair)), 200, 'the test signs as the server does')
    const { jti: _jti, ...nameless } = claims
    const { exp: _exp, ...endless } = claims
    for (const [how, told, payload] of [
      ['of another type', { ...ours, typ: 'JWT' }, claims],
      ['of no type', { alg: 'EdDSA', kid: key_id }, claims],
      ['for others', ours, { ...claims, aud: 'http://elsewhere.test' }],
      ['from others', ours, { ...claims, iss: 'http://elsewhere.test' }],
      ['without an end', ours, endless],
      ['without a name', ours, nameless],
      ['that is over', ours, { ...claims, exp: now }],
      ['that is not yet good', ours, { ...claims, nbf: now + 60 }],
      ['with an unknown extension that must be known', { ...ours, crit: ['b64'], b64: false }, claims],
    ] as const) {
      assert.equal(await statusWith(signed(told, payload, pair)), 401, how)
    }
  })

  test('a token is asked for by a form, by HTTP Basic or as JSON', async () => {
    const { client_id, client_secret } = await makeCredential()
    const form = new URLSearchParams({ grant_type: 'client_credentials', client_id, client_secret })
    const basic = Buffer.from(`${client_id}:${client_secret}`).toString('base64')
    const form_type = { 'content-type': 'application/x-www-form-urlencoded' }
    const ways = [
      { headers: form_type, payload: form.toString() },
      {
        headers: { ...form_type, authorization: `Basic ${basic}` },
        payload: 'grant_type=client_credentials',
      },
      { payload: { grant_type: 'client_credentials', client_id, client_secret } },
    ]
    for (const way of ways) {
      const answer = await swath.app.http.inject({ method: 'POST', url: '/oauth/token', ...way })
      assert.equal(await statusWith(answer.json().access_token), 200)
    }
  })
})

/** As the server makes the pair of tokens from a key of its keyring. */
function privateKeyOf(bytes: Uint8Array): KeyObject {
  const seed = createHmac('sha256', bytes).update('Ed25519 key of tokens').digest()
  const key = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed])
  return createPrivateKey({ key, format: 'der', type: 'pkcs8' })
}
