import { DryRun } from '@swath/contract/lists'
import { CountingTerms, NewPrice, PriceList, Product } from '@swath/contract/products'
import { ContractSku, ContractSkuList, CopySkus, SkuDefinition } from '@swath/contract/skus'
import { z } from 'zod'
import type { Routes } from '../http/route.ts'
import { page, results } from '../lists/pages.ts'
import type { Skus } from './skus.ts'

const about = { tag: 'Operators', access: 'operator' as const }
const dry_run = z.strictObject({ dry_run: DryRun })
const of_contract = { ...about, params: z.strictObject({ contract_id: z.string() }) }

export function skuRoutes(routes: Routes, skus: Skus) {
  routes.add({
    ...of_contract,
    method: 'GET',
    path: '/ops/v1/contracts/{contract_id}/skus/',
    operation: 'listContractSkus',
    scope: 'ops:read',
    summary: 'The SKUs of a contract with their terms and prices, past and to come',
    query: page,
    answers: { 200: ContractSkuList },
    handle: async ({ params, query, request }) => {
      const all = await skus.list(params.contract_id)
      const shown = all.slice(query.offset, query.offset + query.limit)
      return results(shown, all.length, query, request.url)
    },
  })
  routes.add({
    ...of_contract,
    method: 'POST',
    path: '/ops/v1/contracts/{contract_id}/skus/copy',
    operation: 'copyContractSkus',
    scope: 'ops:catalog',
    summary: 'Give a contract the SKUs of another one, on the same terms, or tell what would come of it',
    query: dry_run,
    body: CopySkus,
    answers: { 200: ContractSkuList },
    errors: ['currency_differs', 'name_taken'],
    handle: async ({ caller, params, query, body, request }) => {
      const copy = query.dry_run === 'true' ? skus.planCopy : skus.copy
      const all = await copy.call(skus, caller, params.contract_id, body)
      return results(all, all.length, { limit: Math.max(1, all.length), offset: 0 }, request.url)
    },
  })
  termsRoutes(routes, skus)
}

const sku_of_contract = z.strictObject({ contract_id: z.string(), sku: z.string() })

function termsRoutes(routes: Routes, skus: Skus) {
  const of_sku = { tag: 'Operators', access: 'operator' as const, params: sku_of_contract }
  routes.add({
    ...of_sku,
    method: 'GET',
    path: '/ops/v1/contracts/{contract_id}/skus/{sku}/prices',
    operation: 'listPrices',
    scope: 'ops:read',
    summary: 'The prices of a SKU of a contract, past and to come',
    answers: { 200: PriceList },
    handle: ({ params }) => skus.prices(params.contract_id, params.sku),
  })
  routes.add({
    ...of_sku,
    method: 'POST',
    path: '/ops/v1/contracts/{contract_id}/skus/{sku}/prices',
    operation: 'setPrice',
    scope: 'ops:catalog',
    summary: 'Set the price of a SKU of a contract from a time on',
    body: NewPrice,
    answers: { 201: PriceList },
    errors: ['price_in_past', 'amount_out_of_range'],
    handle: ({ caller, params, body, reply }) => {
      reply.code(201)
      return skus.setPrice(caller, params.contract_id, params.sku, body)
    },
  })
  routes.add({
    ...of_sku,
    method: 'PUT',
    path: '/ops/v1/contracts/{contract_id}/skus/{sku}/counting',
    operation: 'setCounting',
    scope: 'ops:catalog',
    summary: 'Set the minimum, the overlap, the levels and the uplifts of a SKU of a contract',
    body: CountingTerms,
    answers: { 200: Product },
    errors: ['amount_out_of_range'],
    handle: ({ caller, params, body }) => skus.setCounting(caller, params.contract_id, params.sku, body),
  })
  routes.add({
    ...of_sku,
    method: 'PUT',
    path: '/ops/v1/contracts/{contract_id}/skus/{sku}',
    operation: 'defineContractSku',
    scope: 'ops:catalog',
    summary:
      'Give a contract a SKU, or change its terms and its price, from now or a later time on, or tell what that would change',
    query: dry_run,
    body: SkuDefinition,
    answers: { 200: ContractSku },
    errors: ['not_found', 'terms_in_past', 'amount_out_of_range', 'name_taken'],
    handle: ({ caller, params, query, body }) => {
      const define = query.dry_run === 'true' ? skus.planDefinition : skus.define
      return define.call(skus, { caller, ...params }, body)
    },
  })
}
