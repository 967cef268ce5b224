import type { DepotCredentials, DepotSettings } from '@swath/contract/depots'
import { problemOfCredentials } from '@swath/contract/depots'
import type { Outbound } from '../outbound.ts'
import { type Depot, DepotError } from './depot.ts'
import { FolderDepot } from './folder.ts'

/** What surrounds a depot on our side. */
export interface DepotHost {
  outbound: Outbound
  /** Where folders may be; without it there are none. */
  root_folder: string | undefined
  /** Whose files these are: the external id of roles, and what a store must name that we reach by our own identity. */
  contract_id: string
  /** A far end that says nothing for so long is given up. */
  timeout_ms: number
}

/**
 * Nothing is connected to before the first call.
 * @throws DepotError INVALID_SETTINGS, ADDRESS_REFUSED
 */
export function openDepot(
  settings: DepotSettings,
  credentials: DepotCredentials | null,
  host: DepotHost,
): Depot {
  const problem = problemOfCredentials(settings, credentials)
  if (problem !== null) throw new DepotError('INVALID_SETTINGS', problem)
  switch (settings.kind) {
    case 'folder':
      return new FolderDepot(settings, host.root_folder)
    default:
      throw new DepotError('INVALID_SETTINGS', `${settings.kind} is not there yet`)
  }
}
