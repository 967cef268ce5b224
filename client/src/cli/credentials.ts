import { Command } from 'commander'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { credentialsCreateCommand } from './credentials-create.ts'
import { credentialsListCommand } from './credentials-list.ts'
import { note } from './output.ts'

export function credentialsCommand(): Command {
  return new Command('credentials')
    .description('Credentials for programs and colleagues')
    .addCommand(credentialsListCommand())
    .addCommand(credentialsCreateCommand())
    .addCommand(credentialsRevokeCommand())
}

function credentialsRevokeCommand(): Command {
  const command = new Command('revoke')
    .description('End a credential for good and at once, with its tokens; it may be the one that you use')
    .argument('<client_id>', 'swath credentials list tells which there are')
  return withConnection(command).action(revoke)
}

async function revoke(client_id: string, flags: ConnectionFlags): Promise<void> {
  await (await clientOf(flags)).apiCredentials.revoke(client_id)
  note(`${client_id} has ended, with its tokens`)
}
