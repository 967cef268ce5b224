import { Command } from 'commander'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { type OutputFlags, print, withOutput } from './output.ts'
import { table } from './table.ts'

export function webhooksListCommand(): Command {
  const command = new Command('list').description('Webhooks and how they do, oldest first')
  return withConnection(withOutput(command)).action(list)
}

async function list(flags: ConnectionFlags & OutputFlags): Promise<void> {
  const webhooks = await (await clientOf(flags)).webhooks.list().all()
  print(flags, webhooks, () =>
    table(
      ['webhook', 'url', 'events', 'state', 'set up by'],
      webhooks.map(({ webhook_id, url, event_types, state, disabled_reason, created_by }) => [
        webhook_id,
        url,
        event_types.join(' '),
        disabled_reason ? `${state}, ${disabled_reason}` : state,
        created_by ?? 'the operator',
      ]),
    ),
  )
}
