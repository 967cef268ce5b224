import {
  CreateApiCredential,
  Credential,
  CredentialList,
  CredentialWithSecret,
  LimitCredential,
} from '@swath/contract/accounts'
import { z } from 'zod'
import { page, results } from '../platform/pages.ts'
import type { Routes } from '../platform/route.ts'
import type { ApiCredentials } from './api-credentials.ts'

const about = { tag: 'Accounts', access: 'customer' as const, contract: false as const }
const one = {
  ...about,
  path: '/v2/my/api-credentials/{client_id}',
  params: z.strictObject({ client_id: z.string() }),
}

export function apiCredentialRoutes(routes: Routes, credentials: ApiCredentials) {
  routes.add({
    ...about,
    method: 'GET',
    path: '/v2/my/api-credentials',
    operation: 'listApiCredentials',
    summary: 'The credentials that reach no contract but yours, with their last use, oldest first',
    query: page,
    answers: { 200: CredentialList },
    errors: ['credential_capped'],
    handle: async ({ caller, query, request }) => {
      const { count, credentials: items } = await credentials.list(caller, query)
      return results(items, count, query, request.url)
    },
  })
  routes.add({
    ...about,
    method: 'POST',
    path: '/v2/my/api-credentials',
    operation: 'createApiCredential',
    summary:
      'A credential for contracts of yours, if need be with a spend cap; only this answer shows the secret',
    body: CreateApiCredential,
    answers: { 201: CredentialWithSecret },
    errors: ['credential_capped', 'contract_forbidden'],
    shows_secret: true,
    handle: async ({ caller, body, reply }) => {
      const credential = await credentials.create(caller, body)
      reply.code(201)
      return credential
    },
  })
  routes.add({
    ...one,
    method: 'PATCH',
    operation: 'limitApiCredential',
    summary: 'Set or take away the spend cap of a credential, from its next order on',
    body: LimitCredential,
    answers: { 200: Credential },
    errors: ['credential_capped'],
    handle: ({ caller, params, body }) => credentials.limit(caller, params.client_id, body.spend_cap),
  })
  routes.add({
    ...one,
    method: 'DELETE',
    operation: 'revokeApiCredential',
    summary: 'Revoke a credential for good, with its tokens and streams; it may be the one that asks',
    answers: { 204: null },
    errors: ['credential_capped'],
    handle: async ({ caller, params, reply }) => {
      await credentials.revoke(caller, params.client_id)
      return reply.code(204).send()
    },
  })
}
