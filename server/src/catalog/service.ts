import { SwathError } from '@swath/contract/errors'
import type { Product } from '@swath/contract/products'
import type { Caller } from '../platform/auth.ts'
import type { Database } from '../platform/db.ts'
import { publicProduct } from './document.ts'
import { listSkus } from './store.ts'

/** What a contract may order. */
export class Catalog {
  #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  async list({ contract_id }: Caller): Promise<Product[]> {
    const rows = await this.#db.tenant(contract_id, listSkus)
    return rows.map(publicProduct)
  }

  /** @throws SwathError `not_found` */
  async get(caller: Caller, sku: string): Promise<Product> {
    const product = (await this.list(caller)).find((one) => one.sku === sku)
    if (!product) throw new SwathError('not_found', `The contract has no SKU ${sku}; see GET /v2/products/`)
    return product
  }
}
