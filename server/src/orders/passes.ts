import { setTimeout } from 'node:timers/promises'
import type { Problem } from '@swath/contract/errors'
import { productOf } from '@swath/contract/products/registry'
import { promisedAt } from '../lib/promise.ts'
import type { Clock } from '../platform/clock.ts'
import type { AskedOrder, Provider } from '../providers/provider.ts'
import type { Providers } from '../providers/registry.ts'
import type { Shapes } from '../threads/shapes.ts'
import type { Placement } from './placement.rules.ts'

/** Somebody waits for the order to be placed. */
const patience_ms = 5_000
const pause_ms = 5_000

/**
 * Asks the provider whether the pass is taken for which an order is, so that it is refused before anything is held for
 * it. Of longer windows, where another pass may do, and of a provider that does not answer, nothing is said here: every
 * order is assessed once it is placed.
 */
export class Passes {
  #providers: Providers
  #shapes: Shapes
  #clock: Clock
  #asks_again_at = 0

  constructor(providers: Providers, shapes: Shapes, clock: Clock) {
    this.#providers = providers
    this.#shapes = shapes
    this.#clock = clock
  }

  async problemsOf(order: Labelled, placement: Placement): Promise<Problem[]> {
    if (performance.now() < this.#asks_again_at) return []
    const provider = (await this.#providers.current()).of(placement.terms.sku)
    const strips = await this.#shapes.stripsFor(provider, placement.geometry)
    // A failure there is told when the order is assessed.
    const asked = this.#assess(provider, order, placement, strips).catch(() => undefined)
    const assessment = await Promise.race([asked, setTimeout(patience_ms, undefined, { ref: false })])
    // Only one of many orders waits for a provider that is away.
    if (!assessment) this.#asks_again_at = performance.now() + pause_ms
    if (!assessment || assessment.feasible || assessment.reason_code !== 'NO_CAPACITY') return []
    const { terms, parameters } = placement
    const pointer = `/properties/parameters/${productOf(terms.sku).singlePassBy(parameters)}`
    return [{ pointer, code: 'pass_taken', message: assessment.message }]
  }

  async #assess(
    provider: Provider,
    order: Labelled,
    { terms, geometry, window, limits, parameters: { nei } }: Placement,
    strips: AskedOrder['strips'],
  ) {
    return provider.assess({
      ...order,
      sku: terms.sku,
      priority_class: terms.priority_class,
      promised_at: promisedAt(this.#clock.now(), terms),
      geometry,
      window,
      limits,
      ...(nei && { nei }),
      strips,
    })
  }
}

type Labelled = Pick<AskedOrder, 'contract_id' | 'order_name' | 'metadata'>
