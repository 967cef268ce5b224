import { setTimeout } from 'node:timers/promises'
import { sql } from 'kysely'
import { type Job as BossJob, fromKysely, PgBoss } from 'pg-boss'
import type { Database, Transaction } from '../database/db.ts'
import type { Log } from '../platform/log.ts'
import { type Job, type JobData, type JobName, schedules } from '../reactions.ts'
import type { AnyJob, JobHandler, JobHandlers } from './handlers.ts'
import { groupOf } from './seats.ts'
import { isGivenUp, many_attempts, most_attempts, SetAside } from './set-aside.ts'
import { Workers } from './workers.ts'

export interface Queue {
  /** Starts workers for all jobs. */
  work(): Promise<void>
  /** Runs everything that is waiting, and what follows from it, until nothing is left. For tests. */
  drain(): Promise<void>
  /** Enqueues a job that otherwise runs by the clock. */
  trigger(name: keyof typeof schedules): Promise<void>
  /** Lets running jobs finish, then stops. */
  stop(): Promise<void>
}

/** Tells workers that jobs have come. */
const channel = 'swath_jobs'
const stop_ms = 20_000

const queue_options = {
  retryLimit: most_attempts,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 60,
  // A killed worker's jobs are given to another after this many seconds without a sign of life.
  heartbeatSeconds: 10,
}
/** The longest that pg-boss knows. */
const outside_options = { expireInSeconds: 24 * 3600 }

const seats = {
  /** The jobs by the clock run one after the other. */
  by_the_clock: { at_once: 1, of_group: 1, of_party: 1 },
  inside: { at_once: 20, of_group: 10, of_party: 20 },
  outside: { at_once: 32, of_group: 8, of_party: 16 },
}

export async function openQueue(db: Database, handlers: JobHandlers, log: Log): Promise<Queue> {
  const boss = new PgBoss({ ...db.pool.boss, monitorIntervalSeconds: 5, superviseIntervalSeconds: 5 })
  boss.on('error', (error) => log.error({ err: error }, 'queue'))
  const { prepare } = db.pool
  await prepare(() => boss.start())
  const known = new Set((await prepare(() => boss.getQueues())).map(({ name }) => name))
  for (const name of jobNames(handlers)) {
    // To ask for one that is there costs more than all else of a start.
    if (!known.has(name)) await prepare(() => boss.createQueue(name, queue_options))
  }
  await prepare(() => grantQueue(db))
  db.onCommit((tx, jobs) => insertJobs(boss, handlers, tx, jobs))
  const runners = runnersOf(handlers, new SetAside(db), log)
  const work = new Work(db, boss, handlers, runners, log)
  return {
    work: () => work.start(),
    drain: () => drain(db, boss, runners),
    trigger: (name) => boss.send(name, {}).then(() => undefined),
    stop: () => work.stop().then(() => boss.stop()),
  }
}

function jobNames(handlers: JobHandlers) {
  return Object.keys(handlers) as JobName[]
}

/** Transactions write their jobs as `swath_system`, which owns none of pg-boss's tables. */
async function grantQueue(db: Database) {
  const connection = await db.pool.connect()
  try {
    await connection.query(`
      grant usage on schema pgboss to swath_system;
      grant select, insert on all tables in schema pgboss to swath_system;
      grant execute on all functions in schema pgboss to swath_system`)
  } finally {
    connection.release()
  }
}

/** One statement per kind of job, in the transaction whose events asked for them. */
async function insertJobs(boss: PgBoss, handlers: JobHandlers, tx: Transaction, jobs: readonly Job[]) {
  const db = fromKysely(tx.connection)
  const of_names = Map.groupBy(jobs, (job) => job.name)
  for (const [name, of_name] of of_names) {
    const handler = handlers[name]
    // Several events of a transaction may ask for the same job, which is done once.
    const jobs_of_name = [...new Map(of_name.map((job) => [JSON.stringify(job.data), job])).values()]
    const ids = jobs_of_name.map(({ data }) => data.entity_id)
    const parties = 'partiesOf' in handler ? await handler.partiesOf?.(tx, ids) : undefined
    const options = isOutside(handler) ? outside_options : {}
    const rows = jobs_of_name.map(({ data }) => ({
      data,
      group: { id: groupOf(data.contract_id, parties?.get(data.entity_id) ?? '') },
      ...options,
    }))
    await boss.insert(name, rows, { db })
  }
  await tx.run(sql`select pg_notify(${channel}, ${[...of_names.keys()].join()})`)
}

