import type { Quota, QuotaUse } from '@swath/contract/ledger'
import { sql } from 'kysely'
import { insertInto } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'
import { newId } from '../lib/ids.ts'

/**
 * The quotas of a contract with what orders of the period have used of them, without the order that is about to
 * be judged. An open order counts with what it may cost at most, a closed one with what it did cost; of what
 * gave nothing, nothing counts.
 */
export function listQuotas(tx: Transaction, contract_id: string, now: Date, besides: string | null = null) {
  return tx.rows(sql<QuotaUse>`
    select q.quota_id, q.measure, q.period, q.sku, q.limit_value as limit, q.at_limit, (
      select coalesce(sum(case q.measure
        when 'orders' then (o.outcome is null or o.outcome in ('fulfilled', 'partially_fulfilled'))::int
        when 'km2' then case when o.outcome is null or o.outcome in ('fulfilled', 'partially_fulfilled')
          then o.area_km2 * o.periods else 0 end
        else case when o.status = 'closed' then o.cancellation_fee_minor + coalesce(
            (select sum(d.amount_minor - d.credited_minor) from deliverable_facts d where d.order_id = o.order_id), 0)
          else o.price_minor end
        end), 0)::float8
      from order_facts o
      where o.contract_id = q.contract_id and (q.sku is null or o.sku = q.sku) and not o.awaits_approval
        and o.order_id is distinct from ${besides} and o.replaces_deliverable_id is null
        and (q.period = 'contract' or o.created_at >= date_trunc('month', ${now}::timestamptz, 'UTC'))) as used
    from contract_quotas q where q.contract_id = ${contract_id} order by q.quota_id`)
}

/** Those that a contract had are no more. */
export async function replaceQuotas(
  tx: Transaction,
  contract_id: string,
  quotas: readonly Quota[],
  now: Date,
) {
  await tx.run(sql`delete from contract_quotas where contract_id = ${contract_id}`)
  for (const { measure, period, sku, limit, at_limit } of quotas) {
    const quota_id = newId('quota', now)
    const row = { quota_id, contract_id, sku, measure, period, limit_value: limit, at_limit }
    await tx.run(insertInto('contract_quotas', row))
  }
}
