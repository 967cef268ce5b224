import type { EventType } from '@swath/contract/events'
import { open_capture_statuses, open_deliverable_statuses } from '@swath/contract/states'
import { sql } from 'kysely'
import {
  type Columns,
  columns,
  insertInto,
  type Narrow,
  type Row,
  type Selected,
} from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'
import { newId } from '../lib/ids.ts'
import { anyOf } from '../lists/filter-sql.ts'
import type { BalanceRow, Booking, Chargeable, ContractLimits, OrderAccount } from './rules.ts'

const booked_columns = columns(
  'ledger_entries',
  `entry_id, transaction_id, kind, contract_id, currency, order_id, deliverable_id, event_id, message, booked_at, account,
  amount_minor`,
)

/** Writes bookings, in this order; the database adds them to the balances and refuses what is not zero in sum. */
export async function book(tx: Transaction, bookings: readonly Booking[], now: Date) {
  const rows = bookings.flatMap(({ legs, ...told }) => {
    const transaction_id = newId('entry', now)
    return legs.map((leg) => ({ entry_id: newId('entry', now), transaction_id, ...told, ...leg }))
  })
  if (rows.length === 0) return
  await tx.run(sql`
    insert into ledger_entries (${booked_columns})
    select ${booked_columns} from jsonb_populate_recordset(null::ledger_entries, ${JSON.stringify(rows)}::jsonb)`)
}

/** A charge waits here for those that are booked before; what is read afterwards is what they left. */
export async function lockBalance(
  tx: Transaction,
  contract_id: string,
  currency: string,
): Promise<BalanceRow> {
  await tx.run(sql`${insertInto('balances', { contract_id, currency })} on conflict do nothing`)
  return tx.one(sql<Row<'balances'>>`
    select * from balances where contract_id = ${contract_id} and currency = ${currency} for update`)
}

export function findBalance(
  tx: Transaction,
  contract_id: string,
  currency: string,
): Promise<BalanceRow | undefined> {
  return tx.first(sql<Row<'balances'>>`
    select * from balances where contract_id = ${contract_id} and currency = ${currency}`)
}

/** In which currencies the charges of these deliverables will be. */
export async function currenciesOf(tx: Transaction, deliverable_ids: readonly string[]) {
  const rows = await tx.rows(sql<Columns<'deliverable_facts', 'currency'>>`
    select distinct currency from deliverable_facts where deliverable_id = any(${deliverable_ids}::text[])
    order by currency`)
  return rows.map((row) => row.currency)
}

const delivered_columns = columns(
  'deliverable_facts as d',
  'contract_id, currency, order_id, deliverable_id, amount_minor, delivered_at',
)
/** A deliverable that was delivered. */
type Delivered = Narrow<Selected<typeof delivered_columns>, { amount_minor: number; delivered_at: Date }>

/** Those of these deliverables that were delivered and not charged. */
export function listChargeables(tx: Transaction, deliverable_ids: readonly string[]): Promise<Chargeable[]> {
  return tx.rows(sql<Delivered & { event_id: string | null }>`
    select ${delivered_columns},
      (select v.event_id from events v
        where v.entity_id = d.deliverable_id and v.type = 'DeliverableDelivered' limit 1) as event_id
    from deliverable_facts d
    where d.deliverable_id = any(${deliverable_ids}::text[]) and d.delivered_at is not null and not exists (
      select from ledger_entries e where e.deliverable_id = d.deliverable_id and e.kind = 'charge')
    order by d.delivered_at, d.deliverable_id`)
}

/** The amount that is held for each of these orders. */
export async function heldFor(tx: Transaction, order_ids: readonly string[]) {
  const rows = await tx.rows(sql<{ order_id: string; held_minor: number }>`
    select order_id, sum(amount_minor)::bigint as held_minor from ledger_entries
    where order_id = any(${order_ids}::text[]) and account = 'held' group by order_id`)
  return new Map(rows.map((row) => [row.order_id, row.held_minor]))
}

/** The latest event of these types about an order or a deliverable. */
export async function eventOf(tx: Transaction, entity_id: string, ...types: EventType[]) {
  const row = await tx.first(sql<Columns<'events', 'event_id'>>`
    select event_id from events where entity_id = ${entity_id} and type = any(${types}::text[])
    order by sequence desc limit 1`)
  return row?.event_id ?? null
}

const account_columns = columns(
  'order_facts as o',
  'order_id, contract_id, sku, status, price_minor, created_at, canceled_at, cancellation_fee_minor',
)

interface AccountRow extends Selected<typeof account_columns> {
  currency: string
  area_km2: number
  fee_pct: number
}

