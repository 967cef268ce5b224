import { statement_filters } from '@swath/contract/filters'
import type { BillingDetails, StatementLine } from '@swath/contract/statements'
import { sql } from 'kysely'
import {
  type Columns,
  columns,
  excluded,
  insertInto,
  json,
  type Narrow,
  type Selected,
} from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'
import type { ListSource } from '../lists/lists.ts'

export const listedStatements: ListSource = { view: 'listed_statements', filters: statement_filters }

/** A statement of the contract whose transaction this is. */
export async function statementDocument(tx: Transaction, statement_id: string): Promise<string | undefined> {
  const row = await tx.first(sql<{ document: string }>`
    select document from listed_statements where statement_id = ${statement_id}`)
  return row?.document
}

/** Absent where there is no such statement, in whatever contract. */
export async function contractOfStatement(
  tx: Transaction,
  statement_id: string,
): Promise<string | undefined> {
  const row = await tx.first(sql<Columns<'statements', 'contract_id'>>`
    select contract_id from statements where statement_id = ${statement_id}`)
  return row?.contract_id
}

/** That of the months of its statements; undefined: there is no such contract. */
export async function timeZoneOf(tx: Transaction, contract_id: string): Promise<string | undefined> {
  const row = await tx.first(sql<Columns<'contract_facts', 'time_zone'>>`
    select time_zone from contract_facts where contract_id = ${contract_id}`)
  return row?.time_zone
}

/** Undefined where none were given. */
export function findBillingDetails(
  tx: Transaction,
  contract_id: string,
): Promise<BillingDetails | undefined> {
  return tx.first(sql<BillingDetails>`
    select name, address, tax_id, reference, invoicing from billing_details
    where contract_id = ${contract_id} and name is not null`)
}

const line_columns = columns(
  'statement_lines',
  `position, kind, booked_at, amount_minor, order_id, order_name, sku, project_name, deliverable_id, processing_level,
  quantity, unit, price_minor, event_id, message, corrects_number, entry_id, transaction_id`,
)

export type LineRow = Narrow<Selected<typeof line_columns>, Pick<StatementLine, 'kind' | 'unit'>>

/** A line by itself, without its statement. */
export interface ExportedLine extends LineRow {
  currency: string
  /** In the major unit, such as dollars. */
  amount: number
}

export function listLines(
  tx: Transaction,
  statement_id: string,
  after: number,
  limit: number,
): Promise<LineRow[]> {
  return tx.rows(sql<LineRow>`
    select ${line_columns}
    from statement_lines where statement_id = ${statement_id} and position > ${after}
    order by position limit ${limit}`)
}

export interface LineSum
  extends Pick<LineRow, 'kind' | 'sku' | 'processing_level' | 'unit' | 'quantity' | 'amount_minor'> {
  lines: number
}

/** The sums of a statement by kind, SKU and level. */
export function sumLines(tx: Transaction, statement_id: string): Promise<LineSum[]> {
  return tx.rows(sql<LineSum>`
    select kind, sku, processing_level, unit, count(*) as lines, sum(quantity) as quantity,
      sum(amount_minor)::bigint as amount_minor
    from statement_lines where statement_id = ${statement_id}
    group by kind, sku, processing_level, unit
    order by array_position(array['charge', 'cancellation_fee', 'refund', 'adjustment', 'compensation'], kind), sku, processing_level, unit`)
}

/** The statements whose charges this one corrects, by number. */
export async function correctedNumbers(tx: Transaction, statement_id: string): Promise<string[]> {
  const rows = await tx.rows(sql<{ number: string }>`
    select distinct corrects_number as number from statement_lines
    where statement_id = ${statement_id} and corrects_number is not null order by 1`)
  return rows.map(({ number }) => number)
}

export async function saveBillingDetails(
  tx: Transaction,
  contract_id: string,
  { name, address, tax_id, reference, invoicing }: BillingDetails,
  now: Date,
): Promise<void> {
  const row = {
    ...{ contract_id, name, address, tax_id, reference },
    invoicing: invoicing && json(invoicing),
    updated_at: now,
  }
  const insert = insertInto('billing_details', row)
  await tx.run(sql`
    ${insert} on conflict (contract_id) do update
      set ${excluded('billing_details', 'name, address, tax_id, reference, invoicing, updated_at')}`)
}
