import { Command } from 'commander'
import { signWebhook, type WebhookEvent } from '../webhook-signature.ts'
import { type ConnectionFlags, clientOf, tellReconnect, withConnection } from './connection.ts'
import { note, type OutputFlags, printLine, withOutput } from './output.ts'
import { repeated } from './repeated.ts'

interface Flags extends ConnectionFlags, OutputFlags {
  forwardTo?: string
  secret?: string
  type?: string[]
  cursor: string
}

const explanation = `
A receiver on your own machine has no address to which a server could send. This reads the event feed instead, and sends
each event to your receiver as the server would: same body, same headers, signed with the secret that it prints.`

export function webhooksListenCommand(): Command {
  const command = new Command('listen')
    .description('Have events sent to a receiver on this machine while you write it, until Ctrl-C')
    .option('--forward-to <url>', 'your receiver; without it events are only shown')
    .option('--secret <whsec>', 'sign with this secret instead of a new one (SWATH_WEBHOOK_SECRET)')
    .option('--type <pattern>', 'only these, such as Order*; may be repeated', repeated)
    .option('--cursor <cursor>', 'begin there instead of now', 'latest')
    .addHelpText('after', explanation)
  return withConnection(withOutput(command)).action(listen)
}

async function listen(flags: Flags): Promise<void> {
  const swath = await clientOf(flags)
  const secret = flags.secret ?? process.env.SWATH_WEBHOOK_SECRET ?? newSecret()
  // Asked before anything is said, so that whoever reads "listening" misses nothing from then on.
  const cursor = flags.cursor === 'latest' ? await swath.events.latestCursor() : flags.cursor
  if (flags.forwardTo) note(`Signed with ${secret}`)
  note(`Listening; Ctrl-C ends it`)
  for await (const { event } of swath.events.follow(flags.type ? { type: flags.type } : {}, {
    cursor,
    onReconnect: tellReconnect,
  })) {
    const answer = flags.forwardTo ? await forward(flags.forwardTo, secret, event) : 'not sent'
    printLine(flags, { event_id: event.id, type: event.type, order_id: event.data.order_id, answer }, () =>
      [event.time.slice(11, 19), event.type.padEnd(24), event.data.order_id, answer].join('  '),
    )
  }
}

/** @returns the status, or why there is none */
async function forward(url: string, secret: string, event: WebhookEvent): Promise<number | string> {
  const { headers, body } = await signWebhook(event, secret)
  try {
    const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual' })
    await response.body?.cancel()
    return response.status
  } catch (error) {
    return `no answer: ${((error as Error).cause as Error | undefined)?.message ?? (error as Error).message}`
  }
}

const newSecret = () => `whsec_${Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64')}`
