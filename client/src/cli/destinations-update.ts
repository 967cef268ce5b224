import type { UpdateDestination } from '@swath/contract/destinations'
import { Command } from 'commander'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { tellVerification } from './destinations-verify.ts'
import { note, type OutputFlags, withOutput } from './output.ts'
import { readJsonFile } from './read-json-file.ts'

type Flags = ConnectionFlags & OutputFlags

export function destinationsShowCommand(): Command {
  return ofDestination('show', 'One destination, and what its last verification found').action(
    async (destination_id: string, flags: Flags) =>
      tellVerification(await (await clientOf(flags)).destinations.get(destination_id), flags),
  )
}

export function destinationsUpdateCommand(): Command {
  return ofDestination('update', 'Change a destination and try it; what the file does not say stays as it is')
    .argument('<file>', 'JSON such as { "is_enabled": true }; - for the standard input')
    .action(async (destination_id: string, file: string, flags: Flags) => {
      const changes = await readJsonFile<UpdateDestination>(file)
      const { destinations } = await clientOf(flags)
      await destinations.update(destination_id, changes)
      tellVerification(await destinations.verify(destination_id), flags)
    })
}

export function destinationsRemoveCommand(): Command {
  return ofDestination('remove', 'Remove a destination: nothing more is sent there').action(
    async (destination_id: string, flags: Flags) => {
      await (await clientOf(flags)).destinations.remove(destination_id)
      note(`${destination_id} is removed`)
    },
  )
}

function ofDestination(name: string, about: string): Command {
  const command = new Command(name)
    .description(about)
    .argument('<destination_id>', 'swath destinations list tells which there are')
  return withConnection(withOutput(command))
}
