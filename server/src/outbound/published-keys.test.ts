import assert from 'node:assert/strict'
import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { exportJWK, generateKeyPair, type JWK, jwtVerify, SignJWT } from 'jose'
import { fetchBy, NoAnswer } from './as-fetch.ts'
import { Outbound } from './outbound.ts'
import { PublishedKeys } from './published-keys.ts'

let server: http.Server
let url: string
let answer: () => { status: number; body: string }
let asked = 0
let now = Date.now()
const clock = { now: () => new Date(now) }

before(async () => {
  server = http.createServer((_, response) => {
    asked++
    const { status, body } = answer()
    response.writeHead(status).end(body)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`
})
after(() => {
  server.closeAllConnections()
  server.close()
})

async function aKey() {
  const kid = crypto.randomUUID()
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  const token = await new SignJWT({}).setProtectedHeader({ alg: 'ES256', kid }).sign(privateKey)
  return { token, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'ES256' } }
}

const publish = (...keys: JWK[]) => {
  answer = () => ({ status: 200, body: JSON.stringify({ keys }) })
}

/** @returns a function that tells whether a token has a key that is published */
function verifier() {
  const keys = new PublishedKeys({ outbound: new Outbound(['127.0.0.1']), clock, url })
  return (token: string) =>
    jwtVerify(token, keys.find).then(
      () => true,
      () => false,
    )
}

test('a new key is found at once, and one that is withdrawn is taken for five minutes at most', async () => {
  const [one, other] = [await aKey(), await aKey()]
  publish(one.jwk)
  const verifies = verifier()
  assert.equal(await verifies(one.token), true)
  publish(other.jwk)
  assert.equal(await verifies(one.token), true)
  assert.equal(await verifies(other.token), true)
  publish(one.jwk)
  assert.equal(await verifies(other.token), true)
  now += 301_000
  assert.equal(await verifies(other.token), false)
})

test('however many unknown tokens come, the keys are fetched three times a minute at most', async () => {
  const [known, unknown] = [await aKey(), await aKey()]
  publish(known.jwk)
  const verifies = verifier()
  const before = asked
  const all = await Promise.all(Array.from({ length: 50 }, () => verifies(unknown.token)))
  for (let more = 0; more < 50; more++) all.push(await verifies(unknown.token))
  assert.ok(!all.includes(true))
  assert.ok(asked - before <= 3, `${asked - before}`)
  assert.equal(await verifies(known.token), true)
  now += 61_000
  publish(unknown.jwk)
  assert.equal(await verifies(unknown.token), true)
})

test('keys of before are good for an hour while their owner does not answer, who is not pressed', async () => {
  const known = await aKey()
  publish(known.jwk)
  const verifies = verifier()
  assert.equal(await verifies(known.token), true)
  answer = () => ({ status: 500, body: '' })
  now += 400_000
  const before = asked
  for (let more = 0; more < 20; more++) assert.equal(await verifies(known.token), true)
  assert.ok(asked - before <= 3, `${asked - before}`)
  now += 3_600_000
  assert.equal(await verifies(known.token), false)
})

test('libraries are given no answer that is too large, late, or of an address that is refused', async () => {
  publish()
  const limits = { timeout_ms: 1000, max_bytes: 5 }
  const fetch = fetchBy(new Outbound(['127.0.0.1']), limits)
  await assert.rejects(fetch(url, {}), NoAnswer)
  await assert.rejects(fetchBy(new Outbound([]), limits)(url, {}), /not a public address/)
  await assert.rejects(fetchBy(new Outbound([]), limits)('http://example.com/', {}), /must be https/)
  answer = () => ({ status: 204, body: '' })
  assert.equal((await fetch(url, {})).status, 204)
})
