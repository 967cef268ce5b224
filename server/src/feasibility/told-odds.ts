import { createHash } from 'node:crypto'
import type { Opportunity } from '@swath/contract/feasibility'
import type { PlaceOrder } from '@swath/contract/orders'
import type { Transaction } from '../database/db.ts'
import { canonicalJson } from '../lib/json.ts'
import type { Clock } from '../platform/clock.ts'
import { findTold, insertPromise, type Told } from './told-odds.store.ts'

/** A pass that an order names, with the chance that was told of it. */
type ToldPass = Pick<Opportunity, 'end' | 'clear_probability' | 'clear_basis'>

interface Placed {
  order_id: string
  contract_id: string
  request: PlaceOrder
  /** The pass that it names. */
  pass?: ToldPass | undefined
}

/** Remembers the odds that a customer was told of an order before it was placed; whether they are kept is seen later. */
export class ToldOdds {
  #clock: Clock

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** In the transaction that places the order. Of one that nobody analysed, nothing was told. */
  async keep(tx: Transaction, { order_id, contract_id, request, pass }: Placed): Promise<void> {
    const told_at = this.#clock.now()
    const told = pass ? toldOf(pass) : await findTold(tx, contract_id, questionDigest(request), told_at)
    if (told) await insertPromise(tx, { ...told, order_id, contract_id, told_at })
  }
}

function toldOf({ end, clear_probability, clear_basis }: ToldPass): Told | undefined {
  if (clear_probability === null) return undefined
  return { probability: clear_probability, by_at: new Date(end), basis: clear_basis ?? 'provider' }
}

/** The same for an analysis and for the order that follows it, however they are spelled. */
export function questionDigest({ geometry, properties: { sku, parameters } }: PlaceOrder): string {
  const question = JSON.parse(JSON.stringify({ sku, geometry, parameters }))
  return createHash('sha256').update(canonicalJson(question)).digest('hex')
}
