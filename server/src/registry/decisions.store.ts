import { sql } from 'kysely'
import { type Columns, insertInto } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'
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

export async function lastChosen(tx: Transaction, order_id: string): Promise<string | undefined> {
  const row = await tx.first(sql<Columns<'provider_decisions', 'provider'>>`
    select provider from provider_decisions
    where order_id = ${order_id} and capture_id is null and decision <> 'passed_over'
    order by decision_id desc limit 1`)
  return row?.provider
}
