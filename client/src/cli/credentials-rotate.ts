import { Command } from 'commander'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { wholeNumber } from './numbers.ts'
import { facts, minutes, type OutputFlags, print, withOutput } from './output.ts'

interface Flags extends ConnectionFlags, OutputFlags {
  overlap?: number
  now?: true
}

export function credentialsRotateCommand(): Command {
  const command = new Command('rotate')
    .description('A new secret, shown this once; the former is valid for a day more, or as you say')
    .argument('[client_id]', 'swath credentials list tells which there are; else the one that you use')
    .option('--overlap <hours>', 'how many hours the former secret is valid', wholeNumber(1, 720))
    .option('--now', 'the former secret got out: it ends at once, with its tokens and links')
  return withConnection(withOutput(command)).action(rotate)
}

async function rotate(client_id: string | undefined, flags: Flags): Promise<void> {
  if (flags.now && flags.overlap !== undefined) throw new Error('Say --overlap or --now, not both')
  const swath = await clientOf(flags)
  const seconds = flags.now ? 0 : flags.overlap === undefined ? undefined : flags.overlap * 3600
  const options = seconds === undefined ? {} : { overlap_s: seconds }
  const made = await (client_id === undefined
    ? swath.credentials.rotateOwn(options)
    : swath.apiCredentials.rotate(client_id, options))
  print(flags, made, () =>
    facts({
      'client id': made.client_id,
      'client secret': made.client_secret,
      'former secret until': minutes(made.previous_secret_until) || 'it has ended',
    }),
  )
}
