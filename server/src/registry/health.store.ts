import { sql } from 'kysely'
import { type Columns, columns, type Selected } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'

const health_columns = columns(
  'provider_health',
  'provider, calls, failures, failures_in_row, away_since, last_success_at, last_failure_at, last_error',
)
export type HealthRow = Selected<typeof health_columns>

export function listHealth(tx: Transaction): Promise<HealthRow[]> {
  return tx.rows(sql<HealthRow>`select ${health_columns} from provider_health`)
}

/** @param calls that have succeeded since they were counted last */
export async function countSuccesses(tx: Transaction, provider: string, calls: number, now: Date) {
  await tx.run(sql`
    insert into provider_health as h (provider, calls, last_success_at)
    select name, ${calls}, ${now} from providers where name = ${provider}
    on conflict (provider) do update set calls = h.calls + excluded.calls, failures_in_row = 0, away_since = null,
      last_success_at = excluded.last_success_at`)
}

/** @param many failures in a row after which a provider is away */
export function countFailure(tx: Transaction, provider: string, error: string, many: number, now: Date) {
  return tx.first(sql<Columns<'provider_health', 'failures_in_row' | 'away_since'>>`
    insert into provider_health as h (provider, calls, failures, failures_in_row, last_failure_at, last_error)
    select name, 1, 1, 1, ${now}, ${error} from providers where name = ${provider}
    on conflict (provider) do update set calls = h.calls + 1, failures = h.failures + 1,
      failures_in_row = h.failures_in_row + 1, last_failure_at = excluded.last_failure_at,
      last_error = excluded.last_error,
      away_since = case when h.failures_in_row + 1 >= ${many} then coalesce(h.away_since, ${now}::timestamptz) end
    returning failures_in_row, away_since`)
}
