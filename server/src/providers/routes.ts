import { createHash } from 'node:crypto'
import type { PriorityClass } from '@swath/contract/priority-classes'

/** Which orders of a SKU a provider gets. */
export interface SkuRule {
  provider: string
  rank: number
  /** Null: orders of each class. */
  priority_classes: readonly PriorityClass[] | null
  share_pct: number | null
  highest_price_minor: number | null
  highest_price_currency: string | null
  has_region: boolean
}

/** An order, as far as it is known already; what is not known keeps nobody from carrying it out. */
export interface OrderToRoute {
  order_id?: string
  sku: string
  priority_class?: PriorityClass
  price_minor?: number
  currency?: string
}

/**
 * The providers that may carry out an order, in the order in which they are asked.
 * @param holding those whose region the order lies in, if it is known where it lies
 */
export function routeOf(
  order: OrderToRoute,
  rules: readonly SkuRule[],
  holding: ReadonlySet<string> | undefined,
): string[] {
  const fitting = rules
    .filter((rule) => isFor(rule, order) && (!rule.has_region || !holding || holding.has(rule.provider)))
    .toSorted((one, other) => one.rank - other.rank)
  const { gets = [], rest = [] } = Object.groupBy(fitting, (rule) =>
    isInShare(rule, order) ? 'gets' : 'rest',
  )
  return [...gets, ...rest].map(({ provider }) => provider)
}

function isFor(rule: SkuRule, { priority_class, price_minor, currency }: OrderToRoute): boolean {
  const { priority_classes, highest_price_minor, highest_price_currency } = rule
  if (priority_classes && priority_class && !priority_classes.includes(priority_class)) return false
  if (highest_price_minor === null || price_minor === undefined) return true
  return currency === highest_price_currency && price_minor <= highest_price_minor
}

/** The same order always falls into the same share, so that it can be asked about again. */
function isInShare({ provider, share_pct }: SkuRule, { order_id }: OrderToRoute): boolean {
  if (share_pct === null || order_id === undefined) return true
  const drawn = createHash('sha256').update(`${order_id} ${provider}`).digest().readUInt32BE() / 2 ** 32
  return drawn * 100 < share_pct
}
