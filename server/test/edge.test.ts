import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'

onOneDatabase((openDatabase) => {
  let swath: TestApp
  before(async () => {
    swath = await TestApp.open(await openDatabase(), { SWATH_REQUESTS_PER_MINUTE: '30' })
  })
  after(() => swath.close())

  test('long answers are compressed for clients that take it', async () => {
    const plain = await swath.app.http.inject('/openapi.json')
    const headers = { 'accept-encoding': 'gzip' }
    const packed = await swath.app.http.inject({ url: '/openapi.json', headers })
    assert.equal(packed.headers['content-encoding'], 'gzip')
    assert.ok(packed.rawPayload.length < plain.rawPayload.length / 4)
    assert.equal(gunzipSync(packed.rawPayload).toString(), plain.body)
  })

  test('a page from anywhere may ask, with the headers that the API needs', async () => {
    const preflight = await swath.app.http.inject({
      method: 'OPTIONS',
      url: '/v2/orders/',
      headers: {
        origin: 'https://example.org',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorizationtoken,x-satellogic-contract-id,idempotency-key',
      },
    })
    assert.equal(preflight.statusCode, 204)
    assert.equal(preflight.headers['access-control-allow-origin'], '*')
    assert.match(String(preflight.headers['access-control-allow-headers']), /authorizationtoken/)
    assert.match(String(preflight.headers['access-control-allow-methods']), /PATCH/)
    const { headers } = await swath.app.http.inject({ url: '/', headers: { origin: 'https://example.org' } })
    const readable = String(headers['access-control-expose-headers']).split(/, */)
    for (const name of ['ETag', 'Content-Range', 'Accept-Ranges', 'Content-Disposition'])
      assert.ok(readable.includes(name), name)
  })

  test('each credential has its own number of requests a minute, told in headers', async () => {
    const first = await swath.call('demo', 'GET', '/contracts')
    assert.equal(first.headers['ratelimit-policy'], '"credential";q=30;w=60')
    assert.match(String(first.headers.ratelimit), /^"credential";r=29;t=\d+$/)
    const answers = []
    for (let i = 0; i < 31; i++) answers.push(await swath.call('demo', 'GET', '/contracts'))
    const last = answers.at(-1)!
    assert.deepEqual([last.status, last.body.code], [429, 'too_many_requests'])
    assert.ok(Number(last.headers['retry-after']) > 0)
    assert.equal((await swath.call('demo-two', 'GET', '/contracts')).status, 200)
  })
})
