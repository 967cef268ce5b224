import type { EventType } from '@swath/contract/events'
import type { ReasonCode } from '@swath/contract/reasons'
import type { DisabledReason } from '@swath/contract/webhooks'
import { sql } from 'kysely'
import { type Columns, columns, type Narrow, type Selected } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'
import { type FeedPlace, placeSql } from '../record/event-feed.ts'
import type { Happening, Totals } from './rules.ts'

interface Stretch {
  contract_id: string
  after: FeedPlace
  last: FeedPlace
  types: readonly EventType[]
}

function inStretch({ contract_id, after, last, types }: Stretch) {
  return sql`e.contract_id = ${contract_id} and e.type = any(${types}::text[])
    and (e.transaction_id, e.sequence) > ${placeSql(after)}
    and (e.transaction_id, e.sequence) <= ${placeSql(last)}`
}

/** Counts the events of each type, and the orders in which anything happened. */
export async function countNews(tx: Transaction, stretch: Stretch): Promise<Totals> {
  const rows = await tx.rows(sql<{ type: EventType | null; count: number; orders: number }>`
    select type, count(*), count(distinct order_id) as orders from events e where ${inStretch(stretch)}
    group by grouping sets ((type), ())`)
  const counts = rows.flatMap(({ type, count }) => (type === null ? [] : [[type, count] as const]))
  return { orders: rows.find(({ type }) => type === null)?.orders ?? 0, counts: Object.fromEntries(counts) }
}

interface NewsRow extends Happening, Columns<'order_facts', 'order_id' | 'order_name' | 'sku'> {}

/** The events of the orders that changed last: events of one kind together, in the order in which they began. */
export function findNews(tx: Transaction, stretch: Stretch, max_orders: number) {
  return tx.rows(sql<NewsRow & { reason_code: ReasonCode | null }>`
    with news as (select * from events e where ${inStretch(stretch)}),
      chosen as (
        select order_id, max(sequence) as newest from news group by order_id order by newest desc limit ${max_orders})
    select order_id, o.order_name, o.sku, n.type, n.reason_code, n.outcome, count(*) as count
    from chosen join news n using (order_id) join order_facts o using (order_id)
    group by order_id, chosen.newest, o.order_name, o.sku, n.type, n.reason_code, n.outcome
    order by chosen.newest desc, min(n.sequence)`)
}

const webhook_columns = columns('webhook_facts as w', 'url, description, disabled_reason, disabled_at')

export interface DisabledWebhook
  extends Narrow<
    Selected<typeof webhook_columns>,
    { disabled_reason: Exclude<DisabledReason, 'by_customer'>; disabled_at: Date }
  > {
  last_error: string | null
}

/** A webhook that the server disabled, if it still is. */
export function findDisabledWebhook(tx: Transaction, webhook_id: string) {
  return tx.first(sql<DisabledWebhook>`
    select ${webhook_columns},
      (select error from webhook_try_facts t where t.webhook_id = w.webhook_id and error is not null
        order by started_at desc limit 1) as last_error
    from webhook_facts w where webhook_id = ${webhook_id} and disabled_reason in ('gone', 'failing', 'credential_ended')`)
}
