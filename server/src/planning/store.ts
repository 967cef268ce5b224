import { sql } from 'kysely'
import { excluded, insertInto, json, type Narrow, type Row, update } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'
import type { View } from '../providers/planner/puzzle.ts'
import type { CaptureToPlan } from '../providers/provider.ts'

type Stored = Narrow<Row<'planned_captures'>, { request: CaptureToPlan; view: View | null }>

export type Planned = Pick<Stored, 'capture_id' | 'request' | 'view' | 'obstacle' | 'obstacle_ids'>

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
  const taken = insertInto('planned_constellations', { provider, claimed_until })
  const row = await tx.first(sql<{ provider: string }>`
    ${taken} on conflict (provider) do update set ${excluded('planned_constellations', 'claimed_until')}
    where planned_constellations.claimed_until <= ${now} returning provider`)
  return row !== undefined
}

export async function release(tx: Transaction, provider: string) {
  await tx.run(sql`delete from planned_constellations where provider = ${provider}`)
}

/** Captures that are wanted, and have not been flown before a moment. */
export async function openCaptures(tx: Transaction, provider: string, since: Date): Promise<Planned[]> {
  const rows = await tx.rows(sql<Planned>`
    select capture_id, request, view, obstacle, obstacle_ids from planned_captures
    where provider = ${provider} and withdrawn_at is null and (start_at is null or start_at > ${since})
    order by capture_id`)
  return rows.map(({ request, ...row }) => ({ ...row, request: withTimes(request) }))
}

export async function recordPass(tx: Transaction, capture_id: string, view: View) {
  const found = { view: json(view), start_at: new Date(view.start), obstacle: null, obstacle_ids: [] }
  await tx.run(sql`${update('planned_captures', found)} where capture_id = ${capture_id}`)
}

export async function recordObstacle(
  tx: Transaction,
  capture_id: string,
  obstacle: string,
  obstacle_ids: string[],
) {
  const lost = { view: null, start_at: null, obstacle, obstacle_ids }
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
