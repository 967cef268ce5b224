import type { Delivery } from '@swath/contract/deliveries'
import type { Transaction } from '../database/db.ts'
import { actionsFrom } from '../lib/machine.ts'
import { timestamp, timestampOrNull } from '../platform/clock.ts'
import type { Entity } from '../record/transition.ts'
import { type DeliveryAction, deliveryMachine } from './machine.ts'
import {
  type DeliveryFileRow,
  type DeliveryRow,
  findDeliveries,
  listFilesOf,
  storeDocuments,
} from './store.ts'

/** Deliveries as `transition` knows them. */
export const deliveryEntity: Entity<DeliveryAction> = {
  name: 'delivery',
  table: 'deliveries',
  key: 'delivery_id',
  machine: deliveryMachine,
  refresh: (tx, id) => refreshDeliveries(tx, [id]),
  refreshAll: refreshDeliveries,
}

async function refreshDeliveries(tx: Transaction, delivery_ids: readonly string[]): Promise<void> {
  const rows = await findDeliveries(tx, delivery_ids)
  const files = Map.groupBy(await listFilesOf(tx, delivery_ids), (file) => file.delivery_id)
  await storeDocuments(
    tx,
    rows.map((row) => row.delivery_id),
    rows.map((row) => JSON.stringify(renderDelivery(row, files.get(row.delivery_id) ?? []))),
  )
}

const customer_actions: readonly DeliveryAction[] = ['cancel', 'retry']

function renderDelivery(row: DeliveryRow, files: readonly DeliveryFileRow[]): Delivery {
  const { revision: _, failures: __, failing_since: ___, reached_bytes: ____, ...told } = row
  const actions = actionsFrom(deliveryMachine, row.status)
  return {
    ...told,
    next_attempt_at: actions.includes('cancel') ? timestamp(row.next_attempt_at) : null,
    total_bytes: sizeOf(files),
    sent_bytes: sizeOf(files.filter((file) => file.sent_at !== null)),
    manifest_path: files.at(-1)!.path,
    files: files.map(({ key, path, media_type, size_bytes, sha256, sent_at }) => {
      return { key, path, media_type, size_bytes, sha256, sent_at: timestampOrNull(sent_at) }
    }),
    actions: customer_actions.filter((action) => actions.includes(action)),
    started_at: timestampOrNull(row.started_at),
    completed_at: timestampOrNull(row.completed_at),
    created_at: timestamp(row.created_at),
    updated_at: timestamp(row.updated_at),
  }
}

function sizeOf(files: readonly DeliveryFileRow[]): number {
  return files.reduce((sum, { size_bytes }) => sum + size_bytes, 0)
}
