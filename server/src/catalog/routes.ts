import { Product, ProductList } from '@swath/contract/products'
import { z } from 'zod'
import type { Routes } from '../http/route.ts'
import { page, results } from '../lists/pages.ts'
import type { Catalog } from './service.ts'

export function catalogRoutes(routes: Routes, catalog: Catalog) {
  routes.add({
    method: 'GET',
    path: '/v2/products/',
    operation: 'listProducts',
    scope: 'read',
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
    scope: 'read',
    summary: 'One SKU of the contract',
    tag: 'Products',
    access: 'customer',
    params: z.strictObject({ sku: z.string() }),
    answers: { 200: Product },
    handle: ({ caller, params }) => catalog.get(caller, params.sku),
  })
}
