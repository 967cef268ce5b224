import { message_states, try_states, type WebhookMessage, type WebhookTry } from '@swath/contract/webhooks'
import { Command, Option } from 'commander'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { exit_codes } from './failures.ts'
import { wholeNumber } from './numbers.ts'
import { facts, minutes, type OutputFlags, print, withOutput } from './output.ts'
import { table } from './table.ts'
import { ofWebhook } from './webhooks-settings.ts'

type Flags = ConnectionFlags & OutputFlags & { limit: number }

/** The commands that tell how messages to receivers do. */
export function webhookLogCommands(): Command[] {
  const dead = new Command('dead').description('Messages to all webhooks that were given up, newest first')
  return [
    ofWebhook('test', 'Send a test message now; ends with 1 if the receiver does not take it').action(test),
    limited(ofWebhook('messages', 'Events on their way to a webhook, newest first'))
      .addOption(new Option('--state <state>', 'only these').choices(message_states))
      .action(messages),
    limited(ofWebhook('attempts', 'Every request to the receiver of the last 30 days, newest first'))
      .addOption(new Option('--state <state>', 'only these').choices(try_states))
      .action(attempts),
    limited(withConnection(withOutput(dead))).action(async (flags: Flags) => {
      tellMessages(flags, await (await clientOf(flags)).webhooks.deadLetters().all(flags.limit))
    }),
  ]
}

const limited = (command: Command): Command =>
  command.option('--limit <count>', 'at most so many', wholeNumber(1, 100_000), 25)

async function test(webhook_id: string, flags: Flags): Promise<void> {
  const told = await (await clientOf(flags)).webhooks.test(webhook_id)
  const { state, response, error, duration_ms } = told
  print(flags, told, () =>
    facts({ state, status: response?.status, error, took: `${duration_ms} ms`, answer: response?.body }),
  )
  if (state === 'failed') process.exitCode = exit_codes.partly
}

type MessageFlags = Flags & { state?: WebhookMessage['state'] }

async function messages(webhook_id: string, { state, ...flags }: MessageFlags): Promise<void> {
  const { webhooks } = await clientOf(flags)
  tellMessages(flags, await webhooks.messages(webhook_id, state ? { state } : {}).all(flags.limit))
}

export function tellMessages(flags: OutputFlags, messages: readonly WebhookMessage[]) {
  print(flags, messages, () =>
    table(
      ['message', 'webhook', 'event', 'of', 'state', 'attempts', 'created', 'error'],
      messages.map((one) => [
        ...[one.message_id, one.webhook_id, one.type, one.entity_id, one.state, one.tries],
        ...[minutes(one.created_at), one.last_error],
      ]),
    ),
  )
}

type AttemptFlags = Flags & { state?: WebhookTry['state'] }

async function attempts(webhook_id: string, { state, ...flags }: AttemptFlags): Promise<void> {
  const { webhooks } = await clientOf(flags)
  const all = await webhooks.tries(webhook_id, state ? { state } : {}).all(flags.limit)
  print(flags, all, () =>
    table(
      ['UTC', 'message', 'event', 'state', 'status', 'ms', 'error'],
      all.map((one) => [
        ...[minutes(one.started_at), one.message_id, one.type, one.state, one.response?.status],
        ...[one.duration_ms, one.error],
      ]),
    ),
  )
}
