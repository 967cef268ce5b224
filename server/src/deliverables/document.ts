import type { Asset, Deliverable } from '@swath/contract/deliverables'
import { absolute, deliveredFile } from '../answers/links.ts'
import type { Transaction } from '../database/db.ts'
import { timestamp, timestampOrNull } from '../platform/clock.ts'
import type { Entity } from '../record/transition.ts'
import { type DeliverableAction, deliverableMachine, type RejectionStage } from './machine.ts'
import {
  type DeliverableRow,
  type FileRow,
  findDeliverables,
  listFilesOf,
  type StoredRejection,
  storeDocuments,
} from './store.ts'

/** Deliverables as `transition` knows them. */
export const deliverableEntity: Entity<DeliverableAction> = {
  name: 'deliverable',
  table: 'deliverables',
  key: 'deliverable_id',
  machine: deliverableMachine,
  stages: {
    of: ({ rejection }): RejectionStage => (rejection as StoredRejection | null)?.status ?? 'not_rejected',
    reach: (status, set) => ({ rejection: { ...(set?.rejection as object), status } }),
  },
  refresh: (tx, id) => refreshDeliverables(tx, [id]),
  refreshAll: refreshDeliverables,
}

async function refreshDeliverables(tx: Transaction, deliverable_ids: readonly string[]): Promise<void> {
  const rows = await findDeliverables(tx, deliverable_ids)
  const files = Map.groupBy(await listFilesOf(tx, deliverable_ids), (file) => file.deliverable_id)
  const documents = rows.map((row) =>
    JSON.stringify(renderDeliverable(row, files.get(row.deliverable_id) ?? [])),
  )
  await storeDocuments(
    tx,
    rows.map((row) => row.deliverable_id),
    documents,
  )
}

function renderDeliverable(row: DeliverableRow, files: FileRow[]): Deliverable {
  const { price_minor: _, currency, amount_minor, credited_minor, replacement_order_id, ...told } = row
  const is_downloadable = row.delivered_at !== null
  return {
    ...told,
    rejection: row.rejection && { ...row.rejection, replacement_order_id },
    order: row.order_id,
    charge:
      amount_minor === null
        ? null
        : { amount_minor, credited_minor, net_minor: amount_minor - credited_minor, currency },
    delivered_at: timestampOrNull(row.delivered_at),
    created_at: timestamp(row.created_at),
    updated_at: timestamp(row.updated_at),
    assets: is_downloadable
      ? Object.fromEntries(files.map((file) => [file.key, renderAsset(file, row.scene_id)]))
      : {},
  }
}

export function renderAsset(file: FileRow, scene_id: string | null): Asset {
  return {
    href: absolute(deliveredFile(scene_id, file.deliverable_id, file.file_name)),
    type: file.media_type,
    title: file.file_name,
    roles: file.roles,
    size_bytes: file.size_bytes,
    sha256: file.sha256,
  }
}
