import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { after, before, beforeEach, describe, type TestContext, test } from 'node:test'
import type { Event } from '@swath/contract/events'
import type { Seal, SealVerification } from '@swath/contract/feed'
import { sql } from 'kysely'
import { pino } from 'pino'
import { demo_contracts } from '../src/contracts/demo.ts'
import type { Transaction } from '../src/database/db.ts'
import { migrate } from '../src/database/migrate.ts'
import { type EncryptionKeys, Secrets } from '../src/database/secrets.ts'
import { sealOver } from '../src/feed/chain.ts'
import { Seals } from '../src/feed/seals.ts'
import { canonicalJson } from '../src/lib/json.ts'
import { TestApp } from './app.ts'
import { onOneDatabase, type TestDatabase } from './databases.ts'
import { TestEvents, untilReadable } from './events.ts'
import { readStream } from './sse.ts'
import { asOwner } from './tables.ts'

onOneDatabase((openDatabase) => {
  let database: TestDatabase
  let swath: TestApp
  let events: TestEvents
  let base: string
  before(async () => {
    database = await openDatabase()
    swath = await TestApp.open(database)
    events = await TestEvents.open(swath)
    // Requests that wait have no socket here that would keep the process alive.
    base = await swath.app.http.listen({ port: 0, host: '127.0.0.1' })
  })
  // The transactions of other tests on the cluster hold the feed back, too.
  beforeEach(() => untilReadable(swath))
  after(() => swath.close())

  const rowsOf = async (statement: string) => (await asOwner(swath, statement)).rows
  const messages = async (query: Record<string, unknown>) =>
    (await events.read(query)).results.map((event) => event.message)

  async function firstOf(cursor: string): Promise<string | undefined> {
    const url = `${base}/v2/events/stream?cursor=${cursor}`
    for await (const { data } of readStream(url, await swath.headers('demo')))
      if (data !== undefined) return (JSON.parse(data) as Event).message
  }

  describe('while an older transaction is open', () => {
    function needsSessions(t: TestContext): boolean {
      if (database.url === undefined) t.skip('PGlite has one session')
      return database.url === undefined
    }

    /** A transaction that has begun to write, and does the rest when it is told to. */
    async function begin(
      write: (tx: Transaction) => Promise<void>,
      writeTheRest?: (tx: Transaction) => Promise<void>,
    ) {
      const begun = Promise.withResolvers<void>()
      const released = Promise.withResolvers<void>()
      const ended = swath.app.db.tenant(demo_contracts.demo, async (tx) => {
        await write(tx)
        begun.resolve()
        await released.promise
        await writeTheRest?.(tx)
      })
      await begun.promise
      return () => {
        released.resolve()
        return ended
      }
    }

    const takeId = (tx: Transaction) => tx.run(sql`select pg_current_xact_id()`)

    test('newer events wait for it, and come after its own', async (t) => {
      if (needsSessions(t)) return
      const cursor = await events.latest()
      const commit = await begin((tx) => events.append(tx, 'demo', 'OrderUpdated', 'older'))
      await events.write('OrderUpdated', 'demo', 'newer')
      assert.deepEqual(await messages({ cursor }), [])
      assert.equal(await events.latest(), cursor)
      await commit()
      await untilReadable(swath)
      assert.deepEqual(await messages({ cursor }), ['older', 'newer'])
    })

    test('a waiting reader is answered when it ends, which nobody announces', {
      timeout: 45_000,
    }, async (t) => {
      if (needsSessions(t)) return
      const cursor = await events.latest()
      const commit = await begin(takeId)
      const waiting = messages({ cursor, wait: 60 })
      await events.write('OrderUpdated', 'demo', 'newer')
      assert.deepEqual(await messages({ cursor }), [])
      await commit()
      assert.deepEqual(await waiting, ['newer'])
    })

    test('sequence tells what happened last, where the feed has another order', async (t) => {
      if (needsSessions(t)) return
      const cursor = await events.latest()
      const commit = await begin(takeId, (tx) => events.append(tx, 'demo', 'OrderUpdated', 'last'))
      await events.write('OrderUpdated', 'demo', 'first')
      await commit()
      await untilReadable(swath)
      const { results } = await events.read({ cursor })
      assert.deepEqual(
        results.map((event) => event.message),
        ['last', 'first'],
      )
      assert.ok(results[0]!.sequence > results[1]!.sequence)
    })
  })

  test('a reader that waits is answered though the connection for news was cut', {
    timeout: 45_000,
  }, async (t) => {
    if (database.url === undefined) return t.skip('PGlite has no connections')
    const cursor = await events.latest()
    const waiting = messages({ cursor, wait: 60 })
    const streamed = firstOf(cursor)
    let cut: unknown[] = []
    while (cut.length === 0) {
      cut = await rowsOf(`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and query = 'listen swath_events'`)
    }
    await events.write('OrderUpdated', 'demo', 'after the cut')
    assert.deepEqual(await waiting, ['after the cut'])
    assert.equal(await streamed, 'after the cut')
  })

  test('events that were restored from another cluster are there, and new ones come after them', async () => {
    const cursor = await events.latest()
    await asOwner(
      swath,
      `
      insert into events (event_id, contract_id, order_id, entity, entity_id, type, action, status, message, actor,
        time, changes, transaction_id)
      select 'evt.restored', contract_id, order_id, entity, entity_id, type, action, status, 'restored', actor, time,
        changes, (transaction_id::text::bigint + 1000000)::text::xid8
      from events where contract_id = '${demo_contracts.demo}' order by sequence desc limit 1`,
    )
    assert.deepEqual(await messages({ cursor }), [])
    await migrate(database.pool)
    await events.publish('OrderUpdated', 'demo', 'new')
    assert.deepEqual(await messages({ cursor }), ['restored', 'new'])
    await migrate(database.pool)
    await events.publish('OrderUpdated', 'demo', 'newer')
    assert.deepEqual(await messages({ cursor }), ['restored', 'new', 'newer'])
  })

  describe('seals', () => {
    async function seal() {
      await swath.app.queue.trigger('feed.seal')
      await swath.drain()
    }

    const list = async (): Promise<Seal[]> =>
      (await swath.call('demo', 'GET', '/v2/events/seals')).body.results

    const verification = `/ops/v1/contracts/${demo_contracts.demo}/seals/verification`
    async function verify(kept?: string): Promise<SealVerification> {
      const query = kept === undefined ? '' : `?kept=${kept}`
      return (await swath.call('operator', 'GET', `${verification}${query}`)).body
    }

    before(async () => {
      await seal()
      await events.writeMany(1500)
      await untilReadable(swath)
      await seal()
      await seal()
    })

    test('cover all events in batches that follow each other, and none twice', async () => {
      const seals = await list()
      assert.deepEqual(
        seals.map((one) => one.number),
        [1, 2, 3],
      )
      assert.deepEqual(
        seals.slice(1).map((one) => [one.previous_sha256, one.from_cursor]),
        seals.slice(0, -1).map((one) => [one.sha256, one.to_cursor]),
      )
      assert.equal(seals.at(-1)!.to_cursor, await events.latest())
      const stored = await rowsOf(`select from events where contract_id = '${demo_contracts.demo}'`)
      const head = `3:${seals[2]!.sha256}`
      assert.deepEqual(await verify(), { seals: 3, events: stored.length, broken: null, head })
    })

    test('can be computed by a customer from what the feed shows', async () => {
      for (const { from_cursor, count, previous_sha256, sha256 } of await list()) {
        const { results } = await events.read({ cursor: from_cursor, limit: count })
        const lines = [previous_sha256, ...results.map(sealedLine)]
        const computed = createHash('sha256')
          .update(lines.map((line) => `${line}\n`).join(''))
          .digest('hex')
        assert.equal(computed, sha256)
      }
    })

    /** As docs/guides/events.md says. */
    function sealedLine({ id, sequence, type, subject, time, data }: Event) {
      return canonicalJson({
        id,
        sequence,
        type,
        subject,
        time,
        data: { ...data, outcome: data.outcome ?? null },
      })
    }

    const victim = `(select sequence from events where contract_id = '${demo_contracts.demo}'
      order by transaction_id, sequence offset 1 limit 1)`
    const tamperings = {
      'another message': `update events set message = message || '.' where sequence = ${victim}`,
      'another reason': `update events set reason_code = 'CLOUD_COVER_EXCEEDED' where sequence = ${victim}`,
      'another number inside its changes': `update events set changes = '{"b": 2}' where sequence = ${victim}`,
      'another time': `update events set time = time + interval '1 second' where sequence = ${victim}`,
      'another place in the feed': `update events set transaction_id = '1' where sequence = ${victim}`,
      'its removal': `delete from events where sequence = ${victim}`,
    }
    for (const [change, statement] of Object.entries(tamperings)) {
      test(`show that an event was tampered with: ${change}`, async () => {
        await asOwner(
          swath,
          `
          create table kept as select * from events where sequence = ${victim};
          alter table events disable trigger events_append_only;
          ${statement}`,
        )
        const { broken } = await verify()
        await asOwner(
          swath,
          `
          delete from events where sequence = (select sequence from kept);
          insert into events overriding system value select * from kept;
          drop table kept;
          alter table events enable trigger events_append_only`,
        )
        assert.equal(broken?.number, 1)
        assert.equal((await verify()).broken, null)
      })
    }

    test('show that a seal was changed or removed', async () => {
      const tamper = async (statement: string) => {
        await asOwner(
          swath,
          `
          create table kept as select * from event_seals;
          alter table event_seals disable trigger event_seals_append_only;
          ${statement}`,
        )
        const { broken } = await verify()
        await asOwner(
          swath,
          `
          delete from event_seals;
          insert into event_seals select * from kept;
          drop table kept;
          alter table event_seals enable trigger event_seals_append_only`,
        )
        return broken?.number
      }
      assert.equal(await tamper(`update event_seals set sha256 = repeat('0', 64) where number = 2`), 2)
      assert.equal(await tamper('delete from event_seals where number = 1'), 2)
    })

    test('are written once when several workers seal at the same time', async () => {
      await events.publish()
      const { seals } = swath.app.features.feed
      await Promise.all([1, 2, 3].map(() => seals.sealAll()))
      assert.deepEqual([(await list()).length, (await verify()).broken], [4, null])
    })

    test('show with one that was kept elsewhere that the history was set back, which fits by itself', async () => {
      const { head } = await verify()
      const [number, sha256] = head!.split(':') as [string, string]
      assert.equal((await verify(head!)).broken, null)
      await asOwner(
        swath,
        `
        create table kept_seals as select * from event_seals;
        create table kept_signatures as select * from seal_signatures;
        alter table events disable trigger events_append_only;
        alter table event_seals disable trigger event_seals_append_only;
        alter table seal_signatures disable trigger seal_signatures_append_only;
        delete from seal_signatures where number >= ${number};
        delete from event_seals where number >= ${number}`,
      )
      const set_back = [await verify(), await verify(head!)]
      await asOwner(
        swath,
        `
        insert into event_seals select * from kept_seals s where number >= ${number};
        insert into seal_signatures select * from kept_signatures where number >= ${number};
        drop table kept_seals, kept_signatures;
        alter table events enable trigger events_append_only;
        alter table event_seals enable trigger event_seals_append_only;
        alter table seal_signatures enable trigger seal_signatures_append_only`,
      )
      assert.deepEqual(
        set_back.map(({ broken }) => broken?.number),
        [undefined, Number(number)],
      )
      assert.equal(
        (await verify(`${number}:${sha256.replace(/^./, (one) => (one === '0' ? '1' : '0'))}`)).broken
          ?.number,
        Number(number),
      )
      assert.equal((await swath.call('operator', 'GET', `${verification}?kept=3`)).status, 400)
      assert.equal((await verify(head!)).broken, null)
    })

    test('are append-only', async () => {
      const change = swath.app.db.system((tx) => tx.run(sql`delete from event_seals`))
      await assert.rejects(change, /permission denied/)
      await assert.rejects(asOwner(swath, 'update event_seals set count = 1'), /append-only/)
    })

    test('are signed by the encryption key, and anew when it has changed', async () => {
      const { db } = swath.app.parts
      const { seals } = swath.app.features.feed
      const { storage } = swath.app.parts
      const old = (await readFile(path.join(storage.root, '../encryption.key'), 'utf8')).trim()
      const current = randomBytes(32).toString('base64')
      const log = pino({ level: 'silent' })
      const withKeys = (keys: EncryptionKeys) =>
        new Seals({ db, clock: swath.clock, log, secrets: new Secrets(keys, '/is/not/there') })
      const broken = async (by: Seals) => (await by.verify(demo_contracts.demo)).broken?.reason
      const [alone, both] = [withKeys({ current, old: [] }), withKeys({ current, old: [old] })]
      assert.equal(await broken(alone), 'it is not signed by this installation')
      await alone.sealAll()
      assert.equal(await broken(alone), 'it is not signed by this installation')
      await both.sealAll()
      assert.deepEqual([await broken(alone), await broken(seals)], [undefined, undefined])
    })

    test('that somebody computes anew over other events are not signed, until the operator signs them', async () => {
      const seals = await list()
      const forged: string[] = []
      let before = '0'.repeat(64)
      for (const { number, from_cursor, count } of seals) {
        const { results } = await events.read({ cursor: from_cursor, limit: count })
        if (number === 1) results[1]!.data.message = 'All is well'
        const sha256 = sealOver(before, results)
        forged.push(`
          update event_seals set sha256 = '${sha256}', previous_sha256 = '${before}'
          where number = ${number} and contract_id = '${demo_contracts.demo}'`)
        before = sha256
      }
      await asOwner(
        swath,
        `
        alter table events disable trigger events_append_only;
        alter table event_seals disable trigger event_seals_append_only;
        update events set message = 'All is well' where sequence = ${victim};
        ${forged.join(';')};
        alter table events enable trigger events_append_only;
        alter table event_seals enable trigger event_seals_append_only`,
      )
      const reason = 'it is not signed by this installation'
      assert.deepEqual((await verify()).broken, { number: seals.length, reason })
      await events.publish()
      await seal()
      assert.deepEqual(
        (await verify()).broken,
        { number: seals.length + 1, reason },
        'what follows is no better',
      )
      assert.ok(swath.errors.some((line) => line.includes('a seal of events is not signed')))
      const signed = await swath.app.features.feed.seals.signAll()
      assert.deepEqual(
        signed.map(({ contract_id, broken }) => [contract_id, broken]),
        [[demo_contracts.demo, null]],
      )
      assert.equal((await verify()).broken, null)
    })

    test('that were removed, to be made anew by the server over what is there now, are not signed', async () => {
      await asOwner(
        swath,
        `
        alter table event_seals disable trigger event_seals_append_only;
        alter table seal_signatures disable trigger seal_signatures_append_only;
        delete from seal_signatures; delete from event_seals;
        alter table event_seals enable trigger event_seals_append_only;
        alter table seal_signatures enable trigger seal_signatures_append_only`,
      )
      swath.advance({ hours: 25 })
      await seal()
      assert.ok((await verify()).broken)
    })
  })
})
