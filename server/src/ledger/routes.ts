import {
  Balance,
  GrantRequest,
  LedgerCheck,
  LedgerList,
  LedgerRepairs,
  LimitsRequest,
} from '@swath/contract/ledger'
import { z } from 'zod'
import type { Routes } from '../http/route.ts'
import { page, results } from '../lists/pages.ts'
import type { Ledger } from './service.ts'

const contract = z.strictObject({ contract_id: z.string() })

export function ledgerRoutes(routes: Routes, ledger: Ledger) {
  routes.add({
    method: 'GET',
    path: '/v2/ledger/',
    operation: 'listLedgerEntries',
    scope: 'money',
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
  routes.add({
    method: 'GET',
    path: '/v2/balance/',
    operation: 'getBalance',
    scope: 'money',
    summary: 'What the contract was granted, and what is available, held and consumed of it; its quotas',
    tag: 'Billing',
    access: 'customer',
    answers: { 200: Balance },
    handle: ({ caller }) => ledger.balance(caller),
  })
  operatorRoutes(routes, ledger)
  checkRoutes(routes, ledger)
}

function operatorRoutes(routes: Routes, ledger: Ledger) {
  routes.add({
    method: 'GET',
    path: '/ops/v1/contracts/{contract_id}/balance',
    operation: 'getBalanceOfContract',
    scope: 'ops:money',
    summary: 'The balance and the quotas of a contract',
    tag: 'Operators',
    access: 'operator',
    params: contract,
    answers: { 200: Balance },
    handle: ({ params }) => ledger.balanceOf(params.contract_id),
  })
  routes.add({
    method: 'POST',
    path: '/ops/v1/contracts/{contract_id}/grants',
    operation: 'grantBudget',
    scope: 'ops:money',
    summary: 'Give a contract a budget or a credit, or take back what is still available',
    tag: 'Operators',
    access: 'operator',
    params: contract,
    body: GrantRequest,
    answers: { 201: Balance },
    errors: ['budget_in_use', 'amount_out_of_range'],
    handle: ({ params, body, reply }) => {
      reply.code(201)
      return ledger.grant(params.contract_id, body)
    },
  })
  routes.add({
    method: 'PUT',
    path: '/ops/v1/contracts/{contract_id}/limits',
    operation: 'setLimits',
    scope: 'ops:customers',
    summary: 'The quotas of a contract, and what happens at its limits',
    tag: 'Operators',
    access: 'operator',
    params: contract,
    body: LimitsRequest,
    answers: { 200: Balance },
    handle: ({ params, body }) => ledger.setLimits(params.contract_id, body),
  })
}

function checkRoutes(routes: Routes, ledger: Ledger) {
  routes.add({
    method: 'POST',
    path: '/ops/v1/ledger/check',
    operation: 'checkLedger',
    scope: 'ops:money',
    summary: 'Compare all balances with their entries now, and repair what differs',
    tag: 'Operators',
    access: 'operator',
    answers: { 200: LedgerCheck },
    handle: () => ledger.check(),
  })
  routes.add({
    method: 'GET',
    path: '/ops/v1/ledger/repairs',
    operation: 'listLedgerRepairs',
    scope: 'ops:money',
    summary: 'What checks have found to be wrong in balances and charges, and set right, newest first',
    tag: 'Operators',
    access: 'operator',
    query: page,
    answers: { 200: LedgerRepairs },
    handle: async ({ query, request }) => {
      const { count, repairs } = await ledger.repairs(query)
      return results(repairs, count, query, request.url)
    },
  })
}
