import type { Product } from '@swath/contract/products'
import type { CallOptions } from './connection.ts'
import type { Http } from './http.ts'
import type { Listing } from './lists.ts'

/** What the contract may order, and on which terms. Every method may throw ApiError or ConnectionError. */
export class Products {
  #http: Http

  constructor(http: Http) {
    this.#http = http
  }

  list(options: CallOptions = {}): Listing<Product> {
    return this.#http.list('/v2/products/', {}, options)
  }

  get(sku: string, options: CallOptions = {}): Promise<Product> {
    return this.#http.json(`/v2/products/${encodeURIComponent(sku)}`, options)
  }
}
