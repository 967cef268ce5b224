import { Command } from 'commander'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { type LimitFlags, limitsOf, withLimits } from './credentials-options.ts'
import { facts, type OutputFlags, print, withOutput } from './output.ts'

export function credentialsCreateCommand(): Command {
  const command = new Command('create')
    .description('Make a credential that may no more than yours; its secret is shown this once')
    .argument('<name>', 'what it is for')
  return withConnection(withOutput(withLimits(command))).action(create)
}

/** For the contract that was said, or else for all of the credential that asks. */
async function create(name: string, flags: ConnectionFlags & OutputFlags & LimitFlags): Promise<void> {
  const made = await (await clientOf(flags)).apiCredentials.create({
    name,
    ...limitsOf(flags),
    ...(flags.contract ? { contract_ids: [flags.contract] } : {}),
  })
  const { client_id, client_secret, scopes } = made
  print(flags, made, () =>
    facts({ 'client id': client_id, 'client secret': client_secret, scopes: scopes.join(', ') }),
  )
}
