import { type Problem, SwathError } from '@swath/contract/errors'
import type { Analysis } from '@swath/contract/feasibility'
import type { Geometry } from '@swath/contract/geometry'
import type { PlaceOrder, TaskingParameters } from '@swath/contract/orders'
import type { Database, Transaction } from '../database/db.ts'
import type { Clock } from '../platform/clock.ts'
import type { OrderStanding, Provider } from '../providers/provider.ts'
import { Refusal } from '../providers/refusal.ts'
import type { Providers } from '../providers/registry.ts'
import {
  goneOpportunity,
  type Orderable,
  orderOfPass,
  originOf,
  problemsOfNaming,
  unknownOpportunity,
} from './reservations.rules.ts'
import {
  deleteHold,
  findAsked,
  insertHold,
  lockHold,
  prolongHold,
  releaseUnwanted,
  setOrder,
} from './reservations.store.ts'

/** A pass for which no order was placed by then is given to others. */
const hold_ms = 2 * 60_000

interface Parts {
  db: Database
  clock: Clock
  providers: Providers
}

/** Orders that name the pass which they are for: it is kept for them before they are placed, or they are refused. */
export class Reservations {
  #db: Database
  #clock: Clock
  #providers: Providers

  constructor({ db, clock, providers }: Parts) {
    this.#db = db
    this.#clock = clock
    this.#providers = providers
  }

  /** The order as it is for the pass that it names, or what is wrong with naming it. */
  async find(
    contract_id: string,
    order: PlaceOrder,
  ): Promise<{ order: PlaceOrder; pass: Orderable } | Problem[]> {
    const id = order.properties.parameters.opportunity_id!
    const origin = originOf(id)
    const row = origin && (await this.#db.tenant(contract_id, (tx) => findAsked(tx, origin.analysis_id)))
    const analysis = row && (JSON.parse(row.document) as Analysis)
    const pass = analysis?.opportunities.find((one) => one.opportunity_id === id) as Orderable | undefined
    if (!analysis || !pass) return [unknownOpportunity(id)]
    const asked = row.asked as TaskingParameters
    const problems = problemsOfNaming(order, analysis, asked, pass, this.#clock.now())
    return problems.length > 0 ? problems : { order: orderOfPass(order, asked, pass), pass }
  }

  /**
   * Has the provider keep the pass for the contract; asked again, it is kept longer.
   * @throws SwathError `opportunity_gone`, `provider_unreachable`
   */
  async hold(standing: OrderStanding, geometry: Geometry, pass: Orderable): Promise<void> {
    const { contract_id } = standing
    const { opportunity_id, satellite_name, start, end } = pass
    const provider = (await this.#providers.current()).of(standing.sku)
    await this.#begin({ contract_id, opportunity_id, provider: provider.name, pass_end: new Date(end) })
    const wanted = { ...standing, reservation_id: opportunity_id, satellite_name, start, end, geometry }
    const answer = await reservedBy(provider, wanted)
    if (answer.reserved) return
    await this.#db.tenant(contract_id, (tx) => deleteHold(tx, opportunity_id))
    throw gone(answer.message)
  }

  #begin(wanted: { contract_id: string; opportunity_id: string; provider: string; pass_end: Date }) {
    const { contract_id, opportunity_id } = wanted
    return this.#db.tenant(contract_id, async (tx) => {
      const held_at = this.#clock.now()
      if (await insertHold(tx, { ...wanted, held_at })) return
      await requireFree(tx, opportunity_id)
      await prolongHold(tx, opportunity_id, held_at)
    })
  }

  async keeperOf(contract_id: string, opportunity_id: string): Promise<string | undefined> {
    return (await this.#db.tenant(contract_id, (tx) => lockHold(tx, opportunity_id)))?.provider
  }

  /** Gives the pass to the order, in the transaction that places it. @throws SwathError `opportunity_gone` */
  async give(tx: Transaction, opportunity_id: string, order_id: string): Promise<void> {
    await requireFree(tx, opportunity_id)
    await setOrder(tx, opportunity_id, order_id)
  }

  /** Tells providers which passes nobody wants any more. */
  async tidy(): Promise<void> {
    const now = this.#clock.now()
    const held_before = new Date(now.getTime() - hold_ms)
    const unwanted = await this.#db.system((tx) => releaseUnwanted(tx, held_before, now))
    const fleet = await this.#providers.current()
    const told = await Promise.allSettled(
      unwanted.map(async ({ opportunity_id, provider }) => {
        // One that was removed keeps nothing.
        await fleet.find(provider)?.release?.(opportunity_id)
        await this.#db.system((tx) => deleteHold(tx, opportunity_id))
      }),
    )
    const failed = told.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
    if (failed.length > 0) throw new AggregateError(failed, 'Passes could not be released')
  }
}

async function reservedBy(provider: Provider, pass: Parameters<NonNullable<Provider['reserve']>>[0]) {
  try {
    return (await provider.reserve?.(pass)) ?? { reserved: false, message: 'The provider reserves nothing' }
  } catch (cause) {
    const reason = isForNow(cause) ? cause.said : 'The provider does not answer'
    throw new SwathError('provider_unreachable', `${reason}; order again`, { cause })
  }
}

const isForNow = (cause: unknown): cause is Refusal => cause instanceof Refusal && cause.class === 'later'

async function requireFree(tx: Transaction, opportunity_id: string): Promise<void> {
  const hold = await lockHold(tx, opportunity_id)
  if (!hold || hold.is_released)
    throw gone('The pass is not kept any more; order again, or start another analysis')
  if (hold.order_id !== null) throw gone(`The opportunity is ordered already, as ${hold.order_id}`)
}

function gone(message: string): SwathError {
  return new SwathError('opportunity_gone', message, { problems: [goneOpportunity(message)] })
}
