import type { Digest } from '@swath/contract/digests'
import { timestamp, timestampOrNull } from '../platform/clock.ts'
import type { DigestRow } from './store.ts'

export function digestDocument(row: DigestRow): Digest {
  const { digest_id, contract_id, email, frequency, state, last_error } = row
  return {
    digest_id,
    contract_id,
    email,
    frequency,
    state,
    next_at: state === 'active' ? timestamp(row.next_at) : null,
    last_sent_at: timestampOrNull(row.last_sent_at),
    last_error,
    created_by: row.created_by,
    created_at: timestamp(row.created_at),
    updated_at: timestamp(row.updated_at),
  }
}
