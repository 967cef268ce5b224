import type { Capture } from '@swath/contract/captures'
import type { Transaction } from '../database/db.ts'
import { timestamp, timestampOrNull } from '../platform/clock.ts'
import type { Entity } from '../record/transition.ts'
import { type CaptureAction, captureMachine } from './machine.ts'
import { type CaptureRow, findCaptures, storeDocuments } from './store.ts'

/** Captures as `transition` knows them. */
export const captureEntity: Entity<CaptureAction> = {
  name: 'capture',
  table: 'captures',
  key: 'capture_id',
  machine: captureMachine,
  refresh: (tx, id) => refreshCaptures(tx, [id]),
  refreshAll: refreshCaptures,
}

async function refreshCaptures(tx: Transaction, capture_ids: readonly string[]): Promise<void> {
  const rows = await findCaptures(tx, capture_ids)
  const documents = rows.map((row) => JSON.stringify(renderCapture(row)))
  await storeDocuments(
    tx,
    rows.map((row) => row.capture_id),
    documents,
  )
}

/** The provider is told besides, to those who may know it: see `listed_captures`. */
function renderCapture(row: CaptureRow): Omit<Capture, 'provider'> {
  const {
    frame: _,
    not_before: __,
    not_after: ___,
    planned_until: ____,
    source: _____,
    provider: ______,
    ...told
  } = row
  return {
    ...told,
    acquired_at: timestampOrNull(row.acquired_at),
    created_at: timestamp(row.created_at),
    updated_at: timestamp(row.updated_at),
  }
}
