import { open_delivery_statuses } from '@swath/contract/states'
import { sql } from 'kysely'
import type { Transaction } from '../database/db.ts'
import { anyOf } from '../lists/filter-sql.ts'
import { feed_horizon } from '../record/event-feed.ts'

interface Counted {
  state: string
  count: number
}

/** Jobs that have not ended well yet: those that failed and are tried again are `retry`, those given up `set_aside`. */
export function countJobs(tx: Transaction) {
  return tx.rows(sql<Counted & { name: string }>`
    select name, state::text, count(*) from pgboss.job
    where state in ('created', 'retry', 'active', 'failed') and name not like '\\_\\_%' group by name, state
    union all select name, 'set_aside', count(*) from set_aside_jobs group by name`)
}

/** The age of the oldest event that is written and that the feed does not serve yet. */
export async function feedLag(tx: Transaction, now: Date): Promise<number> {
  const { oldest } = await tx.one(sql<{ oldest: Date | null }>`
    select min(hidden.time) as oldest from contract_facts c cross join lateral (
      select time from events e where e.contract_id = c.contract_id and e.transaction_id >= ${feed_horizon}
      order by e.transaction_id, e.sequence limit 1) as hidden`)
  return secondsSince(oldest, now)
}

/** The age of the oldest event that the feed serves and that the stream of the broker does not have. */
export async function brokerLag(tx: Transaction, stream: string, now: Date): Promise<number> {
  const { oldest } = await tx.one(sql<{ oldest: Date | null }>`
    select min(missing.time) as oldest
    from contract_facts c left join broker_place_facts p on p.contract_id = c.contract_id and p.stream = ${stream}
    cross join lateral (
      select time from events e where e.contract_id = c.contract_id and e.transaction_id < ${feed_horizon}
        and (e.transaction_id, e.sequence) > (coalesce(p.transaction_id, '0'), coalesce(p.sequence, 0))
      order by e.transaction_id, e.sequence limit 1) as missing`)
  return secondsSince(oldest, now)
}

export function countWebhooks(tx: Transaction) {
  return tx.rows(sql<Counted>`
    select case when not is_enabled then 'disabled' when failures > 0 then 'failing' else 'enabled' end as state, count(*)
    from webhook_facts group by 1`)
}

/** Those that have not arrived. */
export function countMessages(tx: Transaction) {
  return tx.rows(sql<Counted>`
    select 'pending' as state, count(*) from webhook_message_facts where state = 'pending'
    union all select 'dead', count(*) from webhook_message_facts where state = 'dead'`)
}

export async function oldestMessage(tx: Transaction, now: Date): Promise<number> {
  const { oldest } = await tx.one(sql<{ oldest: Date | null }>`
    select min(m.created_at) as oldest from webhook_message_facts m join webhook_facts using (webhook_id)
    where m.state = 'pending' and is_enabled`)
  return secondsSince(oldest, now)
}

/** Those that are still to end. */
export function countDeliveries(tx: Transaction) {
  return tx.rows(sql<Counted>`
    select status as state, count(*) from delivery_facts where status in ${anyOf(open_delivery_statuses)} group by status`)
}

export async function countMails(tx: Transaction): Promise<number> {
  const { count } = await tx.one(sql<{ count: number }>`
    select count(*) from digest_mail_facts where state = 'pending'`)
  return count
}

function secondsSince(time: Date | null, now: Date): number {
  return time === null ? 0 : Math.max(0, (now.getTime() - time.getTime()) / 1000)
}
