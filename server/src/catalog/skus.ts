import { isDeepStrictEqual } from 'node:util'
import { SwathError } from '@swath/contract/errors'
import type { CountingTerms, NewPrice, PriceList, Product } from '@swath/contract/products'
import { skuProblem } from '@swath/contract/products/registry'
import type { ContractSku, CopySkus, SkuConditions, SkuDefinition } from '@swath/contract/skus'
import { dateOf } from '@swath/contract/times'
import type { Caller } from '../access/auth.ts'
import type { Database, Transaction } from '../database/db.ts'
import { rehearse } from '../database/rehearsal.ts'
import { type Clock, timestamp } from '../platform/clock.ts'
import { conditionsOf, contractSku, priceList, pricesOf, pricesSince } from './document.ts'
import { requireDefinable, requireReckonable } from './rules.ts'
import type { Catalog } from './service.ts'
import {
  addSku,
  currencyOf,
  listChanges,
  listPrices,
  listSkus,
  lockSku,
  type SkuRow,
  saveChange,
  savePrice,
  setV1Product,
} from './store.ts'

/** A change of a SKU, and the operator who makes it. */
interface Change {
  caller: Pick<Caller, 'client_id'>
  contract_id: string
  sku: string
}

/** The SKUs that contracts have, and on which terms, for operators. What was ordered or quoted keeps its own. */
export class Skus {
  #db: Database
  #clock: Clock
  #catalog: Catalog

  constructor(db: Database, clock: Clock, catalog: Catalog) {
    this.#db = db
    this.#clock = clock
    this.#catalog = catalog
  }

