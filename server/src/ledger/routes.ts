import { LedgerList } from '@swath/contract/ledger'
import { page, results } from '../platform/pages.ts'
import type { Routes } from '../platform/route.ts'
import type { Ledger } from './service.ts'

export function ledgerRoutes(routes: Routes, ledger: Ledger) {
  routes.add({
    method: 'GET',
    path: '/v2/ledger/',
    operation: 'listLedgerEntries',
    summary: 'What was booked for the contract, oldest first',
    tag: 'Billing',
    access: 'customer',
    query: page,
    answers: { 200: LedgerList },
    handle: async ({ caller, query, request }) => {
      const { count, entries } = await ledger.list(caller, query)
      return results(entries, count, query, request.url)
    },
  })
}
