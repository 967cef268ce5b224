import type { ProcessingLevel } from '@swath/contract/states'
import { sql } from 'kysely'
import { columns, type Narrow, type Selected } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'

const deliverable_columns = columns(
  'deliverable_facts as d',
  'contract_id, order_id, capture_id, deliverable_id, processing_level, status, delivered_at',
)
const order_columns = columns('order_facts as o', 'project_id, client_reference, sku')
const capture_columns = columns('capture_facts as c', 'outcome_id, acquired_at')

/** The facts about a deliverable that its paths and its manifest need. None of them ever changes. */
export interface DeliverableFacts
  extends Narrow<Selected<typeof deliverable_columns>, { processing_level: ProcessingLevel }>,
    Selected<typeof order_columns>,
    Selected<typeof capture_columns> {
  satellite_name: string | null
}

export function findFacts(tx: Transaction, deliverable_id: string) {
  return tx.first(sql<DeliverableFacts>`
    select ${deliverable_columns}, ${order_columns}, ${capture_columns},
      c.access ->> 'satellite_name' as satellite_name
    from deliverable_facts d join capture_facts c using (capture_id) join order_facts o on o.order_id = d.order_id
    where d.deliverable_id = ${deliverable_id}`)
}

const file_columns = columns(
  'file_facts',
  'key, file_name, media_type, roles, size_bytes, sha256, storage_key',
)

export type StoredFile = Selected<typeof file_columns>

export function listStoredFiles(tx: Transaction, deliverable_id: string) {
  return tx.rows(sql<StoredFile>`
    select ${file_columns} from file_facts where deliverable_id = ${deliverable_id} order by position`)
}
