import { sql } from 'kysely'
import type { Transaction } from '../database/db.ts'
import type { AreaGeometry } from '../lib/geo/geometry.ts'
import type { Scene, SceneFile } from './store.ts'

/** A deliverable, described as the archive describes images. */
export interface Described extends Scene {
  sku: string
  order_id: string
  ordered_at: Date
}

/** Nothing of what has neither place nor time. */
export function findDescribed(tx: Transaction, deliverable_id: string) {
  return tx.first(sql<Described & { footprint: AreaGeometry }>`
    select o.sku, d.contract_id, d.order_id, o.created_at as ordered_at, c.outcome_id,
      st_asgeojson(coalesce(d.footprint, c.covered), 9)::jsonb as footprint, c.access, c.acquired_at, c.cloud_cover_pct
    from deliverable_facts d join capture_facts c using (capture_id) join order_facts o on o.order_id = d.order_id
    where d.deliverable_id = ${deliverable_id} and d.status = 'DELIVERED' and c.outcome_id is not null
      and c.acquired_at is not null and coalesce(d.footprint, c.covered) is not null`)
}

export function listDescribedFiles(tx: Transaction, deliverable_id: string) {
  return tx.rows(sql<SceneFile>`
    select d.deliverable_id, d.processing_level, f.key, f.file_name, f.media_type, f.roles, f.size_bytes, f.sha256,
      f.storage_key
    from deliverable_facts d join file_facts f using (deliverable_id)
    where d.deliverable_id = ${deliverable_id} order by f.position`)
}
