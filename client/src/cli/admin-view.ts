import { Command } from 'commander'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { facts, minutes, type OutputFlags, print, withOutput } from './output.ts'

type Flags = ConnectionFlags & OutputFlags

export function adminViewCommand(): Command {
  const command = new Command('view')
    .description(
      'Look at the system as the customer of a contract sees it, for half an hour; the customer is told',
    )
    .argument('<contract_id>', 'swath admin contracts list tells which there are')
    .argument('<reason>', 'which the customer reads in its audit')
  return withConnection(withOutput(command)).action(view)
}

async function view(contract_id: string, reason: string, flags: Flags): Promise<void> {
  const one = await (await clientOf(flags)).admin.view(contract_id, reason)
  const { access_token, scopes, expires_at } = one
  print(flags, one, () =>
    [
      facts({ contract: contract_id, sees: scopes.join(', '), until: minutes(expires_at) }),
      `export SWATH_ACCESS_TOKEN=${access_token}`,
      'With this, swath orders list and others show what the customer sees.',
    ].join('\n'),
  )
}
