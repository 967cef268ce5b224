import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import type { CredentialWithSecret } from '@swath/contract/accounts'
import type { EventFeed } from '@swath/contract/feed'
import { sql } from 'kysely'
import type { Caller } from '../src/access/auth.ts'
import { demo_contracts } from '../src/contracts/demo.ts'
import type { Transaction } from '../src/database/db.ts'
import { encodeCursor } from '../src/feed/cursor.ts'
import { timeLimit } from '../src/feed/limit.ts'
import { Feed } from '../src/feed/service.ts'
import { TestApp } from './app.ts'
import { onEachDatabase } from './databases.ts'
import { queryString, TestEvents } from './events.ts'
import { type Message, readStream } from './sse.ts'

const never = new AbortController().signal
const caller = { client_id: 'demo', role: 'customer' as const, scopes: [], contract_id: demo_contracts.demo }

onEachDatabase((openDatabase) => {
  let swath: TestApp
  let events: TestEvents
  let base: string
  before(async () => {
    swath = await TestApp.open(await openDatabase())
    events = await TestEvents.open(swath)
    base = await swath.app.http.listen({ port: 0, host: '127.0.0.1' })
  })
  after(() => swath.close())

  async function stream(query: Record<string, unknown> = {}, headers: Record<string, string> = {}) {
    return readStream(`${base}/v2/events/stream?${queryString(query)}`, {
      ...(await swath.headers('demo')),
      ...headers,
    })
  }

  /** The messages of the stream, from its start up to the first event that `isLast`. */
  async function takeUntil(isLast: (message: Message) => boolean, messages: AsyncGenerator<Message>) {
    const events: Message[] = []
    for await (const message of messages) {
      if (message.data !== undefined) events.push(message)
      if (message.data !== undefined && isLast(message)) return events
    }
    throw new Error(`The stream ended after ${events.length} events`)
  }

  const take = (count: number, messages: AsyncGenerator<Message>) => takeUntil(() => --count === 0, messages)

  describe('with many writers whose transactions commit in another order than they began', () => {
    async function writeMany() {
      for (let transactions = 25; transactions > 0; transactions--) {
        await swath.app.db.tenant(demo_contracts.demo, writeSome).catch(() => undefined)
        if (Math.random() < 0.3) await events.publish('OrderUpdated', 'demo-two')
      }
    }

    /** Some events with time between them, some in a savepoint, sometimes undone. */
    async function writeSome(tx: Transaction) {
      for (let more = random(4); more >= 0; more--) {
        if (Math.random() < 0.8) await events.append(tx, 'demo')
        else await swath.app.db.tenant(demo_contracts.demo, (inner) => events.append(inner, 'demo'))
        await setTimeout(random(15))
      }
      if (Math.random() < 0.1) throw new Error('undone')
    }

    interface Part {
      events: { id: string; type: string }[]
      cursor: string
    }

    async function pull(cursor: string | undefined, wait: number): Promise<Part> {
      const { results, ...part } = await events.read({ cursor, limit: 1 + random(20), wait })
      return { events: results, ...part }
    }

    /** Connects, reads some events, and disconnects. */
    async function follow(cursor: string | undefined): Promise<Part> {
      let left = 1 + random(20)
      const isLast = ({ event }: Message) => --left === 0 || event === 'OrderExpired'
      const messages = await takeUntil(isLast, await stream({}, { 'last-event-id': cursor ?? '' }))
      return { events: messages.map((one) => JSON.parse(one.data!)), cursor: messages.at(-1)!.id }
    }

    /** Reads, each time from where it was, until the event that is written last. */
    async function readAll(readOn: (cursor: string | undefined) => Promise<Part>): Promise<string[]> {
      const seen: Part['events'] = []
      for (let cursor: string | undefined; seen.at(-1)?.type !== 'OrderExpired'; ) {
        const part = await readOn(cursor)
        seen.push(...part.events)
        cursor = part.cursor
      }
      return seen.map((event) => event.id)
    }

    test('every reader sees every event once, and all see them in one order', {
      timeout: 60_000,
    }, async () => {
      const poll = (cursor?: string) => pull(cursor, 0)
      const wait = (cursor?: string) => pull(cursor, 60)
      const readers = [poll, poll, wait, wait, follow, follow].map(readAll)
      await Promise.all(Array.from({ length: 6 }, writeMany))
      await events.publish('OrderExpired')
      const [seen, ...others] = await Promise.all(readers)
      const stored = await swath.app.db.system((tx) =>
        tx.rows(sql<{ event_id: string }>`
          select event_id from events where contract_id = ${demo_contracts.demo}`),
      )
      assert.ok(stored.length > 150)
      assert.deepEqual(seen!.toSorted(), stored.map((row) => row.event_id).sort())
      for (const other of others) assert.deepEqual(other, seen)
    })
  })

  describe('a reader with a cursor', () => {
    test('gets what is new, where to go on also when nothing is, and next as long as there is more', async () => {
      const cursor = await events.latest()
      assert.deepEqual(await events.read({ cursor }), {
        count: 0,
        next: null,
        previous: null,
        cursor,
        has_more: false,
        results: [],
      })
      for (const message of ['1', '2', '3']) await events.publish('OrderUpdated', 'demo', message)
      const first = await events.read({ cursor, limit: 2, entity: 'order' })
      assert.deepEqual([first.count, first.has_more, messagesOf(first)], [2, true, ['1', '2']])
      const rest = (await swath.call('demo', 'GET', first.next!)).body
      assert.deepEqual([rest.has_more, rest.next, messagesOf(rest)], [false, null, ['3']])
    })

    test('begins with the history of the contract when it names none', async () => {
      const [first] = (await events.read({ limit: 1 })).results
      assert.deepEqual([first!.type, first!.data.order_id], ['OrderReceived', events.orders.demo])
    })

    test('chooses types, also by pattern, entities, orders and reasons, and still gets on', async () => {
      const cursor = await events.latest()
      for (const type of ['CaptureFailed', 'OrderUpdated', 'OrderFailed'] as const) await events.publish(type)
      const types = async (query: Record<string, unknown>) =>
        (await events.read({ cursor, ...query })).results.map((event) => event.type)
      assert.deepEqual(await types({ type: 'Order*' }), ['OrderUpdated', 'OrderFailed'])
      assert.deepEqual(await types({ type: '*Failed' }), ['CaptureFailed', 'OrderFailed'])
      assert.deepEqual(await types({ type: '"OrderUpdated",CaptureF*' }), ['CaptureFailed', 'OrderUpdated'])
      assert.deepEqual(await types({ type: ['OrderUpdated', 'OrderFailed'] }), [
        'OrderUpdated',
        'OrderFailed',
      ])
      assert.deepEqual(await types({ entity: 'capture' }), [])
      assert.equal((await types({ entity: 'order,capture', order_id: events.orders.demo })).length, 3)
      assert.deepEqual(await types({ order_id: '000000' }), [])
      assert.deepEqual(await types({ reason_code: 'CLOUD_COVER_EXCEEDED' }), [])
      assert.equal((await events.read({ cursor, entity: 'capture' })).cursor, await events.latest())
    })

    test('hears which filters and values exist when it names another', async () => {
      const answer = async (query: string) => (await swath.call('demo', 'GET', `/v2/events/?${query}`)).body
      assert.match((await answer('type=OrderRecieved')).detail, /OrderRecieved is none of .*OrderReceived/)
      assert.match(
        (await answer('kind=x')).detail,
        /Valid: cursor, entity, limit, order_id, reason_code, type, wait/,
      )
    })

    test('is refused a cursor that was not made for its contract', async () => {
      const cursor = await events.latest()
      const other = await events.latest('demo-two')
      const beyond = encodeCursor(demo_contracts.demo, { transaction_id: `${2n ** 62n}`, sequence: 1 })
      for (const bad of ['x', '0', '0-0-00000000', `${cursor}0`, cursor.slice(0, -1), other, beyond]) {
        for (const path of ['/v2/events/', '/v2/events/stream']) {
          const { status, body } = await swath.call('demo', 'GET', `${path}?cursor=${bad}`)
          assert.deepEqual([status, body.errors?.[0].code], [400, 'invalid_cursor'], bad)
        }
      }
    })

    test('never sees the events of another contract', async () => {
      const cursor = await events.latest('demo-two')
      await events.publish('OrderUpdated', 'demo')
      assert.deepEqual((await events.read({ cursor }, 'demo-two')).results, [])
      const all = (await events.read({ limit: 1000 }, 'demo-two')).results
      assert.deepEqual(
        new Set(all.map((event) => event.data.contract_id)),
        new Set([demo_contracts['demo-two']]),
      )
    })
  })

  describe('a reader that waits', () => {
    test('is answered as soon as there is something', { timeout: 45_000 }, async () => {
      // The slow poll comes every ten seconds: if one of these needed it, the time of the test would be over.
      for (let round = 0, cursor = await events.latest(); round < 20; round++) {
        const [part] = await Promise.all([
          events.read({ cursor, wait: 60 }),
          events.publish('OrderUpdated', 'demo', `${round}`),
        ])
        assert.deepEqual(messagesOf(part), [`${round}`])
        cursor = part.cursor
      }
    })

    test('goes on waiting when only something else happens', async () => {
      const cursor = await events.latest()
      const waiting = events.read({ cursor, wait: 60, type: 'OrderFailed' })
      for (let n = 0; n < 5; n++) await events.publish('OrderUpdated')
      await events.publish('OrderFailed')
      assert.deepEqual(
        (await waiting).results.map((event) => event.type),
        ['OrderFailed'],
      )
    })

    test('is answered after its time, when nothing happens', async () => {
      const time = new HandTime()
      const feed = new Feed(swath.app.db, swath.clock, time.limit)
      const waiting = feed.read(caller, { limit: 10, wait: 60, cursor: 'latest' }, never)
      ;(await time.set(60_000)).abort()
      const part = await waiting
      assert.deepEqual([part.count, part.cursor], [0, await events.latest()])
      await feed.close()
    })
  })

  describe('a stream', () => {
    test('brings events with their type and cursor, and goes on after the last one that was received', async () => {
      const cursor = await events.latest()
      for (const message of ['1', '2', '3']) await events.publish('OrderUpdated', 'demo', message)
      const [first, second] = await take(2, await stream({ cursor }))
      assert.equal(first!.event, 'OrderUpdated')
      assert.equal(JSON.parse(second!.data!).message, '2')
      const [third] = await take(1, await stream({ cursor }, { 'last-event-id': second!.id }))
      assert.equal(JSON.parse(third!.data!).message, '3')
      assert.deepEqual((await events.read({ cursor: second!.id })).results, [JSON.parse(third!.data!)])
    })

    test('is what /v2/events/ gives to those who accept one, with the same filters', async () => {
      const url = `${base}/v2/events/?cursor=${await events.latest()}&type=OrderFailed`
      const headers = { ...(await swath.headers('demo')), accept: 'text/event-stream' }
      const messages = take(1, readStream(url, headers))
      await events.publish('OrderUpdated')
      await events.publish('OrderFailed')
      assert.deepEqual((await messages)[0]!.event, 'OrderFailed')
    })

    test('needs a token and a contract like everything else', async () => {
      assert.equal((await fetch(`${base}/v2/events/stream`)).status, 401)
    })

    test('shows every 15 seconds that it lives, and how far a filtered reader has come', async () => {
      const time = new HandTime()
      const feed = new Feed(swath.app.db, swath.clock, time.limit)
      const { messages } = await feed.follow(caller, { cursor: 'latest', type: ['OrderFailed'] }, never)
      assert.equal((await messages.next()).value, `id: ${await events.latest()}\n\n`)
      await events.publish('OrderUpdated')
      const next = messages.next()
      ;(await time.set(15_000)).abort()
      assert.equal((await next).value, `: cursor: ${await events.latest()}\n\n`)
      await feed.close()
      assert.equal((await messages.next()).done, true)
    })

    // A stream that does not end would be waited for.
    const soon = { timeout: 60_000 }
    test('ends with the token or the credential that opened it, whichever is first', soon, async () => {
      const minutes = (count: number) => new Date(swath.clock.now().getTime() + count * 60_000).toISOString()
      const credential = async (expires_at: string) => {
        const given = { name: 'x', contract_ids: [demo_contracts.demo], expires_at }
        return (await swath.call('operator', 'POST', '/ops/v1/credentials', given)).body
      }
      const brief = await credential(minutes(10))
      const shortened = await credential(minutes(600))
      const identify = async ({ client_id, client_secret }: CredentialWithSecret) => {
        const accounts = swath.app.features.accounts.service
        const client = await accounts.authenticate({ client_id, address: '192.0.2.1' }, client_secret)
        const { access_token } = await accounts.issueToken(client)
        return { ...(await accounts.verify(access_token)), contract_id: demo_contracts.demo }
      }
      const readers: Caller[] = [await identify(brief), await identify(shortened)]
      const change = { expires_at: minutes(20) }
      await swath.call('operator', 'PATCH', `/ops/v1/credentials/${shortened.client_id}`, change)
      readers.push(await identify(shortened), { ...caller, good_until: swath.clock.now().getTime() + 5 })
      const time = new HandTime()
      const feed = new Feed(swath.app.db, swath.clock, time.limit)
      const expected = [600_000, 3_600_000, 1_200_000, 5]
      for (const [n, reader] of readers.entries()) {
        const { messages } = await feed.follow(reader, { cursor: 'latest' }, never)
        await messages.next()
        ;(await time.set(expected[n]!)).abort()
        assert.equal((await messages.next()).done, true)
      }
      await feed.close()
    })

    test('ends when word of who was revoked may have got lost', async () => {
      const messages = await stream({ cursor: await events.latest() })
      await messages.next()
      swath.app.features.feed.service.end()
      assert.equal((await messages.next()).done, true)
    })

    test('reads on only as fast as its client takes what it read', { timeout: 60_000 }, async () => {
      const cursor = await events.latest()
      await events.writeMany(4000, 10_000)
      const messages = await stream({ cursor })
      const reads = await readsUntilStill(() => messages.next())
      assert.ok(reads < 30, `40 reads are all events; ${reads} were made for a client that took one`)
      await take(3999, messages)
    })
  })

  test('closing the server ends all that wait, and cuts off who takes nothing', {
    timeout: 45_000,
  }, async () => {
    await events.writeMany(4000, 10_000)
    const cursor = await events.latest()
    const headers = await swath.headers('demo')
    const waiting = fetch(`${base}/v2/events/?wait=60&cursor=${cursor}`, { headers })
    const streams = await Promise.all([1, 2, 3].map(() => stream({ cursor })))
    for (const messages of streams) await messages.next()
    const stalled = await stream()
    await readsUntilStill(() => stalled.next())
    await swath.app.http.close()
    const part = (await (await waiting).json()) as EventFeed
    assert.equal(part.cursor, cursor)
    for (const messages of streams) assert.equal((await messages.next()).done, true)
    await assert.rejects(take(Infinity, stalled), /terminated/)
  })

  /** The number of reads of the database because of something, until that has no more effect. */
  async function readsUntilStill(cause: () => Promise<unknown>): Promise<number> {
    let reads = 0
    let under_way = 0
    const { db } = swath.app
    const { tenant } = db
    db.tenant = (contract_id, work) => {
      reads++
      under_way++
      return tenant.call(db, contract_id, work).finally(() => under_way--) as never
    }
    await cause()
    for (let before = -1; before < reads || under_way > 0; ) {
      before = reads
      for (let n = 0; n < 50; n++) await fetch(`${base}/healthz`)
    }
    db.tenant = tenant
    return reads
  }
})

/** Time that is over when the test says so. */
class HandTime {
  #limits = new Map<number, PromiseWithResolvers<AbortController>>()

  limit = (ms: number, ...signals: AbortSignal[]): AbortController => {
    const limit = timeLimit(1_000_000, ...signals)
    this.#of(ms).resolve(limit)
    return limit
  }

  /** The limit of so many milliseconds, as soon as somebody sets one. */
  set(ms: number): Promise<AbortController> {
    return this.#of(ms).promise
  }

  #of(ms: number) {
    const known = this.#limits.get(ms) ?? Promise.withResolvers<AbortController>()
    this.#limits.set(ms, known)
    return known
  }
}

function random(below: number): number {
  return Math.floor(Math.random() * below)
}

function messagesOf(part: EventFeed): string[] {
  return part.results.map((event) => event.message)
}
