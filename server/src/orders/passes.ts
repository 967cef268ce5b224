import { setTimeout } from 'node:timers/promises'
import type { Problem } from '@swath/contract/errors'
import type { PlaceOrder } from '@swath/contract/orders'
import { isFromArchive } from '@swath/contract/products'
import { dateOf } from '@swath/contract/times'
import type { AskedOrder, ProviderOf } from '../connectors/connector.ts'
import type { Shapes } from '../platform/shapes.ts'
import type { Placement } from './placement.rules.ts'

/** A window no longer than this has one pass, or the few that are side by side. */
const longest_ms = 3_600_000
/** Somebody waits for the order to be placed. */
const patience_ms = 5_000
const pause_ms = 5_000

export function isForOnePass({ properties: { sku, parameters } }: PlaceOrder): boolean {
  const { start, end, nei } = parameters
  if (isFromArchive(sku)) return false
  const is_short =
    start !== undefined && end !== undefined && Number(dateOf(end)) - Number(dateOf(start)) <= longest_ms
  return is_short || nei !== undefined
}

/**
 * Asks the provider whether the pass is taken for which an order is, so that it is refused before anything is held for
 * it. Of longer windows, where another pass may do, and of a provider that does not answer, nothing is said here: every
 * order is assessed once it is placed.
 */
export class Passes {
  #providerOf: ProviderOf
  #shapes: Shapes
  #asks_again_at = 0

  constructor(providerOf: ProviderOf, shapes: Shapes) {
    this.#providerOf = providerOf
    this.#shapes = shapes
  }

  async problemsOf(order: Labelled, placement: Placement): Promise<Problem[]> {
    if (performance.now() < this.#asks_again_at) return []
    const strips = await this.#shapes.stripsOver(placement.geometry)
    // Whatever goes wrong there is told when the order is assessed.
    const asked = this.#assess(order, placement, strips).catch(() => undefined)
    const assessment = await Promise.race([asked, setTimeout(patience_ms, undefined, { ref: false })])
    // Of many orders, one waits for a provider that is away.
    if (!assessment) this.#asks_again_at = performance.now() + pause_ms
    if (!assessment || assessment.feasible || assessment.reason_code !== 'NO_CAPACITY') return []
    const pointer = `/properties/parameters/${placement.parameters.nei ? 'nei' : 'start'}`
    return [{ pointer, code: 'pass_taken', message: assessment.message }]
  }

  async #assess(order: Labelled, placement: Placement, strips: AskedOrder['strips']) {
    const { terms, geometry, window, limits, parameters } = placement
    const { nei } = parameters
    return this.#providerOf(terms.sku).assess({
      ...order,
      geometry,
      window,
      limits,
      ...(nei && { nei }),
      strips,
    })
  }
}

type Labelled = Pick<AskedOrder, 'contract_id' | 'order_name' | 'metadata'>
