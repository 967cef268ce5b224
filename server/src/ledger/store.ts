import { sql } from 'kysely'
import { newId } from '../lib/ids.ts'
import type { Transaction } from '../platform/db.ts'

/** What leaves the one enters the other. */
const accounts = [
  ['available', -1],
  ['consumed', 1],
] as const

/**
 * Books the charge of a delivered deliverable: what leaves `available` enters `consumed`. Once only, however
 * often it is asked.
 */
export async function bookCharge(tx: Transaction, deliverable_id: string, now: Date) {
  const transaction_id = newId('entry', now)
  for (const [account, sign] of accounts) {
    await tx.run(sql`
      insert into ledger_entries (entry_id, transaction_id, contract_id, order_id, deliverable_id, account,
        amount_minor, currency, booked_at)
      select ${newId('entry', now)}, ${transaction_id}, contract_id, order_id, deliverable_id, ${account},
        ${sign}::int * amount_minor, currency, ${now}
      from deliverables where deliverable_id = ${deliverable_id} and status = 'DELIVERED'
      on conflict (deliverable_id, account) do nothing`)
  }
}

/** The same for many that were delivered elsewhere; each is booked at the time of its delivery. */
export async function bookChargesAsDelivered(tx: Transaction, deliverable_ids: readonly string[], now: Date) {
  const rows = deliverable_ids.flatMap((deliverable_id) => {
    const transaction_id = newId('entry', now)
    return accounts.map(([account, sign]) => {
      return { entry_id: newId('entry', now), transaction_id, deliverable_id, account, sign }
    })
  })
  await tx.run(sql`
    insert into ledger_entries (entry_id, transaction_id, contract_id, order_id, deliverable_id, account,
      amount_minor, currency, booked_at)
    select e.entry_id, e.transaction_id, d.contract_id, d.order_id, d.deliverable_id, e.account,
      e.sign * d.amount_minor, d.currency, d.delivered_at
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as e(entry_id text, transaction_id text, deliverable_id text, account text, sign int)
    join deliverables d using (deliverable_id) where d.status = 'DELIVERED'
    on conflict (deliverable_id, account) do nothing`)
}

/** Books the fee of a canceled order, once; nothing where none is due. */
export async function bookCancellationFee(tx: Transaction, order_id: string, now: Date) {
  const transaction_id = newId('entry', now)
  for (const [account, sign] of accounts) {
    await tx.run(sql`
      insert into ledger_entries (entry_id, transaction_id, contract_id, order_id, account, amount_minor, currency,
        booked_at)
      select ${newId('entry', now)}, ${transaction_id}, contract_id, order_id, ${account},
        ${sign}::int * cancellation_fee_minor, terms ->> 'currency', ${now}
      from orders where order_id = ${order_id} and outcome = 'canceled' and cancellation_fee_minor > 0
      on conflict (order_id, account) where deliverable_id is null do nothing`)
  }
}

export interface EntryRow {
  entry_id: string
  transaction_id: string
  order_id: string
  deliverable_id: string | null
  account: 'available' | 'consumed'
  amount_minor: number
  currency: string
  booked_at: Date
}

export async function listEntries(tx: Transaction, { limit, offset }: { limit: number; offset: number }) {
  const { count } = await tx.one(sql<{ count: number }>`select count(*) from ledger_entries`)
  const rows = await tx.rows(sql<EntryRow>`
    select entry_id, transaction_id, order_id, deliverable_id, account, amount_minor, currency, booked_at
    from ledger_entries order by booked_at, entry_id limit ${limit} offset ${offset}`)
  return { count, rows }
}
