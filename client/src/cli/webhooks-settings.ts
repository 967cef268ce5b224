import type { Webhook, WebhookWithSecret } from '@swath/contract/webhooks'
import { Command } from 'commander'
import type { WebhookChanges } from '../webhooks.ts'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { facts, minutes, note, type OutputFlags, print, withOutput } from './output.ts'
import { repeated } from './repeated.ts'

type Flags = ConnectionFlags & OutputFlags

interface Settings {
  url?: string
  type?: string[]
  sku?: string[]
  project?: string[]
  order?: string[]
  description?: string
}

/** The commands that make webhooks and change them. */
export function webhookSettingsCommands(): Command[] {
  const create = new Command('create')
    .description('Have events sent to an address; the secret that signs them is shown this once')
    .argument('<url>', 'of your receiver')
  const update = ofWebhook('update', 'Change a webhook; what is not said stays as it is')
    .option('--to <url>', 'another address of your receiver')
    .option('--enable', 'go on where it stopped')
    .option('--disable', 'send nothing until it is enabled')
  return [
    withConnection(withOutput(withFilters(create))).action(createOne),
    ofWebhook('show', 'One webhook, and how it does').action(show),
    withFilters(update).action(updateOne),
    ofWebhook(
      'rotate-secret',
      'A new secret, shown this once; for a day messages are signed with both',
    ).action(async (webhook_id: string, flags: Flags) =>
      tell(flags, await (await clientOf(flags)).webhooks.rotateSecret(webhook_id)),
    ),
    ofWebhook('remove', 'Remove a webhook with its messages and its log').action(
      async (webhook_id: string, flags: Flags) => {
        await (await clientOf(flags)).webhooks.remove(webhook_id)
        note(`${webhook_id} is removed`)
      },
    ),
  ]
}

export function ofWebhook(name: string, about: string): Command {
  const command = new Command(name)
    .description(about)
    .argument('<webhook_id>', 'swath webhooks list tells which there are')
  return withConnection(withOutput(command))
}

function withFilters(command: Command): Command {
  return command
    .option('--type <pattern>', 'only these events, such as Order*; may be repeated', repeated)
    .option('--sku <sku>', 'only of orders of it, or of a pattern such as TSK*; may be repeated', repeated)
    .option('--project <name>', 'only of orders in this project; may be repeated', repeated)
    .option('--order <id>', 'only of this order; may be repeated', repeated)
    .option('--description <text>', 'what it is for')
}

/** Those that were said, as the API has them. */
function settingsOf({ sku, project, order, description }: Omit<Settings, 'type'>) {
  const filters = { sku: sku ?? [], project: project ?? [], order_id: order ?? [] }
  return {
    ...(sku || project || order ? { filters } : {}),
    ...(description === undefined ? {} : { description }),
  }
}

async function createOne(url: string, flags: Flags & Settings): Promise<void> {
  const { webhooks } = await clientOf(flags)
  const { type = ['*'], ...settings } = flags
  tell(flags, await webhooks.create({ url, event_types: type, ...settingsOf(settings) }))
}

type UpdateFlags = Flags & Settings & { to?: string; enable?: true; disable?: true }

async function updateOne(webhook_id: string, flags: UpdateFlags): Promise<void> {
  const { to, type, enable, disable } = flags
  if (enable && disable) throw new Error('Say --enable or --disable, not both')
  const state = enable || disable ? { is_enabled: Boolean(enable) } : {}
  const address = to ? { url: to } : {}
  const events = type ? { event_types: type } : {}
  const changes: WebhookChanges = { ...settingsOf(flags), ...address, ...events, ...state }
  if (Object.keys(changes).length === 0) throw new Error('Say what to change: --help tells what there is')
  tell(flags, await (await clientOf(flags)).webhooks.update(webhook_id, changes))
}

async function show(webhook_id: string, flags: Flags): Promise<void> {
  tell(flags, await (await clientOf(flags)).webhooks.get(webhook_id))
}

function tell(flags: Flags, webhook: Webhook | WebhookWithSecret) {
  const { webhook_id, url, event_types, filters, state, disabled_reason, paused_until } = webhook
  print(flags, webhook, () =>
    facts({
      webhook: webhook_id,
      url,
      events: event_types.join(' '),
      'only of': [...filters.sku, ...filters.project, ...filters.order_id].join(', '),
      state: disabled_reason ? `${state}, ${disabled_reason}` : state,
      'nothing before': minutes(paused_until),
      secret: 'secret' in webhook ? webhook.secret : null,
    }),
  )
}
