import { sql } from 'kysely'
import type { Transaction } from '../database/db.ts'

/** Whom the mails of their address are known to reach: an order is told to nobody else. */
export async function listApprovers(tx: Transaction, contract_id: string, now: Date): Promise<string[]> {
  const rows = await tx.rows(sql<{ person_id: string }>`
    select distinct person_id from current_memberships join people using (person_id)
    where contract_ids @> array[${contract_id}] and 'approve' = any (scopes)
      and coalesce(expires_at > ${now}, true) and email_proved_at is not null
    order by person_id`)
  return rows.map(({ person_id }) => person_id)
}

export interface AwaitedOrder {
  order_id: string
  contract_id: string
  order_name: string
  contract_name: string
  price_minor: number
  currency: string
}

/** An order that waits for somebody of the customer. */
export function findAwaited(tx: Transaction, order_id: string) {
  return tx.first(sql<AwaitedOrder>`
    select order_id, contract_id, order_name, c.name as contract_name, price_minor, currency
    from order_facts join contract_facts c using (contract_id)
    where order_id = ${order_id} and awaits_spending_approval`)
}
