import { sql } from 'kysely'
import type { Columns } from '../platform/columns.ts'
import type { Transaction } from '../platform/db.ts'
import type { Terms } from './placement.rules.ts'

export interface QuoteRow {
  quote_id: string
  contract_id: string
  fingerprint: string
  terms: Terms
  total_minor: number
  currency: string
  document: string
  created_at: Date
  expires_at: Date
}

export async function insertQuote(tx: Transaction, row: QuoteRow) {
  await tx.run(sql`
    insert into quotes (quote_id, contract_id, fingerprint, terms, total_minor, currency, document, created_at, expires_at)
    values (${row.quote_id}, ${row.contract_id}, ${row.fingerprint}, ${JSON.stringify(row.terms)}::jsonb,
      ${row.total_minor}, ${row.currency}, ${row.document}, ${row.created_at}, ${row.expires_at})`)
}

/** Locks a quote, so that of two orders that name it only one gets it. */
export function lockQuote(tx: Transaction, quote_id: string) {
  return tx.first(sql<QuoteRow>`select * from quotes where quote_id = ${quote_id} for update`)
}

/** The order that took the quote. To be asked under the lock, by a statement of its own that sees what committed. */
export async function orderOfQuote(tx: Transaction, quote_id: string): Promise<string | undefined> {
  const row = await tx.first(
    sql<Columns<'orders', 'order_id'>>`select order_id from orders where quote_id = ${quote_id}`,
  )
  return row?.order_id
}
