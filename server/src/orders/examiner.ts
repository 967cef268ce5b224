import type { Problem } from '@swath/contract/errors'
import type { PlaceOrder, Validation } from '@swath/contract/orders'
import { findProduct } from '@swath/contract/products/registry'
import type { Price } from '@swath/contract/quotes'
import type { Caller } from '../access/auth.ts'
import type { Database } from '../database/db.ts'
import { toldTogether } from '../http/validation.ts'
import { promisedAt } from '../lib/promise.ts'
import type { Clock } from '../platform/clock.ts'
import type { Providers } from '../providers/registry.ts'
import type { Shapes } from '../threads/shapes.ts'
import { examineByContract, type ReadOrder, readAnyOrder, type Surveyed } from './examination.ts'
import { type NamedPass, type NamedPasses, requirePriceTold } from './named-passes.ts'
import { Passes } from './passes.ts'
import type { Placement } from './placement.rules.ts'
import { priceOf } from './price.rules.ts'
import { storeQuote } from './quotes.ts'
import { refusal, requirePlacement } from './refusals.ts'

/** An order with what takes time to know of its geometry. */
export interface ReadyOrder {
  request: PlaceOrder
  survey: Surveyed
  /** The objections of the provider. */
  pass_problems: readonly Problem[]
  /** The pass that it names. */
  pass?: NamedPass
}

/** Says what orders would come to, or what is wrong with them, and places none. */
export class Examiner {
  #db: Database
  #clock: Clock
  #shapes: Shapes
  #providers: Providers
  #passes: Passes
  #named: NamedPasses

  constructor(db: Database, clock: Clock, shapes: Shapes, providers: Providers, named: NamedPasses) {
    this.#db = db
    this.#clock = clock
    this.#shapes = shapes
    this.#providers = providers
    this.#passes = new Passes(providers, shapes, clock)
    this.#named = named
  }

  /**
   * Promises a price for an order, and stores no order.
   * @throws SwathError with everything that is wrong at once
   */
  quote({ contract_id }: Caller, { request, survey, pass_problems }: ReadyOrder): Promise<string> {
    return this.#db.tenant(contract_id, async (tx) => {
      const found = await examineByContract(tx, contract_id, request, survey, this.#clock.now())
      const placement = requirePlacement(found, pass_problems)
      return storeQuote(tx, contract_id, request, placement, this.#clock.now())
    })
  }

  /**
   * Reads an order.
   * @throws SwathError `invalid_request` with everything that is wrong at once, also with the parts that can be read
   */
  async read(caller: Caller, body: unknown): Promise<ReadyOrder> {
    const read = readAnyOrder(body)
    if (read.order && read.problems.length === 0) return this.prepare(caller, read.order)
    throw toldTogether('invalid_request', (await this.#judge(caller, read)).errors)
  }

  /** Before there is a transaction: a thread and the provider may have to be waited for. */
  async prepare(caller: Caller, request: PlaceOrder): Promise<ReadyOrder> {
    if (request.properties.parameters.opportunity_id !== undefined) return this.#prepareNamed(caller, request)
    const survey = await this.#survey(request)
    const { sku, parameters, order_name, metadata } = request.properties
    if (!findProduct(sku)?.singlePassBy(parameters)) return { request, survey, pass_problems: [] }
    const { contract_id } = caller
    const found = await this.#examineSurveyed(contract_id, request, survey)
    const labels = { contract_id, order_name, metadata }
    const pass_problems = Array.isArray(found) ? [] : await this.#passes.problemsOf(labels, found)
    return { request, survey, pass_problems }
  }

  async #prepareNamed({ contract_id }: Caller, request: PlaceOrder): Promise<ReadyOrder> {
    const found = await this.#named.find(contract_id, request)
    if (Array.isArray(found)) return { request, survey: await this.#survey(request), pass_problems: found }
    const { order, pass } = found
    return { request: order, survey: await this.#survey(order), pass_problems: [], pass }
  }

  /**
   * Reads an order that is to be placed now: the pass that it names is kept for it.
   * @throws SwathError as `read`; `opportunity_gone`, `opportunity_mismatch`, `provider_unreachable`
   */
  async readToPlace(caller: Caller, body: unknown): Promise<ReadyOrder> {
    const ready = await this.read(caller, body)
    const { request, survey, pass } = ready
    if (!pass) return ready
    const { contract_id } = caller
    const placement = requirePlacement(await this.#examineSurveyed(contract_id, request, survey), [])
    requirePriceTold(request, placement, pass)
    const { terms, planar } = placement
    const { sku, priority_class } = terms
    const standing = { contract_id, sku, priority_class, promised_at: promisedAt(this.#clock.now(), terms) }
    await this.#named.hold(standing, planar, pass)
    return ready
  }

  /**
   * Says what an order would come to, and stores nothing.
   * @throws SwathError with everything that is wrong at once
   */
  async examine(caller: Caller, request: PlaceOrder): Promise<Placement & { price: Price }> {
    const found = await this.#examine(caller, request)
    if (Array.isArray(found)) throw refusal(found)
    return { ...found, price: priceOf(found) }
  }

  async #examine({ contract_id }: Caller, order: PlaceOrder): Promise<Placement | Problem[]> {
    return this.#examineSurveyed(contract_id, order, await this.#survey(order))
  }

  async #survey({ geometry, properties }: PlaceOrder): Promise<Surveyed> {
    const fleet = await this.#providers.current()
    return this.#shapes.survey(geometry, fleet.swathOf(properties.sku))
  }

  #examineSurveyed(contract_id: string, request: PlaceOrder, survey: Surveyed) {
    return this.#db.tenant(contract_id, (tx) =>
      examineByContract(tx, contract_id, request, survey, this.#clock.now()),
    )
  }

  /**
   * Says everything that is wrong with an order, or what it costs when it could be placed, and stores nothing.
   */
  async validate(caller: Caller, body: unknown): Promise<Validation> {
    const { found, errors } = await this.#judge(caller, readAnyOrder(body))
    if (Array.isArray(found) || errors.length > 0) return { valid: false, errors, price: null }
    return { valid: true, errors: [], price: priceOf(found) }
  }

  async #judge(caller: Caller, { order, problems, isOwn }: ReadOrder) {
    if (!order) return { found: [], errors: [...problems] }
    const { request, survey, pass_problems } = await this.prepare(caller, order)
    const found = await this.#examineSurveyed(caller.contract_id, request, survey)
    const more = Array.isArray(found) ? found.filter(isOwn) : pass_problems
    return { found, errors: [...problems, ...more] }
  }
}
