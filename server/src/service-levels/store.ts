import type { ServiceLevel } from '@swath/contract/service-levels'
import { sql } from 'kysely'
import type { Transaction } from '../database/db.ts'
import { conditionSql, whereSql } from '../lists/filter-sql.ts'
import type { Condition } from '../lists/filters.ts'

/** `own_stages` are those of the contract whose transaction this is, `stages` are all. */
export async function listLevels(
  tx: Transaction,
  view: 'own_stages' | 'stages',
  conditions: readonly Condition[],
): Promise<ServiceLevel[]> {
  return tx.rows(sql<ServiceLevel>`
    select to_char(month, 'YYYY-MM') as month, sku, stage, count, round(at[1]::numeric, 3) as p50_s,
      round(at[2]::numeric, 3) as p90_s, round(at[3]::numeric, 3) as p95_s, round(longest::numeric, 3) as max_s,
      promised_hours, kept, count - kept as missed
    from (
      select date_trunc('month', ended_at at time zone 'UTC') as month, sku, stage, promised_hours, count(*) as count,
        percentile_cont(array[0.5, 0.9, 0.95]) within group (order by seconds) as at, max(seconds) as longest,
        case when promised_hours is not null
          then count(*) filter (where seconds <= promised_hours * 3600) end as kept
      from ${sql.table(view)} ${whereSql(conditions.map(conditionSql))}
      group by 1, sku, stage, promised_hours
    ) as levels
    order by month, sku, array_position(array['decision', 'collection', 'processing', 'delivery', 'total'], stage),
      promised_hours`)
}
