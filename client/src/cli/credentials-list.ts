import type { Credential } from '@swath/contract/accounts'
import { Command } from 'commander'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { minutes, money, type OutputFlags, print, table, withOutput } from './output.ts'

export function credentialsListCommand(): Command {
  const command = new Command('list').description('Credentials for your contracts, oldest first')
  return withConnection(withOutput(command)).action(list)
}

async function list(flags: ConnectionFlags & OutputFlags): Promise<void> {
  const credentials = await (await clientOf(flags)).apiCredentials.list().all()
  print(flags, credentials, () =>
    table(['client id', 'name', 'spend cap', 'last used', 'contracts'], credentials.map(rowOf)),
  )
}

function rowOf({ client_id, name, spend_cap, last_used_at, contract_ids }: Credential) {
  const cap = spend_cap ? money(spend_cap.amount_minor, spend_cap.currency) : ''
  return [client_id, name, cap, minutes(last_used_at) || 'never', contract_ids.join(', ')]
}
