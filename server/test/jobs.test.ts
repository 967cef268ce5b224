import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { pino } from 'pino'
import { Database } from '../src/database/db.ts'
import { countJobs } from '../src/metrics/store.ts'
import { Hopeless } from '../src/platform/hopeless.ts'
import type { AnyJob, JobHandlers } from '../src/queue/handlers.ts'
import { openQueue, type Queue } from '../src/queue/queue.ts'
import { isGivenUp, isOurFault, SetAside } from '../src/queue/set-aside.ts'
import type { JobData } from '../src/reactions.ts'
import { type JobName, reactions, schedules } from '../src/reactions.ts'
import { onEachDatabase, type TestDatabase } from './databases.ts'

const requested = [
  'feasibility.analyse',
  'orders.rename_project',
  'digests.tell_webhook_disabled',
  'deliveries.hurry',
  'deliveries.withdraw',
] as const
const kinds: JobName[] = [...new Set([...Object.values(reactions).flat(), ...requested])]
const log = pino({ level: 'silent' })

onEachDatabase((openDatabase) => {
  let database: TestDatabase
  let db: Database
  before(async () => {
    database = await openDatabase()
    db = new Database(database.pool)
  })
  after(() => database.drop())

  /** Works until the test has seen what it wants. */
  async function work(jobs: Partial<Record<JobName, AnyJob>>, see: (queue: Queue) => Promise<void>) {
    const idle = [...kinds, ...Object.keys(schedules)].map((name) => [name, async () => undefined])
    const handlers = { ...Object.fromEntries(idle), ...jobs } as JobHandlers
    const queue = await openQueue(db, handlers, log)
    try {
      await see(queue)
    } finally {
      await queue.stop()
    }
  }

  const enqueue = (name: JobName, all: JobData[]) =>
    db.system(async (tx) => {
      for (const data of all) tx.enqueue({ name, data })
    })
  const job = (contract_id: string, entity_id: string): JobData => ({ contract_id, order_id: '', entity_id })
  const numbered = (count: number) => Array.from({ length: count }, (_, index) => index)

  test('one hanging job, of whatever kind, holds up neither other contracts nor its own', {
    timeout: 120_000,
  }, async () => {
    const release = Promise.withResolvers<void>()
    const quick = new Map(kinds.map((name) => [name, new Set<string>()]))
    const all_done = Promise.withResolvers<void>()
    const hanging = new Set<JobName>()
    const count = 25
    const handlers = kinds.map((name) => [
      name,
      async ({ entity_id }: JobData) => {
        if (entity_id === 'hanging') hanging.add(name)
        if (entity_id === 'hanging') return release.promise
        quick.get(name)!.add(entity_id)
        if ([...quick.values()].every(({ size }) => size === count)) all_done.resolve()
      },
    ])
    await work(Object.fromEntries(handlers), async (queue) => {
      for (const name of kinds) {
        await enqueue(name, [job('a', 'hanging')])
        await enqueue(
          name,
          numbered(count).map((n) => job(n % 2 === 0 ? 'a' : `other-${n}`, `quick-${n}`)),
        )
      }
      await queue.work()
      await all_done.promise
      assert.deepEqual(hanging, new Set(kinds))
      release.resolve()
    })
  })

  test('a host that does not answer, asked by many contracts, holds up no other host', {
    timeout: 60_000,
  }, async () => {
    const release = Promise.withResolvers<void>()
    const all_done = Promise.withResolvers<void>()
    const done = new Set<string>()
    let hanging = 0
    const contracts = numbered(20)
    const fetch: AnyJob = {
      run: async ({ entity_id }) => {
        if (entity_id.startsWith('slow')) {
          hanging += 1
          return release.promise
        }
        done.add(entity_id)
        if (done.size === contracts.length) all_done.resolve()
      },
      partiesOf: async (_tx, ids) => new Map(ids.map((id) => [id, id.split('/')[0]!])),
    }
    await work({ 'deliverables.fetch': fetch }, async (queue) => {
      for (const contract of contracts) {
        const slow = numbered(6).map((n) => job(`c${contract}`, `slow.test/${contract}-${n}`))
        await enqueue('deliverables.fetch', slow)
      }
      await enqueue(
        'deliverables.fetch',
        contracts.map((contract) => job(`c${contract}`, `quick.test/${contract}`)),
      )
      await queue.work()
      await all_done.promise
      assert.ok(hanging >= 8 && hanging <= 16, `${hanging} wait for the slow host`)
      release.resolve()
    })
  })

  test('what runs by the clock runs once at a time', { timeout: 300_000 }, async () => {
    let running = 0
    let runs = 0
    const twice = Promise.withResolvers<void>()
    const seal: AnyJob = async () => {
      assert.equal(++running, 1)
      await new Promise(setImmediate)
      running--
      if (++runs === 2) twice.resolve()
    }
    await work({ 'feed.seal': seal }, async (queue) => {
      await queue.trigger('feed.seal')
      await queue.trigger('feed.seal')
      await queue.work()
      await twice.promise
    })
  })

  test('a job that fails by a fault of ours is set aside, told, and starts again when somebody says so', async () => {
    const set_aside = new SetAside(db)
    const page = { limit: 10, offset: 0 }
    const run: string[] = []
    let fault: unknown = new TypeError('undefined is no order')
    const fails: AnyJob = async ({ entity_id }) => {
      run.push(entity_id)
      if (fault) throw fault
    }
    await work({ 'captures.settle': fails, 'orders.progress': fails }, async (queue) => {
      await enqueue('captures.settle', [job('a', 'broken')])
      for (let n = 1; n < 20; n++) await assert.rejects(queue.drain(), AggregateError)
      assert.equal((await set_aside.list(page)).count, 0)
      await queue.drain()
      const { count, jobs } = await set_aside.list(page)
      const { job_id, set_aside_at, ...told } = jobs[0]!
      assert.deepEqual(
        [count, told],
        [
          1,
          {
            name: 'captures.settle',
            contract_id: 'a',
            order_id: '',
            entity_id: 'broken',
            error: 'TypeError: undefined is no order',
            attempts: 20,
          },
        ],
      )
      await queue.drain()
      assert.equal(run.length, 20)
      const figures = await db.system(countJobs)
      assert.deepEqual(
        figures.filter(({ state }) => state === 'set_aside'),
        [{ name: 'captures.settle', state: 'set_aside', count: 1 }],
      )
      fault = undefined
      await set_aside.restart(job_id)
      await assert.rejects(set_aside.restart(job_id), { code: 'not_found' })
      await queue.drain()
      assert.deepEqual([run.length, (await set_aside.list(page)).count], [21, 0])
      fault = new Hopeless('nobody says what becomes of it')
      await enqueue('orders.progress', [job('a', 'hopeless')])
      await queue.drain()
      assert.equal((await set_aside.list(page)).count, 1)
    })
  })

  test('a job that waits for others is tried again for a week, however it fails', () => {
    const outside = new TypeError('fetch failed', { cause: new Error('ECONNREFUSED') })
    const away = Object.assign(new Error('the provider'), { code: 'ECONNRESET' })
    const locked = Object.assign(new Error('lock timeout'), { code: '55P03' })
    for (const error of [outside, away, locked]) {
      assert.deepEqual([isGivenUp(error, 9_999), isGivenUp(error, 10_000)], [false, true])
    }
    const ours = [new TypeError('x'), new RangeError('x'), Object.assign(new Error('x'), { code: '23514' })]
    for (const error of ours) {
      assert.deepEqual([isOurFault(error), isGivenUp(error, 19), isGivenUp(error, 20)], [true, false, true])
    }
  })

  test('a process that ends breaks off what is long, and the next one goes on with it', {
    timeout: 60_000,
  }, async () => {
    const begun = Promise.withResolvers<void>()
    const long: AnyJob = {
      run: async (_data, _attempt, signal) => {
        begun.resolve()
        await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
      },
    }
    await work({ 'captures.produce': long }, async (queue) => {
      await enqueue('captures.produce', [job('a', 'large')])
      await queue.work()
      await begun.promise
    })
    const again = Promise.withResolvers<string>()
    const next: AnyJob = { run: async ({ entity_id }) => again.resolve(entity_id) }
    await work({ 'captures.produce': next }, async (queue) => {
      await queue.work()
      assert.equal(await again.promise, 'large')
    })
  })
})
