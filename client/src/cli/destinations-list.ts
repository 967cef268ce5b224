import type { Destination } from '@swath/contract/destinations'
import { Command } from 'commander'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { type OutputFlags, print, withOutput } from './output.ts'
import { table } from './table.ts'

export function destinationsListCommand(): Command {
  const command = new Command('list').description('Destinations, oldest first')
  return withConnection(withOutput(command)).action(list)
}

async function list(flags: ConnectionFlags & OutputFlags): Promise<void> {
  const destinations = await (await clientOf(flags)).destinations.list().all()
  print(flags, destinations, () =>
    table(['destination', 'name', 'kind', 'state', 'default for', 'set up by'], destinations.map(rowOf)),
  )
}

function rowOf(destination: Destination) {
  const {
    destination_id,
    name,
    settings,
    is_enabled,
    disabled_reason,
    verification,
    default_for,
    created_by,
  } = destination
  const checked = verification ? (verification.worked ? 'verified' : 'does not work') : 'not verified'
  const orders = [...(default_for.contract ? ['the contract'] : []), ...default_for.projects]
  return [
    destination_id,
    name,
    settings.kind,
    is_enabled ? checked : `disabled, ${disabled_reason}`,
    orders.join(', '),
    created_by ?? 'the operator',
  ]
}
