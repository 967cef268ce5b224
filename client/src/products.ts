import type { Product } from '@swath/contract/products'
import type { CallOptions } from './connection.ts'
import type { Http } from './http.ts'
import type { Listing } from './lists.ts'

/** The products that the contract may order, and their terms. Every method may throw ApiError or ConnectionError. */
export class Products {
  #http: Http

  constructor(http: Http) {
    this.#http = http
  }

  /**
   * The SKUs of the contract.
   * @example
   * for await (const { sku, price } of swath.products.list()) {
   *   console.log(sku, price.amount_minor, price.currency, price.unit)
   * }
   */
  list(options: CallOptions = {}): Listing<Product> {
    return this.#http.list('/v2/products/', {}, options)
  }

  /**
   * One SKU with its price, its limits and its parameters.
   * @example
   * const product = await swath.products.get('TSKPOI-M')
   * console.log(product.product_name, product.geometry_types) // -> Standard Tasking Point
   */
  get(sku: string, options: CallOptions = {}): Promise<Product> {
    return this.#http.json(`/v2/products/${encodeURIComponent(sku)}`, options)
  }
}
