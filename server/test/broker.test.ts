import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { pino } from 'pino'
import { type Broker, type BrokerMessage, NatsStream } from '../src/broker/nats.ts'
import { BrokerSender } from '../src/broker/sender.ts'
import { demo_contracts } from '../src/contracts/demo.ts'
import { listed } from '../src/features.ts'
import { eventsBetween, feedEnd } from '../src/feed/store.ts'
import { TestApp } from './app.ts'
import { NatsServer, nats_is_missing } from './broker.ts'
import { onOneDatabase } from './databases.ts'
import { TestEvents, untilReadable } from './events.ts'

describe('the sender to NATS JetStream', { skip: nats_is_missing }, () => {
  onOneDatabase((openDatabase) => {
    let nats: NatsServer
    let swath: TestApp
    let events: TestEvents
    let sender: BrokerSender
    before(async () => {
      nats = await NatsServer.open()
      swath = await TestApp.open(await openDatabase(), { SWATH_NATS_URL: nats.url })
      events = await TestEvents.open(swath)
      sender = swath.app.features.broker.sender!
    })
    after(async () => {
      await sender.stop()
      await swath.close()
      await nats.close()
    })

    /** Another worker, as far as the database and the broker can tell. */
    function another(more: Partial<ConstructorParameters<typeof BrokerSender>[0]> = {}) {
      const { db } = swath.app
      const feed = {
        end: feedEnd,
        between: (tx: never, stretch: never) => eventsBetween(tx, stretch, {}),
      }
      return new BrokerSender({
        db,
        clock: swath.clock,
        log: pino({ level: 'silent' }),
        feed,
        broker: openStream(),
        ...more,
      })
    }

    function openStream() {
      return new NatsStream({ url: nats.url, credentials: undefined, stream: 'SWATH', subject: 'swath' })
    }

    /** The real broker, with somebody between who decides about each message. */
    function intercepted(
      publish: (message: BrokerMessage, pass: Broker['publish']) => Promise<void>,
    ): Broker {
      const stream = openStream()
      return {
        stream: stream.stream,
        close: () => stream.close(),
        publish: (message) => publish(message, (one) => stream.publish(one)),
      }
    }

    async function publish() {
      await untilReadable(swath)
      await sender.run()
    }

    /** The stream has what the feeds have: the same bytes, each once, each contract's in the order of its feed. */
    async function assertComplete() {
      const messages = await nats.read('SWATH')
      let count = 0
      for (const client of ['demo', 'demo-two'] as const) {
        const answer = await swath.app.http.inject({
          url: '/v2/events/?limit=1000',
          headers: await swath.headers(client),
        })
        const contract = demo_contracts[client].replace('.', '_')
        const of_contract = messages.filter(({ subject }) => subject.split('.')[1] === contract)
        const ids = answer.json().results.map(({ id }: { id: string }) => id)
        assert.deepEqual(
          of_contract.map((message) => message.json<{ id: string }>().id),
          ids,
        )
        for (const message of of_contract) assert.ok(answer.payload.includes(message.string()))
        count += ids.length
      }
      assert.equal(messages.length, count)
      return messages
    }

    test('brings every event of every contract from the beginning, as the feed has it', async () => {
      for (const client of ['demo', 'demo-two'] as const) await events.write('OrderUpdated', client, 'ünï €')
      await publish()
      const [first] = await assertComplete()
      const { id, type } = first!.json<{ id: string; type: string }>()
      assert.equal(first!.headers!.get('Nats-Msg-Id'), id)
      assert.equal(first!.headers!.get('content-type'), 'application/cloudevents+json')
      const [, contract] = first!.subject.split('.')
      assert.equal(first!.subject, `swath.${contract}.order.${type}`)
    })

    test('goes on after the broker was away, and after it was killed while it was published to', async () => {
      await nats.kill()
      await events.write()
      await assert.rejects(publish())
      await nats.start()
      await publish()
      await assertComplete()
      await events.writeMany(300)
      await untilReadable(swath)
      const running = sender.run()
      await nats.kill()
      await running.catch(() => undefined)
      await nats.start()
      await publish()
      await assertComplete()
    })

    test('publishes nothing twice when its process dies before it has stored how far it is', async () => {
      const { db } = swath.app
      await sender.stop()
      for (const after_messages of [0, 1, 7]) {
        await events.writeMany(10)
        await untilReadable(swath)
        const { system } = db
        let published = 0
        const broker = intercepted(async (message, pass) => {
          if (published++ < after_messages) return pass(message)
          db.system = () => Promise.reject(new Error('killed'))
          throw new Error('killed')
        })
        await assert.rejects(another({ broker }).run(), /killed/)
        db.system = system
        await broker.close()
        // Its lease is still held; another takes over when it has run out.
        const next = another()
        await next.run()
        const before = (await nats.read('SWATH')).length
        swath.advance({ hours: 0.02 })
        await next.run()
        assert.ok((await nats.read('SWATH')).length > before)
        await assertComplete()
        await next.stop()
      }
      sender = another()
    })

    test('goes on with the other contracts while the broker refuses the events of one', async (t) => {
      const refused = demo_contracts['demo-two'].replace('.', '_')
      const picky = another({
        broker: intercepted(async (message, pass) => {
          if (message.subject.startsWith(refused)) throw new Error('refused')
          await pass(message)
        }),
      })
      t.after(() => picky.stop())
      await events.write('OrderUpdated', 'demo-two', 'refused at first')
      // More than one batch.
      await events.writeMany(450)
      await untilReadable(swath)
      const count = async () => (await nats.read('SWATH')).length
      const before = await count()
      await assert.rejects(picky.run(), /refused/)
      assert.equal((await count()) - before, 450)
      await picky.stop()
      await publish()
      await assertComplete()
      // Others may have the lease.
      await sender.stop()
      sender = another()
    })

    test('is one of many: while it publishes, no other does', async (t) => {
      await events.writeMany(50)
      await untilReadable(swath)
      let at_once = 0
      let most = 0
      const counted = Array.from({ length: 3 }, () =>
        another({
          broker: intercepted(async (message, pass) => {
            most = Math.max(most, ++at_once)
            await pass(message).finally(() => at_once--)
          }),
        }),
      )
      t.after(() => Promise.all(counted.map((one) => one.stop())))
      await Promise.all(counted.map((one) => one.run()))
      await Promise.all(counted.map((one) => one.run()))
      // The events are of one contract.
      assert.equal(most, 1)
      await assertComplete()
    })

    test('publishes by itself once the worker has started, and leaves the lease when it stops', async () => {
      const senders = listed(swath.app.features).flatMap((one) => one.senders ?? [])
      assert.ok(
        senders.some((one) => one instanceof BrokerSender),
        'it starts with the queue',
      )
      sender = another()
      sender.start()
      await events.publish()
      const count = async () => (await nats.read('SWATH')).length
      for (const before = await count(); (await count()) === before; ) await untilReadable(swath)
      await sender.stop()
      await events.publish()
      sender = another()
      await sender.run()
      await assertComplete()
    })
  })
})
