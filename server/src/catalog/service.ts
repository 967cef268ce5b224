import { SwathError } from '@swath/contract/errors'
import type { Product } from '@swath/contract/products'
import type { Caller } from '../access/auth.ts'
import type { Database } from '../database/db.ts'
import type { Clock } from '../platform/clock.ts'
import { pricesOf, pricesSince, publicProduct } from './document.ts'
import { listPrices, listSkus } from './store.ts'

/** The products that a contract may order, and their prices. */
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
      const rows = (await listSkus(tx, contract_id, now)).filter(({ is_offered }) => is_offered)
      return rows.map((row) => publicProduct(row, pricesSince(now, pricesOf(row, dated))))
    })
  }

  /** @throws SwathError `not_found` */
  async get(caller: Caller, sku: string): Promise<Product> {
    const product = (await this.list(caller)).find((one) => one.sku === sku)
    if (!product) throw new SwathError('not_found', `The contract has no SKU ${sku}; see GET /v2/products/`)
    return product
  }
}
