import type { Event } from '@swath/contract/events'
import { Command } from 'commander'
import type { SwathClient } from '../client.ts'
import { type ConnectionFlags, clientOf, tellReconnect, withConnection } from './connection.ts'
import { describeEvent } from './event-text.ts'
import { exit_codes } from './failures.ts'
import { stateOf } from './order-text.ts'
import { isForPeople, type OutputFlags, printLine, say, withOutput } from './output.ts'

export function ordersWatchCommand(): Command {
  const command = new Command('watch')
    .description(
      'Everything that happens to an order, until it is closed; ends with 1 if nothing was delivered',
    )
    .argument('<order_id>', 'id of the order')
  return withConnection(withOutput(command)).action(async (order_id: string, flags) => {
    await follow(await clientOf(flags), order_id, flags)
  })
}

/** Tells the events of an order, those before included, up to the one that closes it. */
export async function follow(
  swath: SwathClient,
  order_id: string,
  flags: ConnectionFlags & OutputFlags,
): Promise<void> {
  // Refuses an id that does not exist, for whose events the feed would wait for ever.
  const { id } = await swath.orders.get(order_id)
  for await (const { event } of swath.events.follow({ order_id: id }, { onReconnect: tellReconnect })) {
    printLine(flags, event, () => describeEvent(event))
    if (isEnd(event)) break
  }
  const order = await swath.orders.get(id)
  const { outcome } = order.properties
  if (isForPeople(flags)) say(`\n${stateOf(order)}: ${order.properties.status_report.message}`)
  if (outcome !== 'fulfilled' && outcome !== 'partially_fulfilled') process.exitCode = exit_codes.partly
}

const isEnd = ({ data }: Event) => data.entity === 'order' && data.status === 'closed'
