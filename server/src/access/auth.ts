import type { IncomingHttpHeaders } from 'node:http'
import { SwathError } from '@swath/contract/errors'
import type { CredentialScope, Role } from '@swath/contract/permissions'
import type { FastifyRequest } from 'fastify'
import { clientAddress } from './client-address.ts'
import type { Presented } from './wrong-secrets.ts'

/** Who calls: a credential, its role, and the contract that the request is about. */
export interface Caller {
  client_id: string
  role: Role
  /** What it may: of a customer's credential what the token has and the credential has still. */
  scopes: readonly CredentialScope[]
  /** Of the token that was sent, or of its like where a secret was. */
  token_id?: string
  /** When the token or the credential ends, whichever is first, in milliseconds: nothing goes on for longer. */
  good_until?: number
  /** Empty where the endpoint needs none. */
  contract_id: string
}

/** Who was proved to call. */
export type Identity = Omit<Caller, 'contract_id'>

/** What the accounts feature knows of credentials. */
export interface Credentials {
  /** Verifies a token; @throws SwathError `unauthorized` */
  verify(token: string): Promise<Identity>
  /** Verifies an id and a secret sent instead of a token; @throws SwathError `unauthorized`, `too_many_wrong_secrets` */
  verifySecret(presented: Presented, secret: string): Promise<Identity>
  hasContract(client_id: string, contract_id: string): Promise<boolean>
  /** The contract of a credential that has no other. */
  onlyContract(client_id: string): Promise<string | undefined>
}

/** @throws SwathError `unauthorized`, `too_many_wrong_secrets`, `contract_required`, `contract_forbidden` */
export async function identify(
  credentials: Credentials,
  request: FastifyRequest,
  needs_contract: boolean,
): Promise<Caller> {
  const { headers } = request
  const key = keyAndSecret(headers)
  const address = clientAddress(request)
  const { client_id, ...identity } = key
    ? await credentials.verifySecret({ client_id: key.client_id, address }, key.secret)
    : await credentials.verify(bearerToken(headers))
  // Whoever still sends a key is older than contracts in headers.
  const only = needs_contract && key ? await credentials.onlyContract(client_id) : undefined
  const contract_id = needs_contract ? contractOf(headers, only) : ''
  if (needs_contract && !(await credentials.hasContract(client_id, contract_id))) {
    throw new SwathError(
      'contract_forbidden',
      `The credential has no access to the contract ${contract_id}; GET /contracts lists those it has`,
    )
  }
  return { client_id, ...identity, contract_id }
}

export const hasCredential = (headers: IncomingHttpHeaders): boolean =>
  Boolean(headers.authorizationtoken || headers.authorization)

/** The deprecated form without a token: `authorizationToken: Key,Secret <id>,<secret>`. */
function keyAndSecret(headers: IncomingHttpHeaders): { client_id: string; secret: string } | undefined {
  const header = headers.authorizationtoken || headers.authorization
  const parts = typeof header === 'string' ? /^Key,Secret\s+([^,\s]+),(.+)$/i.exec(header) : null
  return parts ? { client_id: parts[1]!, secret: parts[2]! } : undefined
}

function bearerToken(headers: IncomingHttpHeaders): string {
  // Clients of the published API send authorizationToken, often together with Authorization.
  const header = headers.authorizationtoken || headers.authorization
  const token = typeof header === 'string' ? /^Bearer\s+(\S+)$/i.exec(header)?.[1] : undefined
  if (!token) {
    throw new SwathError(
      'unauthorized',
      'Send the header "authorizationToken: Bearer <token>" with a token from POST /oauth/token',
    )
  }
  return token
}

function contractOf(headers: IncomingHttpHeaders, only: string | undefined): string {
  const header = headers['x-satellogic-contract-id'] || headers['x-contract-id'] || only
  if (typeof header === 'string' && header !== '') return header
  throw new SwathError(
    'contract_required',
    'Name the contract in the header X-Satellogic-Contract-Id (or X-Contract-Id); GET /contracts lists yours',
  )
}
