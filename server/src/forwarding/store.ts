import { sql } from 'kysely'
import { type Columns, insertInto, json, type Narrow, type Row, update } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'
import type { CaptureToPlan } from '../providers/provider.ts'

type Stored = Narrow<Row<'forwarded_orders'>, { request: CaptureToPlan }>

export type Forwarded = Pick<
  Stored,
  'capture_id' | 'provider' | 'request' | 'foreign_id' | 'asked_at' | 'failures' | 'told'
>

/** @returns what is known of the capture, and whether this is the first that is known */
export async function begin(
  tx: Transaction,
  provider: string,
  request: CaptureToPlan,
  now: Date,
): Promise<{ is_new: boolean; known: Forwarded }> {
  const { capture_id } = request
  const row = { capture_id, provider, request: json(request), asked_at: now, next_poll_at: now }
  const made = await tx.first(
    sql<{
      capture_id: string
    }>`${insertInto('forwarded_orders', row)} on conflict do nothing returning capture_id`,
  )
  return { is_new: made !== undefined, known: (await find(tx, capture_id))! }
}

export async function find(tx: Transaction, capture_id: string): Promise<Forwarded | undefined> {
  const row = await tx.first(sql<Stored>`select * from forwarded_orders where capture_id = ${capture_id}`)
  return row && withTimes(row)
}

/** Those of the ids that are orders of other captures. */
export async function taken(tx: Transaction, provider: string, ids: readonly string[]): Promise<string[]> {
  const rows = await tx.rows(sql<{ foreign_id: string }>`
    select foreign_id from forwarded_orders where provider = ${provider} and foreign_id = any(${ids})`)
  return rows.map(({ foreign_id }) => foreign_id)
}

export async function recordOrder(tx: Transaction, capture_id: string, foreign_id: string) {
  await tx.run(sql`${update('forwarded_orders', { foreign_id })} where capture_id = ${capture_id}`)
}

export async function forget(tx: Transaction, capture_id: string) {
  await tx.run(sql`delete from forwarded_orders where capture_id = ${capture_id} and foreign_id is null`)
}

const due = (now: Date) => sql`ended_at is null and foreign_id is not null and next_poll_at <= ${now}`

/** The providers that are to be asked about some of their orders. */
export async function listDue(tx: Transaction, now: Date): Promise<string[]> {
  const rows = await tx.rows(sql<{ provider: string }>`
    select distinct provider from forwarded_orders where ${due(now)}`)
  return rows.map(({ provider }) => provider)
}

/** Takes some of what is due of a provider, so that no other process asks for it until `until`. */
export async function claimDue(
  tx: Transaction,
  provider: string,
  now: Date,
  until: Date,
  at_most: number,
): Promise<Forwarded[]> {
  const rows = await tx.rows(sql<Stored>`
    ${update('forwarded_orders', { next_poll_at: until })}
    where capture_id in (
      select capture_id from forwarded_orders where provider = ${provider} and ${due(now)}
      order by next_poll_at, capture_id limit ${at_most} for update skip locked)
    returning *`)
  return rows.map(withTimes)
}

export async function claimAgain(tx: Transaction, capture_id: string, until: Date) {
  await tx.run(sql`
    ${update('forwarded_orders', { next_poll_at: until })} where capture_id = ${capture_id} and ended_at is null`)
}

export async function recordNews(
  tx: Transaction,
  capture_id: string,
  heard: Columns<'forwarded_orders', 'told' | 'next_poll_at' | 'ended_at'>,
) {
  const changes = update('forwarded_orders', { ...heard, failures: 0, last_error: null })
  await tx.run(sql`${changes} where capture_id = ${capture_id}`)
}

export async function recordFailure(
  tx: Transaction,
  capture_id: string,
  next_poll_at: Date,
  last_error: string,
) {
  await tx.run(sql`${failed(next_poll_at, last_error)} where capture_id = ${capture_id}`)
}

/** All that is due of a provider is asked about later. */
export async function postponeDue(
  tx: Transaction,
  provider: string,
  now: Date,
  next_poll_at: Date,
  last_error: string,
) {
  await tx.run(sql`${failed(next_poll_at, last_error)} where provider = ${provider} and ${due(now)}`)
}

const failed = (next_poll_at: Date, last_error: string) =>
  update('forwarded_orders', { next_poll_at, last_error, failures: sql`failures + 1` })

/** Times in JSON are text. */
function withTimes({ request, ...row }: Stored): Forwarded {
  const { start, end } = request.window
  return { ...row, request: { ...request, window: { start: new Date(start), end: new Date(end) } } }
}
