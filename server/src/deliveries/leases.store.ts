import { open_delivery_statuses } from '@swath/contract/states'
import { sql } from 'kysely'
import { type Columns, columns, excluded, type Selected, update } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'
import { anyOf } from '../lists/filter-sql.ts'
import { max_per_destination } from './rules.ts'

const lease_columns = columns('delivery_leases', 'delivery_id, contract_id, destination_id, lease_id')

/** The worker that has a delivery: at most one at a time. */
export type Lease = Selected<typeof lease_columns>

interface Claim {
  lease_id: string
  until: Date
  limit: number
}

/** Gives deliveries that are due to the caller, only a few of each destination at a time. */
export async function claimDue(tx: Transaction, claim: Claim, now: Date): Promise<Lease[]> {
  // Locked, and counted in the next statement: or two workers would each take a few of the same destination.
  const open = await tx.rows(sql<Columns<'destination_facts', 'destination_id'>>`
    select t.destination_id from destination_facts t
    where t.is_enabled and ${busyAt(now)} < ${max_per_destination}
      and exists (select from deliveries d where d.destination_id = t.destination_id and ${isDue(now)})
    order by random() limit ${claim.limit} for no key update of t skip locked`)
  if (open.length === 0) return []
  return tx.rows(sql<Lease>`
    insert into delivery_leases as l (${lease_columns}, lease_until)
    select delivery_id, contract_id, destination_id, ${claim.lease_id}, ${claim.until}
    from destination_facts t cross join lateral (
      select d.delivery_id, d.next_attempt_at from deliveries d
      where d.destination_id = t.destination_id and ${isDue(now)}
      order by d.next_attempt_at, d.delivery_id
      limit greatest(${max_per_destination} - ${busyAt(now)}, 0)) as due
    where t.destination_id = any(${open.map((row) => row.destination_id)}::text[])
    order by due.next_attempt_at limit ${claim.limit}
    on conflict (delivery_id) do update set ${excluded('delivery_leases', 'lease_id, lease_until')}
      where l.lease_until <= ${now}
    returning ${lease_columns}`)
}

/** The condition under which a delivery `d` is due. */
function isDue(now: Date) {
  return sql`d.status in ${anyOf(open_delivery_statuses)} and d.next_attempt_at <= ${now}
    and not exists (select from delivery_leases k where k.delivery_id = d.delivery_id and k.lease_until > ${now})`
}

/** Deliveries that are under way to a destination `t`. */
function busyAt(now: Date) {
  return sql`(select count(*) from delivery_leases b
    where b.destination_id = t.destination_id and b.lease_until > ${now})`
}

/**
 * Whether the worker may go on: the delivery is still its own, nobody canceled it, and the destination is enabled and
 * the place that it was.
 */
export async function mayGoOn(tx: Transaction, { delivery_id, lease_id }: Lease): Promise<boolean> {
  const row = await tx.first(sql`
    select from delivery_leases l join deliveries d using (delivery_id)
      join destination_facts t on t.destination_id = d.destination_id
    where l.delivery_id = ${delivery_id} and l.lease_id = ${lease_id} and d.status = 'transferring'
      and t.is_enabled and t.revision = d.revision`)
  return row !== undefined
}

export async function isLeased(tx: Transaction, delivery_id: string, now: Date): Promise<boolean> {
  const row = await tx.first(sql`
    select from delivery_leases where delivery_id = ${delivery_id} and lease_until > ${now}`)
  return row !== undefined
}

/** Locks the lease until the end of the transaction. @returns whether it is still there */
export async function lockLease(tx: Transaction, { delivery_id, lease_id }: Lease): Promise<boolean> {
  const row = await tx.first(sql`
    select from delivery_leases where delivery_id = ${delivery_id} and lease_id = ${lease_id} for update`)
  return row !== undefined
}

export async function keepLease(tx: Transaction, { delivery_id, lease_id }: Lease, until: Date) {
  await tx.run(sql`
    ${update('delivery_leases', { lease_until: until })}
    where delivery_id = ${delivery_id} and lease_id = ${lease_id}`)
}

export async function giveBack(tx: Transaction, { delivery_id, lease_id }: Lease) {
  await tx.run(sql`delete from delivery_leases where delivery_id = ${delivery_id} and lease_id = ${lease_id}`)
}
