import { SecondFactorRule } from '@swath/contract/factors'
import { z } from 'zod'
import type { Routes } from '../http/route.ts'
import type { Factors } from './factors.ts'
import type { Members } from './members.ts'
import type { SecondFactorRules } from './required-factors.ts'

const of_customer = {
  tag: 'People',
  access: 'customer' as const,
  contract: false as const,
  scope: 'administer' as const,
}
const of_all = { tag: 'Operators', access: 'operator' as const, scope: 'ops:people' as const }
const removal = {
  method: 'DELETE' as const,
  params: z.strictObject({ client_id: z.string() }),
  answers: { 204: null },
}
const removal_errors = ['scopes_exceeded', 'credential_in_use', 'credential_capped'] as const

interface Needs {
  members: Members
  factors: Factors
  rules: SecondFactorRules
}

/** The second factors of others: whether they need one, and help for whoever has lost theirs. */
export function memberFactorRoutes(routes: Routes, { members, factors, rules }: Needs) {
  ruleRoutes(routes, rules)
  routes.add({
    ...of_customer,
    ...removal,
    path: '/v2/people/{client_id}/factors',
    operation: 'removeFactors',
    summary:
      'A colleague has lost the second factor: the password alone signs them in, and they are told by mail',
    errors: [...removal_errors, 'contract_forbidden', 'credential_forbidden'],
    handle: async ({ caller, params, reply }) => {
      await factors.removeFor(await members.mayRemoveFactors(caller, params.client_id))
      reply.code(204)
    },
  })
  routes.add({
    ...of_all,
    ...removal,
    path: '/ops/v1/people/{client_id}/factors',
    operation: 'removeAnyFactors',
    summary:
      'Somebody has lost the second factor: the password alone signs them in, and they are told by mail',
    errors: removal_errors,
    handle: async ({ caller, params, reply }) => {
      await factors.removeFor(await members.mayRemoveFactors(caller, params.client_id))
      reply.code(204)
    },
  })
}

function ruleRoutes(routes: Routes, rules: SecondFactorRules) {
  const rule = { ...of_customer, path: '/v2/people/second-factor', answers: { 200: SecondFactorRule } }
  routes.add({
    ...rule,
    method: 'GET',
    operation: 'getSecondFactorRule',
    summary: 'Whether the people of the customer need a second factor',
    errors: ['contract_forbidden'],
    handle: ({ caller }) => rules.get(caller),
  })
  routes.add({
    ...rule,
    method: 'PUT',
    operation: 'setSecondFactorRule',
    summary: 'Say whether the people of the customer need a second factor, from the next request on',
    body: SecondFactorRule,
    errors: ['contract_forbidden'],
    handle: ({ caller, body }) => rules.set(caller, body),
  })
}
