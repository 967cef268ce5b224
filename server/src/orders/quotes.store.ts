import { sql } from 'kysely'
import { type Columns, columns, insertInto, json, type Narrow, type Selected } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'
import type { Terms } from './placement.rules.ts'

const quote_columns = columns(
  'quotes',
  'quote_id, contract_id, fingerprint, terms, total_minor, currency, document, created_at, expires_at',
)

export type QuoteRow = Narrow<Selected<typeof quote_columns>, { terms: Terms }>

export async function insertQuote(tx: Transaction, row: QuoteRow) {
  const insert = insertInto('quotes', {
    quote_id: row.quote_id,
    contract_id: row.contract_id,
    fingerprint: row.fingerprint,
    terms: json(row.terms),
    total_minor: row.total_minor,
    currency: row.currency,
    document: row.document,
    created_at: row.created_at,
    expires_at: row.expires_at,
  })
  await tx.run(insert)
}

/** Locks a quote, so that of two orders that name it only one gets it. */
export function lockQuote(tx: Transaction, quote_id: string) {
  return tx.first(sql<QuoteRow>`select ${quote_columns} from quotes where quote_id = ${quote_id} for update`)
}

/** The order that took the quote. To be asked under the lock, by a statement of its own that sees what committed. */
export async function orderOfQuote(tx: Transaction, quote_id: string): Promise<string | undefined> {
  const row = await tx.first(
    sql<Columns<'orders', 'order_id'>>`select order_id from orders where quote_id = ${quote_id}`,
  )
  return row?.order_id
}
