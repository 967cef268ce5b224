import { CountingTerms, NewPrice, PriceList, Product, ProductList } from '@swath/contract/products'
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
  operatorRoutes(routes, catalog)
}

const sku_of_contract = z.strictObject({ contract_id: z.string(), sku: z.string() })

function operatorRoutes(routes: Routes, catalog: Catalog) {
  const of_sku = { tag: 'Operators', access: 'operator' as const, params: sku_of_contract }
  routes.add({
    ...of_sku,
    method: 'GET',
    path: '/ops/v1/contracts/{contract_id}/skus/{sku}/prices',
    operation: 'listPrices',
    summary: 'The prices of a SKU of a contract, past and to come',
    answers: { 200: PriceList },
    handle: ({ params }) => catalog.prices(params.contract_id, params.sku),
  })
  routes.add({
    ...of_sku,
    method: 'POST',
    path: '/ops/v1/contracts/{contract_id}/skus/{sku}/prices',
    operation: 'setPrice',
    summary: 'Set the price of a SKU of a contract from a time on',
    body: NewPrice,
    answers: { 201: PriceList },
    errors: ['price_in_past', 'amount_out_of_range'],
    handle: ({ caller, params, body, reply }) => {
      reply.code(201)
      return catalog.setPrice(caller, params.contract_id, params.sku, body)
    },
  })
  routes.add({
    ...of_sku,
    method: 'PUT',
    path: '/ops/v1/contracts/{contract_id}/skus/{sku}/counting',
    operation: 'setCounting',
    summary: 'Set the minimum, the overlap, the levels and the uplifts of a SKU of a contract',
    body: CountingTerms,
    answers: { 200: Product },
    errors: ['amount_out_of_range'],
    handle: ({ params, body }) => catalog.setCounting(params.contract_id, params.sku, body),
  })
}