/** Locks the order against being closed or delivered to meanwhile. */
export function lockOrderAccount(tx: Transaction, order_id: string): Promise<OrderAccount> {
  return tx.one(sql<AccountRow>`
    select ${account_columns}, terms ->> 'currency' as currency, area_km2 * periods as area_km2,
      case when canceled_at is not null or exists (select from capture_facts c where c.order_id = o.order_id and c.status = 'published') then 0
        else coalesce((select max((step ->> 'fee_pct')::float8)
          from jsonb_array_elements(terms -> 'cancellation_fees') as step), 0) end as fee_pct
    from order_facts o where order_id = ${order_id} for share`)
}

/** The cost of the deliverables of an order so far, credits taken off. */
export async function costOf(tx: Transaction, order_id: string): Promise<number> {
  const row = await tx.one(sql<{ cost_minor: number }>`
    select coalesce(sum(amount_minor - credited_minor), 0)::bigint as cost_minor
    from deliverable_facts where order_id = ${order_id}`)
  return row.cost_minor
}

export async function isFeeBooked(tx: Transaction, order_id: string): Promise<boolean> {
  const row = await tx.first(sql`
    select from ledger_entries where order_id = ${order_id} and kind = 'cancellation_fee'`)
  return row !== undefined
}

/** The credit of a capture for a lost pass, with the event that tells it; undefined if there is none. */
export function findCompensation(tx: Transaction, capture_id: string) {
  return tx.first(sql<
    Columns<'capture_facts', 'contract_id' | 'order_id' | 'compensation_minor'> & {
      currency: string
      event_id: string
      message: string
      booked_at: Date
    }
  >`
    select c.contract_id, c.order_id, c.compensation_minor, o.terms ->> 'currency' as currency, e.event_id, e.message,
      e.time as booked_at
    from capture_facts c join order_facts o using (order_id) join events e on e.entity_id = c.capture_id
    where c.capture_id = ${capture_id} and c.compensation_minor > 0 and e.changes -> 'compensation_minor' is not null
    order by e.sequence limit 1`)
}

export async function isCompensationBooked(tx: Transaction, event_id: string): Promise<boolean> {
  const row = await tx.first(sql`
    select from ledger_entries where event_id = ${event_id} and kind = 'compensation'`)
  return row !== undefined
}

/**
 * The most that the open parts of an order can still cost, with a minor unit for the rounding of each product;
 * null as long as it is not planned, or where parts may count the same ground.
 */
export async function stillPossible(tx: Transaction, order_id: string): Promise<number | null> {
  const row = await tx.one(sql<{ possible_minor: number | null }>`
    select ceil(sum(case when c.status not in ${anyOf(open_capture_statuses)} then 0 else
      (case o.terms ->> 'unit' when 'km2' then geodesic_km2(c.target) else 1 end
        * coalesce((o.terms ->> 'quantity_scale')::float8, 1) * (o.terms ->> 'price_minor')::float8 + 1)
      * (cardinality(o.processing_levels) - (select count(*) from deliverable_facts d
          where d.capture_id = c.capture_id and d.status not in ${anyOf(open_deliverable_statuses)}))
      end))::bigint as possible_minor
    from order_facts o join capture_facts c using (order_id)
    where o.order_id = ${order_id} and coalesce(o.terms ->> 'overlap', 'once') = 'once' and not exists (
      select from capture_facts newer
      where newer.order_id = c.order_id and newer.strip = c.strip and newer.attempt > c.attempt)`)
  return row.possible_minor
}

const entry_columns = columns(
  'ledger_entries',
  `entry_id, sequence, transaction_id, kind, order_id, deliverable_id, event_id, account, amount_minor, currency, message,
  booked_at`,
)

export type EntryRow = Selected<typeof entry_columns>

export async function listEntries(tx: Transaction, { limit, offset }: { limit: number; offset: number }) {
  const { count } = await tx.one(sql<{ count: number }>`select count(*) from ledger_entries`)
  const rows = await tx.rows(sql<EntryRow>`
    select ${entry_columns}
    from ledger_entries order by booked_at, sequence limit ${limit} offset ${offset}`)
  return { count, rows }
}

export function findLimits(tx: Transaction, contract_id: string): Promise<ContractLimits | undefined> {
  return tx.first(sql<
    Columns<'contract_facts', 'contract_id' | 'currency'> & {
      at_limit: Row<'contract_facts'>['budget_at_limit']
    }
  >`
    select contract_id, currency, budget_at_limit as at_limit from contract_facts where contract_id = ${contract_id}`)
}
