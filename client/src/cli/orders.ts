import { Command } from 'commander'
import { approvalCommands } from './orders-approve.ts'
import { ordersCancelCommand } from './orders-cancel.ts'
import { ordersCreateCommand } from './orders-create.ts'
import { ordersListCommand } from './orders-list.ts'
import { ordersQuoteCommand } from './orders-quote.ts'
import { ordersShowCommand } from './orders-show.ts'
import { ordersUpdateCommand } from './orders-update.ts'
import { ordersWatchCommand } from './orders-watch.ts'

export function ordersCommand(): Command {
  const command = new Command('orders')
    .description('Place orders and follow them')
    .addCommand(ordersCreateCommand())
    .addCommand(ordersListCommand())
    .addCommand(ordersShowCommand())
    .addCommand(ordersWatchCommand())
    .addCommand(ordersUpdateCommand())
    .addCommand(ordersCancelCommand())
    .addCommand(ordersQuoteCommand())
  for (const one of approvalCommands()) command.addCommand(one)
  return command
}
