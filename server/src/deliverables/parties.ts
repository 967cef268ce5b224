import type { Transaction } from '../database/db.ts'
import type { Parties } from '../queue/handlers.ts'
import { listFilesOf } from './store.ts'

/** The hosts that have the files of deliverables, as a rule one for each. */
export async function hostsOf(tx: Transaction, deliverable_ids: readonly string[]): Promise<Parties> {
  const files = await listFilesOf(tx, deliverable_ids)
  return new Map(files.map(({ deliverable_id, source_href }) => [deliverable_id, new URL(source_href).host]))
}
