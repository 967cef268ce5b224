import { Command } from 'commander'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { money, type OutputFlags, print, table, withOutput } from './output.ts'

export function productsCommand(): Command {
  const command = new Command('products').description('What the contract may order, and at which price')
  return withConnection(withOutput(command)).action(list)
}

async function list(flags: ConnectionFlags & OutputFlags): Promise<void> {
  const products = await (await clientOf(flags)).products.list().all()
  print(flags, products, () =>
    table(
      ['sku', 'product', 'class', 'of a', 'price', 'window', 'levels', 'by default'],
      products.map(({ price, limits, ...product }) => [
        product.sku,
        product.product_name,
        product.priority_class,
        product.geometry_types.join(', '),
        `${money(price.amount_minor, price.currency)}/${price.unit}`,
        `${limits.default_window_days} to ${limits.max_window_days} days`,
        product.processing_levels.join(' '),
        product.default_processing_levels.join(' '),
      ]),
    ),
  )
}
