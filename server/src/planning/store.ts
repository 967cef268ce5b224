import { sql } from 'kysely'
import { insertInto, json, type Narrow, type Row, update } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'
import type { View } from '../providers/planner/constellation.ts'
import type { TakenPass } from '../providers/planner/taken.ts'
import type { CaptureToPlan } from '../providers/provider.ts'

type Stored = Narrow<Row<'planned_captures'>, { request: CaptureToPlan; view: View | null }>

export type Planned = Pick<Stored, 'capture_id' | 'request' | 'view' | 'obstacle' | 'obstacle_ids'> & {
  /** The pass that is kept for its order. */
  reserved: View | null
}

/** A new attempt has no pass yet. */
export async function putCapture(tx: Transaction, provider: string, request: CaptureToPlan, now: Date) {
  const { capture_id } = request
  const row = { capture_id, provider, request: json(request), asked_at: now }
  await tx.run(sql`
    ${insertInto('planned_captures', row)}
    on conflict (capture_id) do nothing`)
}

/** @returns false for one whose pass begins before it can be commanded otherwise */
export async function withdrawCapture(tx: Transaction, capture_id: string, commanded: Date, now: Date) {
  await tx.run(sql`
    ${update('planned_captures', { withdrawn_at: now })}
    where capture_id = ${capture_id} and withdrawn_at is null and (start_at is null or start_at > ${commanded})`)
  const left = await tx.first(sql<{ capture_id: string }>`
    select capture_id from planned_captures where capture_id = ${capture_id} and withdrawn_at is null`)
  return left === undefined
}

/** The providers that have something to plan. */
export async function busyProviders(tx: Transaction, since: Date): Promise<string[]> {
  const rows = await tx.rows(sql<{ provider: string }>`
    select distinct provider from planned_captures
    where withdrawn_at is null and (start_at is null or start_at > ${since}) order by provider`)
  return rows.map(({ provider }) => provider)
}

/** Takes a constellation, so that no other process plans it until then. @returns whether it was free */
export async function claim(tx: Transaction, provider: string, now: Date, claimed_until: Date) {
  await beKnown(tx, provider)
  const row = await tx.first(sql<{ provider: string }>`
    ${update('planned_constellations', { claimed_until })}
    where provider = ${provider} and (claimed_until is null or claimed_until <= ${now}) returning provider`)
  return row !== undefined
}

/** Gives back what was claimed until then; what another process has claimed since stays. */
export async function release(tx: Transaction, provider: string, claimed_until: Date) {
  await tx.run(sql`
    ${update('planned_constellations', { claimed_until: null })}
    where provider = ${provider} and claimed_until = ${claimed_until}`)
}

async function beKnown(tx: Transaction, provider: string) {
  await tx.run(sql`${insertInto('planned_constellations', { provider })} on conflict do nothing`)
}

/**
 * Counts that passes are taken, and lets nobody else take any before the end of the transaction.
 * @returns false where others were taken since that revision: then it does neither
 */
export async function beginTakingSince(tx: Transaction, provider: string, revision: string) {
  await beKnown(tx, provider)
  const counted = update('planned_constellations', { revision: sql`revision + 1` })
  const row = await tx.first(sql<{ provider: string }>`
    ${counted} where provider = ${provider} and revision = ${revision} returning provider`)
  return row !== undefined
}

export async function findRevision(tx: Transaction, provider: string): Promise<string> {
  const row = await tx.first(sql<{ revision: string }>`
    select revision::text from planned_constellations where provider = ${provider}`)
  return row?.revision ?? '0'
}

/** The passes that begin after a moment and that somebody has, as they are reported or about to be. */
export async function takenPasses(tx: Transaction, provider: string, since: Date): Promise<TakenPass[]> {
  return [
    ...(await reservedPasses(tx, provider, since)),
    ...(await tx.rows(sql<TakenPass>`
      select coalesce(c.planned, c.view) as view, c.request ->> 'priority_class' as priority_class,
        null as reservation_id
      from planned_captures c
      where c.provider = ${provider} and c.withdrawn_at is null and coalesce(c.planned, c.view) is not null
        and (c.start_at is null or c.start_at > ${since})
        and not exists (
          select from reserved_passes r where r.reservation_id = c.request ->> 'reservation_id')`)),
  ]
}

export function reservedPasses(tx: Transaction, provider: string, since: Date): Promise<ReservedPass[]> {
  return tx.rows(sql<ReservedPass>`
    select view, priority_class, reservation_id from reserved_passes
    where provider = ${provider} and start_at > ${since} order by reservation_id`)
}

export type ReservedPass = TakenPass & { reservation_id: string }

export async function insertReserved(tx: Transaction, provider: string, pass: ReservedPass, now: Date) {
  const { view, ...rest } = pass
  const row = { ...rest, provider, view: json(view), start_at: new Date(view.start), reserved_at: now }
  await tx.run(insertInto('reserved_passes', row))
}

export async function deleteReserved(tx: Transaction, reservation_id: string) {
  await tx.run(sql`delete from reserved_passes where reservation_id = ${reservation_id}`)
}

/** Captures that are wanted, and have not been flown before a moment. */
export async function openCaptures(tx: Transaction, provider: string, since: Date): Promise<Planned[]> {
  const rows = await tx.rows(sql<Planned>`
    select c.capture_id, c.request, c.view, c.obstacle, c.obstacle_ids, r.view as reserved
    from planned_captures c
    left join reserved_passes r on r.reservation_id = c.request ->> 'reservation_id'
    where c.provider = ${provider} and c.withdrawn_at is null and (c.start_at is null or c.start_at > ${since})
    order by c.capture_id`)
  return rows.map(({ request, ...row }) => ({ ...row, request: withTimes(request) }))
}

/** Before they are reported, so that nobody is given the same passes meanwhile. */
export async function intendPasses(tx: Transaction, passes: readonly { capture_id: string; view: View }[]) {
  const ids = passes.map(({ capture_id }) => capture_id)
  const views = passes.map(({ view }) => JSON.stringify(view))
  await tx.run(sql`
    ${update('planned_captures as c', { planned: sql`p.view::jsonb` })}
    from unnest(${ids}::text[], ${views}::text[]) as p(capture_id, view)
    where c.capture_id = p.capture_id`)
}

export async function recordPass(tx: Transaction, capture_id: string, view: View) {
  const found = {
    view: json(view),
    planned: null,
    start_at: new Date(view.start),
    obstacle: null,
    obstacle_ids: [],
  }
  await tx.run(sql`${update('planned_captures', found)} where capture_id = ${capture_id}`)
}

export async function recordObstacle(
  tx: Transaction,
  capture_id: string,
  obstacle: string,
  obstacle_ids: string[],
) {
  const lost = { view: null, planned: null, start_at: null, obstacle, obstacle_ids }
  await tx.run(sql`${update('planned_captures', lost)} where capture_id = ${capture_id}`)
}

/** Times in JSON are text. */
function withTimes({ window, promised_at, ...request }: CaptureToPlan): CaptureToPlan {
  return {
    ...request,
    window: { start: new Date(window.start), end: new Date(window.end) },
    promised_at: promised_at && new Date(promised_at),
  }
}
