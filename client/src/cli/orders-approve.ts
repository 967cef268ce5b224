import { minorAmount } from '@swath/contract/money'
import type { Order } from '@swath/contract/orders'
import { Command } from 'commander'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { describeOrder } from './order-text.ts'
import { facts, minutes, money, type OutputFlags, print, withOutput } from './output.ts'
import { table } from './table.ts'

type Flags = ConnectionFlags & OutputFlags

export function approvalCommands(): Command[] {
  return [
    withConnection(
      withOutput(new Command('approvals').description('Orders that wait for an approver of yours')),
    ).action(list),
    decisionCommand('approve', 'Let an order that waits for an approver go on'),
    decisionCommand('refuse', 'Reject an order that waits for an approver'),
    withConnection(
      withOutput(
        new Command('approval-limit')
          .description('Tell, or set, the price above which orders wait for an approver')
          .argument('[amount]', 'in the currency of the contract, such as 5000.00; none: no order waits'),
      ),
    ).action(limit),
  ]
}

function decisionCommand(decision: 'approve' | 'refuse', about: string): Command {
  const command = new Command(decision)
    .description(about)
    .argument('<order_id>', 'swath orders approvals tells which wait')
    .option('--message <text>', 'why, for whoever placed it', '')
  return withConnection(withOutput(command)).action(
    async (order_id: string, flags: Flags & { message: string }) => {
      const order = await (await clientOf(flags)).approvals[decision](order_id, flags.message)
      print(flags, order, () => describeOrder(order))
    },
  )
}

async function list(flags: Flags): Promise<void> {
  tellWaitingOrders(flags, await (await clientOf(flags)).approvals.list().all())
}

export function tellWaitingOrders(flags: OutputFlags, orders: readonly Order[]) {
  print(flags, orders, () =>
    table(
      ['order', 'name', 'product', 'price', 'placed'],
      orders.map(({ id, properties: { order_name, sku, price, created_at } }) => [
        id,
        order_name,
        sku,
        money(price.total_minor, price.currency),
        minutes(created_at),
      ]),
    ),
  )
}

async function limit(amount: string | undefined, flags: Flags): Promise<void> {
  const { approvals, products } = await clientOf(flags)
  const [product] = await products.list().all(1)
  const currency = product?.price.currency ?? 'USD'
  const set = await (amount === undefined
    ? approvals.limit()
    : approvals.setLimit(amountOrNone(amount, currency)))
  const told = set.above_minor === null ? 'no price' : money(set.above_minor, currency)
  print(flags, set, () => facts({ 'orders wait above': told }))
}

/** Null is none. */
export function amountOrNone(amount: string, currency: string): number | null {
  if (amount === 'none') return null
  const minor = minorAmount(amount, currency)
  if (minor !== undefined) return minor
  throw new Error(`${amount} is no amount in ${currency}; say one such as 5000.00, or none`)
}
