import type { Contract, Organisation, OwnContract } from '@swath/contract/contracts'
import { type Standing, statusOf } from '../lib/contract-standing.ts'
import { timestamp, timestampOrNull } from '../platform/clock.ts'
import type { ContractRow, OrganisationRow } from './store.ts'

export function publicOrganisation(row: OrganisationRow): Organisation {
  const { organisation_id, name, contract_ids } = row
  const times = { created_at: timestamp(row.created_at), updated_at: timestamp(row.updated_at) }
  return { organisation_id, name, contract_ids, ...times }
}

export function publicContract(row: ContractRow, now: Date): Contract {
  const { organisation_id, organisation_name, currency, time_zone } = row
  const created_at = timestamp(row.created_at)
  return { ...ownContract(row, now), organisation_id, organisation_name, currency, time_zone, created_at }
}

/** As the customer sees it. */
export function ownContract(row: Standing & { contract_id: string; name: string }, now: Date): OwnContract {
  const { contract_id, name, suspended_at, suspension_reason } = row
  const suspension =
    suspended_at === null ? null : { since: timestamp(suspended_at), reason: suspension_reason! }
  return { contract_id, name, status: statusOf(row, now), suspension, ends_at: timestampOrNull(row.ends_at) }
}
