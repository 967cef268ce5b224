import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, beforeEach, describe, test } from 'node:test'
import { sql } from 'kysely'
import { pino } from 'pino'
import { KeptAnswers } from '../src/answers/idempotency.ts'
import { demo_contracts } from '../src/contracts/demo.ts'
import { Secrets } from '../src/database/secrets.ts'
import { WebhookCleanup } from '../src/webhooks/cleanup.ts'
import { aPointOrder, TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'
import { allow_loopback, isGenuine, Receiver, WebhookTests } from './receivers.ts'
import { overwrite } from './tables.ts'

const key = randomBytes(32).toString('base64')

onOneDatabase((openDatabase) => {
  let swath: TestApp
  let tests: WebhookTests
  let receiver: Receiver
  before(async () => {
    const env = { ...allow_loopback, SWATH_ENCRYPTION_KEY: key }
    swath = await TestApp.open(await openDatabase(), env)
    tests = await WebhookTests.open(swath)
  })
  after(async () => {
    await swath.close()
    await receiver.close()
  })
  beforeEach(async () => {
    await receiver?.close()
    receiver = await Receiver.open()
    await swath.app.db.system((tx) => tx.run(sql`delete from webhooks`))
  })

  describe('a webhook', () => {
    test('is created, read, listed, changed and deleted', async () => {
      const created = await swath.call('demo', 'POST', '/v2/webhooks/', {
        url: receiver.url,
        event_types: ['Order*'],
      })
      const { secret, ...webhook } = created.body
      assert.equal(created.headers.location, `/v2/webhooks/${webhook.webhook_id}`)
      assert.deepEqual(
        [webhook.state, webhook.description, webhook.filters],
        ['enabled', '', { sku: [], project: [], order_id: [] }],
      )
      assert.deepEqual(await tests.get(webhook.webhook_id), webhook)
      assert.deepEqual((await swath.call('demo', 'GET', '/v2/webhooks/')).body.results, [webhook])
      swath.advance({ hours: 1 })
      const filters = { sku: ['TSK*'], project: [], order_id: [] }
      const { body: changed } = await tests.patch(webhook.webhook_id, { description: 'mine', filters })
      assert.deepEqual([changed.description, changed.filters, changed.url], ['mine', filters, receiver.url])
      assert.notEqual(changed.updated_at, webhook.updated_at)
      const stale = { 'if-match': created.headers.etag ?? '"x"' }
      const path = `/v2/webhooks/${webhook.webhook_id}`
      assert.equal((await swath.call('demo', 'PATCH', path, { description: 'no' }, stale)).status, 412)
      assert.equal((await swath.call('demo', 'DELETE', path)).status, 204)
      assert.equal((await swath.call('demo', 'GET', path)).status, 404)
    })

    test('refuses event types that do not exist, and addresses that are not public', async () => {
      const refused = async (more: object) => {
        const body = { url: receiver.url, event_types: ['*'], ...more }
        const answer = await swath.call('demo', 'POST', '/v2/webhooks/', body)
        return `${answer.status} ${answer.body.code}: ${answer.body.detail}`
      }
      assert.match(await refused({ event_types: ['OrderRecieved'] }), /400 invalid_request.*OrderReceived/)
      assert.match(await refused({ event_types: [] }), /400 invalid_request/)
      for (const url of [
        'http://10.0.0.1/',
        'http://0x0a000001',
        'http://[::ffff:10.0.0.1]',
        'http://169.254.169.254/',
      ]) {
        assert.match(await refused({ url }), /400 url_refused.*not a public address/, url)
      }
      assert.match(await refused({ url: 'ftp://example.com' }), /400 url_refused.*http/)
      assert.match(await refused({ url: 'http://example.com' }), /400 url_refused.*must be https/)
      assert.match(await refused({ url: 'https://me:secret@example.com' }), /400 url_refused.*password/)
      const { webhook_id } = await tests.create(receiver.url)
      const { status, body } = await tests.patch(webhook_id, { url: 'http://10.0.0.1/' })
      assert.deepEqual([status, body.code], [400, 'url_refused'])
    })

    test('of another contract does not exist, whatever is asked of it', async () => {
      const { webhook_id } = await tests.create(receiver.url)
      const path = `/v2/webhooks/${webhook_id}`
      const requests: ['GET' | 'POST' | 'PATCH' | 'DELETE', string, object?][] = [
        ['GET', path],
        ['PATCH', path, { description: 'x' }],
        ['DELETE', path],
        ['POST', `${path}/rotate-secret`],
        ['POST', `${path}/test`],
        ['POST', `${path}/replay`, { dead: true }],
        ['GET', `${path}/messages`],
        ['GET', `${path}/deliveries`],
      ]
      for (const [method, url, body] of requests) {
        const answer = await swath.call('demo-two', method, url, body)
        assert.deepEqual([answer.status, answer.body.code], [404, 'not_found'], `${method} ${url}`)
      }
      assert.equal((await swath.call('demo-two', 'GET', '/v2/webhooks/')).body.count, 0)
      assert.equal(receiver.received.length, 0)
    })

    test('is one of fifty at most, also when many are created at once', async () => {
      const body = { url: receiver.url, event_types: ['*'] }
      const answers = await Promise.all(
        Array.from({ length: 60 }, () => swath.call('demo', 'POST', '/v2/webhooks/', body)),
      )
      assert.equal(answers.filter(({ status }) => status === 201).length, 50)
      assert.equal(answers.find(({ status }) => status !== 201)!.body.code, 'webhook_limit_reached')
    })

    test('with a filter by the name of a project follows the project when its name changes', async () => {
      const placeIn = async (project_name: string) => {
        const order = await swath.place(aPointOrder({ project_name }))
        await swath.drain()
        return order
      }
      const { id, properties } = await placeIn('before')
      const { project_id } = properties
      const filters = { sku: [], project: ['before', project_id], order_id: [] }
      const { webhook_id } = await tests.create(receiver.url, { filters })
      const webhook = await swath.call('demo', 'GET', `/v2/webhooks/${webhook_id}`)
      assert.deepEqual(webhook.body.filters.project, [project_id])
      const project = `/v2/projects/${project_id}`
      assert.equal((await swath.call('demo', 'PATCH', project, { project_name: 'after' })).status, 200)
      await swath.drain()
      await tests.send()
      receiver.received.length = 0
      // Another project that gets the name is another project.
      await placeIn('before')
      await swath.call('demo', 'PATCH', `/v2/orders/${id}`, { properties: { order_name: 'changed' } })
      await tests.send()
      assert.deepEqual(
        receiver.received.map(({ body }) => JSON.parse(body).data.entity_id),
        [id],
      )
    })

    test('is refused with filters that can never match, all of them at once', async () => {
      const filters = { sku: ['TSK*', 'XYZ*'], project: ['no such'], order_id: [tests.order_id, '999999'] }
      const body = { url: receiver.url, event_types: ['*'], filters }
      const refused = await swath.call('demo', 'POST', '/v2/webhooks/', body)
      assert.deepEqual([refused.status, refused.body.code], [400, 'invalid_request'])
      assert.deepEqual(
        refused.body.errors.map(({ pointer, code }: { pointer: string; code: string }) => [pointer, code]),
        [
          ['/filters/sku/1', 'no_match'],
          ['/filters/project/0', 'no_match'],
          ['/filters/order_id/1', 'no_match'],
        ],
      )
      assert.equal((await swath.call('demo', 'GET', '/v2/webhooks/')).body.count, 0)
      const { webhook_id } = await tests.create(receiver.url)
      const path = `/v2/webhooks/${webhook_id}`
      assert.equal((await swath.call('demo', 'PATCH', path, { filters })).status, 400)
      // A webhook of another contract does not exist for this one.
      const foreign = await swath.call('demo-two', 'POST', '/v2/webhooks/', {
        ...body,
        filters: { ...filters, sku: [], project: [], order_id: [tests.order_id] },
      })
      assert.equal(foreign.status, 400)
    })

    test('gets the events that match its types, order, SKU and project, and no others', async () => {
      const chosen = async (more: object) => tests.create(receiver.url, more)
      const { body: order } = await swath.call('demo', 'GET', `/v2/orders/${tests.order_id}`)
      const { sku, project_id } = order.properties
      const other = await swath.place()
      await swath.drain()
      await tests.untilReadable()
      const ids: Record<string, string> = {}
      for (const [name, more] of Object.entries({
        types: { event_types: ['Capture*', 'OrderUpdated'] },
        order: { filters: { order_id: [tests.order_id], sku: [], project: [] } },
        other_order: { filters: { order_id: [other.id], sku: [], project: [] } },
        all: { filters: { order_id: [], sku: ['TSK*'], project: ['tests'] } },
        project: { filters: { order_id: [], sku: [sku], project: [project_id] } },
        other_sku: { filters: { order_id: [], sku: ['ARC*'], project: [] } },
      })) {
        ids[name] = (await chosen(more)).webhook_id
      }
      for (const type of ['CaptureQueued', 'DeliverableQueued', 'OrderUpdated'] as const)
        await tests.write('capt.a', type)
      await tests.send()
      const counts = Object.entries(ids).map(
        async ([name, id]) => [name, (await tests.messages(id)).length] as const,
      )
      assert.deepEqual(Object.fromEntries(await Promise.all(counts)), {
        types: 2,
        order: 3,
        other_order: 0,
        all: 3,
        project: 3,
        other_sku: 0,
      })
    })

    test('gets what happens from its creation on, driven by the queue as by a worker', async () => {
      await tests.write('capt.before')
      await tests.untilReadable()
      await tests.create(receiver.url)
      await tests.write('capt.after')
      await tests.untilReadable()
      await swath.app.queue.trigger('webhooks.send')
      await swath.drain()
      assert.deepEqual(
        receiver.received.map(({ entity_id }) => entity_id),
        ['capt.after'],
      )
    })
  })

  describe('the secret', () => {
    test('signs as Standard Webhooks says; whatever is changed, the signature does not fit', async () => {
      const { secret, webhook_id, cursor } = await tests.create(receiver.url)
      await tests.write('capt.a', 'CaptureQueued', 'ünïcödé "quoted" €')
      await tests.send()
      const [message] = receiver.received
      assert.ok(isGenuine(secret, message!))
      assert.equal(message!.body, (await tests.feedBytes(cursor)).get(message!.id))
      assert.equal(message!.id, JSON.parse(message!.body).id)
      assert.equal(message!.timestamp, String(Math.floor(swath.clock.now().getTime() / 1000)))
      assert.ok(!isGenuine(secret, { ...message!, body: message!.body.replace('queued', 'failed') }))
      assert.ok(!isGenuine(secret, { ...message!, id: `${message!.id}0` }))
      assert.ok(!isGenuine(secret, { ...message!, timestamp: String(Number(message!.timestamp) + 1) }))
      assert.ok(!isGenuine(`whsec_${Buffer.alloc(32).toString('base64')}`, message!))
      assert.deepEqual(
        (await tests.messages(webhook_id)).map(({ state, tries }) => [state, tries]),
        [['delivered', 1]],
      )
    })

    test('is replaced without a gap: for a day messages carry a signature by each', async () => {
      const { secret: first, webhook_id } = await tests.create(receiver.url)
      const { body } = await tests.post(webhook_id, 'rotate-secret')
      const { secret: second, previous_secret_until } = body
      assert.notEqual(first, second)
      assert.equal(Date.parse(previous_secret_until), swath.clock.now().getTime() + 24 * 3_600_000)
      await tests.write('capt.a')
      await tests.send()
      const during = receiver.received.at(-1)!
      assert.deepEqual(
        [during.signature.split(' ').length, isGenuine(first, during), isGenuine(second, during)],
        [2, true, true],
      )
      swath.advance({ hours: 25 })
      await tests.write('capt.a')
      await tests.send()
      const later = receiver.received.at(-1)!
      assert.deepEqual(
        [later.signature.split(' ').length, isGenuine(first, later), isGenuine(second, later)],
        [1, false, true],
      )
    })

    test('is good for a day after it was replaced, however many are replaced meanwhile', async () => {
      const { secret: first, webhook_id } = await tests.create(receiver.url)
      const secrets = [first]
      const rotate = () => tests.post(webhook_id, 'rotate-secret')
      for (let hours = 0; hours < 3; hours++) {
        secrets.push((await rotate()).body.secret)
        swath.advance({ hours: 1 })
      }
      const genuine = async () => {
        await tests.write('capt.a')
        await tests.send()
        return secrets.map((secret) => isGenuine(secret, receiver.received.at(-1)!))
      }
      assert.deepEqual(await genuine(), [true, true, true, true])
      swath.advance({ hours: 21 })
      assert.deepEqual(await genuine(), [false, true, true, true])
      await swath.app.queue.trigger('webhooks.tidy')
      await swath.drain()
      swath.advance({ hours: 1 })
      assert.deepEqual(await genuine(), [false, false, true, true])
      swath.advance({ hours: 1 })
      assert.deepEqual(await genuine(), [false, false, false, true])
    })

    test('is not replaced more often than messages can carry signatures', async () => {
      const { webhook_id, secret } = await tests.create(receiver.url)
      for (let i = 0; i < 10; i++) assert.equal((await tests.post(webhook_id, 'rotate-secret')).status, 200)
      const refused = await tests.post(webhook_id, 'rotate-secret')
      assert.deepEqual([refused.status, refused.body.code], [409, 'webhook_secrets_reached'])
      await tests.write('capt.a')
      await tests.send()
      assert.ok(isGenuine(secret, receiver.received.at(-1)!))
      swath.advance({ hours: 24 })
      assert.equal((await tests.post(webhook_id, 'rotate-secret')).status, 200)
    })

    test('is in no other answer, and not readable in the database', async () => {
      const { secret, webhook_id } = await tests.create(receiver.url)
      await tests.post(webhook_id, 'test')
      const path = `/v2/webhooks/${webhook_id}`
      for (const url of ['/v2/webhooks/', path, `${path}/messages`, `${path}/deliveries`]) {
        const { body } = await swath.call('demo', 'GET', url)
        assert.doesNotMatch(JSON.stringify(body), /secret"|whsec_|v1\./)
      }
      const row = await swath.app.db.system((tx) => tx.one(sql`select webhooks::text from webhooks`))
      assert.ok(!JSON.stringify(row).includes(secret.slice('whsec_'.length)))
    })
  })

  describe('a repeat under one Idempotency-Key', () => {
    test('gets the secret of the first answer, which is not readable in the database', async () => {
      const body = { url: receiver.url, event_types: ['*'] }
      const key = { 'idempotency-key': 'create' }
      const twice = async (url: string, payload: object | undefined, headers: object) => {
        const first = await swath.call('demo', 'POST', url, payload, headers)
        const again = await swath.call('demo', 'POST', url, payload, headers)
        assert.deepEqual(
          [again.status, again.body, again.headers['idempotent-replayed']],
          [first.status, first.body, 'true'],
        )
        return first.body
      }
      const created = await twice('/v2/webhooks/', body, key)
      assert.equal((await swath.call('demo', 'GET', '/v2/webhooks/')).body.count, 1)
      const path = `/v2/webhooks/${created.webhook_id}`
      const rotated = await twice(`${path}/rotate-secret`, undefined, { 'idempotency-key': 'rotate' })
      assert.notEqual(rotated.secret, created.secret)
      const rows = await swath.app.db.system((tx) =>
        tx.rows(sql<{ body: string }>`select body from idempotent_answers where is_encrypted`),
      )
      assert.equal(rows.length, 2)
      for (const { secret } of [created, rotated]) {
        const kept = JSON.stringify(rows)
        assert.ok(!kept.includes(secret) && !kept.includes(secret.slice('whsec_'.length)))
      }
      const other = { ...body, description: 'another' }
      const { status, body: told } = await swath.call('demo', 'POST', '/v2/webhooks/', other, key)
      assert.deepEqual([status, told.code], [409, 'idempotency_conflict'])
    })

    test('sends one test message, while no transaction waits for the receiver', async () => {
      const { webhook_id } = await tests.create(receiver.url)
      const url = `/v2/webhooks/${webhook_id}/test`
      const key = { 'idempotency-key': 'test' }
      let open = 0
      const { db } = swath.app
      const system = db.system.bind(db)
      db.system = async (work) => {
        open++
        try {
          return await system(work)
        } finally {
          open--
        }
      }
      const seen: number[] = []
      receiver.behave = () => {
        seen.push(open)
        return 'ok'
      }
      const first = await swath.call('demo', 'POST', url, undefined, key)
      const again = await swath.call('demo', 'POST', url, undefined, key)
      db.system = system
      assert.deepEqual([first.status, again.body], [200, first.body])
      assert.deepEqual(seen, [0])
    })

    test('still gets it after a change of the encryption key', async () => {
      const body = { url: receiver.url, event_types: ['*'] }
      const { client_id, contract_id } = { client_id: 'demo', contract_id: demo_contracts.demo }
      const created = await swath.call('demo', 'POST', '/v2/webhooks/', body, {
        'idempotency-key': 'changed',
      })
      const current = randomBytes(32).toString('base64')
      await new KeptAnswers(swath.app.db, swath.clock, new Secrets({ current, old: [key] }, '')).tidy()
      const caller = { client_id, contract_id, role: 'customer' as const, scopes: [] }
      const asked = ['/v2/webhooks/', {}, {}, body]
      const request = { caller, key: 'changed', asked, shows_secret: true, in_one_transaction: true }
      const answers = new KeptAnswers(swath.app.db, swath.clock, new Secrets({ current, old: [] }, ''))
      const again = await answers.once(
        request,
        async () => undefined,
        () => assert.fail('a repeat'),
      )
      assert.deepEqual(JSON.parse(again.body), created.body)
    })
  })

  describe('a test message', () => {
    test('is sent at once, signed, and the answer tells what the receiver said', async () => {
      const { secret, webhook_id } = await tests.create(receiver.url, { is_enabled: false })
      receiver.headers = { 'x-mine': 'yes' }
      receiver.text = `\0${'a'.repeat(10_000)}`
      const { body } = await tests.post(webhook_id, 'test')
      assert.deepEqual(
        [body.state, body.type, body.response.status, body.error],
        ['succeeded', 'WebhookTest', 200, null],
      )
      assert.match(body.response.headers, /x-mine: yes/)
      assert.equal(body.response.body.length, 4096)
      assert.equal(receiver.received[0]!.id, body.message_id)
      assert.equal(receiver.received[0]!.content_type, 'application/cloudevents+json')
      assert.ok(isGenuine(secret, receiver.received[0]!))
      receiver.behave = () => 500
      const failed = (await tests.post(webhook_id, 'test')).body
      assert.deepEqual([failed.state, failed.error], ['failed', 'The receiver answered 500'])
      const log = (await swath.call('demo', 'GET', `/v2/webhooks/${webhook_id}/deliveries`)).body
      assert.deepEqual(
        [log.count, new Set(log.results.map((one: { state: string }) => one.state)).size],
        [2, 2],
      )
      const only = (await swath.call('demo', 'GET', `/v2/webhooks/${webhook_id}/deliveries?state=failed`))
        .body
      assert.deepEqual(only.results, [failed])
    })
  })

  describe('cleanup', () => {
    test('forgets the log after 30 days, and old secrets when they end; pending messages stay', async () => {
      const { webhook_id } = await tests.create(receiver.url)
      await tests.post(webhook_id, 'rotate-secret')
      receiver.behave = ({ entity_id }) => (entity_id === 'capt.a' ? 'ok' : 500)
      for (const entity_id of ['capt.a', 'capt.b']) await tests.write(entity_id)
      await tests.send()
      swath.advance({ hours: 31 * 24 })
      await swath.app.queue.trigger('webhooks.tidy')
      await swath.drain()
      const left = await swath.app.db.system((tx) =>
        tx.one(sql`select (select count(*) from webhook_tries) as tries, (select count(*) from webhook_messages) as messages,
          (select count(*) from webhook_bodies) as bodies, (select jsonb_array_length(previous_secrets) from webhooks) as old_secrets`),
      )
      assert.deepEqual(left, { tries: 0, messages: 1, bodies: 1, old_secrets: 0 })
      assert.deepEqual(
        (await tests.messages(webhook_id)).map(({ entity_id, state }) => [entity_id, state]),
        [['capt.b', 'pending']],
      )
    })

    test('encrypts secrets anew after a change of key, so that the old key can go', async () => {
      const { webhook_id, secret: first } = await tests.create(receiver.url)
      const { secret: second } = (await tests.post(webhook_id, 'rotate-secret')).body
      const current = randomBytes(32).toString('base64')
      const changed = new Secrets({ current, old: [key] }, '')
      await new WebhookCleanup(swath.app.db, swath.clock, changed, pino({ enabled: false })).run()
      const row = await swath.app.db.system((tx) =>
        tx.one(
          sql<{ secret: string; previous: string }>`
            select secret, previous_secrets -> 0 ->> 'secret' as previous from webhooks`,
        ),
      )
      const without_old = new Secrets({ current, old: [] }, '')
      assert.equal(await without_old.decrypt(row.secret, webhook_id), second)
      assert.equal(await without_old.decrypt(row.previous, webhook_id), first)
    })

    test('dead letters are shown to the contract that they are of, and to operators', async () => {
      const { webhook_id } = await tests.create(receiver.url)
      await tests.write('capt.a')
      await tests.send()
      await overwrite(
        swath,
        'the receiver was away for longer than anybody tries',
        "update webhook_messages set state = 'dead', last_error = 'x'",
      )
      const count = async (client: 'demo' | 'demo-two' | 'operator', path: string) =>
        (await swath.call(client, 'GET', path)).body.count
      assert.equal(await count('demo', '/v2/webhooks/dead-letters'), 1)
      assert.equal(await count('demo-two', '/v2/webhooks/dead-letters'), 0)
      assert.equal(await count('operator', '/ops/v1/webhooks/dead-letters'), 1)
      const of = (contract_id: string) => `/ops/v1/webhooks/dead-letters?contract_id=${contract_id}`
      assert.equal(await count('operator', of(demo_contracts.demo)), 1)
      assert.equal(await count('operator', of(demo_contracts['demo-two'])), 0)
      assert.equal((await swath.call('demo', 'GET', '/ops/v1/webhooks/dead-letters')).status, 403)
      const { body } = await tests.post(webhook_id, 'replay', { dead: true })
      assert.deepEqual(body, { replayed: 1, has_more: false, cursor: null })
      await tests.send()
      assert.equal(receiver.received.length, 2)
    })
  })
})