/** All that works in this process. */
class Work {
  #db: Database
  #boss: PgBoss
  #workers: ReadonlyMap<string, Workers>
  #listener: Awaited<ReturnType<Database['pool']['listen']>> | undefined

  constructor(db: Database, boss: PgBoss, handlers: JobHandlers, runners: Runners, log: Log) {
    this.#db = db
    this.#boss = boss
    const workersOf = (name: JobName) =>
      new Workers({
        boss,
        name,
        handler: runners[name],
        seats: seatsOf(name, handlers[name]),
        log,
      })
    this.#workers = new Map(jobNames(handlers).map((name) => [name, workersOf(name)]))
  }

  async start() {
    for (const [name, cron] of Object.entries(schedules)) {
      await this.#db.pool.prepare(() => this.#boss.schedule(name, cron))
    }
    for (const workers of this.#workers.values()) workers.start()
    const onNotification = (names: string) => {
      for (const name of names.split(',')) this.#workers.get(name)?.ring()
    }
    this.#listener = await this.#db.pool.listen(channel, onNotification, () => undefined)
  }

  async stop() {
    const ended = new AbortController()
    const deadline = setTimeout(stop_ms, undefined, { signal: ended.signal }).catch(() => undefined)
    await this.#listener?.close()
    await Promise.all([...this.#workers.values()].map((workers) => workers.stop(deadline)))
    ended.abort()
  }
}

type Runners = Readonly<Record<JobName, JobHandler>>

function runnersOf(handlers: JobHandlers, set_aside: SetAside, log: Log): Runners {
  const runners = jobNames(handlers).map((name) => [name, runnerOf(name, handlers[name], set_aside, log)])
  return Object.fromEntries(runners)
}

/** Runs a job; one that can never succeed ends or is set aside, and somebody is woken up. */
function runnerOf(name: JobName, handler: AnyJob, set_aside: SetAside, log: Log): JobHandler {
  const { run, giveUp } = 'run' in handler ? handler : { run: handler }
  return async (data, attempt, signal) => {
    try {
      await run(data, attempt, signal)
    } catch (err) {
      if (attempt === many_attempts) log.error({ err, job: name, data, attempt }, 'job fails again and again')
      if (!isGivenUp(err, attempt)) throw err
      const fate = giveUp
        ? 'job ends, since it can never succeed'
        : 'job is set aside, since it can never succeed'
      log.error({ err, job: name, data, attempt }, fate)
      await (giveUp ? giveUp(data) : set_aside.keep({ name, data }, err, attempt))
    }
  }
}

function isOutside(handler: AnyJob): boolean {
  return 'run' in handler && !('is_inside' in handler)
}

function seatsOf(name: JobName, handler: AnyJob) {
  if (name in schedules) return seats.by_the_clock
  return isOutside(handler) ? seats.outside : seats.inside
}

const never = new AbortController().signal

async function drain(db: Database, boss: PgBoss, runners: Runners) {
  let waiting = await namesWaiting(db)
  for (let ran = true; ran; ) {
    ran = false
    const failures: unknown[] = []
    for (const name of Object.keys(runners) as JobName[]) {
      if (!waiting.has(name)) continue
      for (const job of await boss.fetch<JobData>(name, { batchSize: 100, ignoreStartAfter: true })) {
        ran = true
        await drainJob(boss, runners[name], job).catch((error) => failures.push(error))
      }
      waiting = await namesWaiting(db)
    }
    if (failures.length > 0)
      throw new AggregateError(failures, 'Jobs failed; the next drain tries them again')
  }
}

/** Asked once instead of each kind by itself: there are dozens, of which one or two have jobs. */
async function namesWaiting(db: Database): Promise<Set<string>> {
  const rows = await db.system((tx) =>
    tx.rows(
      sql<{ name: string }>`select distinct name from pgboss.job where state < 'active' and not blocked`,
    ),
  )
  return new Set(rows.map(({ name }) => name))
}

async function drainJob(boss: PgBoss, handler: JobHandler, job: BossJob<JobData>) {
  try {
    await handler(job.data, job.retryCount + 1, never)
  } catch (error) {
    await boss.fail(job.name, job.id)
    throw error
  }
  await boss.complete(job.name, job.id)
}
