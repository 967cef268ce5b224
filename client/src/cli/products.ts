import type { Product } from '@swath/contract/products'
import { Command } from 'commander'
import { type ConnectionFlags, clientOf, withConnection } from './connection.ts'
import { facts, money, type OutputFlags, print, withOutput } from './output.ts'
import { table } from './table.ts'

type Flags = ConnectionFlags & OutputFlags

export function productsCommand(): Command {
  const command = new Command('products')
    .description('What the contract may order, and at which price; of one, all that an order may say')
    .argument('[sku]', 'only this one, with its parameters')
  return withConnection(withOutput(command)).action((sku: string | undefined, flags: Flags) =>
    sku === undefined ? list(flags) : show(sku, flags),
  )
}

async function list(flags: Flags): Promise<void> {
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

async function show(sku: string, flags: Flags): Promise<void> {
  const product = await (await clientOf(flags)).products.get(sku)
  print(flags, product, () => `${describe(product)}\n\n${parametersOf(product)}`)
}

function describe({ price, limits, ...product }: Product): string {
  return facts({
    sku: product.sku,
    product: product.product_name,
    class: product.priority_class,
    'of a': product.geometry_types.join(', '),
    price: `${money(price.amount_minor, price.currency)}/${price.unit}`,
    area: `${limits.min_area_km2} to ${limits.max_area_km2} km2`,
    window: `${limits.default_window_days} days, at most ${limits.max_window_days}`,
    clouds: `at most ${limits.max_cloud_pct} %`,
    levels: product.processing_levels.join(' '),
    'by default': product.default_processing_levels.join(' '),
  })
}

interface Parameter {
  description?: string
  default?: unknown
  type?: string
  enum?: readonly unknown[]
}

/** `--set` takes these, as the schema of its parameters has them. */
function parametersOf({ parameters }: Product): string {
  const { properties = {} } = parameters as { properties?: Record<string, Parameter> }
  const text = (value: unknown) => (value === undefined ? '' : JSON.stringify(value))
  return table(
    ['parameter', 'by default', 'is', 'about'],
    Object.entries(properties).map(([name, one]) => [
      ...[name, text(one.default), one.enum?.join(', ') ?? one.type, one.description],
    ]),
  )
}
