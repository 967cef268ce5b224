import { Command } from 'commander'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { describeOrder } from './order-text.ts'
import { type OutputFlags, print, withOutput } from './output.ts'

export function ordersCancelCommand(): Command {
  const command = new Command('cancel')
    .description('Cancel what has not begun of an order; what has begun is finished and charged')
    .argument('<order_id>', 'id of the order')
  return withConnection(withOutput(command)).action(cancel)
}

async function cancel(order_id: string, flags: ConnectionFlags & OutputFlags): Promise<void> {
  const order = await (await clientOf(flags)).orders.cancel(order_id)
  print(flags, order, () => describeOrder(order))
}
