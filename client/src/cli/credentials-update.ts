import { Command } from 'commander'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { type LimitFlags, limitsOf, withLimits } from './credentials-options.ts'
import { facts, minutes, money, type OutputFlags, print, withOutput } from './output.ts'

export function credentialsUpdateCommand(): Command {
  const command = new Command('update')
    .description('Change what a credential may and until when, at once; what it has made loses what it loses')
    .argument('<client_id>', 'swath credentials list tells which there are')
    .option('--name <name>', 'what it is for')
  return withConnection(withOutput(withLimits(command))).action(update)
}

type Flags = ConnectionFlags & OutputFlags & LimitFlags & { name?: string }

async function update(client_id: string, flags: Flags): Promise<void> {
  const changes = { ...limitsOf(flags), ...(flags.name === undefined ? {} : { name: flags.name }) }
  if (Object.keys(changes).length === 0) {
    throw new Error('Say what to change: --name, --as, --scopes, --spend-cap or --expires')
  }
  const credential = await (await clientOf(flags)).apiCredentials.update(client_id, changes)
  const { name, scopes, spend_cap, expires_at } = credential
  print(flags, credential, () =>
    facts({
      name,
      scopes: scopes.join(', ') || 'none',
      'spend cap': spend_cap ? money(spend_cap.amount_minor, spend_cap.currency) : 'none',
      expires: minutes(expires_at) || 'never',
    }),
  )
}
