import { Command } from 'commander'
import { webhooksListCommand } from './webhooks-list.ts'
import { webhooksListenCommand } from './webhooks-listen.ts'
import { webhookLogCommands } from './webhooks-log.ts'
import { webhooksReplayCommand } from './webhooks-replay.ts'
import { webhookSettingsCommands } from './webhooks-settings.ts'

export function webhooksCommand(): Command {
  const webhooks = new Command('webhooks').description('Events as signed messages')
  const commands = [
    webhooksListCommand(),
    ...webhookSettingsCommands(),
    ...webhookLogCommands(),
    webhooksReplayCommand(),
    webhooksListenCommand(),
  ]
  for (const command of commands) webhooks.addCommand(command)
  return webhooks
}
