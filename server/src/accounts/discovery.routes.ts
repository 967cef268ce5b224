import { every_scope } from '@swath/contract/permissions'
import { PublicKeys, TokenServer } from '@swath/contract/tokens'
import type { Routes } from '../http/route.ts'
import type { TokenSigner } from './token-signer.ts'

const about = { method: 'GET' as const, tag: 'Accounts', access: 'public' as const }
const ways_to_name_the_client = ['client_secret_basic', 'client_secret_post']

/** Others verify tokens of this installation, and find out how to get one. */
export function discoveryRoutes(routes: Routes, tokens: TokenSigner, public_url: string) {
  routes.add({
    ...about,
    path: '/.well-known/jwks.json',
    operation: 'listPublicKeys',
    summary: 'The public keys by which tokens are verified; a key that is not here is asked for anew',
    answers: { 200: PublicKeys },
    handle: async ({ reply }) => {
      reply.header('cache-control', 'public, max-age=300')
      return { keys: await tokens.publicKeys() }
    },
  })
  const server = () => tokenServer(public_url)
  routes.add({
    ...about,
    path: '/.well-known/oauth-authorization-server',
    operation: 'getTokenServer',
    summary: 'How a program gets a token, as RFC 8414 has it',
    answers: { 200: TokenServer },
    handle: server,
  })
  routes.add({
    ...about,
    path: '/.well-known/openid-configuration',
    operation: 'getOpenIdConfiguration',
    summary:
      'The same for those who look only here for the keys of an issuer; nobody is signed in for others',
    answers: { 200: TokenServer },
    handle: server,
  })
}

function tokenServer(public_url: string) {
  return {
    issuer: public_url,
    token_endpoint: `${public_url}/oauth/token`,
    revocation_endpoint: `${public_url}/oauth/revoke`,
    jwks_uri: `${public_url}/.well-known/jwks.json`,
    grant_types_supported: ['client_credentials'],
    response_types_supported: [],
    token_endpoint_auth_methods_supported: ways_to_name_the_client,
    revocation_endpoint_auth_methods_supported: ways_to_name_the_client,
    scopes_supported: every_scope,
    service_documentation: `${public_url}/docs`,
  }
}
