import {
  CreateCredential,
  Credential,
  CredentialList,
  CredentialWithSecret,
  ExternalIdentity,
  made_choices,
  OwnCredential,
  RotateCredential,
  UpdateCredential,
} from '@swath/contract/accounts'
import { z } from 'zod'
import type { Routes } from '../http/route.ts'
import { page, results } from '../lists/pages.ts'
import type { Register } from './register.ts'

export const revocation = z.strictObject({
  made: z.enum(made_choices).default('revoke').meta({
    description: 'The credentials that it has made are revoked too, or kept as those of its own maker',
  }),
})

export function credentialRoutes(routes: Routes, register: Register) {
  // Published clients know it as a profile.
  for (const [path, operation] of [
    ['/v2/my/credential', 'getOwnCredential'],
    ['/v2/my/profile', 'getOwnProfile'],
  ] as const) {
    routes.add({
      method: 'GET',
      path,
      operation,
      scope: 'any',
      summary: 'The credential that asks, with what is left of its spend cap',
      tag: 'Accounts',
      access: 'customer',
      contract: false,
      answers: { 200: OwnCredential },
      handle: ({ caller }) => register.own(caller),
    })
  }
  routes.add({
    method: 'POST',
    path: '/v2/my/credential/rotate',
    operation: 'rotateOwnCredential',
    scope: 'any',
    summary:
      'A new secret for the credential that asks, which only this answer shows; the former ends later, or at once',
    tag: 'Accounts',
    access: 'customer',
    contract: false,
    body: RotateCredential,
    answers: { 200: CredentialWithSecret },
    errors: ['credential_secrets_reached'],
    shows_secret: true,
    handle: ({ caller, body }) => register.rotate(caller, caller.client_id, body),
  })
  operatorRoutes(routes, register)
}

const about = { tag: 'Operators', access: 'operator' as const }
const one = z.strictObject({ client_id: z.string() })

function operatorRoutes(routes: Routes, register: Register) {
  routes.add({
    ...about,
    method: 'GET',
    path: '/ops/v1/credentials',
    operation: 'listCredentials',
    scope: 'ops:read',
    summary: 'The credentials, oldest first',
    query: page,
    answers: { 200: CredentialList },
    handle: async ({ caller, query, request }) => {
      const { count, credentials } = await register.list(caller, query)
      return results(credentials, count, query, request.url)
    },
  })
  routes.add({
    ...about,
    method: 'POST',
    path: '/ops/v1/credentials',
    operation: 'createCredential',
    scope: 'ops:people',
    summary:
      'A credential for a customer, if need be with a spend cap, or for a provider; only this answer shows the secret',
    body: CreateCredential,
    answers: { 201: CredentialWithSecret },
    errors: ['not_found'],
    shows_secret: true,
    handle: async ({ caller, body, reply }) => {
      const credential = await register.create(caller, body)
      reply.code(201)
      return credential
    },
  })
  operatorItemRoutes(routes, register)
}

function operatorItemRoutes(routes: Routes, register: Register) {
  routes.add({
    ...about,
    method: 'PATCH',
    path: '/ops/v1/credentials/{client_id}',
    operation: 'updateCredential',
    scope: 'ops:people',
    summary: 'Change what a credential may and until when, or its spend cap; at once, for live tokens too',
    params: one,
    body: UpdateCredential,
    answers: { 200: Credential },
    handle: ({ caller, params, body }) => register.update(caller, params.client_id, body),
  })
  routes.add({
    ...about,
    method: 'POST',
    path: '/ops/v1/credentials/{client_id}/rotate',
    operation: 'rotateCredential',
    scope: 'ops:people',
    summary: 'A new secret, which only this answer shows; the former ends later, or at once',
    params: one,
    body: RotateCredential,
    answers: { 200: CredentialWithSecret },
    errors: ['credential_secrets_reached'],
    shows_secret: true,
    handle: ({ caller, params, body }) => register.rotate(caller, params.client_id, body),
  })
  identityRoutes(routes, register)
  routes.add({
    ...about,
    method: 'DELETE',
    path: '/ops/v1/credentials/{client_id}',
    operation: 'revokeCredential',
    scope: 'ops:people',
    summary: 'Revoke a credential for good, with its tokens, links and streams, and with what it has made',
    params: one,
    query: revocation,
    answers: { 204: null },
    errors: ['credential_in_use'],
    handle: async ({ caller, params, query, reply }) => {
      await register.revoke(caller, params.client_id, query.made)
      reply.code(204)
    },
  })
}

function identityRoutes(routes: Routes, register: Register) {
  const identity = { ...about, path: '/ops/v1/credentials/{client_id}/identity', params: one } as const
  const errors = ['scopes_exceeded', 'identity_taken', 'token_issuer_not_set_up'] as const
  routes.add({
    ...identity,
    method: 'PUT',
    operation: 'identifyCredential',
    scope: 'ops:people',
    summary:
      'As which the tokens of the other issuer name a credential; they are taken like its own from then on',
    body: ExternalIdentity,
    answers: { 200: Credential },
    errors,
    handle: ({ caller, params, body }) => register.identify(caller, params.client_id, body.subject),
  })
  routes.add({
    ...identity,
    method: 'DELETE',
    operation: 'forgetIdentity',
    scope: 'ops:people',
    summary: 'Take no tokens of the other issuer for a credential any more, at once',
    answers: { 204: null },
    errors,
    handle: async ({ caller, params, reply }) => {
      await register.identify(caller, params.client_id, null)
      reply.code(204)
    },
  })
}
