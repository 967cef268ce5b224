import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { SwathClient } from './client.ts'
import { ApiError, ConnectionError } from './errors.ts'
import { clientOf, json, problem, serve, token } from './loopback.testing.ts'

const login = 'POST /oauth/token'
const an_order = 'GET /v2/orders/000001'

test('a token is asked for once and sent with every request, together with the contract', async (context) => {
  const server = await serve(context, { [login]: token, [an_order]: json({ id: '000001' }) })
  const swath = clientOf(server)
  await Promise.all([swath.orders.get('000001'), swath.orders.get('000001')])
  assert.deepEqual(server.asked, [login, an_order, an_order])
  assert.equal(server.headers.authorizationtoken, 'Bearer the-token')
  assert.equal(server.headers['x-satellogic-contract-id'], 'cont.1')
})

test('a request goes to no other server, whatever its path is: its token would go there, too', async (context) => {
  const server = await serve(context, { [login]: token })
  for (const path of ['.example.com/v2/orders/', '0/', '@example.com/', 'v2/orders/'])
    await assert.rejects(clientOf(server).request('GET', path), /is not a path such as \/v2\/orders\//)
  assert.deepEqual(server.asked, [])
})

test('a list that goes on elsewhere is not followed there', async (context) => {
  const page = { results: [], count: 0, previous: null, next: '@example.com/v2/products/' }
  const server = await serve(context, { [login]: token, 'GET /v2/products/': json(page) })
  await assert.rejects(
    clientOf(server).products.list().all(),
    /is not Swath: it says that a list goes on at @example/,
  )
})

test('a token that is about to expire is renewed before it is used', async (context) => {
  const brief = json({ access_token: 'brief', token_type: 'Bearer', expires_in: 30, scope: '' })
  const server = await serve(context, { [login]: [brief, token], [an_order]: json({ id: '000001' }) })
  const swath = clientOf(server)
  await swath.orders.get('000001')
  await swath.orders.get('000001')
  assert.deepEqual(server.asked, [login, an_order, login, an_order])
})

test('a token that is refused before its time is replaced once; a second refusal is the answer', async (context) => {
  const refused = problem(401, { code: 'unauthorized', message: 'The token is not valid' })
  const server = await serve(context, {
    [login]: token,
    [an_order]: [refused, json({ id: '000001' }), refused],
  })
  const swath = clientOf(server)
  assert.equal((await swath.orders.get('000001')).id, '000001')
  await assert.rejects(swath.orders.get('000001'), { name: 'ApiError', code: 'unauthorized', status: 401 })
  assert.deepEqual(server.asked, [login, an_order, login, an_order, an_order, login, an_order])
})

test('without a contract it uses the only one of the credential, and asks which when there are several', async (context) => {
  const one = { contract_id: 'cont.7', name: 'Seven' }
  const contracts = [json([one]), json([one, { contract_id: 'cont.8', name: 'Eight' }])]
  const server = await serve(context, {
    [login]: token,
    'GET /contracts': contracts,
    [an_order]: json({ id: '000001' }),
  })
  const credentials = { url: server.url, client_id: 'demo', client_secret: 'secret' }
  await new SwathClient(credentials).orders.get('000001')
  assert.equal(server.headers['x-satellogic-contract-id'], 'cont.7')
  await assert.rejects(
    new SwathClient(credentials).orders.get('000001'),
    /cont\.7 \(Seven\), cont\.8 \(Eight\)/,
  )
})

test('the guide to the SDK shows every noun of the client', () => {
  const guide = readFileSync(path.join(import.meta.dirname, '../../docs/guides/sdk.md'), 'utf8')
  const rows = guide.split('\n').filter((line) => line.startsWith('| `'))
  const shown = rows.flatMap((row) => row.split('|')[1]!.match(/\w+/g) ?? [])
  const client = new SwathClient({ url: 'https://example.com', client_id: 'demo', client_secret: 'secret' })
  assert.deepEqual(shown.sort(), Object.keys(client).sort())
})

test('a problem becomes an error with its code, status, message and everything that is wrong', async (context) => {
  const errors = [{ pointer: '/geometry/coordinates/0', code: 'invalid_geometry', message: 'is not closed' }]
  const refusal = problem(400, { code: 'invalid_geometry', message: 'Bad ring', errors, request_id: 'r-1' })
  const server = await serve(context, { [login]: token, 'POST /v2/orders/': refusal })
  const order = {
    type: 'Feature' as const,
    geometry: { type: 'Point' as const, coordinates: [0, 0] },
    properties: { order_name: 'x', sku: 'TSKPOI-M' },
  }
  await assert.rejects(clientOf(server).orders.place(order), (error) => {
    assert.ok(error instanceof ApiError)
    const { code, status, message, problems, request_id } = error
    assert.deepEqual(
      { code, status, message, problems, request_id },
      { code: 'invalid_geometry', status: 400, message: 'Bad ring', problems: errors, request_id: 'r-1' },
    )
    return true
  })
})

test('wrong credentials are told as such, and the next request signs in anew', async (context) => {
  const refusal = problem(401, { code: 'invalid_client', message: 'No such credential' })
  const server = await serve(context, { [login]: [refusal, token], [an_order]: json({ id: '000001' }) })
  const swath = clientOf(server)
  await assert.rejects(swath.orders.get('000001'), { code: 'invalid_client', status: 401 })
  assert.equal((await swath.orders.get('000001')).id, '000001')
})

test('an answer of something that is not Swath becomes an error as well', async (context) => {
  const server = await serve(context, {
    [login]: token,
    [an_order]: (response) => response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad</h1>'),
  })
  await assert.rejects(clientOf(server).orders.get('000001'), { code: 'http_502', status: 502 })
})

test('a server that is away gives an error that names its address and says why', async (context) => {
  const server = await serve(context, {})
  await server.close()
  await assert.rejects(clientOf(server).contracts(), (error) => {
    assert.ok(error instanceof ConnectionError)
    assert.equal(error.message, `Swath does not answer at ${server.url} (ECONNREFUSED)`)
    return true
  })
})

test('what is no address is told at once, and not taken for a server that is away', () => {
  for (const url of ['127.0.0.1:8080', 'localhost:8080', 'ftp://swath.test', '']) {
    const connect = () => new SwathClient({ url, client_id: 'demo', client_secret: 'secret' })
    assert.throws(connect, { message: `${url} is not an address such as https://swath.example.com` })
  }
})

test('a secret goes where nobody reads it on the way, unless somebody says that it may', () => {
  const connect = (url: string, more = {}) =>
    new SwathClient({ url, client_id: 'demo', client_secret: 'secret', ...more })
  for (const url of ['http://swath.example.com', 'http://10.0.0.1:8080']) {
    assert.throws(() => connect(url), /is not encrypted: others could read the secret on the way/)
    assert.ok(connect(url, { allow_http: true }))
  }
  for (const url of ['https://swath.example.com', 'http://localhost:8080', 'http://[::1]:8080']) {
    assert.ok(connect(url))
  }
})

test('a secret follows no redirect to wherever that leads', async (context) => {
  const other = await serve(context, { [login]: token })
  const server = await serve(context, {
    [login]: (response) => response.writeHead(307, { location: `${other.url}/oauth/token` }).end(),
  })
  await assert.rejects(clientOf(server).contracts(), ConnectionError)
  assert.deepEqual(other.asked, [])
})

test('a list is read over all its pages, and no further than the reader goes', async (context) => {
  const second = '/v2/orders/?status=closed&offset=2'
  const server = await serve(context, {
    [login]: token,
    'GET /v2/orders/?status=closed': json({ next: second, features: [{ id: '1' }, { id: '2' }] }),
    [`GET ${second}`]: json({ next: null, features: [{ id: '3' }] }),
  })
  const { orders } = clientOf(server)
  const all = await orders.list({ status: 'closed' }).all()
  assert.deepEqual(
    all.map(({ id }) => id),
    ['1', '2', '3'],
  )
  for await (const _ of orders.list({ status: 'closed' })) break
  assert.equal(server.asked.filter((name) => name === `GET ${second}`).length, 1)
})

test('aborting ends requests that are under way', async (context) => {
  const stop = new AbortController()
  const server = await serve(context, { [login]: token, [an_order]: () => stop.abort(new Error('enough')) })
  await assert.rejects(clientOf(server, { signal: stop.signal }).orders.get('000001'), /^Error: enough$/)
})

function orderAt(event: number, status: string) {
  return json({ id: '000001', properties: { status, latest_event: { id: `evt.${event}` } } })
}

test('waiting for an order tells each change once and ends when the order is closed', async (context) => {
  const answers = [orderAt(1, 'received'), orderAt(2, 'in_progress'), orderAt(2, 'in_progress')]
  const server = await serve(context, { [login]: token, [an_order]: [...answers, orderAt(3, 'closed')] })
  const seen: string[] = []
  const order = await clientOf(server).orders.wait('000001', {
    onChange: ({ properties }) => seen.push(properties.latest_event.id),
  })
  assert.equal(order.properties.status, 'closed')
  assert.deepEqual(seen, ['evt.1', 'evt.2', 'evt.3'])
})

test('waiting for an order can be given up', async (context) => {
  const server = await serve(context, { [login]: token, [an_order]: orderAt(1, 'received') })
  const stop = new AbortController()
  const waiting = clientOf(server).orders.wait('000001', {
    signal: stop.signal,
    onChange: () => stop.abort(new Error('too long')),
  })
  await assert.rejects(waiting, /^Error: too long$/)
})