  /** @throws SwathError `not_found` */
  list(contract_id: string): Promise<ContractSku[]> {
    return this.#db.system(async (tx) => {
      await requireCurrency(tx, contract_id)
      const rows = await listSkus(tx, contract_id, this.#clock.now())
      const [prices, changes] = [await listPrices(tx, contract_id), await listChanges(tx, contract_id)]
      return rows.map((row) => contractSku(row, prices, changes))
    })
  }

  /**
   * Gives a contract a SKU, or changes its terms and its price, from now or a later time on.
   * @returns the SKU as it is then
   * @throws SwathError `not_found`, `invalid_request`, `terms_in_past`, `amount_out_of_range`, `name_taken`
   */
  define(change: Change, definition: SkuDefinition): Promise<ContractSku> {
    return this.#db.system(async (tx) => {
      await this.#define(tx, change, definition)
      return this.#get(change)
    })
  }

  /** The same, and nothing is changed. */
  planDefinition(change: Change, definition: SkuDefinition): Promise<ContractSku> {
    return rehearse(this.#db, () => this.define(change, definition))
  }

  /**
   * The SKUs of another contract as they are now. Those that the contract has already become as they are there.
   * @throws SwathError `not_found`, `currency_differs`
   */
  copy(caller: Caller, contract_id: string, { from_contract_id, skus }: CopySkus): Promise<ContractSku[]> {
    return this.#db.system(async (tx) => {
      await requireSameCurrency(tx, from_contract_id, contract_id)
      const there = (await this.list(from_contract_id)).filter(({ is_offered }) => is_offered)
      const missing = skus?.find((sku) => !there.some((one) => one.sku === sku))
      if (missing) throw new SwathError('not_found', `The contract ${from_contract_id} has no SKU ${missing}`)
      for (const one of there.filter(({ sku }) => skus?.includes(sku) ?? true)) {
        const amount_minor = pricesSince(this.#clock.now(), one.prices)[0]!.amount_minor
        const change = { caller, contract_id, sku: one.sku }
        await this.#define(tx, change, { ...conditionsOf(one), v1_product: one.v1_product, amount_minor })
      }
      return this.list(contract_id)
    })
  }

  /** The same, and nothing is changed. */
  planCopy(caller: Caller, contract_id: string, from: CopySkus): Promise<ContractSku[]> {
    return rehearse(this.#db, () => this.copy(caller, contract_id, from))
  }

  /** All prices of a SKU. @throws SwathError `not_found` */
  prices(contract_id: string, sku: string): Promise<PriceList> {
    return this.#db.system(async (tx) =>
      priceList(await this.#lock(tx, contract_id, sku), await listPrices(tx, contract_id)),
    )
  }

  /**
   * Sets the price of a SKU from now or a later time on.
   * @throws SwathError `not_found`, `price_in_past`, `amount_out_of_range`
   */
  setPrice(caller: Caller, contract_id: string, sku: string, price: NewPrice): Promise<PriceList> {
    return this.#db.system(async (tx) => {
      const row = await this.#lock(tx, contract_id, sku)
      const valid_from = this.#timeOf(price.valid_from)
      requireReckonable(row, price.amount_minor, '/amount_minor')
      await this.#savePrice(tx, { caller, contract_id, sku }, valid_from, price.amount_minor)
      return priceList(row, await listPrices(tx, contract_id))
    })
  }

  /**
   * Says how the quantities of a SKU become money, for orders from now on.
   * @throws SwathError `not_found`, `amount_out_of_range`
   */
  setCounting(caller: Caller, contract_id: string, sku: string, terms: CountingTerms): Promise<Product> {
    return this.#db.system(async (tx) => {
      const row = await this.#lock(tx, contract_id, sku)
      const now = this.#clock.now()
      const prices = pricesSince(now, pricesOf(row, await listPrices(tx, contract_id)))
      const largest_minor = Math.max(...prices.map((one) => one.amount_minor))
      requireReckonable({ ...row, ...terms }, largest_minor, '/min_quantity')
      await this.#saveChange(tx, { caller, contract_id, sku }, now, { ...conditionsOf(row), ...terms })
      return (await this.#catalog.list({ contract_id })).find((one) => one.sku === sku)!
    })
  }

  async #define(tx: Transaction, change: Change, definition: SkuDefinition) {
    const { contract_id, sku } = change
    const { amount_minor, v1_product, valid_from, ...given } = definition
    const default_processing_levels = given.default_processing_levels ?? given.processing_levels
    const conditions = { ...given, default_processing_levels }
    const wrong_name = skuProblem(sku)
    if (wrong_name) throw new SwathError('invalid_request', wrong_name)
    const currency = await requireCurrency(tx, contract_id)
    const now = this.#clock.now()
    const begins = valid_from === undefined ? now : dateOf(valid_from)
    requireDefinable({ ...conditions, sku, currency, price_minor: amount_minor }, begins, now)
    const is_new = !(await lockSku(tx, contract_id, sku, begins))
    if (is_new) await addSku(tx, contract_id, sku, { ...conditions, price_minor: amount_minor })
    const before = (await lockSku(tx, contract_id, sku, begins))!
    if (!isDeepStrictEqual(conditionsOf(before), conditionsOf(conditions))) {
      await this.#saveChange(tx, change, begins, conditions)
    }
    const prices = pricesSince(begins, pricesOf(before, await listPrices(tx, contract_id)))
    if (prices[0]!.amount_minor !== amount_minor) await this.#savePrice(tx, change, begins, amount_minor)
    if (!(await setV1Product(tx, contract_id, sku, v1_product))) {
      const message = `Another SKU of the contract is the product ${v1_product} of v1`
      const problems = [{ pointer: '/v1_product', code: 'name_taken', message }]
      throw new SwathError('name_taken', `/v1_product: ${message}`, { problems })
    }
  }

  #saveChange(
    tx: Transaction,
    { caller, ...of_sku }: Change,
    valid_from: Date,
    terms: SkuConditions,
  ): Promise<void> {
    const by = { created_by: caller.client_id, created_at: this.#clock.now() }
    return saveChange(tx, { ...of_sku, valid_from, terms: conditionsOf(terms), ...by })
  }

  #savePrice(tx: Transaction, { caller, ...of_sku }: Change, valid_from: Date, price_minor: number) {
    const by = { created_by: caller.client_id, created_at: this.#clock.now() }
    return savePrice(tx, { ...of_sku, valid_from, price_minor, ...by })
  }

  async #get({ contract_id, sku }: Change): Promise<ContractSku> {
    return (await this.list(contract_id)).find((one) => one.sku === sku)!
  }

  async #lock(tx: Transaction, contract_id: string, sku: string): Promise<SkuRow> {
    const row = await lockSku(tx, contract_id, sku, this.#clock.now())
    if (!row) throw new SwathError('not_found', `There is no contract ${contract_id} with a SKU ${sku}`)
    return row
  }

  #timeOf(valid_from: string | undefined): Date {
    const now = this.#clock.now()
    const time = valid_from === undefined ? now : dateOf(valid_from)
    if (time >= now) return time
    throw new SwathError(
      'price_in_past',
      `valid_from ${timestamp(time)} is in the past: it is ${timestamp(now)}`,
    )
  }
}

/** @returns the currency of the contract */
async function requireCurrency(tx: Transaction, contract_id: string): Promise<string> {
  const currency = await currencyOf(tx, contract_id)
  if (currency === undefined) throw new SwathError('not_found', `There is no contract ${contract_id}`)
  return currency
}

async function requireSameCurrency(tx: Transaction, from: string, to: string) {
  const [there, here] = [await requireCurrency(tx, from), await requireCurrency(tx, to)]
  if (there === here) return
  throw new SwathError('currency_differs', `The contract ${from} is in ${there}, and ${to} in ${here}`)
}
