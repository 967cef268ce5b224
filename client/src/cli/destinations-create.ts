import { Command } from 'commander'
import type { NewDestination } from '../destinations.ts'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { tellVerification } from './destinations-verify.ts'
import { type OutputFlags, withOutput } from './output.ts'
import { readJsonFile } from './read-json-file.ts'

const explanation = `
The file is as the API takes it, for example
  { "name": "our bucket", "settings": { "kind": "s3", "bucket": "imagery", "region": "eu-west-1" },
    "credentials": { ... } }
docs/guides/destinations.md tells of each kind. Nothing of it is shown by a list of processes, as flags would be.`

export function destinationsCreateCommand(): Command {
  const command = new Command('create')
    .description('Make a destination and try it: a probe is written, read and removed')
    .argument('<file>', 'JSON of the destination; - for the standard input')
    .addHelpText('after', explanation)
  return withConnection(withOutput(command)).action(create)
}

async function create(file: string, flags: ConnectionFlags & OutputFlags): Promise<void> {
  const given = await readJsonFile<NewDestination>(file)
  const { destinations } = await clientOf(flags)
  const { destination_id } = await destinations.create(given)
  tellVerification(await destinations.verify(destination_id), flags)
}
