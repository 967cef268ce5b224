import { Command } from 'commander'
import { webhooksListCommand } from './webhooks-list.ts'
import { webhooksListenCommand } from './webhooks-listen.ts'
import { webhooksReplayCommand } from './webhooks-replay.ts'

export function webhooksCommand(): Command {
  return new Command('webhooks')
    .description('Events as signed messages')
    .addCommand(webhooksListCommand())
    .addCommand(webhooksListenCommand())
    .addCommand(webhooksReplayCommand())
}
