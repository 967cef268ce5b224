import { sql } from 'kysely'
import type { Transaction } from '../database/db.ts'
import type { SeenSky } from './reliability.rules.ts'

interface Asked {
  from: Date
  until: Date
  /** At most so many, the newest. */
  most: number
}

/** The images of satellites whose clouds somebody has told, newest first. */
export function listSeenSkies(tx: Transaction, { from, until, most }: Asked) {
  return tx.rows(sql<SeenSky>`
    select st_x(middle) as lon, st_y(middle) as lat, start, max_cloud_pct,
      status <> 'failed' and cloud_cover_pct <= max_cloud_pct as is_clear
    from (
      select st_pointonsurface(c.target) as middle, pass_start(c.access) as start, c.status, c.cloud_cover_pct,
        (o.limits ->> 'max_cloud_pct')::float8 as max_cloud_pct
      from capture_facts c join order_facts o using (order_id)
      where pass_start(c.access) >= ${from} and pass_start(c.access) < ${until} and c.source is null
        and (c.status in ('acquired', 'published') and c.cloud_cover_pct is not null
          or c.status = 'failed' and c.reason_code = 'CLOUD_COVER_EXCEEDED')
      order by pass_start(c.access) desc limit ${most}) as seen`)
}
