import type { Problem } from '@swath/contract/errors'
import type { PlaceOrder, Validation } from '@swath/contract/orders'
import type { Caller } from '../platform/auth.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/db.ts'
import type { Shapes } from '../platform/shapes.ts'
import { toldTogether } from '../platform/validation.ts'
import { examineByContract, type ReadOrder, readAnyOrder, type Surveyed } from './examination.ts'
import type { Placement } from './placement.rules.ts'
import { priceOf } from './price.rules.ts'
import { storeQuote } from './quotes.ts'
import { refusal } from './refusals.ts'

/** An order with what takes time to know of its geometry. */
export interface ReadyOrder {
  request: PlaceOrder
  survey: Surveyed
}

/** Says what orders would come to, or what is wrong with them, and places none. */
export class Examiner {
  #db: Database
  #clock: Clock
  #shapes: Shapes

  constructor(db: Database, clock: Clock, shapes: Shapes) {
    this.#db = db
    this.#clock = clock
    this.#shapes = shapes
  }

  /**
   * Promises a price for an order, and stores no order.
   * @throws SwathError with everything that is wrong at once
   */
  quote({ contract_id }: Caller, { request, survey }: ReadyOrder): Promise<string> {
    return this.#db.tenant(contract_id, async (tx) => {
      const placement = await examineByContract(tx, contract_id, request, survey, this.#clock.now())
      if (Array.isArray(placement)) throw refusal(placement)
      return storeQuote(tx, contract_id, request, placement, this.#clock.now())
    })
  }

  /**
   * Reads an order.
   * @throws SwathError `invalid_request` with everything that is wrong at once, also with the parts that can be read
   */
  async read(caller: Caller, body: unknown): Promise<ReadyOrder> {
    const read = readAnyOrder(body)
    if (read.order && read.problems.length === 0) return this.prepare(read.order)
    throw toldTogether('invalid_request', (await this.#judge(caller, read)).errors)
  }

  /** Before there is a transaction: a thread may have to be waited for. */
  async prepare(request: PlaceOrder): Promise<ReadyOrder> {
    return { request, survey: await this.#shapes.survey(request.geometry) }
  }

  /**
   * Says what an order would come to, and stores nothing.
   * @throws SwathError with everything that is wrong at once
   */
  async examine(caller: Caller, request: PlaceOrder): Promise<Placement> {
    const found = await this.#examine(caller, request)
    if (Array.isArray(found)) throw refusal(found)
    return found
  }

  async #examine({ contract_id }: Caller, order: PlaceOrder): Promise<Placement | Problem[]> {
    const { request, survey } = await this.prepare(order)
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
    const found = order ? await this.#examine(caller, order) : []
    return { found, errors: [...problems, ...(Array.isArray(found) ? found.filter(isOwn) : [])] }
  }
}
