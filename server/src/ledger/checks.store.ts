import type { LedgerCheck, LedgerRepair } from '@swath/contract/ledger'
import { sql } from 'kysely'
import { type Columns, type Row, update } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'
import type { Page } from '../lists/pages.ts'
import type { BalanceRow } from './rules.ts'

export function listBalances(tx: Transaction): Promise<BalanceRow[]> {
  return tx.rows(sql<Row<'balances'>>`select * from balances order by contract_id, currency`)
}

/** The balance by its entries, if that differs from what it says. The caller has locked it. */
export async function differenceOf(tx: Transaction, balance: BalanceRow) {
  const { contract_id, currency, is_limited: _, ...was } = balance
  const row = await tx.one(sql<Sums>`
    select coalesce(-sum(amount_minor) filter (where account = 'granted'), 0)::bigint as granted_minor,
      coalesce(sum(amount_minor) filter (where account = 'available'), 0)::bigint as available_minor,
      coalesce(sum(amount_minor) filter (where account = 'held'), 0)::bigint as held_minor,
      coalesce(sum(amount_minor) filter (where account = 'consumed'), 0)::bigint as consumed_minor
    from ledger_entries where contract_id = ${contract_id} and currency = ${currency}`)
  const same = (Object.keys(row) as (keyof Sums)[]).every((name) => row[name] === was[name])
  return same ? undefined : { contract_id, currency, was, is: { ...row } }
}

type Sums = Columns<'balances', 'granted_minor' | 'available_minor' | 'held_minor' | 'consumed_minor'>
type Difference = NonNullable<Awaited<ReturnType<typeof differenceOf>>>

export async function repairBalance(tx: Transaction, { contract_id, currency, is }: Difference) {
  await tx.run(sql`
    ${update('balances', is)} where contract_id = ${contract_id} and currency = ${currency}`)
}

/** Deliverables that were delivered and whose amount was never charged. */
export function listUncharged(tx: Transaction) {
  return tx.rows(sql<Columns<'deliverable_facts', 'contract_id' | 'currency' | 'deliverable_id'>>`
    select d.contract_id, d.currency, d.deliverable_id from deliverable_facts d
    where d.amount_minor > 0 and d.delivered_at is not null and not exists (
      select from ledger_entries e where e.deliverable_id = d.deliverable_id and e.kind = 'charge')
    order by d.contract_id, d.deliverable_id limit 10000`)
}

/** Closed orders for which something is still held. */
export function listUnsettled(tx: Transaction) {
  return tx.rows(sql<Columns<'order_facts', 'contract_id' | 'order_id'>>`
    select o.contract_id, o.order_id from order_facts o
    where o.status = 'closed' and o.order_id in (
      select order_id from ledger_entries where account = 'held' group by order_id having sum(amount_minor) > 0)
    order by o.order_id limit 10000`)
}

/** Captures that were credited for a lost pass, of which nothing is booked. */
export function listUncompensated(tx: Transaction) {
  return tx.rows(sql<Columns<'capture_facts', 'contract_id' | 'capture_id'>>`
    select c.contract_id, c.capture_id from capture_facts c
    where c.compensation_minor > 0 and not exists (
      select from ledger_entries l join events e using (event_id)
      where l.kind = 'compensation' and e.entity_id = c.capture_id)
    order by c.capture_id limit 10000`)
}

/** Deliverables that were charged, and tell another charge or credit than the entries. */
export function listUnequal(tx: Transaction) {
  return tx.rows(sql<LedgerCheck['unequal'][number]>`
    select d.deliverable_id, d.contract_id, d.amount_minor, e.charged_minor, d.credited_minor, e.given_back_minor
    from deliverable_facts d join (
      select deliverable_id, coalesce(sum(amount_minor) filter (where kind = 'charge'), 0)::bigint as charged_minor,
        coalesce(-sum(amount_minor) filter (where kind <> 'charge'), 0)::bigint as given_back_minor
      from ledger_entries where account = 'consumed' and deliverable_id is not null group by deliverable_id
    ) as e using (deliverable_id)
    where (d.amount_minor, d.credited_minor) is distinct from (e.charged_minor, e.given_back_minor)
    order by d.deliverable_id limit 1000`)
}

export type RepairRow = Omit<LedgerRepair, 'found_at'> & { found_at: Date }

export async function recordRepair(
  tx: Transaction,
  repair: Partial<RepairRow> & Pick<RepairRow, 'found_at'>,
) {
  await tx.run(sql`
    insert into ledger_repairs select * from jsonb_populate_record(null::ledger_repairs, ${JSON.stringify(repair)}::jsonb)`)
}

/** The newest first. */
export async function listRepairs(tx: Transaction, { limit, offset }: Page) {
  const { count } = await tx.one(sql<{ count: number }>`select count(*) from ledger_repairs`)
  const rows = await tx.rows(sql<RepairRow>`
    select found_at, contract_id, currency, was, "is", deliverable_id from ledger_repairs
    order by found_at desc, contract_id, currency, deliverable_id limit ${limit} offset ${offset}`)
  return { count, rows }
}
