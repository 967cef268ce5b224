import { Command } from 'commander'
import type { SwathClient } from '../client.ts'
import type { NewOrder } from '../orders.ts'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { exit_codes } from './failures.ts'
import { type NewOrderFlags, newOrders, withNewOrder } from './new-order.ts'
import { describeOrder } from './order-text.ts'
import { follow } from './orders-watch.ts'
import { isForPeople, type OutputFlags, print, say, withOutput } from './output.ts'

interface Flags extends NewOrderFlags, ConnectionFlags, OutputFlags {
  quote?: string
  dryRun?: boolean
  wait?: boolean
}

export function ordersCreateCommand(): Command {
  const command = withNewOrder(new Command('create'))
    .description('Place an order')
    .option('--quote <id>', 'at the price of this quote')
    .option('--dry-run', 'say everything that is wrong with the order, and place nothing')
    .option('--wait', 'follow the order to its end, as orders watch does')
  return withConnection(withOutput(command)).action(create)
}

async function create(places: string[], flags: Flags): Promise<void> {
  const swath = await clientOf(flags)
  const [order, ...more] = await newOrders(swath, places, flags)
  if (!order) return
  if (more.length > 0) return createAll(swath, [order, ...more], flags)
  if (flags.quote) order.properties.quote_id = flags.quote
  if (flags.dryRun) {
    const found = await swath.orders.validate(order)
    print(flags, found, () => describeProblems(found))
    process.exitCode = found.valid ? exit_codes.done : exit_codes.refused
    return
  }
  const placed = await swath.orders.place(order)
  if (!flags.wait) return print(flags, placed, () => describeOrder(placed))
  if (isForPeople(flags)) say(`${describeOrder(placed)}\n`)
  await follow(swath, placed.id, flags)
}

/** All or none: half of a file would have to be found out and sent again. */
async function createAll(swath: SwathClient, orders: readonly NewOrder[], flags: Flags): Promise<void> {
  if (flags.quote || flags.dryRun || flags.wait)
    throw new Error(
      '--quote, --dry-run and --wait are about one order, and these are several: leave them out, or say --areas united',
    )
  const placed = await swath.orders.placeAll(orders, { all_or_nothing: true })
  print(flags, placed, () =>
    placed.results.flatMap(({ order }) => (order ? [describeOrder(order)] : [])).join('\n\n'),
  )
}

interface Found {
  valid: boolean
  errors: readonly { pointer: string; message: string }[]
}

function describeProblems({ valid, errors }: Found): string {
  if (valid) return 'The order could be placed; nothing was stored.'
  return errors.map(({ pointer, message }) => `${pointer || '/'}  ${message}`).join('\n')
}
