import { Command } from 'commander'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { describeOrder } from './order-text.ts'
import { isForPeople, minutes, type OutputFlags, print, withOutput } from './output.ts'
import { table } from './table.ts'

export function ordersShowCommand(): Command {
  const command = new Command('show')
    .description('One order, with what happened and what is expected')
    .argument('<order_id>', 'id of the order, or of its v1 task')
  return withConnection(withOutput(command)).action(show)
}

async function show(order_id: string, flags: ConnectionFlags & OutputFlags): Promise<void> {
  const swath = await clientOf(flags)
  const order = await swath.orders.get(order_id)
  // The document of an order is what programs want; people want its story as well.
  const { entries } = isForPeople(flags) ? await swath.orders.timeline(order.id) : { entries: [] }
  const rows = entries.map(({ kind, at, what, message }) => [
    minutes(at),
    kind === 'ESTIMATE' ? `${what} (expected)` : what,
    message,
  ])
  print(flags, order, () => `${describeOrder(order)}\n\n${table(['UTC', 'event', 'message'], rows)}`)
}
