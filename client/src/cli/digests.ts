import { type Digest, type DigestFrequency, digest_frequencies } from '@swath/contract/digests'
import { Argument, Command } from 'commander'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { facts, minutes, note, type OutputFlags, print, withOutput } from './output.ts'
import { table } from './table.ts'

type Flags = ConnectionFlags & OutputFlags

export function digestsCommand(): Command {
  const frequency = () => new Argument('<frequency>', 'how often').choices(digest_frequencies)
  const list = new Command('list').description('Who gets mails, oldest first')
  const create = new Command('create')
    .description('Have news sent to an address, once somebody there has followed the link of the first mail')
    .argument('<email>', 'where to')
    .addArgument(frequency())
  const update = ofDigest('update', 'Change how often news is sent').addArgument(frequency())
  return new Command('digests')
    .description('News of the orders, by mail')
    .addCommand(withConnection(withOutput(list)).action(listAll))
    .addCommand(
      withConnection(withOutput(create)).action(
        async (email: string, frequency: DigestFrequency, flags: Flags) =>
          tell(flags, await (await clientOf(flags)).digests.create({ email, frequency })),
      ),
    )
    .addCommand(
      withConnection(withOutput(update)).action(
        async (digest_id: string, frequency: DigestFrequency, flags: Flags) =>
          tell(flags, await (await clientOf(flags)).digests.update(digest_id, { frequency })),
      ),
    )
    .addCommand(
      withConnection(ofDigest('remove', 'Send nothing more there, and forget the address')).action(
        async (digest_id: string, flags: Flags) => {
          await (await clientOf(flags)).digests.remove(digest_id)
          note(`${digest_id} is removed`)
        },
      ),
    )
}

const ofDigest = (name: string, about: string): Command =>
  new Command(name).description(about).argument('<digest_id>', 'swath digests list tells which there are')

async function listAll(flags: Flags): Promise<void> {
  const all = await (await clientOf(flags)).digests.list().all()
  print(flags, all, () =>
    table(
      ['digest', 'to', 'how often', 'state', 'last sent', 'error'],
      all.map((one) => [
        ...[one.digest_id, one.email, one.frequency, one.state, minutes(one.last_sent_at), one.last_error],
      ]),
    ),
  )
}

function tell(flags: Flags, digest: Digest) {
  const { digest_id, email, frequency, state } = digest
  print(flags, digest, () => facts({ digest: digest_id, to: email, 'how often': frequency, state }))
}
