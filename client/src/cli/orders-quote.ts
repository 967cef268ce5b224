import { Command } from 'commander'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { type NewOrderFlags, newOrder, withNewOrder } from './new-order.ts'
import { minutes, money, type OutputFlags, print, withOutput } from './output.ts'
import { table } from './table.ts'

export function ordersQuoteCommand(): Command {
  const command = withNewOrder(new Command('quote')).description(
    'The price of an order, which holds for a day: orders create --quote <id>',
  )
  return withConnection(withOutput(command)).action(quote)
}

async function quote(places: string[], flags: NewOrderFlags & ConnectionFlags & OutputFlags): Promise<void> {
  const swath = await clientOf(flags)
  const quote = await swath.orders.quote(await newOrder(swath, places, flags))
  const { currency } = quote
  const rows = quote.line_items.map((item) => [
    item.description,
    `${item.quantity} ${item.unit}`,
    money(item.unit_price_minor, currency),
    money(item.amount_minor, currency),
  ])
  print(flags, quote, () =>
    [
      table(['', 'quantity', 'unit price', 'amount'], rows),
      '',
      `At most ${money(quote.total_minor, currency)}: only what is delivered is charged.`,
      `${quote.quote_id} holds until ${minutes(quote.expires_at)} UTC`,
    ].join('\n'),
  )
}
