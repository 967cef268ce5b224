import { type FoundKind, most_found } from '@swath/contract/search'
import { sql } from 'kysely'
import type { Transaction } from '../database/db.ts'

export interface FoundRow {
  kind: FoundKind
  id: string
  title: string
  contract_id: string
  contract_name: string
  order_id: string | null
  status: string | null
  at: Date | null
}

/** `%` and `_` stand for themselves. */
const containing = (text: string) => `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`

const order_columns = sql`order_id, order_name, contract_id, status, outcome, created_at`

/**
 * The newest of each kind, at most one more than are told; ids rise with time. Ids are looked up by their indexes, words by
 * that of texts.
 */
export function findAnything(tx: Transaction, q: string): Promise<FoundRow[]> {
  const limit = most_found + 1
  const like = containing(q)
  const newest = sql`order by created_at desc, order_id desc limit ${limit}`
  return tx.rows(sql<FoundRow>`
    with named as (select contract_id, name from contract_facts where contract_id = ${q} or name ilike ${like}
      order by name, contract_id limit ${limit}),
    -- Two questions: no index answers both at once, and all orders of all contracts would be read.
    ordered as (
      (select ${order_columns} from order_facts where search_text ilike ${like} ${newest})
      union
      (select o.* from named cross join lateral (
        select ${order_columns} from order_facts where contract_id = named.contract_id ${newest}) o)
    ),
    found as (
      (select 1 as place, 'contract' as kind, contract_id as id, name as title, contract_id, null as order_id,
        null as status, null::timestamptz as at from named)
      union all
      (select 2, 'order', order_id, order_name, contract_id, order_id, coalesce(outcome, status), created_at
        from ordered ${newest})
      union all
      (select 3, 'capture', capture_id, coalesce(access ->> 'satellite_name', 'not planned yet'), contract_id, order_id,
        status, created_at from capture_facts where capture_id = ${q} or order_id = ${q}
        order by created_at desc, capture_id desc limit ${limit})
      union all
      (select 4, 'deliverable', deliverable_id, processing_level, contract_id, order_id, status, delivered_at
        from deliverable_facts where deliverable_id = ${q} or order_id = ${q} or capture_id = ${q}
        order by delivered_at desc nulls last, deliverable_id desc limit ${limit})
      union all
      (select 5, 'delivery', delivery_id, 'delivery', contract_id, order_id, status, null
        from delivery_facts where delivery_id = ${q} or order_id = ${q} order by delivery_id desc limit ${limit})
      union all
      (select 6, 'webhook_message', event_id, type, contract_id, null, state, created_at
        from webhook_message_facts where event_id = ${q} order by webhook_id limit ${limit})
    )
    select f.kind, f.id, f.title, f.contract_id, c.name as contract_name, f.order_id, f.status,
      nullif(f.at, '-infinity') as at
    from found f join contract_facts c using (contract_id) order by f.place, f.at desc nulls last, f.id desc`)
}
