import { sql } from 'kysely'
import type { Transaction } from '../database/db.ts'

export interface Figures {
  tasked: number
  refused: number
  failed: number
  delivered: number
  rerouted: number
  answer_p50_s: number | null
  answer_p95_s: number | null
  deliver_p50_s: number | null
  deliver_p95_s: number | null
  /** When the oldest of those that are counted was planned. */
  oldest: Date | null
}

interface Asked {
  provider: string
  from: Date
  until: Date
  /** At most so many captures are counted, the newest. */
  most: number
}

/**
 * What became of the captures that a provider was given in a period. Its answer is the first news of a capture, or its refusal,
 * which is a failure that was told by nobody's report; an order whose window closes is no answer of anybody.
 */
export function countFigures(tx: Transaction, { provider, from, until, most }: Asked): Promise<Figures> {
  const percentile = (share: number, of: string) =>
    sql`round(percentile_cont(${share}) within group (order by ${sql.ref(of)})::numeric, 3)::float8`
  return tx.one(sql<Figures>`
    with given as (
      select capture_id, order_id, strip, attempt, status, acquired_at, created_at from capture_facts
      where provider = ${provider} and hours_to_deliver is not null and created_at >= ${from} and created_at < ${until}
      order by created_at desc limit ${most}),
    followed as (
      select g.*, answer.is_refusal, extract(epoch from answer.time - g.created_at) as answer_s,
        case when status = 'published' then greatest(0, extract(epoch from (
          select max(delivered_at) from deliverable_facts d where d.capture_id = g.capture_id) - acquired_at)) end as deliver_s,
        exists (select from capture_facts n where n.order_id = g.order_id and n.strip = g.strip
          and n.attempt = g.attempt + 1 and n.provider <> ${provider}) as is_rerouted
      from given g left join lateral (
        select time, action = 'fail' and occurred_at is null as is_refusal from events e
        where e.entity_id = g.capture_id and action in ('schedule', 'collect', 'acquire', 'fail')
          and reason_code is distinct from 'WINDOW_CLOSED'
        order by sequence limit 1) answer on true)
    select count(*) as tasked,
      count(*) filter (where status = 'failed' and is_refusal) as refused,
      count(*) filter (where status = 'failed' and is_refusal is not true) as failed,
      count(*) filter (where status = 'published') as delivered,
      count(*) filter (where is_rerouted) as rerouted,
      ${percentile(0.5, 'answer_s')} as answer_p50_s, ${percentile(0.95, 'answer_s')} as answer_p95_s,
      ${percentile(0.5, 'deliver_s')} as deliver_p50_s, ${percentile(0.95, 'deliver_s')} as deliver_p95_s,
      min(created_at) as oldest
    from followed`)
}

/** All of them, by name, with the calls since the beginning. */
export function listStandings(tx: Transaction) {
  return tx.rows(sql<{ name: string; state: string; calls: number; failures: number }>`
    select name, state, calls, failures from provider_standing order by name`)
}
