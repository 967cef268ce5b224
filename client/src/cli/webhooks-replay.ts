import type { ReplayWebhook } from '@swath/contract/webhooks'
import { Command } from 'commander'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { type OutputFlags, print, withOutput } from './output.ts'
import { repeated } from './repeated.ts'

interface Flags extends ConnectionFlags, OutputFlags {
  from?: string
  to?: string
  cursor?: string
  message?: string[]
  dead?: true
}

export function webhooksReplayCommand(): Command {
  const command = new Command('replay')
    .description(
      'Send messages of a webhook again: of a time, from a place in the feed, by id, or all dead letters',
    )
    .argument('<webhook_id>', 'swath webhooks list tells which there are')
    .option('--from <time>', 'events of this time and later')
    .option('--to <time>', 'events before this time')
    .option('--cursor <cursor>', 'events after this place in the feed')
    .option('--message <id>', 'this message; may be repeated', repeated)
    .option('--dead', 'every message that was given up')
  return withConnection(withOutput(command)).action(replay)
}

async function replay(webhook_id: string, flags: Flags): Promise<void> {
  const { webhooks } = await clientOf(flags)
  const what: ReplayWebhook = {
    ...(flags.from ? { from: flags.from } : {}),
    ...(flags.to ? { to: flags.to } : {}),
    ...(flags.cursor ? { cursor: flags.cursor } : {}),
    ...(flags.message ? { message_ids: flags.message } : {}),
    ...(flags.dead ? { dead: true } : {}),
  }
  if (Object.keys(what).length === 0)
    throw new Error('Say what: --from and --to, --cursor, --message, or --dead')
  let replayed = 0
  for (let more: ReplayWebhook | undefined = what; more; ) {
    const told = await webhooks.replay(webhook_id, more)
    replayed += told.replayed
    more = told.has_more ? { ...what, ...(told.cursor ? { cursor: told.cursor } : {}) } : undefined
  }
  print(flags, { replayed }, () => `${replayed} messages are on their way`)
}
