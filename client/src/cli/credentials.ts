import { Command } from 'commander'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { credentialsCreateCommand } from './credentials-create.ts'
import { credentialsListCommand } from './credentials-list.ts'
import { credentialsRotateCommand } from './credentials-rotate.ts'
import { credentialsUpdateCommand } from './credentials-update.ts'
import { note } from './output.ts'

export function credentialsCommand(): Command {
  return new Command('credentials')
    .description('Credentials for programs and colleagues')
    .addCommand(credentialsListCommand())
    .addCommand(credentialsCreateCommand())
    .addCommand(credentialsUpdateCommand())
    .addCommand(credentialsRotateCommand())
    .addCommand(credentialsRevokeCommand())
}

function credentialsRevokeCommand(): Command {
  const command = new Command('revoke')
    .description('End a credential for good and at once, with its tokens; it may be the one that you use')
    .argument('<client_id>', 'swath credentials list tells which there are')
    .option('--with-made', 'what it has made ends too: credentials, webhooks, destinations, mails')
    .option('--keep-made', 'they stay, as if what made it had made them')
  return withConnection(command).action(revoke)
}

type Flags = ConnectionFlags & { withMade?: true; keepMade?: true }

/** To revoke a credential that has made others, the user says first what becomes of them. */
async function revoke(client_id: string, flags: Flags): Promise<void> {
  if (flags.withMade && flags.keepMade) throw new Error('Say --with-made or --keep-made, not both')
  const { apiCredentials } = await clientOf(flags)
  if (!flags.withMade && !flags.keepMade) {
    const found = (await apiCredentials.list().all()).find((one) => one.client_id === client_id)
    if (found && found.credentials_made + found.set_up > 0) {
      throw new Error(
        `It has made ${found.credentials_made} credentials and set up ${found.set_up} webhooks, destinations and mails: say --with-made to end them too, or --keep-made`,
      )
    }
  }
  await apiCredentials.revoke(client_id, { made: flags.keepMade ? 'keep' : 'revoke' })
  note(`${client_id} has ended, with its tokens`)
}
