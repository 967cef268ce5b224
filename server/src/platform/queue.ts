import { type Job as BossJob, fromKysely, type JobResult, PgBoss } from 'pg-boss'
import { type JobName, schedules } from '../reactions.ts'
import type { Database, Transaction } from './db.ts'
import type { Log } from './log.ts'

/**
 * The event that a job reacts to. A job that a request asked for names its contract and entity, and has an
 * empty `order_id`; a job that runs by the clock has none of them.
 */
export interface JobData {
  contract_id: string
  order_id: string
  entity_id: string
}

export interface Job {
  name: JobName
  data: JobData
}

/** `attempt` counts from 1. A handler that throws is run again later, so it must be repeatable. */
export type JobHandler = (data: JobData, attempt: number) => Promise<void>
export type JobHandlers = Readonly<Record<JobName, JobHandler>>

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

const queue_options = {
  // A provider may be away for hours; its jobs wait for it.
  retryLimit: 10_000,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 60,
  // A killed worker's jobs are given to another after this many seconds without a sign of life.
  heartbeatSeconds: 10,
  notify: true,
}

export async function openQueue(db: Database, handlers: JobHandlers, log: Log): Promise<Queue> {
  const boss = new PgBoss({ ...db.pool.boss, monitorIntervalSeconds: 5, superviseIntervalSeconds: 5 })
  boss.on('error', (error) => log.error({ err: error }, 'queue'))
  const { prepare } = db.pool
  await prepare(() => boss.start())
  for (const name of jobNames(handlers)) await prepare(() => boss.createQueue(name, queue_options))
  await prepare(() => grantQueue(db))
  db.onCommit((tx, jobs) => insertJobs(boss, tx, jobs))
  return {
    work: () => startWorkers(boss, db, handlers, log),
    drain: () => drain(boss, handlers),
    trigger: (name) => boss.send(name, {}).then(() => undefined),
    stop: () => boss.stop({ graceful: true, timeout: 20_000 }),
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
async function insertJobs(boss: PgBoss, tx: Transaction, jobs: readonly Job[]) {
  const db = fromKysely(tx.connection)
  for (const [name, of_name] of Map.groupBy(jobs, (job) => job.name)) {
    const rows = of_name.map(({ data }) => ({ data }))
    await boss.insert(name, rows, { db })
  }
}

async function startWorkers(boss: PgBoss, db: Database, handlers: JobHandlers, log: Log) {
  for (const name of jobNames(handlers)) {
    await boss.work<JobData, JobResult[]>(
      name,
      {
        batchSize: 10,
        burstWhenBatchFull: true,
        pollingIntervalSeconds: 0.5,
        notifyPollingIntervalSeconds: 2,
        perJobResults: true,
      },
      (jobs) => Promise.all(jobs.map((job) => runJob(handlers[name], job, log))),
    )
  }
  for (const [name, cron] of Object.entries(schedules)) {
    await db.pool.prepare(() => boss.schedule(name, cron))
  }
}

async function runJob(handler: JobHandler, job: BossJob<JobData>, log: Log): Promise<JobResult> {
  try {
    await handler(job.data, job.retryCount + 1)
    return { id: job.id, status: 'completed' }
  } catch (error) {
    log.warn(
      { err: error, job: job.name, data: job.data, attempt: job.retryCount + 1 },
      'job will be retried',
    )
    return { id: job.id, status: 'failed', output: { message: String(error) } }
  }
}

async function drain(boss: PgBoss, handlers: JobHandlers) {
  for (let ran = true; ran; ) {
    ran = false
    const failures: unknown[] = []
    for (const name of jobNames(handlers)) {
      for (const job of await boss.fetch<JobData>(name, { batchSize: 100, ignoreStartAfter: true })) {
        ran = true
        await drainJob(boss, handlers[name], job).catch((error) => failures.push(error))
      }
    }
    if (failures.length > 0)
      throw new AggregateError(failures, 'Jobs failed; the next drain tries them again')
  }
}

async function drainJob(boss: PgBoss, handler: JobHandler, job: BossJob<JobData>) {
  try {
    await handler(job.data, job.retryCount + 1)
  } catch (error) {
    await boss.fail(job.name, job.id)
    throw error
  }
  await boss.complete(job.name, job.id)
}
