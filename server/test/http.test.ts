// HTTP and OAuth 2.0 promise this to clients that know nothing of Swath.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import about from '../package.json' with { type: 'json' }
import { aPointOrder, TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'

const client_secret = 'a secret of the tests'

onOneDatabase((openDatabase) => {
  let swath: TestApp
  before(async () => {
    swath = await TestApp.open(await openDatabase())
  })
  after(() => swath.close())

  const send = (method: string, url: string, headers: Record<string, string> = {}, payload?: string) =>
    swath.app.http.inject({
      method: method as 'GET',
      url,
      headers,
      ...(payload === undefined ? {} : { payload }),
    })

  // Tokens ---------------------------------------------------------------------------------------------

  const form_type = 'application/x-www-form-urlencoded'
  const askToken = (form: Record<string, string> | string, headers: Record<string, string> = {}) =>
    send('POST', '/oauth/token', { 'content-type': form_type, ...headers }, String(new URLSearchParams(form)))
  const basic = (id: string, secret: string) => ({
    authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
  })
  const grant_type = 'client_credentials'

  test('a token is given for a form, as OAuth 2.0 has it, and works', async () => {
    const answer = await askToken({ grant_type, client_id: 'demo', client_secret })
    assert.equal(answer.statusCode, 200, answer.body)
    assert.equal(answer.json().token_type, 'Bearer')
    const authorization = `Bearer ${answer.json().access_token}`
    assert.equal((await send('GET', '/contracts', { authorization })).statusCode, 200)
  })

  test('a token is given for HTTP Basic, whether id and secret are encoded as forms are or not', async () => {
    for (const [id, secret] of [
      ['demo', client_secret],
      ['demo', client_secret.replaceAll(' ', '+')],
      ['%64emo', encodeURIComponent(client_secret)],
    ] as const) {
      const answer = await askToken({ grant_type }, basic(id, secret))
      assert.equal(answer.statusCode, 200, `${id} ${secret}: ${answer.body}`)
    }
    const with_id = await askToken({ grant_type, client_id: 'demo' }, basic('demo', client_secret))
    assert.equal(with_id.statusCode, 200)
    const json = { 'content-type': 'application/json', ...basic('demo', client_secret) }
    assert.equal((await send('POST', '/oauth/token', json, JSON.stringify({ grant_type }))).statusCode, 200)
  })

  test('a refusal of a token says which error of OAuth 2.0 it is', async () => {
    const good = { grant_type, client_id: 'demo', client_secret }
    const json_type = { 'content-type': 'application/json' }
    for (const [name, status, error, ask] of [
      ['a wrong secret', 401, 'invalid_client', () => askToken({ ...good, client_secret: 'wrong' })],
      [
        'a wrong secret in Basic',
        401,
        'invalid_client',
        () => askToken({ grant_type }, basic('demo', 'wrong')),
      ],
      [
        'a Basic that is none',
        401,
        'invalid_client',
        () => askToken({ grant_type }, { authorization: 'Basic ?' }),
      ],
      ['no client', 400, 'invalid_request', () => askToken({ grant_type })],
      ['another grant', 400, 'unsupported_grant_type', () => askToken({ ...good, grant_type: 'password' })],
      ['no grant', 400, 'invalid_request', () => askToken({ client_id: 'demo', client_secret })],
      ['an empty grant', 400, 'invalid_request', () => askToken({ ...good, grant_type: '' })],
      ['two ways at once', 400, 'invalid_request', () => askToken(good, basic('demo', client_secret))],
      [
        'two clients',
        400,
        'invalid_request',
        () => askToken({ ...good, client_secret: '', client_id: 'x' }, basic('demo', client_secret)),
      ],
      [
        'a parameter twice',
        400,
        'invalid_request',
        () => askToken('grant_type=client_credentials&client_id=demo&client_id=demo&client_secret=x'),
      ],
      ['no JSON', 400, 'invalid_request', () => send('POST', '/oauth/token', json_type, '{')],
      ['a number', 400, 'invalid_request', () => send('POST', '/oauth/token', json_type, '{"grant_type":5}')],
      ['no body', 400, 'invalid_request', () => send('POST', '/oauth/token')],
    ] as const) {
      const answer = await ask()
      assert.deepEqual([answer.statusCode, answer.json().error], [status, error], `${name}: ${answer.body}`)
      assert.match(String(answer.headers['content-type']), /^application\/json/, name)
      assert.equal(answer.json().error_description, answer.json().detail, name)
      assert.equal(answer.headers['cache-control'], 'no-store', name)
    }
    const xml = await send('POST', '/oauth/token', { 'content-type': 'text/xml' }, '<a/>')
    assert.deepEqual([xml.statusCode, xml.json().error], [415, 'invalid_request'])
  })

  test('a form is for tokens alone', async () => {
    const answer = await swath.call('demo', 'POST', '/v2/orders/', 'a=b', { 'content-type': form_type })
    assert.deepEqual([answer.status, answer.body.code], [415, 'unsupported_media_type'])
  })

  // Refusals -------------------------------------------------------------------------------------------

  test('every 401 names the scheme that would be right', async () => {
    const challenge = async (url: string, headers: Record<string, string> = {}) => {
      const answer = await send('GET', url, headers)
      assert.equal(answer.statusCode, 401)
      return answer.headers['www-authenticate']
    }
    const headers = await swath.headers('demo')
    for (const url of [
      '/v2/orders/',
      '/contracts',
      '/ops/v1/contracts/',
      '/tasking/tasks/',
      '/archive/stac/collections/none',
    ])
      assert.equal(await challenge(url), 'Bearer realm="swath"', url)
    assert.equal(
      await challenge('/v2/orders/', { authorization: 'Bearer forged' }),
      'Bearer realm="swath", error="invalid_token"',
    )
    const { authorizationtoken } = headers
    assert.match(
      String(await challenge('/v2/orders/', { authorizationtoken: authorizationtoken! })),
      /^Bearer /,
    )
    const wrong = await askToken({ grant_type, client_id: 'demo', client_secret: 'wrong' })
    // Not Basic: a browser would ask people for a name and a password, in a window of its own.
    assert.equal(wrong.headers['www-authenticate'], 'Bearer realm="swath"')
    const wrong_basic = await askToken({ grant_type }, basic('demo', 'wrong'))
    assert.equal(wrong_basic.headers['www-authenticate'], 'Basic realm="swath"')
  })

  test('a method that a path does not have is 405 and tells those it has; a path that is not there is 404', async () => {
    for (const [method, url, allow] of [
      ['DELETE', '/v2/orders/', 'GET, HEAD, POST'],
      ['PUT', '/v2/orders', 'GET, HEAD, POST'],
      ['PUT', '/v2/orders/ord.1?x=1', 'DELETE, GET, HEAD, PATCH'],
      ['GET', '/oauth/token', 'POST'],
      ['POST', '/healthz', 'GET, HEAD'],
      ['POST', '/openapi.json', 'GET, HEAD'],
      ['DELETE', '/docs', 'GET, HEAD'],
      ['POST', '/console/orders', 'GET, HEAD'],
    ] as const) {
      const answer = await send(method, url)
      assert.deepEqual(
        [answer.statusCode, answer.json().code],
        [405, 'method_not_allowed'],
        `${method} ${url}`,
      )
      assert.equal(answer.headers.allow, allow, `${method} ${url}`)
    }
    for (const method of ['GET', 'POST', 'DELETE']) {
      const answer = await send(
        method,
        '/nowhere',
        { 'content-type': 'text/plain' },
        method === 'GET' ? undefined : 'x',
      )
      assert.deepEqual([answer.statusCode, answer.headers.allow], [404, undefined], method)
      assert.equal(answer.headers['access-control-allow-origin'], '*')
    }
  })

  test('every endpoint answers each method that it does not have with 405 and those that it has', async () => {
    const paths = Map.groupBy(swath.app.endpoints, ({ path }) => path)
    for (const [path, endpoints] of paths) {
      const url = path.replaceAll(/\{\w+\}/g, 'x')
      const answer = await send('TRACE', url)
      assert.equal(answer.statusCode, 405, path)
      const allowed = String(answer.headers.allow).split(', ')
      for (const { method } of endpoints) assert.ok(allowed.includes(String(method)), `${path}: ${allowed}`)
    }
  })

  test('a body that is text is a media type that is not taken', async () => {
    for (const type of ['text/plain', 'text/plain; charset=utf-8', 'text/html', 'application/xml']) {
      const order = JSON.stringify(aPointOrder())
      const { status, body } = await swath.call('demo', 'POST', '/v2/orders/', order, {
        'content-type': type,
      })
      assert.deepEqual([status, body.code], [415, 'unsupported_media_type'], type)
    }
  })

  // Versions -------------------------------------------------------------------------------------------

  test('a compressed answer has no strong tag, and its own tag is good for conditional requests', async () => {
    const order = await swath.place(aPointOrder({ order_name: 'x'.repeat(100) }))
    const url = `/v2/orders/${order.id}`
    const headers = await swath.headers('demo')
    const plain = await send('GET', url, headers)
    const packed = await send('GET', url, { ...headers, 'accept-encoding': 'gzip' })
    assert.equal(packed.headers['content-encoding'], 'gzip')
    assert.equal(packed.headers.etag, `W/${plain.headers.etag}`)
    for (const { headers } of [plain, packed]) assert.match(String(headers.vary), /accept-encoding/i)
    const tag = String(packed.headers.etag)
    const again = await send('GET', url, { ...headers, 'accept-encoding': 'gzip', 'if-none-match': tag })
    assert.deepEqual([again.statusCode, again.headers.etag], [304, tag])
    const changed = await swath.call(
      'demo',
      'PATCH',
      url,
      { properties: { order_name: 'y' } },
      { 'if-match': tag },
    )
    assert.equal(changed.status, 200)
    const late = await swath.call(
      'demo',
      'PATCH',
      url,
      { properties: { order_name: 'z' } },
      { 'if-match': tag },
    )
    assert.equal(late.status, 412)
  })

  // Idempotency ----------------------------------------------------------------------------------------

  test('a repeat under an Idempotency-Key is the same request in the other slash form and with other spelling', async () => {
    const key = { 'idempotency-key': 'one-order' }
    const first = await swath.call('demo', 'POST', '/v2/orders/', aPointOrder(), key)
    assert.equal(first.status, 201)
    const { type, geometry, properties } = aPointOrder()
    const { order_name, project_name, sku } = properties
    const reordered = { properties: { sku, project_name, order_name }, geometry, type }
    for (const [url, body] of [
      ['/v2/orders', aPointOrder()],
      ['/v2/orders/?', aPointOrder()],
      ['/v2/orders/', reordered],
      ['/v2/orders/', JSON.stringify(reordered, null, 2).replace('2.35', '2.350')],
      ['/v2/ord%65rs', JSON.stringify(reordered)],
    ] as const) {
      const again = await swath.call('demo', 'POST', url, body, key)
      assert.deepEqual([again.status, again.body.id], [201, first.body.id], `${url} ${JSON.stringify(body)}`)
      assert.equal(again.headers['idempotent-replayed'], 'true')
    }
    const other = await swath.call('demo', 'POST', '/v2/orders/', aPointOrder({ order_name: 'other' }), key)
    assert.deepEqual([other.status, other.body.code], [409, 'idempotency_conflict'])
  })

  test('an Idempotency-Key of one thing is none of another on the same kind of path', async () => {
    const key = { 'idempotency-key': 'one-secret' }
    const webhook = (url: string) => ({ url, event_types: ['*'] })
    const made = await Promise.all(
      ['http://127.0.0.1/a', 'http://127.0.0.1/b'].map((url) =>
        swath.call('demo', 'POST', '/v2/webhooks/', webhook(url)),
      ),
    )
    const rotate = (id: string) =>
      swath.call('demo', 'POST', `/v2/webhooks/${id}/rotate-secret`, undefined, key)
    const rotated = await rotate(made[0]!.body.webhook_id)
    assert.equal(rotated.status, 200)
    assert.equal((await rotate(made[0]!.body.webhook_id)).body.secret, rotated.body.secret)
    assert.equal((await rotate(made[1]!.body.webhook_id)).status, 409)
  })

  // The caches of others, and the pages that others show -----------------------------------------------

  test('what shows a token or a secret is stored nowhere, also when it is repeated', async () => {
    const token = await askToken({ grant_type, client_id: 'demo', client_secret })
    assert.deepEqual([token.headers['cache-control'], token.headers.pragma], ['no-store', 'no-cache'])
    const key = { 'idempotency-key': 'a-credential' }
    for (let i = 0; i < 2; i++) {
      const made = await swath.call('demo', 'POST', '/v2/my/api-credentials', { name: 'a program' }, key)
      assert.deepEqual([made.status, made.headers['cache-control']], [201, 'no-store'])
    }
    const webhook = { url: 'http://127.0.0.1/c', event_types: ['*'] }
    const made = await swath.call('demo', 'POST', '/v2/webhooks/', webhook)
    assert.equal(made.headers['cache-control'], 'no-store')
    const refused = await send('GET', '/v2/orders/')
    assert.equal(refused.headers['cache-control'], 'no-store')
  })

  test('whoever looks after the server is told its version', async () => {
    for (const path of ['/healthz', '/readyz'])
      assert.deepEqual((await send('GET', path)).json(), { status: 'ok', version: about.version })
  })

  test('no browser takes an answer for something else than it says it is', async () => {
    const headers = await swath.headers('demo')
    for (const url of [
      '/v2/orders/',
      '/healthz',
      '/openapi.json',
      '/nowhere',
      '/docs/',
      '/docs/js/scalar.js',
      '/console/',
      '/archive/stac/',
      '/%ff',
    ])
      assert.equal((await send('GET', url, headers)).headers['x-content-type-options'], 'nosniff', url)
  })
})
