import { RevokeToken, Token, TokenRequest } from '@swath/contract/accounts'
import { SwathError } from '@swath/contract/errors'
import type { FastifyRequest } from 'fastify'
import { suppose } from '../access/actor.ts'
import { clientAddress } from '../access/client-address.ts'
import { type AuditTrail, actEntry } from '../http/audit.ts'
import { clientOf, type GivenClient } from '../http/oauth.ts'
import type { Routes } from '../http/route.ts'
import type { Accounts } from './service.ts'

export function accountRoutes(routes: Routes, accounts: Accounts, trail: AuditTrail) {
  const authenticate = (request: FastifyRequest, body: GivenClient) => {
    const { client_id, client_secret } = clientOf(request.headers.authorization, body)
    suppose(request, { client_id })
    return accounts.authenticate({ client_id, address: clientAddress(request) }, client_secret)
  }
  routes.add({
    method: 'POST',
    path: '/oauth/token',
    operation: 'issueToken',
    summary: 'A token for client credentials',
    tag: 'Accounts',
    access: 'public',
    is_oauth: true,
    body: TokenRequest,
    answers: { 200: Token },
    errors: ['invalid_client', 'invalid_scope', 'unsupported_grant_type', 'too_many_wrong_secrets'],
    handle: async ({ body, request, reply }) => {
      reply.header('pragma', 'no-cache')
      if (body.grant_type !== 'client_credentials') {
        throw new SwathError('unsupported_grant_type', 'grant_type must be "client_credentials"')
      }
      const client = await authenticate(request, body)
      const issue = () => accounts.issueToken(client, body.scope)
      return trail.recordWith(issue, () => actEntry(request, client))
    },
  })
  routes.add({
    method: 'POST',
    path: '/oauth/revoke',
    operation: 'revokeToken',
    summary: 'Ends a token and the links that were made with it; one that is good no more is ended already',
    tag: 'Accounts',
    access: 'public',
    is_oauth: true,
    body: RevokeToken,
    answers: { 200: null },
    errors: ['invalid_client', 'too_many_wrong_secrets'],
    handle: async ({ body, request }) => {
      const client = await authenticate(request, body)
      const revoke = () => accounts.revokeToken(client, body.token)
      await trail.recordWith(revoke, () => actEntry(request, client))
    },
  })
}
