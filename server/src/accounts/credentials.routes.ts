import {
  CreateCredential,
  Credential,
  CredentialList,
  CredentialWithSecret,
  LimitCredential,
  OwnCredential,
} from '@swath/contract/accounts'
import { z } from 'zod'
import { page, results } from '../platform/pages.ts'
import type { Routes } from '../platform/route.ts'
import type { Register } from './register.ts'

export function credentialRoutes(routes: Routes, register: Register) {
  routes.add({
    method: 'GET',
    path: '/v2/my/credential',
    operation: 'getOwnCredential',
    summary: 'The credential that asks, with what is left of its spend cap',
    tag: 'Accounts',
    access: 'customer',
    contract: false,
    answers: { 200: OwnCredential },
    handle: ({ caller }) => register.own(caller.client_id),
  })
  const about = { tag: 'Operators', access: 'operator' as const }
  routes.add({
    ...about,
    method: 'GET',
    path: '/ops/v1/credentials',
    operation: 'listCredentials',
    summary: 'The credentials, oldest first',
    query: page,
    answers: { 200: CredentialList },
    handle: async ({ query, request }) => {
      const { count, credentials } = await register.list(query)
      return results(credentials, count, query, request.url)
    },
  })
  routes.add({
    ...about,
    method: 'POST',
    path: '/ops/v1/credentials',
    operation: 'createCredential',
    summary:
      'A credential for a customer, if need be with a spend cap, or for a provider; only this answer shows the secret',
    body: CreateCredential,
    answers: { 201: CredentialWithSecret },
    errors: ['not_found'],
    shows_secret: true,
    handle: async ({ body, reply }) => {
      const credential = await register.create(body)
      reply.code(201)
      return credential
    },
  })
  routes.add({
    ...about,
    method: 'PATCH',
    path: '/ops/v1/credentials/{client_id}',
    operation: 'limitCredential',
    summary: 'Set or take away the spend cap of a credential, from its next order on',
    params: z.strictObject({ client_id: z.string() }),
    body: LimitCredential,
    answers: { 200: Credential },
    handle: ({ params, body }) => register.limit(params.client_id, body.spend_cap),
  })
  routes.add({
    ...about,
    method: 'DELETE',
    path: '/ops/v1/credentials/{client_id}',
    operation: 'revokeCredential',
    summary: 'Revoke a credential for good, with its tokens and streams',
    params: z.strictObject({ client_id: z.string() }),
    answers: { 204: null },
    errors: ['credential_in_use'],
    handle: async ({ caller, params, reply }) => {
      await register.revoke(caller, params.client_id)
      return reply.code(204).send()
    },
  })
}
