import { sql } from 'kysely'
import { type Columns, columns, insertInto, type Selected } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'
import type { Page } from '../lists/pages.ts'
import type { Decision } from '../providers/decisions.ts'

export async function insertDecision(tx: Transaction, row: Decision & { decided_at: Date }): Promise<void> {
  const { contract_id, order_id, capture_id, provider, decision, reason_code, message, actor, decided_at } =
    row
  await tx.run(
    insertInto('provider_decisions', {
      contract_id,
      order_id,
      capture_id,
      provider,
      decision,
      reason_code,
      message,
      actor,
      decided_at,
    }),
  )
}

const shown = columns(
  'provider_decisions',
  'capture_id, provider, decision, reason_code, message, actor, decided_at',
)

export async function listDecisions(tx: Transaction, order_id: string, { limit, offset }: Page) {
  const { count } = await tx.one(sql<{ count: number }>`
    select count(*) from provider_decisions where order_id = ${order_id}`)
  const rows = await tx.rows(sql<Selected<typeof shown>>`
    select ${shown} from provider_decisions where order_id = ${order_id}
    order by decision_id limit ${limit} offset ${offset}`)
  return { count, rows }
}

export async function lastChosen(tx: Transaction, order_id: string): Promise<string | undefined> {
  const row = await tx.first(sql<Columns<'provider_decisions', 'provider'>>`
    select provider from provider_decisions
    where order_id = ${order_id} and capture_id is null and decision <> 'passed_over'
    order by decision_id desc limit 1`)
  return row?.provider
}
