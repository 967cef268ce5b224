import {
  AllContracts,
  Contract,
  ContractList,
  NewContract,
  NewOrganisation,
  Organisation,
  OrganisationList,
  RenameOrganisation,
  UpdateContract,
} from '@swath/contract/contracts'
import { z } from 'zod'
import type { Routes } from '../http/route.ts'
import { page, results } from '../lists/pages.ts'
import type { Contracts } from './service.ts'

const about = { tag: 'Operators', access: 'operator' as const }

export function contractRoutes(routes: Routes, contracts: Contracts) {
  ownRoutes(routes, contracts)
  organisationsRoutes(routes, contracts)
  organisationRoutes(routes, contracts)
  contractsRoutes(routes, contracts)
  oneContractRoutes(routes, contracts)
}

function ownRoutes(routes: Routes, contracts: Contracts) {
  // v1 and v2 have an address each.
  for (const [path, operation] of [
    ['/contracts', 'listContracts'],
    ['/v2/my/contracts', 'listOwnContracts'],
  ] as const) {
    routes.add({
      method: 'GET',
      path,
      operation,
      scope: 'any',
      summary: 'The contracts of the credential, and whether they may order',
      tag: 'Accounts',
      access: 'customer',
      contract: false,
      answers: { 200: ContractList },
      handle: ({ caller }) => contracts.own(caller),
    })
  }
}

function organisationsRoutes(routes: Routes, contracts: Contracts) {
  const all = { ...about, path: '/ops/v1/organisations/' }
  routes.add({
    ...all,
    method: 'GET',
    operation: 'listOrganisations',
    scope: 'ops:read',
    summary: 'The customers, by name',
    query: page,
    answers: { 200: OrganisationList },
    handle: async ({ query, request }) => {
      const { organisations, count } = await contracts.organisations(query)
      return results(organisations, count, query, request.url)
    },
  })
  routes.add({
    ...all,
    method: 'POST',
    operation: 'createOrganisation',
    scope: 'ops:customers',
    summary: 'A new customer, still without a contract',
    body: NewOrganisation,
    answers: { 201: Organisation },
    errors: ['name_taken'],
    handle: async ({ body, reply }) => {
      const organisation = await contracts.addOrganisation(body)
      reply.code(201).header('location', `/ops/v1/organisations/${organisation.organisation_id}`)
      return organisation
    },
  })
}

function organisationRoutes(routes: Routes, contracts: Contracts) {
  const one = {
    ...about,
    path: '/ops/v1/organisations/{organisation_id}',
    params: z.strictObject({ organisation_id: z.string() }),
  }
  routes.add({
    ...one,
    method: 'GET',
    operation: 'getOrganisation',
    scope: 'ops:read',
    summary: 'A customer and its contracts',
    answers: { 200: Organisation },
    handle: ({ params }) => contracts.organisation(params.organisation_id),
  })
  routes.add({
    ...one,
    method: 'PATCH',
    operation: 'renameOrganisation',
    scope: 'ops:customers',
    summary: 'Rename a customer',
    body: RenameOrganisation,
    answers: { 200: Organisation },
    errors: ['name_taken'],
    handle: ({ params, body }) => contracts.renameOrganisation(params.organisation_id, body.name),
  })
}

function contractsRoutes(routes: Routes, contracts: Contracts) {
  const all = { ...about, path: '/ops/v1/contracts/' }
  routes.add({
    ...all,
    method: 'GET',
    operation: 'listContractsOfAll',
    scope: 'ops:read',
    summary: 'The contracts of all customers, by name',
    query: page,
    answers: { 200: AllContracts },
    handle: async ({ query, request }) => {
      const { contracts: shown, count } = await contracts.list(query)
      return results(shown, count, query, request.url)
    },
  })
  routes.add({
    ...all,
    method: 'POST',
    operation: 'createContract',
    scope: 'ops:customers',
    summary: 'A new contract of a customer, still without anything that it may order',
    body: NewContract,
    answers: { 201: Contract },
    errors: ['not_found', 'name_taken'],
    handle: async ({ body, reply }) => {
      const contract = await contracts.add(body)
      reply.code(201).header('location', `/ops/v1/contracts/${contract.contract_id}`)
      return contract
    },
  })
}

function oneContractRoutes(routes: Routes, contracts: Contracts) {
  const one = {
    ...about,
    path: '/ops/v1/contracts/{contract_id}',
    params: z.strictObject({ contract_id: z.string() }),
  }
  routes.add({
    ...one,
    method: 'GET',
    operation: 'getContract',
    scope: 'ops:read',
    summary: 'A contract, and whether it may order',
    answers: { 200: Contract },
    handle: ({ params }) => contracts.get(params.contract_id),
  })
  routes.add({
    ...one,
    method: 'PATCH',
    operation: 'updateContract',
    scope: 'ops:customers',
    summary: 'Rename, suspend or end a contract, or let it order again',
    body: UpdateContract,
    answers: { 200: Contract },
    errors: ['name_taken'],
    handle: ({ params, body }) => contracts.update(params.contract_id, body),
  })
}
