import type { ReasonCode } from '@swath/contract/reasons'
import { sql } from 'kysely'
import {
  type Columns,
  columns,
  insertInto,
  json,
  type Narrow,
  type Selected,
  update,
} from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'
import type { ResumeState } from '../uploads/destination.ts'
import type { Failures } from './rules.ts'
import type { DeliveryRow } from './store.ts'

// A worker records this while it sends.

/** The destination of a delivery as it is now; undefined when nothing may be sent to it. */
export async function revisionOf(tx: Transaction, { destination_id }: DeliveryRow) {
  const row = await tx.first(sql<Columns<'destination_facts', 'revision'>>`
    select revision from destination_facts where destination_id = ${destination_id} and is_enabled`)
  return row?.revision
}

/** The files that were sent to the former place are not at this one. */
export async function startAnew(tx: Transaction, delivery_id: string, revision: number): Promise<void> {
  await tx.run(sql`
    ${update('deliveries', { revision, reached_bytes: 0 })} where delivery_id = ${delivery_id}`)
  await tx.run(sql`
    ${update('delivery_files', { resume: null, sent_at: null })} where delivery_id = ${delivery_id}`)
}

export async function keepResume(
  tx: Transaction,
  delivery_id: string,
  position: number,
  resume: ResumeState | null,
): Promise<void> {
  await tx.run(sql`
    ${update('delivery_files', { resume: resume && json(resume) })}
    where delivery_id = ${delivery_id} and position = ${position} and sent_at is null`)
}

export async function markSent(tx: Transaction, delivery_id: string, position: number, now: Date) {
  await tx.run(sql`
    ${update('delivery_files', { sent_at: now, resume: null })}
    where delivery_id = ${delivery_id} and position = ${position}`)
}

export async function isAllSent(tx: Transaction, delivery_id: string): Promise<boolean> {
  const left = await tx.first(sql`
    select from delivery_files where delivery_id = ${delivery_id} and sent_at is null limit 1`)
  return left === undefined
}

export async function storeFailures(
  tx: Transaction,
  delivery_id: string,
  failures: Failures,
  next_attempt_at: Date,
): Promise<void> {
  const { failing_since, reached_bytes } = failures
  const failed = update('deliveries', {
    failures: failures.failures,
    failing_since,
    reached_bytes,
    next_attempt_at,
  })
  await tx.run(sql`${failed} where delivery_id = ${delivery_id}`)
}

/** Dated anew, so that lists show it. */
export async function touch(tx: Transaction, delivery_id: string, now: Date): Promise<void> {
  await tx.run(sql`${update('deliveries', { updated_at: now })} where delivery_id = ${delivery_id}`)
}

// Attempts ---------------------------------------------------------------------------------------------

const attempt_columns = columns(
  'delivery_attempts',
  'number, started_at, ended_at, bytes_sent, reason_code, error',
)

export type AttemptRow = Narrow<Selected<typeof attempt_columns>, { reason_code: ReasonCode | null }>

/** One that is still open was of a worker that died. @returns the number of the new one */
export async function insertAttempt(
  tx: Transaction,
  { delivery_id, contract_id, attempts }: DeliveryRow,
  now: Date,
): Promise<number> {
  const number = attempts + 1
  await tx.run(sql`
    ${update('delivery_attempts', { ended_at: now, error: 'The worker ended' })}
    where delivery_id = ${delivery_id} and ended_at is null`)
  await tx.run(insertInto('delivery_attempts', { delivery_id, contract_id, number, started_at: now }))
  await tx.run(sql`
    ${update('deliveries', { attempts: number })} where delivery_id = ${delivery_id}`)
  return number
}

export async function endAttempt(
  tx: Transaction,
  delivery_id: string,
  { number, ended_at, bytes_sent, reason_code, error }: Omit<AttemptRow, 'started_at'>,
): Promise<void> {
  const ended = update('delivery_attempts', { ended_at, bytes_sent, reason_code, error })
  await tx.run(sql`
    ${ended} where delivery_id = ${delivery_id} and number = ${number}`)
}

/** Counts the last attempts that failed for this reason, one after the other. */
export async function lastFailures(
  tx: Transaction,
  delivery_id: string,
  reason_code: ReasonCode,
): Promise<number> {
  const { count } = await tx.one(sql<{ count: number }>`
    select count(*) from delivery_attempts where delivery_id = ${delivery_id} and number > (
      select coalesce(max(number), 0) from delivery_attempts
      where delivery_id = ${delivery_id} and reason_code is distinct from ${reason_code})`)
  return count
}

/** Newest first. */
export async function listAttempts(
  tx: Transaction,
  delivery_id: string,
  { limit, offset }: { limit: number; offset: number },
) {
  const { count } = await tx.one(sql<{ count: number }>`
    select count(*) from delivery_attempts where delivery_id = ${delivery_id}`)
  const attempts = await tx.rows(sql<AttemptRow>`
    select ${attempt_columns} from delivery_attempts
    where delivery_id = ${delivery_id} order by number desc limit ${limit} offset ${offset}`)
  return { count, attempts }
}
