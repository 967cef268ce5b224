import type { Geometry } from '@swath/contract/geometry'
import type { PriorityClass } from '@swath/contract/priority-classes'
import { open_capture_statuses } from '@swath/contract/states'
import { sql } from 'kysely'
import type { Columns } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'
import { anyOf } from '../lists/filter-sql.ts'

/** The facts by which the providers of an order are found, for one of its captures. */
interface CaptureRoute extends Columns<'order_facts', 'order_id' | 'sku'> {
  geometry: Geometry
  priority_class: PriorityClass
  currency: string
  price_minor: number
  /** The order is for a pass that its provider keeps. */
  is_for_kept_pass: boolean
  /** Those that had an attempt at it. */
  tried: string[]
}

export function captureRoute(tx: Transaction, capture_id: string): Promise<CaptureRoute> {
  return tx.one(sql<CaptureRoute>`
    select o.order_id, o.sku, o.requested_geometry as geometry, o.terms ->> 'priority_class' as priority_class,
      o.terms ->> 'currency' as currency, o.price_minor,
      coalesce(o.parameters ->> 'opportunity_id', '') <> '' as is_for_kept_pass,
      array(select distinct provider from captures t
        where t.order_id = c.order_id and t.strip = c.strip and t.provider is not null) as tried
    from captures c join order_facts o using (order_id) where c.capture_id = ${capture_id}`)
}

const waiting = (provider: string) => sql`
  captures c join order_facts o using (order_id)
  where c.provider = ${provider} and c.status = 'queued' and c.taken_at is null and o.status = 'in_progress'`

/** The SKUs of the captures that a provider has not taken yet. */
export async function skusWaitingFor(tx: Transaction, provider: string): Promise<string[]> {
  const rows = await tx.rows(
    sql<Columns<'order_facts', 'sku'>>`select distinct o.sku from ${waiting(provider)}`,
  )
  return rows.map(({ sku }) => sku)
}

export type WaitingCapture = Columns<'captures', 'capture_id' | 'contract_id' | 'created_at'>

/**
 * Some of the captures that a provider has not taken yet, the oldest first.
 * @param after the last that was seen
 */
export function listWaitingFor(
  tx: Transaction,
  provider: string,
  { skus, limit }: { skus: readonly string[]; limit: number },
  after?: WaitingCapture,
) {
  const from = after
    ? sql`and (c.created_at, c.capture_id) > (${after.created_at}, ${after.capture_id})`
    : sql``
  return tx.rows(sql<WaitingCapture>`
    select c.capture_id, c.contract_id, c.created_at from ${waiting(provider)} and o.sku = any(${skus}) ${from}
    order by c.created_at, c.capture_id limit ${limit}`)
}

export async function isTaken(tx: Transaction, capture_id: string): Promise<boolean> {
  const { taken_at } = await tx.one(sql<Columns<'captures', 'taken_at'>>`
    select taken_at from captures where capture_id = ${capture_id}`)
  return taken_at !== null
}

export function listOpenOf(tx: Transaction, order_id: string) {
  return tx.rows(sql<Columns<'captures', 'capture_id' | 'contract_id'>>`
    select capture_id, contract_id from captures
    where order_id = ${order_id} and status in ${anyOf(open_capture_statuses)} order by strip, attempt`)
}
