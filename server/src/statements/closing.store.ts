import type { Statement, StatementProvider } from '@swath/contract/statements'
import { sql } from 'kysely'
import { type Columns, columns, insertInto } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'
import type { Month } from './rules.ts'

/** Entries that are on no statement. What was consumed is what the account `consumed` says, and nothing else. */
const open_entries = sql`
  ledger_entry_facts e where e.account = 'consumed'
    and not exists (select from statement_lines l where l.entry_id = e.entry_id)`

/** A contract and currency with something that is on no statement. */
export interface OpenAccount extends Columns<'ledger_entry_facts', 'contract_id' | 'currency'> {
  time_zone: string
  oldest_open: Date
}

/** The accounts with bookings that are on no statement, of one contract or of all. */
export function listOpenAccounts(tx: Transaction, contract_id: string | null): Promise<OpenAccount[]> {
  return tx.rows(sql<OpenAccount>`
    select open.*, c.time_zone
    from (select e.contract_id, e.currency, min(e.booked_at) as oldest_open from ${open_entries}
        and (${contract_id}::text is null or e.contract_id = ${contract_id})
      group by e.contract_id, e.currency) open join contract_facts c using (contract_id)
    order by contract_id, currency`)
}

type Customer = Statement['customer']

export interface Issuance {
  customer_number: number
  customer: Omit<Customer, 'number'>
  last_sequence: number
  last_period_end: Date | null
}

/** The end of the last statement of a contract; locked, so that one at a time takes the next number. */
export async function lockIssuance(
  tx: Transaction,
  contract_id: string,
  currency: string,
  now: Date,
): Promise<Issuance> {
  await tx.run(sql`select from contract_facts where contract_id = ${contract_id} for no key update`)
  await tx.run(sql`${insertInto('billing_details', { contract_id, updated_at: now })} on conflict do nothing`)
  return tx.one(sql<Issuance>`
    select b.customer_number,
      jsonb_build_object('name', coalesce(b.name, c.name), 'address', b.address, 'tax_id', b.tax_id,
        'reference', b.reference) || case when b.invoicing is null then '{}'::jsonb
          else jsonb_build_object('invoicing', b.invoicing) end as customer,
      coalesce((select max(sequence) from statements s where s.contract_id = c.contract_id), 0) as last_sequence,
      (select max(period_end) from statements s where s.contract_id = c.contract_id and s.currency = ${currency})
        as last_period_end
    from contract_facts c join billing_details b using (contract_id) where c.contract_id = ${contract_id}`)
}

/** A deliverable of the month that should have been charged and has not been. */
export async function findUncharged(
  tx: Transaction,
  { contract_id, currency }: OpenAccount,
  { start, end }: Month,
): Promise<string | undefined> {
  const row = await tx.first(sql<Columns<'deliverable_facts', 'deliverable_id'>>`
    select deliverable_id from deliverable_facts d
    where contract_id = ${contract_id} and currency = ${currency} and amount_minor <> 0
      and coalesce(delivered_at, '-infinity') >= ${start} and coalesce(delivered_at, '-infinity') < ${end}
      and not exists (select from ledger_entry_facts e where e.deliverable_id = d.deliverable_id and e.kind = 'charge')
    limit 1`)
  return row?.deliverable_id
}

export interface NewStatement {
  statement_id: string
  contract_id: string
  currency: string
  sequence: number
  number: string
  period: Month
  time_zone: string
  provider: StatementProvider
  customer: Customer
  closed_at: Date
}

const statement_columns = columns(
  'statements',
  `statement_id, contract_id, currency, sequence, number, period_start, period_end, time_zone, charges_minor,
  cancellation_fees_minor, credits_minor, total_minor, line_count, provider, customer, closed_at`,
)
const line_columns = columns(
  'statement_lines',
  `statement_id, contract_id, position, entry_id, transaction_id, kind, booked_at, amount_minor, order_id, order_name,
  sku, project_name, deliverable_id, processing_level, quantity, unit, price_minor, event_id, message, corrects_number`,
)

/**
 * Puts every open entry that was booked before the end of the period on a new statement. One statement of SQL, so
 * that the totals and the lines are of the same entries.
 */
export async function insertStatement(tx: Transaction, at: NewStatement): Promise<void> {
  await tx.run(sql`
    with entries as materialized (
      select e.*, row_number() over (order by e.booked_at, e.sequence) as position from ${open_entries}
        and e.contract_id = ${at.contract_id} and e.currency = ${at.currency} and e.booked_at < ${at.period.end}
    ),
    statement as (
      insert into statements (${statement_columns})
      select ${at.statement_id}, ${at.contract_id}, ${at.currency}, ${at.sequence}, ${at.number},
        ${at.period.start}, ${at.period.end}, ${at.time_zone},
        coalesce(sum(amount_minor) filter (where kind = 'charge'), 0),
        coalesce(sum(amount_minor) filter (where kind = 'cancellation_fee'), 0),
        coalesce(sum(amount_minor) filter (where kind not in ('charge', 'cancellation_fee')), 0),
        sum(amount_minor), count(*), ${JSON.stringify(at.provider)}::jsonb, ${JSON.stringify(at.customer)}::jsonb,
        ${at.closed_at}
      from entries
    )
    insert into statement_lines (${line_columns})
    select ${at.statement_id}, e.contract_id, e.position, e.entry_id, e.transaction_id, e.kind, e.booked_at,
      e.amount_minor, e.order_id, o.order_name, o.sku, p.name, e.deliverable_id, d.processing_level,
      case when e.kind = 'charge' then round(d.quantity::numeric, 6) end,
      case when e.kind = 'charge' then d.unit end, case when e.kind = 'charge' then d.price_minor end,
      e.event_id, e.message, earlier.number
    from entries e
      left join order_facts o on o.order_id = e.order_id
      left join project_facts p on p.project_id = o.project_id
      left join deliverable_facts d on d.deliverable_id = e.deliverable_id
      left join statement_lines charge on charge.deliverable_id = e.deliverable_id and charge.kind = 'charge'
        and e.kind <> 'charge'
      left join statements earlier on earlier.statement_id = charge.statement_id`)
}
