import { order_outcomes, order_statuses } from '@swath/contract/states'
import { Command, Option } from 'commander'
import type { OrderFilter } from '../orders.ts'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { wholeNumber } from './numbers.ts'
import { stateOf } from './order-text.ts'
import { minutes, type OutputFlags, print, withOutput } from './output.ts'
import { table } from './table.ts'

interface Flags extends ConnectionFlags, OutputFlags {
  status?: (typeof order_statuses)[number]
  outcome?: (typeof order_outcomes)[number]
  sku?: string
  project?: string
  since?: string
  query?: string
  limit: number
}

export function ordersListCommand(): Command {
  const command = new Command('list')
    .description('Orders, newest first')
    .addOption(new Option('--status <status>', 'only these').choices(order_statuses))
    .addOption(new Option('--outcome <outcome>', 'only these').choices(order_outcomes))
    .option('--sku <sku>', 'only this product')
    .option('--project <name>', 'only this project')
    .option('--since <time>', 'created at that time or later, such as 2026-06-01')
    .option('--query <words>', 'every word in the name, reference, ids, project or labels')
    .option('--limit <count>', 'at most so many', wholeNumber(1, 100_000), 25)
  return withConnection(withOutput(command)).action(list)
}

async function list(flags: Flags): Promise<void> {
  const swath = await clientOf(flags)
  const filter: OrderFilter = {
    status: flags.status,
    outcome: flags.outcome,
    sku: flags.sku,
    project_name: flags.project,
    created_at__gte: flags.since,
    query: flags.query,
    limit: Math.min(flags.limit, 1000),
  }
  const orders = await swath.orders.list(filter).all(flags.limit)
  print(flags, orders, () =>
    table(
      ['order', 'name', 'product', 'state', 'created', 'message'],
      orders.map((order) => [
        order.id,
        order.properties.order_name,
        order.properties.sku,
        stateOf(order),
        minutes(order.properties.created_at),
        order.properties.status_report.message,
      ]),
    ),
  )
}
