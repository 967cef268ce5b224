import type { ProcessingLevel } from '@swath/contract/states'
import { sql } from 'kysely'
import type { Transaction } from '../platform/db.ts'

/** What is known of a deliverable, for its paths and its manifest. None of it ever changes. */
export interface DeliverableFacts {
  contract_id: string
  order_id: string
  project_id: string
  client_reference: string | null
  sku: string
  capture_id: string
  outcome_id: string | null
  satellite_name: string | null
  acquired_at: Date | null
  deliverable_id: string
  processing_level: ProcessingLevel
  status: string
  delivered_at: Date | null
}

export function findFacts(tx: Transaction, deliverable_id: string) {
  return tx.first(sql<DeliverableFacts>`
    select d.contract_id, d.order_id, o.project_id, o.client_reference, o.sku, d.capture_id, c.outcome_id,
      c.access ->> 'satellite_name' as satellite_name, c.acquired_at, d.deliverable_id, d.processing_level, d.status,
      d.delivered_at
    from deliverables d join captures c using (capture_id) join orders o on o.order_id = d.order_id
    where d.deliverable_id = ${deliverable_id}`)
}

export interface StoredFile {
  key: string
  file_name: string
  media_type: string
  roles: string[]
  size_bytes: number
  sha256: string
  storage_key: string
}

export function listStoredFiles(tx: Transaction, deliverable_id: string) {
  return tx.rows(sql<StoredFile>`
    select key, file_name, media_type, roles, size_bytes, sha256, storage_key
    from files where deliverable_id = ${deliverable_id} order by position`)
}
