import type { UpdateOrder } from '@swath/contract/orders'
import { Command } from 'commander'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { describeOrder } from './order-text.ts'
import { type OutputFlags, print, withOutput } from './output.ts'
import { pairs } from './repeated.ts'

interface Flags extends ConnectionFlags, OutputFlags {
  name?: string
  project?: string
  end?: string
  metadata?: Record<string, string>
}

export function ordersUpdateCommand(): Command {
  const command = new Command('update')
    .description('Change what may be changed of an open order')
    .argument('<order_id>', 'id of the order')
    .option('--name <name>', 'another name')
    .option('--project <name>', 'another project, made if it is new')
    .option('--end <time>', 'another end of the window')
    .option('--metadata <label=text>', 'all its labels from now on; may be repeated', pairs(String))
  return withConnection(withOutput(command)).action(update)
}

async function update(order_id: string, flags: Flags): Promise<void> {
  const { name, project, end, metadata } = flags
  const changes: UpdateOrder['properties'] = {
    ...(name === undefined ? {} : { order_name: name }),
    ...(project === undefined ? {} : { project_name: project }),
    ...(end === undefined ? {} : { parameters: { end } }),
    ...(metadata ? { metadata } : {}),
  }
  if (Object.keys(changes).length === 0) {
    throw new Error('Say what to change: --name, --project, --end or --metadata')
  }
  const order = await (await clientOf(flags)).orders.update(order_id, changes)
  print(flags, order, () => describeOrder(order))
}
