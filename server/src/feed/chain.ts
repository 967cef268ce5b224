import { createHash } from 'node:crypto'
import type { Event } from '@swath/contract/events'
import { canonicalJson } from '../lib/json.ts'

/** The first seal of a contract follows this. */
export const no_seal = '0'.repeat(64)

/** The seal over a batch of events in feed order: a line for the seal before, then a line for each event. */
export function sealOver(previous_sha256: string, events: readonly Event[]): string {
  const hash = createHash('sha256').update(`${previous_sha256}\n`)
  for (const event of events) hash.update(`${canonicalJson(sealedForm(event))}\n`)
  return hash.digest('hex')
}

/** The members that are sealed. Events may get more members; this list stays as it is, so that old seals hold. */
function sealedForm({ id, sequence, type, subject, time, data }: Event) {
  const { order_id, contract_id, entity, entity_id, action, status, outcome = null } = data
  const { reason_code, message, actor, occurred_at, changes } = data
  return {
    id,
    sequence,
    type,
    subject,
    time,
    data: {
      order_id,
      contract_id,
      entity,
      entity_id,
      action,
      status,
      outcome,
      reason_code,
      message,
      actor,
      occurred_at,
      changes,
    },
  }
}
