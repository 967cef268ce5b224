import type { Product } from '@swath/contract/products'
import type { Price } from '@swath/contract/quotes'

/** The price of several orders of one product together. */
export function sumOfPrices(prices: readonly [Price, ...Price[]]): Price {
  return {
    ...prices[0],
    line_items: merged(
      prices.flatMap(({ line_items }) => line_items),
      ({ description, unit, unit_price_minor }) => `${description} ${unit} ${unit_price_minor}`,
      (one, other) => ({
        ...one,
        quantity: one.quantity + other.quantity,
        amount_minor: one.amount_minor + other.amount_minor,
      }),
    ),
    total_minor: prices.reduce((sum, { total_minor }) => sum + total_minor, 0),
    cancellation_fees: merged(
      prices.flatMap(({ cancellation_fees }) => cancellation_fees),
      ({ hours_before }) => String(hours_before),
      (one, other) => ({ ...one, fee_minor: one.fee_minor + other.fee_minor }),
    ),
  }
}

/** The price of the order with so many levels; of a SKU that bills only one of them, they cost as much as one. */
export function sumOfLevels(
  { line_items }: Price,
  { levels }: Pick<Product, 'levels'>,
  count: number,
): number {
  const of_one = line_items[0]?.amount_minor ?? 0
  return levels === 'once' ? of_one : of_one * count
}

function merged<T>(all: readonly T[], keyOf: (one: T) => string, add: (one: T, other: T) => T): T[] {
  return [...Map.groupBy(all, keyOf).values()].map((same) => same.reduce(add))
}
