import type { StapiProduct } from '@swath/contract/stapi-provider'
import type { StapiApi } from './api.ts'

/** A STAPI server that is a provider, with its product for each SKU. */
export interface StapiServer {
  name: string
  api: StapiApi
  products: Readonly<Record<string, StapiProduct>>
}

export function productOf({ name, products }: StapiServer, sku: string): StapiProduct {
  const product = products[sku]
  if (!product) throw new Error(`${name} has no product for ${sku}`)
  return product
}
