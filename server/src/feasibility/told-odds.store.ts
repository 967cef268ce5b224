import type { Analysis, OddsBasis } from '@swath/contract/feasibility'
import { sql } from 'kysely'
import { type Columns, insertInto, type Narrow } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'

export interface Told {
  probability: number
  by_at: Date
  basis: OddsBasis
}

/** The odds of the whole window, as they are kept with their analysis. */
export function toldBy({ odds }: Analysis) {
  const last = odds?.by_day.at(-1)
  return odds && last ? { probability: last.probability, by_at: last.by, basis: odds.basis } : null
}

/** Finds what the newest analysis told that asked for the same and still lives. */
export async function findTold(
  tx: Transaction,
  contract_id: string,
  question_digest: string,
  now: Date,
): Promise<Told | undefined> {
  type Row = Narrow<Columns<'analyses', 'told'>, { told: NonNullable<ReturnType<typeof toldBy>> }>
  const row = await tx.first(sql<Row>`
    select told from analyses
    where contract_id = ${contract_id} and question_digest = ${question_digest} and told is not null
      and expires_at > ${now}
    order by expires_at desc limit 1`)
  return row && { ...row.told, by_at: new Date(row.told.by_at) }
}

export async function insertPromise(
  tx: Transaction,
  promise: Told & { order_id: string; contract_id: string; told_at: Date },
) {
  await tx.run(insertInto('odds_promises', promise))
}
