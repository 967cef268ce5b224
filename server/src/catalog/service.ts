import { SwathError } from '@swath/contract/errors'
import type { CountingTerms, ListPrice, NewPrice, PriceList, Product } from '@swath/contract/products'
import { dateOf } from '@swath/contract/times'
import type { Caller } from '../access/auth.ts'
import type { Database, Transaction } from '../database/db.ts'
import { type Clock, timestamp, timestampOrNull } from '../platform/clock.ts'
import { publicProduct } from './document.ts'
import { requireReckonable } from './rules.ts'
import {
  type DatedPrice,
  listPrices,
  listSkus,
  lockSku,
  type SkuRow,
  savePrice,
  setCounting,
} from './store.ts'

/** What a contract may order, and at which prices. */
export class Catalog {
  #db: Database
  #clock: Clock

  constructor(db: Database, clock: Clock) {
    this.#db = db
    this.#clock = clock
  }

  list({ contract_id }: Pick<Caller, 'contract_id'>): Promise<Product[]> {
    return this.#db.tenant(contract_id, async (tx) => {
      const now = this.#clock.now()
      const dated = await listPrices(tx, contract_id)
      const rows = await listSkus(tx, contract_id)
      return rows.map((row) => publicProduct(row, pricesSince(now, pricesOf(row, dated))))
    })
  }

  /** @throws SwathError `not_found` */
  async get(caller: Caller, sku: string): Promise<Product> {
    const product = (await this.list(caller)).find((one) => one.sku === sku)
    if (!product) throw new SwathError('not_found', `The contract has no SKU ${sku}; see GET /v2/products/`)
    return product
  }

  /** All prices of a SKU, for operators. @throws SwathError `not_found` */
  prices(contract_id: string, sku: string): Promise<PriceList> {
    return this.#db.system(async (tx) => priceList(tx, await requireSku(tx, contract_id, sku)))
  }

  /**
   * Sets the price of a SKU from now or a later time on. What was ordered or quoted before keeps its price.
   * @throws SwathError `not_found`, `price_in_past`, `amount_out_of_range`
   */
  setPrice(caller: Caller, contract_id: string, sku: string, price: NewPrice): Promise<PriceList> {
    return this.#db.system(async (tx) => {
      const row = await requireSku(tx, contract_id, sku)
      const now = this.#clock.now()
      const valid_from = price.valid_from === undefined ? now : dateOf(price.valid_from)
      if (valid_from < now) {
        const detail = `valid_from ${timestamp(valid_from)} is in the past: it is ${timestamp(now)}`
        throw new SwathError('price_in_past', detail)
      }
      requireReckonable(row, price.amount_minor, '/amount_minor')
      const by = { created_by: caller.client_id, created_at: now }
      await savePrice(tx, { contract_id, sku, valid_from, price_minor: price.amount_minor, ...by })
      return priceList(tx, row)
    })
  }

  /** Says how the quantities of a SKU become money, for orders from now on. @throws SwathError `not_found`, `amount_out_of_range` */
  setCounting(contract_id: string, sku: string, terms: CountingTerms): Promise<Product> {
    return this.#db.system(async (tx) => {
      const row = await requireSku(tx, contract_id, sku)
      const { prices } = await priceList(tx, row)
      const largest_minor = Math.max(...pricesSince(this.#clock.now(), prices).map((one) => one.amount_minor))
      requireReckonable({ ...row, ...terms }, largest_minor, '/min_quantity')
      await setCounting(tx, row, terms)
      return (await this.list({ contract_id })).find((one) => one.sku === sku)!
    })
  }
}

async function requireSku(tx: Transaction, contract_id: string, sku: string): Promise<SkuRow> {
  const row = await lockSku(tx, contract_id, sku)
  if (!row) throw new SwathError('not_found', `There is no contract ${contract_id} with a SKU ${sku}`)
  return row
}

async function priceList(tx: Transaction, row: SkuRow): Promise<PriceList> {
  const { contract_id, sku, currency, unit } = row
  return { contract_id, sku, currency, unit, prices: pricesOf(row, await listPrices(tx, contract_id)) }
}

/** The prices of a SKU, each until the next begins. */
function pricesOf({ sku, price_minor }: SkuRow, dated: readonly DatedPrice[]): ListPrice[] {
  const first = { valid_from: null, price_minor }
  const all = [first, ...dated.filter((price) => price.sku === sku)]
  return all.map(({ valid_from, price_minor: amount_minor }, at) => ({
    amount_minor,
    valid_from: timestampOrNull(valid_from),
    valid_until: timestampOrNull(all[at + 1]?.valid_from ?? null),
  }))
}

/** Timestamps of one form compare as text. */
function pricesSince(now: Date, prices: ListPrice[]): ListPrice[] {
  return prices.filter(({ valid_until }) => valid_until === null || valid_until > timestamp(now))
}
