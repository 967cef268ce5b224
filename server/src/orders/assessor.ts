import { productOf } from '@swath/contract/products/registry'
import { Postponed } from '../platform/postponed.ts'
import { ProviderAway } from '../providers/away.ts'
import type { Decision } from '../providers/decisions.ts'
import type { Assessment, Provider } from '../providers/provider.ts'
import { refusedForEver } from '../providers/refusal.ts'
import type { Providers } from '../providers/registry.ts'
import type { Shapes } from '../threads/shapes.ts'
import { toAssess } from './assessment.ts'
import type { NamedPasses } from './named-passes.ts'
import type { OrderRow } from './store.ts'

type Rejection = Extract<Assessment, { feasible: false }>

/** Who carries out an order, or why nobody does, and what has led to it. */
export interface Verdict {
  assessment: Assessment
  decisions: Decision[]
}

/** A provider may come back, or another may come, soon. */
const ask_again_s = 60

/** Asks the providers, one after the other, whether they can carry out an order. */
export class Assessor {
  #providers: Providers
  #shapes: Shapes
  #passes: NamedPasses

  constructor(providers: Providers, shapes: Shapes, passes: NamedPasses) {
    this.#passes = passes
    this.#providers = providers
    this.#shapes = shapes
  }

  /** @throws Postponed as long as somebody who might carry it out cannot be asked */
  async assess(order: OrderRow): Promise<Verdict> {
    const passed: Decision[] = []
    let rejection: Rejection | undefined
    let is_somebody_away = false
    for (const provider of await this.#candidatesFor(order)) {
      const answer = await this.#ask(order, provider)
      if (answer !== 'away' && answer.feasible) {
        return { assessment: answer, decisions: [...passed, chosen(order, provider.name)] }
      }
      if (answer === 'away') is_somebody_away = true
      else rejection ??= answer
      passed.push(passedOver(order, provider.name, answer))
    }
    if (rejection && !is_somebody_away) return { assessment: rejection, decisions: passed }
    const why = is_somebody_away ? 'does not answer' : 'is there'
    throw new Postponed(`No provider that might carry out ${order.order_id} ${why}`, ask_again_s)
  }

  /** Who keeps the pass that an order names, carries it out. */
  async #candidatesFor(order: OrderRow): Promise<Provider[]> {
    const { opportunity_id } = order.parameters
    if (opportunity_id === undefined) return this.#providers.candidates(toRoute(order))
    const keeper = await this.#passes.keeperOf(order.contract_id, opportunity_id)
    if (keeper === undefined) return []
    return [(await this.#providers.current()).namedFor(order.sku, keeper)]
  }

  async #ask(order: OrderRow, provider: Provider): Promise<Assessment | 'away'> {
    const is_archived = productOf(order.sku).images === 'archived'
    const strips = is_archived ? [] : await this.#shapes.stripsFor(provider, order.requested_geometry)
    return provider.assess({ ...toAssess(order), strips }).catch((error) => {
      if (error instanceof ProviderAway) return 'away'
      // Who refuses to look at an order for ever will not carry it out either.
      const { reason_code, said } = refusedForEver(error)
      return { feasible: false, reason_code, message: said }
    })
  }
}

function toRoute({ order_id, sku, requested_geometry: geometry, terms, price_minor }: OrderRow) {
  const { priority_class, currency } = terms
  return { order_id, sku, geometry, priority_class, price_minor, currency }
}

function chosen(order: OrderRow, provider: string): Decision {
  const message = 'It says that it can carry out the order'
  return { ...about(order), provider, decision: 'chosen', reason_code: null, message }
}

function passedOver(order: OrderRow, provider: string, answer: Rejection | 'away'): Decision {
  const why =
    answer === 'away'
      ? { reason_code: null, message: 'It does not answer' }
      : { reason_code: answer.reason_code, message: answer.message }
  return { ...about(order), provider, decision: 'passed_over', ...why }
}

const about = ({ contract_id, order_id }: OrderRow) => ({
  contract_id,
  order_id,
  capture_id: null,
  actor: 'swath',
})
