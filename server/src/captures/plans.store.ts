import { sql } from 'kysely'
import { type Columns, insertInto, json, type Narrow, update } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'
import type { Geometry } from '../lib/geo/geometry.ts'
import type { Source } from '../providers/provider.ts'
import type { Round } from './rules.ts'

/** A part of an order, and what it is made from. */
export interface Part {
  frame: Geometry
  source: Source | null
  /** Nobody will make it. */
  is_missing: boolean
}

export interface Plan {
  rounds: Round[]
  parts: Part[]
}

/** The first plan holds, if two workers plan the same order. */
export async function insertPlan(tx: Transaction, contract_id: string, order_id: string, plan: Plan) {
  const insert = insertInto('plans', {
    order_id,
    contract_id,
    rounds: json(plan.rounds),
    parts: json(plan.parts),
  })
  await tx.run(sql`${insert} on conflict do nothing`)
}

export async function findPlan(tx: Transaction, order_id: string): Promise<Plan | undefined> {
  const row = await tx.first(sql<
    Narrow<Columns<'plans', 'rounds' | 'parts'>, { rounds: RoundJson[]; parts: Part[] }>
  >`
    select rounds, parts from plans where order_id = ${order_id}`)
  return row && { rounds: row.rounds.map(roundOf), parts: row.parts }
}

interface RoundJson {
  not_before: string
  not_after: string | null
}

function roundOf({ not_before, not_after }: RoundJson): Round {
  return { not_before: new Date(not_before), not_after: not_after === null ? null : new Date(not_after) }
}

/** @returns how many captures of the plan were made or passed over, or undefined when all of it is done */
export async function lockPlan(tx: Transaction, order_id: string): Promise<number | undefined> {
  const row = await tx.first(sql<Columns<'plans', 'next'>>`
    select next from plans where order_id = ${order_id} for update`)
  return row?.next
}

export async function advancePlan(tx: Transaction, order_id: string, next: number) {
  await tx.run(sql`${update('plans', { next })} where order_id = ${order_id}`)
}

/** Nothing more comes of it than is there. */
export async function endPlan(tx: Transaction, order_id: string) {
  await tx.run(sql`delete from plans where order_id = ${order_id}`)
}
