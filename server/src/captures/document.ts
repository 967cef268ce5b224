import type { Capture } from '@swath/contract/captures'
import { timestamp, timestampOrNull } from '../platform/clock.ts'
import type { Transaction } from '../platform/db.ts'
import type { Entity } from '../platform/transition.ts'
import { type CaptureAction, captureMachine } from './machine.ts'
import { type CaptureRow, findCapture, storeDocument } from './store.ts'

/** Captures as `transition` knows them. */
export const captureEntity: Entity<CaptureAction> = {
  name: 'capture',
  table: 'captures',
  key: 'capture_id',
  machine: captureMachine,
  refresh: refreshCapture,
}

async function refreshCapture(tx: Transaction, capture_id: string): Promise<void> {
  const row = (await findCapture(tx, capture_id))!
  await storeDocument(tx, capture_id, JSON.stringify(renderCapture(row)))
}

function renderCapture(row: CaptureRow): Capture {
  const { frame: _, not_before: __, not_after: ___, ...told } = row
  return {
    ...told,
    acquired_at: timestampOrNull(row.acquired_at),
    created_at: timestamp(row.created_at),
    updated_at: timestamp(row.updated_at),
  }
}
