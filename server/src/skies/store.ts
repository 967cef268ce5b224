import { sql } from 'kysely'
import type { Transaction } from '../database/db.ts'
import type { SeenSky, ToldPromise } from './reliability.rules.ts'

interface Asked {
  from: Date
  until: Date
  /** At most so many, the newest. */
  most: number
}

/** Somebody has told the clouds of an image of a satellite, by their share or by a failure. */
const is_seen = sql`(c.source is null
  and (c.status in ('acquired', 'published') and c.cloud_cover_pct is not null
    or c.status = 'failed' and c.reason_code = 'CLOUD_COVER_EXCEEDED'))`
const max_cloud_pct = sql`(o.limits ->> 'max_cloud_pct')::float8`

/** The images whose clouds are known, newest first. */
export function listSeenSkies(tx: Transaction, { from, until, most }: Asked) {
  return tx.rows(sql<SeenSky>`
    select st_x(middle) as lon, st_y(middle) as lat, start, max_cloud_pct,
      status <> 'failed' and cloud_cover_pct <= max_cloud_pct as is_clear
    from (
      select st_pointonsurface(c.target) as middle, pass_start(c.access) as start, c.status, c.cloud_cover_pct,
        ${max_cloud_pct} as max_cloud_pct
      from capture_facts c join order_facts o using (order_id)
      where pass_start(c.access) >= ${from} and pass_start(c.access) < ${until} and ${is_seen}
      order by pass_start(c.access) desc limit ${most}) as seen`)
}

/** A pass may shift a little after its time was told. */
const margin = sql`interval '1 hour'`

/**
 * What was told of orders whose promised time is in a period, and whether they had a clear image by then. Of one that
 * was canceled before, or for which no sky was seen, nobody can say.
 */
export function listToldPromises(tx: Transaction, { from, until, most }: Asked) {
  return tx.rows(sql<ToldPromise>`
    select p.basis, p.probability, seen.is_kept
    from odds_promise_facts p join order_facts o using (order_id)
    cross join lateral (
      select bool_or(c.status <> 'failed' and c.cloud_cover_pct <= ${max_cloud_pct}) as is_kept
      from capture_facts c
      where c.order_id = p.order_id and ${is_seen} and pass_start(c.access) < p.by_at + ${margin}) as seen
    where p.by_at >= ${from} and p.by_at < ${until} and seen.is_kept is not null
      and (seen.is_kept or o.canceled_at is null or o.canceled_at >= p.by_at)
    order by p.by_at desc limit ${most}`)
}
