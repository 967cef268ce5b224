import {
  CreateApiCredential,
  Credential,
  CredentialList,
  CredentialWithSecret,
  RotateCredential,
  UpdateCredential,
} from '@swath/contract/accounts'
import { z } from 'zod'
import type { Routes } from '../http/route.ts'
import { page, results } from '../lists/pages.ts'
import { revocation } from './credentials.routes.ts'
import type { Register } from './register.ts'

const about = { tag: 'Accounts', access: 'customer' as const, contract: false as const }
const one = {
  ...about,
  path: '/v2/my/api-credentials/{client_id}',
  params: z.strictObject({ client_id: z.string() }),
}

const forbidden = ['credential_capped', 'credential_forbidden', 'spend_cap_fixed'] as const

export function apiCredentialRoutes(routes: Routes, register: Register) {
  routes.add({
    ...about,
    method: 'GET',
    path: '/v2/my/api-credentials',
    operation: 'listApiCredentials',
    scope: 'any',
    summary:
      'The credentials that come from yours; with the scope administer, all that reach no contract but yours, oldest first',
    query: page,
    answers: { 200: CredentialList },
    errors: ['credential_capped'],
    handle: async ({ caller, query, request }) => {
      const { count, credentials: items } = await register.list(caller, query)
      return results(items, count, query, request.url)
    },
  })
  routes.add({
    ...about,
    method: 'POST',
    path: '/v2/my/api-credentials',
    operation: 'createApiCredential',
    scope: 'any',
    summary:
      'A credential for contracts of yours that may no more than yours; only this answer shows the secret',
    body: CreateApiCredential,
    answers: { 201: CredentialWithSecret },
    errors: ['credential_capped', 'contract_forbidden', 'scopes_exceeded', 'expiry_exceeded'],
    shows_secret: true,
    handle: async ({ caller, body, reply }) => {
      const credential = await register.createWithin(caller, body)
      reply.code(201)
      return credential
    },
  })
  itemRoutes(routes, register)
}

function itemRoutes(routes: Routes, register: Register) {
  routes.add({
    ...one,
    method: 'PATCH',
    operation: 'updateApiCredential',
    scope: 'any',
    summary: 'Change what a credential may and until when, or its spend cap; at once, for live tokens too',
    body: UpdateCredential,
    answers: { 200: Credential },
    errors: [...forbidden, 'scopes_exceeded', 'expiry_exceeded'],
    handle: ({ caller, params, body }) => register.update(caller, params.client_id, body),
  })
  routes.add({
    ...one,
    method: 'POST',
    path: `${one.path}/rotate`,
    operation: 'rotateApiCredential',
    scope: 'any',
    summary: 'A new secret, which only this answer shows; the former ends later, or at once',
    body: RotateCredential,
    answers: { 200: CredentialWithSecret },
    errors: [...forbidden, 'scopes_exceeded', 'expiry_exceeded', 'credential_secrets_reached'],
    shows_secret: true,
    handle: ({ caller, params, body }) => register.rotate(caller, params.client_id, body),
  })
  routes.add({
    ...one,
    method: 'DELETE',
    operation: 'revokeApiCredential',
    scope: 'any',
    summary:
      'Revoke a credential for good, with its tokens, links and streams, and with what it has made; it may be the one that asks',
    query: revocation,
    answers: { 204: null },
    errors: forbidden,
    handle: async ({ caller, params, query, reply }) => {
      await register.revoke(caller, params.client_id, query.made)
      reply.code(204)
    },
  })
}
