import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { SetAside } from '../src/queue/set-aside.ts'
import { TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'
import { untilReadable } from './events.ts'
import { serveFiles } from './files.ts'
import { Receiver, WebhookTests } from './receivers.ts'

const token = 'a token of the tests'

onOneDatabase((openDatabase) => {
  let swath: TestApp
  before(async () => {
    swath = await TestApp.open(await openDatabase(), {
      SWATH_METRICS_TOKEN: token,
      SWATH_NATS_URL: 'nats://127.0.0.1:9',
      SWATH_OUTBOUND_ALLOW: '127.0.0.1',
      SWATH_DELIVERY_DIR: '/is/not/there',
    })
  })
  after(() => swath.close())

  async function read(authorization?: string) {
    const headers = authorization === undefined ? {} : { authorization }
    const { statusCode, payload } = await swath.app.http.inject({ url: '/metrics', headers })
    return { status: statusCode, text: payload }
  }
  async function figure(name: string): Promise<number> {
    const { text } = await read(`Bearer ${token}`)
    const line = text.split('\n').find((one) => one.startsWith(`${name} `))
    assert.ok(line, `${name} is not in\n${text}`)
    return Number(line.split(' ').at(-1))
  }

  test('are for whoever shows the token of the operator, and for nobody else', async () => {
    const { authorizationtoken } = await swath.headers('operator')
    for (const wrong of [undefined, '', 'Bearer ', `Bearer ${token}x`, token, authorizationtoken]) {
      assert.equal((await read(wrong)).status, 401, wrong)
    }
    assert.equal((await read(`Bearer ${token}`)).status, 200)
  })

  test('count requests by the pattern of their path, whatever ids there are', async () => {
    for (const id of ['000001', '999999', 'x']) await swath.call('demo', 'GET', `/v2/orders/${id}`)
    const { text } = await read(`Bearer ${token}`)
    assert.match(
      text,
      /swath_http_request_seconds_count\{method="GET",route="\/v2\/orders\/:order_id",status="4xx"\} 3/,
    )
    assert.doesNotMatch(text, /route="[^"]*999999/)
  })

  test('count who was refused, also where nobody was yet', async () => {
    const refusals = async () => {
      const { text } = await read(`Bearer ${token}`)
      return [...text.matchAll(/^swath_http_refusals_total\{status="(\d+)"\} (\d+)$/gm)].map(
        ([, ...told]) => told,
      )
    }
    const before = Object.fromEntries(await refusals())
    await swath.app.http.inject('/v2/orders/')
    await swath.call('demo', 'GET', '/ops/v1/credentials')
    await swath.app.http.inject({ url: '/v2/orders/', headers: { authorization: 'Bearer x' } })
    assert.deepEqual(await refusals(), [
      ['401', String(Number(before['401']) + 2)],
      ['403', String(Number(before['403']) + 1)],
      ['429', '0'],
    ])
  })

  test('are as many whatever somebody asks for', async () => {
    const count = async () =>
      (await read(`Bearer ${token}`)).text.match(/^swath_http_request_seconds_count/gm)!.length
    const ask = async (body: string, id: string) => {
      const headers = { ...(await swath.headers('demo')), 'content-type': body }
      const all = ['GET', 'PATCH', 'PUT'] as const
      for (const method of all)
        await swath.app.http.inject({ method, url: `/v2/orders/${id}`, headers, payload: body })
    }
    await ask('application/json', 'a')
    const before = await count()
    // 400, 404, 405, 413 and 415.
    for (const body of ['text/x', '', '{', '{}', `"${'x'.repeat(9_000_000)}"`]) await ask(body, '%zz')
    for (const body of ['text/x', 'application/json']) await ask(body, 'b')
    assert.equal(await count(), before)
  })

  test('tell the backlog of jobs, of webhooks and of the broker', async (t) => {
    await swath.place()
    assert.equal(await figure('swath_jobs{job="orders.assess",state="created"}'), 1)
    const receiver = await Receiver.open()
    t.after(() => receiver.close())
    receiver.behave = () => 500
    const webhooks = await WebhookTests.open(swath)
    await webhooks.create(receiver.url)
    await webhooks.write('capt.a')
    await webhooks.send()
    swath.advance({ hours: 1 })
    assert.equal(await figure('swath_webhook_messages{state="pending"}'), 1)
    assert.equal(await figure('swath_webhooks{state="failing"}'), 1)
    assert.equal(await figure('swath_webhook_oldest_message_seconds'), 3600)
    assert.ok((await figure('swath_broker_lag_seconds')) >= 3600)
    assert.equal(await figure('swath_digest_mails'), 0)
    await untilReadable(swath)
    assert.equal(await figure('swath_feed_lag_seconds'), 0)
  })

  test('tell the jobs that were set aside, which an operator sees and starts again', async () => {
    const data = { contract_id: '', order_id: '', entity_id: '' }
    await new SetAside(swath.app.db).keep({ name: 'feed.seal', data }, new TypeError('x'), 20)
    assert.equal(await figure('swath_jobs{job="feed.seal",state="set_aside"}'), 1)
    const path = '/ops/v1/jobs/set-aside'
    assert.equal((await swath.call('demo', 'GET', path)).status, 403)
    const { results } = (await swath.call('operator', 'GET', path)).body
    assert.deepEqual([results.length, results[0].name, results[0].error], [1, 'feed.seal', 'TypeError: x'])
    const restart = () => swath.call('operator', 'POST', `${path}/${results[0].job_id}/restart`)
    assert.deepEqual([(await restart()).status, (await restart()).status], [204, 404])
  })

  test('tell the deliveries that have not ended', async (t) => {
    const files = await serveFiles()
    t.after(() => files.close())
    await swath.call('demo', 'POST', '/v2/destinations/', {
      name: 'ours',
      settings: { kind: 'folder', folder: 'ours' },
      default_for: { contract: true },
    })
    await swath.drain()
    const { captures } = await swath.placeAndPlan()
    await swath.deliver(captures[0]!, files.announce)
    assert.equal(await figure('swath_deliveries{state="pending"}'), 2)
  })
})

onOneDatabase((openDatabase) => {
  test('without a token there are no metrics', async () => {
    const swath = await TestApp.open(await openDatabase())
    assert.equal((await swath.app.http.inject({ url: '/metrics' })).statusCode, 404)
    await swath.close()
  })
})
