import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ApiError } from './errors.ts'
import { type Answer, clientOf, json, problem, serve, token } from './loopback.testing.ts'
import type { NewOrder } from './orders.ts'
import { patience, pauseAfter } from './retry.ts'

const login = 'POST /oauth/token'
const place = 'POST /v2/orders/'
const busy: Answer = (response, request) => {
  response.setHeader('retry-after', '0')
  problem(429, { code: 'too_many_requests' })(response, request)
}
const away = problem(503, { code: 'not_ready' })
const breaks: Answer = (response) => response.destroy()
const breaksLate: Answer = (response) => {
  response.writeHead(201, { 'content-type': 'application/json', 'content-length': 1000 })
  response.write('{"id"', () => response.destroy())
}
const placed = json({ id: '000001' }, 201)
const point: NewOrder = {
  type: 'Feature',
  geometry: { type: 'Point', coordinates: [0, 0] },
  properties: { order_name: 'x', sku: 'TSKPOI-M' },
}

/** The keys under which the orders were sent, in order. */
function keysOf(answers: Answer[]): { keys: unknown[]; answers: Answer[] } {
  const keys: unknown[] = []
  const noting = (answer: Answer): Answer => {
    return (response, request) => {
      keys.push(request.headers['idempotency-key'])
      return answer(response, request)
    }
  }
  return { keys, answers: answers.map(noting) }
}

test('an order is sent again under one key, whatever broke off, and every order has a key of its own', async (context) => {
  const { keys, answers } = keysOf([breaks, away, breaksLate, placed, placed])
  const server = await serve(context, { [login]: token, [place]: answers })
  const { orders } = clientOf(server)
  assert.equal((await orders.place(point)).id, '000001')
  assert.equal((await orders.place(point)).id, '000001')
  assert.match(String(keys[0]), /^[0-9a-f]{32}$/)
  assert.deepEqual(new Set(keys.slice(0, 4)).size, 1)
  assert.notEqual(keys[4], keys[0])
})

test('a key that is given is the one that is sent', async (context) => {
  const { keys, answers } = keysOf([breaks, placed])
  const server = await serve(context, { [login]: token, [place]: answers })
  await clientOf(server).orders.place(point, { idempotency_key: 'mine' })
  assert.deepEqual(keys, ['mine', 'mine'])
})

test('a server that is too busy is left alone for as long as it asks, and then asked again', async (context) => {
  const { keys, answers } = keysOf([busy, placed])
  const server = await serve(context, { [login]: token, [place]: answers })
  await clientOf(server).orders.place(point)
  assert.equal(new Set(keys).size, 1)
})

test('what is wrong is not sent again', async (context) => {
  const server = await serve(context, { [login]: token, [place]: problem(400, { code: 'invalid_request' }) })
  await assert.rejects(clientOf(server).orders.place(point), { code: 'invalid_request' })
  assert.deepEqual(server.asked, [login, place])
})

test('a server that stays away is given up after so many attempts, with its last answer', async (context) => {
  const server = await serve(context, { [login]: token, [place]: away })
  await assert.rejects(clientOf(server).orders.place(point), { code: 'not_ready' })
  assert.equal(server.asked.filter((name) => name === place).length, patience.attempts)
})

test('waiting between attempts ends when it is given up', async (context) => {
  const stop = new AbortController()
  const server = await serve(context, {
    [login]: token,
    [place]: (response, request) => {
      away(response, request)
      setImmediate(() => stop.abort(new Error('enough')))
    },
  })
  const client = clientOf(server, { retries: { pause_ms: 60_000 } })
  await assert.rejects(client.orders.place(point, { signal: stop.signal }), /^Error: enough$/)
})

test('pauses grow, are left to chance by half, and begin behind what the server asked for', () => {
  const error = (retry_after_s?: number) => new ApiError(429, {}, retry_after_s)
  const pauses = [1, 2, 3].map((attempt) => pauseAfter(patience, attempt, error(), 1))
  assert.deepEqual(pauses, [500, 1000, 2000])
  assert.equal(pauseAfter(patience, 1, error(), 0), 250)
  assert.equal(pauseAfter(patience, 1, error(7), 0), 7250)
  assert.equal(pauseAfter(patience, 20, error(), 1), patience.max_pause_ms)
  assert.equal(pauseAfter(patience, 1, error(3600), 0), undefined)
})

test('Retry-After is read as seconds and as a date', async () => {
  const answered = (retry_after: string) =>
    ApiError.from(new Response('', { status: 429, headers: { 'retry-after': retry_after } }))
  assert.equal((await answered('7')).retry_after_s, 7)
  const { retry_after_s } = await answered(new Date(Date.now() + 10_000).toUTCString())
  assert.ok(retry_after_s! > 8 && retry_after_s! <= 10)
  assert.equal((await answered('soon')).retry_after_s, undefined)
})

test('an address at which something else answers is told as such', async (context) => {
  const page: Answer = (response) => response.writeHead(200).end('<h1>Hello</h1>')
  const server = await serve(context, { [login]: page })
  await assert.rejects(clientOf(server).contracts(), { code: 'http_200', message: /is not Swath/ })
})

test('a provider of tokens is asked each time, and told when its token was refused', async (context) => {
  const an_order = 'GET /v2/orders/000001'
  const refused = problem(401, { code: 'unauthorized' })
  const server = await serve(context, { [an_order]: [placed, refused, placed] })
  const asked: boolean[] = []
  const client = clientOf(server, {
    access_token: (is_refused) => {
      asked.push(is_refused)
      return `token-${asked.length}`
    },
  })
  await client.orders.get('000001')
  await client.orders.get('000001')
  assert.deepEqual(asked, [false, false, true])
  assert.equal(server.headers.authorizationtoken, 'Bearer token-3')
})
