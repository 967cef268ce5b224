import { Product, ProductList } from '@swath/contract/products'
import { z } from 'zod'
import { page, results } from '../platform/pages.ts'
import type { Routes } from '../platform/route.ts'
import type { Catalog } from './service.ts'

export function catalogRoutes(routes: Routes, catalog: Catalog) {
  routes.add({
    method: 'GET',
    path: '/v2/products/',
    operation: 'listProducts',
    summary: 'The SKUs of the contract, with their prices, limits and parameters',
    tag: 'Products',
    access: 'customer',
    query: page,
    answers: { 200: ProductList },
    handle: async ({ caller, query, request }) => {
      const products = await catalog.list(caller)
      const shown = products.slice(query.offset, query.offset + query.limit)
      return results(shown, products.length, query, request.url)
    },
  })
  routes.add({
    method: 'GET',
    path: '/v2/products/{sku}',
    operation: 'getProduct',
    summary: 'One SKU of the contract',
    tag: 'Products',
    access: 'customer',
    params: z.strictObject({ sku: z.string() }),
    answers: { 200: Product },
    handle: ({ caller, params }) => catalog.get(caller, params.sku),
  })
}
