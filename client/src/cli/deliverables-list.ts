import { deliverable_statuses } from '@swath/contract/states'
import { Command, Option } from 'commander'
import type { DeliverableFilter } from '../deliverables.ts'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { wholeNumber } from './numbers.ts'
import { minutes, money, type OutputFlags, print, withOutput } from './output.ts'
import { table } from './table.ts'

interface Flags extends ConnectionFlags, OutputFlags {
  order?: string
  status?: (typeof deliverable_statuses)[number]
  since?: string
  limit: number
}

export function deliverablesListCommand(): Command {
  const command = new Command('list')
    .description('Deliverables, newest first')
    .option('--order <id>', 'only of this order')
    .addOption(new Option('--status <status>', 'only these').choices(deliverable_statuses))
    .option('--since <time>', 'delivered at that time or later')
    .option('--limit <count>', 'at most so many', wholeNumber(1, 100_000), 25)
  return withConnection(withOutput(command)).action(list)
}

async function list(flags: Flags): Promise<void> {
  const filter: DeliverableFilter = {
    order_id: flags.order,
    status: flags.status,
    delivered_at__gte: flags.since,
    sort: '-created_at',
    limit: Math.min(flags.limit, 1000),
  }
  const deliverables = await (await clientOf(flags)).deliverables.list(filter).all(flags.limit)
  print(flags, deliverables, () =>
    table(
      ['deliverable', 'order', 'level', 'status', 'delivered', 'charge'],
      deliverables.map((one) => [
        one.deliverable_id,
        one.order_id,
        one.processing_level,
        one.status,
        minutes(one.delivered_at),
        one.charge ? money(one.charge.amount_minor, one.charge.currency) : '',
      ]),
    ),
  )
}
