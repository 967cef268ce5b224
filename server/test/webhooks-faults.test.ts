import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { sql } from 'kysely'
import { TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'
import {
  allow_loopback,
  type Behaviour,
  impatient,
  type Received,
  Receiver,
  WebhookTests,
} from './receivers.ts'

/** Each entity's messages in the order in which they happened; one may come again, but never after a later one. */
function assertOrderPerEntity(received: readonly Received[]) {
  for (const [entity_id, of_entity] of Map.groupBy(received, (one) => one.entity_id)) {
    const sequences = of_entity.map(({ sequence }) => sequence)
    assert.deepEqual(
      sequences,
      sequences.toSorted((a, b) => a - b),
      entity_id,
    )
  }
}

/** Everything that the webhook is for has arrived, as the feed has it, and is marked so. */
async function assertAllArrived(
  tests: WebhookTests,
  receiver: Receiver,
  webhook: { webhook_id: string; cursor: string },
) {
  const bytes = await tests.feedBytes(webhook.cursor)
  assert.ok(bytes.size > 0)
  const acknowledged = receiver.received.filter(({ is_acknowledged }) => is_acknowledged)
  assert.deepEqual(new Set(acknowledged.map(({ id }) => id)), new Set(bytes.keys()))
  for (const { id, body } of receiver.received) assert.equal(body, bytes.get(id))
  const messages = await tests.messages(webhook.webhook_id)
  assert.deepEqual(new Set(messages.map(({ state }) => state)), new Set(['delivered']))
  assert.equal(messages.length, bytes.size)
  assertOrderPerEntity(receiver.received)
}

async function writeSome(tests: WebhookTests, count: number, entities = 5) {
  for (let i = 0; i < count; i++) await tests.write(`capt.${i % entities}`, 'CaptureQueued', `${i}`)
}

/** Everything arrives though every third request fails. @returns how many tries the log calls failed */
async function sendThroughFault(tests: WebhookTests, receiver: Receiver, fault: Behaviour): Promise<number> {
  const webhook = await tests.create(receiver.url)
  let requests = 0
  receiver.behave = () => (++requests % 3 === 0 ? fault : 'ok')
  await writeSome(tests, 9, 4)
  await tests.pass(2, 0.2)
  await assertAllArrived(tests, receiver, webhook)
  const log = `/v2/webhooks/${webhook.webhook_id}/deliveries?state=failed`
  const { count, results } = (await tests.swath.call('demo', 'GET', log)).body
  assert.ok(results.every(({ error }: { error: string }) => error.length > 5))
  return count
}

onOneDatabase((openDatabase) => {
  let swath: TestApp
  let tests: WebhookTests
  let receiver: Receiver
  before(async () => {
    swath = await TestApp.open(await openDatabase(), allow_loopback)
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

  test('a receiver that is down for 48 hours gets everything when it is back, in order, within minutes', async () => {
    const webhook = await tests.create(receiver.url)
    receiver.behave = () => 'reset'
    for (let hour = 0; hour < 48; hour++) {
      if (hour % 6 === 0) await writeSome(tests, 6)
      await tests.pass(1, 0.5)
    }
    const { state, consecutive_failures } = await tests.get(webhook.webhook_id)
    assert.equal(state, 'failing')
    // Asked now and then, and not for every message.
    assert.ok(consecutive_failures > 50 && consecutive_failures < 250, `${consecutive_failures}`)
    receiver.behave = () => 'ok'
    await tests.pass(0.3, 0.05)
    await assertAllArrived(tests, receiver, webhook)
    assert.equal((await tests.get(webhook.webhook_id)).state, 'enabled')
  })

  for (const fault of ['reset', 'truncate', 500, 302] as const) {
    test(`a receiver that sometimes answers so gets everything: ${fault}`, async () => {
      const failures = await sendThroughFault(tests, receiver, fault)
      assert.equal(failures, Math.floor(receiver.received.length / 3))
    })
  }

  test('a redirect to an inner address is not followed', async (t) => {
    const inner = await Receiver.open()
    t.after(() => inner.close())
    const webhook = await tests.create(receiver.url)
    receiver.behave = () => 307
    receiver.headers = { location: inner.url }
    await tests.write('capt.a')
    await tests.send()
    assert.equal(inner.received.length, 0)
    assert.match(
      (await tests.messages(webhook.webhook_id))[0]!.last_error!,
      /307; redirects are not followed/,
    )
  })

  test('a process that dies after the request and before its record sends the same bytes again', async () => {
    const webhook = await tests.create(receiver.url)
    const { db } = swath.app
    const original = db.tenant
    receiver.behave = () => {
      db.tenant = () => Promise.reject(new Error('killed'))
      return 'ok'
    }
    await tests.write('capt.a', 'CaptureQueued', '1')
    await tests.write('capt.a', 'CaptureScheduled', '2')
    await tests.send()
    db.tenant = original
    receiver.behave = () => 'ok'
    assert.deepEqual(
      (await tests.messages(webhook.webhook_id)).map(({ state }) => state),
      ['pending', 'pending'],
    )
    // Nobody else takes over before the dead one's lease is over.
    await tests.send()
    assert.equal(receiver.received.length, 1)
    swath.advance({ hours: 0.1 })
    await tests.send()
    const [first, again, second] = receiver.received
    assert.equal(receiver.received.length, 3)
    assert.deepEqual([again!.id, again!.body], [first!.id, first!.body])
    assert.notEqual(second!.id, first!.id)
    await assertAllArrived(tests, receiver, webhook)
  })

  test('a message that fails holds back its own entity and no other, and is given up after three days', async () => {
    const webhook = await tests.create(receiver.url)
    const poison = 'capt.1'
    receiver.behave = ({ entity_id }) => (entity_id === poison && !given_up ? 400 : 'ok')
    let given_up = false
    await writeSome(tests, 9, 3)
    await tests.send()
    const arrived = () => receiver.received.filter(({ is_acknowledged }) => is_acknowledged)
    assert.equal(arrived().length, 6)
    const tried = () =>
      new Set(receiver.received.filter(({ entity_id }) => entity_id === poison).map(({ id }) => id))
    assert.equal(tried().size, 1)
    for (let day = 0; day < 3; day++) {
      await tests.write('capt.other')
      await tests.pass(23, 1)
    }
    assert.equal((await tests.messages(webhook.webhook_id, 'dead')).length, 0)
    const { tries } = (await tests.messages(webhook.webhook_id, 'pending')).at(-1)!
    assert.ok(tries >= 12, `${tries}`)
    assert.equal(tried().size, 1)
    await tests.write('capt.other')
    // Pauses are up to a fifth longer: 72.7 hours may be 87.2.
    await tests.pass(20, 1)
    const dead = await tests.messages(webhook.webhook_id, 'dead')
    assert.deepEqual([dead.length, dead[0]!.last_error], [1, 'The receiver answered 400'])
    assert.equal(tried().size, 2)
    given_up = true
    const replayed = await tests.post(webhook.webhook_id, 'replay', { dead: true })
    assert.equal(replayed.body.replayed, 1)
    await tests.pass(1, 0.25)
    assert.equal(new Set(arrived().map(({ id }) => id)).size, (await tests.feedBytes(webhook.cursor)).size)
    assert.equal(
      (await tests.messages(webhook.webhook_id, 'delivered')).length,
      (await tests.messages(webhook.webhook_id)).length,
    )
  })

  test('a webhook of which every try of three days failed is disabled, and goes on without a gap', async () => {
    const webhook = await tests.create(receiver.url)
    receiver.behave = () => 503
    for (let hour = 0; hour < 80; hour++) {
      if (hour % 10 === 0) await writeSome(tests, 3)
      await tests.pass(1)
    }
    const disabled = await tests.get(webhook.webhook_id)
    assert.deepEqual(
      [disabled.is_enabled, disabled.state, disabled.disabled_reason],
      [false, 'disabled', 'failing'],
    )
    const failing_hours = (Date.parse(disabled.disabled_at) - Date.parse(disabled.failing_since)) / 3_600_000
    assert.ok(failing_hours >= 72 && failing_hours < 74, `${failing_hours}`)
    assert.equal((await tests.messages(webhook.webhook_id, 'dead')).length, 0)
    const before = receiver.received.length
    receiver.behave = () => 'ok'
    await writeSome(tests, 4)
    await tests.pass(1)
    assert.equal(receiver.received.length, before)
    await tests.patch(webhook.webhook_id, { is_enabled: true })
    await tests.send()
    await assertAllArrived(tests, receiver, webhook)
  })

  test('a receiver that answers 410 is asked no more, until it is enabled again', async () => {
    const webhook = await tests.create(receiver.url)
    receiver.behave = () => 410
    await writeSome(tests, 2, 1)
    await tests.pass(2)
    const { disabled_reason } = await tests.get(webhook.webhook_id)
    assert.deepEqual([disabled_reason, receiver.received.length], ['gone', 1])
    receiver.behave = () => 'ok'
    await tests.patch(webhook.webhook_id, { is_enabled: true })
    await tests.send()
    await assertAllArrived(tests, receiver, webhook)
  })

  test('a receiver that asks for time gets it, up to an hour', async () => {
    const webhook = await tests.create(receiver.url)
    receiver.behave = () => 429
    receiver.headers = { 'retry-after': '1200' }
    await writeSome(tests, 3)
    await tests.send()
    const after_first = receiver.received.length
    await tests.pass(0.3, 0.05)
    assert.equal(receiver.received.length, after_first)
    receiver.headers = { 'retry-after': '999999' }
    await tests.pass(0.1, 0.05)
    const after_second = receiver.received.length
    assert.ok(after_second > after_first)
    receiver.behave = () => 'ok'
    await tests.pass(0.9, 0.1)
    assert.equal(receiver.received.length, after_second)
    await tests.pass(0.5, 0.1)
    await assertAllArrived(tests, receiver, webhook)
  })

  test('two workers at once send nothing twice', async () => {
    const webhook = await tests.create(receiver.url)
    await writeSome(tests, 60, 7)
    await tests.untilReadable()
    const { sender } = swath.app.features.webhooks
    await Promise.all([sender.run(), sender.run(), tests.send()])
    await assertAllArrived(tests, receiver, webhook)
    assert.equal(receiver.received.length, 60)
    assert.ok(receiver.connections <= 8, `${receiver.connections}`)
  })

  test('of two events of one entity the older is sent first, also when the feed has them the other way round', async () => {
    const webhook = await tests.create(receiver.url)
    await tests.write('capt.a', 'CaptureQueued', 'older')
    await tests.write('capt.a', 'CaptureScheduled', 'newer')
    await tests.untilReadable()
    const { db, features } = swath.app
    // As if only the newer had been readable when the feed was read: its transaction began first.
    const newer = await db.system((tx) =>
      tx.one(sql<{
        event_id: string
        sequence: number
      }>`select event_id, sequence from events where message = 'newer'
        order by sequence desc limit 1`),
    )
    await db.system(async (tx) => {
      await tx.run(sql`insert into webhook_bodies select event_id, contract_id, '{"data":{"entity_id":"capt.a"}}' from events
        where event_id = ${newer.event_id}`)
      await tx.run(sql`
        insert into webhook_messages (webhook_id, event_id, contract_id, entity_id, sequence, type, next_try_at, created_at)
        select ${webhook.webhook_id}, event_id, contract_id, entity_id, sequence, type, '2000-01-01', '2000-01-01'
        from events where event_id = ${newer.event_id}`)
    })
    await features.webhooks.sender.run()
    assert.deepEqual(receiver.ids.indexOf(newer.event_id), 1)
    assert.equal(receiver.received.length, 2)
  })

  describe('a replay', () => {
    test('sends again by time, from a cursor, and by id, under the same ids and with the same bytes', async () => {
      const webhook = await tests.create(receiver.url)
      const hours: { at: string; cursor: string }[] = []
      for (let hour = 0; hour < 3; hour++) {
        await writeSome(tests, 4, 2)
        await tests.send()
        hours.push({
          at: swath.clock.now().toISOString(),
          cursor: (await tests.get(webhook.webhook_id)).cursor,
        })
        swath.advance({ hours: 1 })
      }
      const first_time = receiver.ids
      assert.equal(first_time.length, 12)
      async function again(body: object): Promise<string[]> {
        const before = receiver.received.length
        const { body: answer } = await tests.post(webhook.webhook_id, 'replay', body)
        // To ask again while it is under way changes nothing.
        assert.equal((await tests.post(webhook.webhook_id, 'replay', body)).body.replayed, 0)
        await tests.send()
        const ids = receiver.ids.slice(before)
        assert.equal(answer.replayed, ids.length)
        return ids.toSorted()
      }
      const sorted = (from: number, to: number) => first_time.slice(from, to).toSorted()
      assert.deepEqual(await again({ from: hours[1]!.at, to: hours[2]!.at }), sorted(4, 8))
      assert.deepEqual(await again({ from: hours[2]!.at }), sorted(8, 12))
      assert.deepEqual(await again({ cursor: hours[0]!.cursor }), sorted(4, 12))
      assert.deepEqual(await again({ message_ids: [first_time[3]!, 'evt.none'] }), [first_time[3]])
      assert.deepEqual(await again({ cursor: hours[2]!.cursor }), [])
      const bytes = await tests.feedBytes(webhook.cursor)
      for (const { id, body } of receiver.received) assert.equal(body, bytes.get(id))
      const { replays } = (await tests.messages(webhook.webhook_id)).find(
        (one) => one.message_id === first_time[5],
      )!
      assert.equal(replays, 2)
    })

    test('reaches back to events from before the webhook, a thousand at a time', async () => {
      const cursor = (await tests.create(receiver.url)).cursor
      await swath.app.db.system((tx) =>
        tx.run(sql`
          insert into events (event_id, contract_id, order_id, entity, entity_id, type, action, status, message, actor,
            time, changes)
          select 'evt.' || gen_random_uuid(), contract_id, order_id, 'capture', 'capt.' || n % 50, 'CaptureQueued',
            'update', 'queued', 'many', 'test', now(), '{}'
          from orders, generate_series(1, 1300) as n where order_id = ${tests.order_id}`),
      )
      await tests.untilReadable()
      const { webhook_id } = await tests.create(receiver.url, { event_types: ['CaptureQueued'] })
      let replayed = 0
      for (let at: string | null = cursor, has_more = true; has_more; ) {
        const { body } = await tests.post(webhook_id, 'replay', { cursor: at })
        assert.ok(body.replayed <= 1000)
        replayed += body.replayed
        at = body.cursor
        has_more = body.has_more
      }
      assert.equal(replayed, 1300)
    })

    test('is refused without a choice, with two, and with a cursor of another contract', async () => {
      const { webhook_id } = await tests.create(receiver.url)
      const other = (await tests.create(receiver.url, {}, 'demo-two')).cursor
      for (const body of [
        {},
        { dead: true, message_ids: ['evt.a'] },
        { dead: true, from: '2026-01-01T00:00:00Z' },
      ]) {
        assert.equal((await tests.post(webhook_id, 'replay', body)).status, 400)
      }
      assert.equal(
        (await tests.post(webhook_id, 'replay', { cursor: other })).body.errors[0].code,
        'invalid_cursor',
      )
    })
  })
})

onOneDatabase((openDatabase) => {
  for (const fault of ['hang', 'drip'] as const) {
    test(`a receiver that sometimes takes for ever gets everything: ${fault}`, async (t) => {
      const swath = await TestApp.open(await openDatabase(), impatient)
      t.after(() => swath.close())
      const receiver = await Receiver.open()
      t.after(() => receiver.close())
      const failures = await sendThroughFault(await WebhookTests.open(swath), receiver, fault)
      // A busy machine may take for ever, too.
      assert.ok(failures >= Math.floor(receiver.received.length / 3), `${failures}`)
    })
  }

  test('of twenty receivers one that hangs delays no other', async (t) => {
    const swath = await TestApp.open(await openDatabase(), allow_loopback)
    t.after(() => swath.close())
    const tests = await WebhookTests.open(swath)
    const receivers = await Promise.all(Array.from({ length: 20 }, () => Receiver.open()))
    t.after(() => Promise.all(receivers.map((one) => one.close())))
    const [slow, ...fast] = receivers
    const held = Promise.withResolvers<void>()
    let hanging = 0
    slow!.behave = () => {
      if (++hanging === 8) held.resolve()
      return 'hang'
    }
    const webhooks = await Promise.all(receivers.map(({ url }) => tests.create(url)))
    for (let i = 0; i < 20; i++) await tests.write(`capt.${i}`)
    const all = Promise.withResolvers<void>()
    let answered = 0
    for (const one of fast) {
      one.behave = () => {
        if (++answered === 19 * 20) all.resolve()
        return 'ok'
      }
    }
    const sending = tests.send()
    await Promise.all([all.promise, held.promise])
    assert.ok(fast.every(({ received }) => received.length === 20))
    slow!.hangUp()
    await sending
    assert.deepEqual(
      [slow!.received.length, (await tests.get(webhooks[0]!.webhook_id)).state],
      [8, 'failing'],
    )
  })

  test('a worker sends by itself, soon after the event, and lets requests end when it stops', async (t) => {
    const swath = await TestApp.open(await openDatabase(), allow_loopback)
    t.after(() => swath.close())
    const receiver = await Receiver.open()
    t.after(() => receiver.close())
    const tests = await WebhookTests.open(swath)
    const webhook = await tests.create(receiver.url)
    await swath.app.queue.work()
    for (const entity_id of ['capt.a', 'capt.a', 'capt.b']) {
      const arrived = Promise.withResolvers<void>()
      receiver.behave = () => {
        arrived.resolve()
        return 'ok'
      }
      const start = performance.now()
      await tests.write(entity_id)
      await arrived.promise
      assert.ok(performance.now() - start < 10_000)
    }
    await swath.app.queue.stop()
    const states = (await tests.messages(webhook.webhook_id)).map(({ state }) => state)
    assert.deepEqual(states, ['delivered', 'delivered', 'delivered'])
  })
})
