import type { Destination } from '@swath/contract/destinations'
import { timestamp } from '../platform/clock.ts'
import type { DestinationRow } from './store.ts'

/** The public document. It is made of chosen fields, so that no secret can slip in. */
export function destinationDocument(row: DestinationRow): Destination {
  const { destination_id, contract_id, name, settings, path_template, is_enabled, verification } = row
  return {
    destination_id,
    contract_id,
    name,
    settings,
    has_credentials: row.credentials !== null,
    path_template,
    is_enabled,
    disabled_reason: row.disabled_reason,
    default_for: { contract: row.is_of_contract, projects: row.of_projects },
    verification,
    created_by: row.created_by,
    created_at: timestamp(row.created_at),
    updated_at: timestamp(row.updated_at),
  }
}
