import { sql } from 'kysely'
import type { Columns, Row } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'
import type { AreaGeometry } from '../lib/geo/geometry.ts'
import { deliverable_columns, file_columns, type Scene, type SceneFile, scene_columns } from './store.ts'

/** A deliverable, described as the archive describes images. */
export interface Described extends Scene, Columns<'order_facts', 'order_id' | 'sku'> {
  ordered_at: Row<'order_facts'>['created_at']
}

/** Nothing of what has neither place nor time. */
export function findDescribed(tx: Transaction, deliverable_id: string) {
  return tx.first(sql<Described & { footprint: AreaGeometry }>`
    select ${scene_columns}, o.sku, d.order_id, o.created_at as ordered_at,
      st_asgeojson(coalesce(d.footprint, c.covered), 9)::jsonb as footprint
    from deliverable_facts d join capture_facts c using (capture_id) join order_facts o on o.order_id = d.order_id
    where d.deliverable_id = ${deliverable_id} and d.status = 'DELIVERED' and c.outcome_id is not null
      and c.acquired_at is not null and coalesce(d.footprint, c.covered) is not null`)
}

export function listDescribedFiles(tx: Transaction, deliverable_id: string) {
  return tx.rows(sql<SceneFile>`
    select ${deliverable_columns}, ${file_columns}
    from deliverable_facts d join file_facts f using (deliverable_id)
    where d.deliverable_id = ${deliverable_id} order by f.position`)
}
