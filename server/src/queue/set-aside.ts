import { SwathError } from '@swath/contract/errors'
import type { SetAsideJob } from '@swath/contract/jobs'
import { sql } from 'kysely'
import { excluded, insertInto, type Narrow, type Row } from '../database/columns.ts'
import type { Database } from '../database/db.ts'
import type { Page } from '../lists/pages.ts'
import { timestamp } from '../platform/clock.ts'
import { codeOf } from '../platform/database-unavailable.ts'
import { Hopeless } from '../platform/hopeless.ts'
import type { Job, JobData, JobName } from '../reactions.ts'

type JobRow = Narrow<Row<'set_aside_jobs'>, { name: JobName }>

/** After a quarter of an hour a fault is no chance, and somebody is woken up. */
export const many_attempts = 20
/** A provider may be away for hours; its jobs wait for it, for a week. */
export const most_attempts = 10_000

/** Data that is wrong, a rule of the database that is broken, a statement that it does not understand. */
const our_sql = /^(22|23|42)...$/

/**
 * Whether whoever tries again meets the same until the server is mended. What goes wrong outside has a cause, or is no
 * error of the language.
 */
export function isOurFault(error: unknown): boolean {
  const is_of_language =
    error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError
  return (is_of_language && error.cause === undefined) || our_sql.test(codeOf(error))
}

/** Whether a job that failed is not to be tried any more. */
export function isGivenUp(error: unknown, attempt: number): boolean {
  if (error instanceof Hopeless || attempt >= most_attempts) return true
  return attempt >= many_attempts && isOurFault(error)
}

/** Jobs that were given up: they are not lost, and start again when somebody says so. */
export class SetAside {
  #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  keep({ name, data }: Job, error: unknown, attempts: number): Promise<void> {
    const { contract_id = '', order_id = '', entity_id = '' } = (data ?? {}) as Partial<JobData>
    const insert = insertInto('set_aside_jobs', {
      name,
      contract_id,
      order_id,
      entity_id,
      error: String(error).slice(0, 2000),
      attempts,
      set_aside_at: sql`now()`,
    })
    return this.#db.system((tx) =>
      tx.run(sql`
        ${insert}
        on conflict (name, contract_id, order_id, entity_id) do update
          set ${excluded('set_aside_jobs', 'error, attempts, set_aside_at')}`),
    )
  }

  list({ limit, offset }: Page): Promise<{ count: number; jobs: SetAsideJob[] }> {
    return this.#db.system(async (tx) => {
      const { count } = await tx.one(sql<{ count: number }>`select count(*) from set_aside_jobs`)
      const rows = await tx.rows(sql<JobRow>`
        select * from set_aside_jobs order by set_aside_at, job_id limit ${limit} offset ${offset}`)
      return { count, jobs: rows.map((row) => ({ ...row, set_aside_at: timestamp(row.set_aside_at) })) }
    })
  }

  /** From its first attempt. @throws SwathError `not_found` */
  restart(job_id: string): Promise<void> {
    return this.#db.system(async (tx) => {
      const row = await tx.first(sql<JobRow>`
        delete from set_aside_jobs where job_id::text = ${job_id} returning *`)
      if (!row) throw new SwathError('not_found', `No job ${job_id} is set aside`)
      const { name, contract_id, order_id, entity_id } = row
      tx.enqueue({ name, data: { contract_id, order_id, entity_id } })
    })
  }
}
