import type { Credential } from '@swath/contract/accounts'
import { Command } from 'commander'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { minutes, money, type OutputFlags, print, withOutput } from './output.ts'
import { table } from './table.ts'

export function credentialsListCommand(): Command {
  const command = new Command('list').description(
    'The credentials that come from yours; of an administrator all of your contracts; oldest first',
  )
  return withConnection(withOutput(command)).action(list)
}

async function list(flags: ConnectionFlags & OutputFlags): Promise<void> {
  const credentials = await (await clientOf(flags)).apiCredentials.list().all()
  print(flags, credentials, () =>
    table(
      ['client id', 'name', 'may', 'spend cap', 'last used', 'expires', 'made by', 'contracts'],
      credentials.map(rowOf),
    ),
  )
}

/** Its role, or the scopes that make none. */
export function mayOf({ acts_as, scopes }: Pick<Credential, 'acts_as' | 'scopes'>): string {
  return acts_as ?? (scopes.join(' ') || 'nothing')
}

function rowOf(credential: Credential) {
  const { client_id, name, spend_cap, last_used_at, expires_at, created_by, contract_ids } = credential
  const cap = spend_cap ? money(spend_cap.amount_minor, spend_cap.currency) : ''
  const [used, ends] = [minutes(last_used_at) || 'never', minutes(expires_at) || 'never']
  return [
    client_id,
    name,
    mayOf(credential),
    cap,
    used,
    ends,
    created_by ?? 'the operator',
    contract_ids.join(', '),
  ]
}
