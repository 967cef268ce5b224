import type { IncomingHttpHeaders } from 'node:http'
import { SwathError } from '@swath/contract/errors'
import type { WayIn } from '@swath/contract/people'
import type { CredentialScope, Role } from '@swath/contract/permissions'
import type { FastifyRequest } from 'fastify'
import type { Clock } from '../platform/clock.ts'
import { suppose, type View } from './actor.ts'
import { clientAddress } from './client-address.ts'
import { identifySigned, isSigned, type SigningProviders } from './signed-requests.ts'
import type { Presented } from './wrong-secrets.ts'

/** The caller: a credential, its role, and the contract that the request is about. */
export interface Caller {
  client_id: string
  role: Role
  /** The scopes: of a customer's credential those that the token has and the credential has still. */
  scopes: readonly CredentialScope[]
  /** The id of the token that was sent, or of its like where a secret was. */
  token_id?: string
  /** When the token or the credential ends, whichever is first, in milliseconds: nothing goes on for longer. */
  good_until?: number
  /** The provider that has signed the request. */
  provider?: string
  /** The view of an operator who looks at the system as the customer of a contract sees it. */
  view?: View
  /** Empty where the endpoint needs none. */
  contract_id: string
}

/** The credential that was proved to call. */
export type Identity = Omit<Caller, 'contract_id'>

/** The accounts feature, which knows credentials. */
export interface Credentials {
  /** Verifies a token; @throws SwathError `unauthorized` */
  verify(token: string): Promise<Identity>
  /**
   * Verifies an id and a secret sent instead of a token; @throws SwathError `unauthorized`, `too_many_wrong_secrets`
   */
  verifySecret(presented: Presented, secret: string): Promise<Identity>
  hasContract(client_id: string, contract_id: string): Promise<boolean>
  /** The contract of a credential that has no other. */
  onlyContract(client_id: string): Promise<string | undefined>
  /** Remembers that it was used. @throws SwathError `unauthorized` for one that has ended */
  use(client_id: string): Promise<void>
}

/** A membership: the credential by which somebody acts who has signed in. */
export interface Acting extends Pick<Caller, 'client_id' | 'role' | 'scopes'> {
  contract_ids: readonly string[]
  expires_at: Date | null
  /** Nobody acts by it in a session of one factor. */
  needs_second_factor: boolean
}

/** Somebody who has signed in with a browser. */
export interface SignedIn {
  person_id: string
  session_id: string
  way: WayIn
  has_second_factor: boolean
  signed_in_at: Date
  /** In milliseconds. */
  good_until: number
  acting: readonly Acting[]
}

/** The people feature, which knows browsers. */
export interface Sessions {
  /**
   * @returns undefined where the request is of no browser in which somebody has signed in
   * @throws SwathError `cross_site_refused`
   */
  find(request: FastifyRequest): Promise<SignedIn | undefined>
}

/** The facts about the caller that an endpoint wants to know. */
interface Wanted {
  role: Role
  needs_contract: boolean
}

export interface Identifiers {
  credentials: Credentials
  sessions: Sessions
  providers: SigningProviders
  clock: Clock
}

/**
 * @throws SwathError `unauthorized`, `too_many_wrong_secrets`, `contract_required`, `contract_forbidden`,
 * `role_forbidden`, `second_factor_required`, `cross_site_refused`, `signature_invalid`
 */
export async function identify(
  { credentials, sessions, providers, clock }: Identifiers,
  request: FastifyRequest,
  { role, needs_contract }: Wanted,
): Promise<Caller> {
  const { headers } = request
  if (role === 'provider' && isSigned(request)) return identifySigned(providers, request, clock.now())
  const signed_in = hasCredential(headers) ? undefined : await sessions.find(request)
  if (signed_in) {
    const caller = actFor(signed_in, headers, { role, needs_contract })
    await credentials.use(caller.client_id)
    return caller
  }
  const key = keyAndSecret(headers)
  if (key) suppose(request, { client_id: key.client_id })
  const address = clientAddress(request)
  const identity = key
    ? await credentials.verifySecret({ client_id: key.client_id, address }, key.secret)
    : await credentials.verify(bearerToken(headers))
  // A client that still sends a key is older than contracts in headers.
  const only = needs_contract && key ? await credentials.onlyContract(identity.client_id) : undefined
  const contract_id = needs_contract ? contractOf(headers, only ?? identity.view?.contract_id) : ''
  if (needs_contract && !(await reaches(credentials, identity, contract_id))) {
    throw new SwathError(
      'contract_forbidden',
      `The credential has no access to the contract ${contract_id}; GET /contracts lists those it has`,
    )
  }
  return { ...identity, contract_id }
}

async function reaches(credentials: Credentials, { client_id, view }: Identity, contract_id: string) {
  return view ? view.contract_id === contract_id : credentials.hasContract(client_id, contract_id)
}

/** The membership that the endpoint and the contract of the request ask for. */
function actFor(signed_in: SignedIn, headers: IncomingHttpHeaders, { role, needs_contract }: Wanted): Caller {
  const side = role === 'provider' ? 'operator' : role
  const of_side = signed_in.acting.filter((one) => one.role === side)
  if (of_side.length === 0) {
    const has = signed_in.acting.map((one) => one.role).join(' ') || 'none'
    throw new SwathError('role_forbidden', `This needs a membership with the role ${role}; you have ${has}`)
  }
  if (side === 'operator') return callerOf(signed_in, of_side[0]!, '')
  const asks_for_one = needs_contract || of_side.length > 1 || saysContract(headers)
  const contract_id = asks_for_one ? contractOf(headers, undefined) : ''
  const chosen = asks_for_one
    ? of_side.find(({ contract_ids }) => contract_ids.includes(contract_id))
    : of_side[0]
  if (chosen) return callerOf(signed_in, chosen, needs_contract ? contract_id : '')
  throw new SwathError(
    'contract_forbidden',
    `You are no member of a customer with the contract ${contract_id}`,
  )
}

/** @throws SwathError `second_factor_required` */
function callerOf(
  { session_id, good_until, has_second_factor }: SignedIn,
  acting: Acting,
  contract_id: string,
): Caller {
  if (acting.needs_second_factor && !has_second_factor) {
    throw new SwathError(
      'second_factor_required',
      'A second factor is asked of everybody here: set up an app or a passkey in your account, or sign in with it',
    )
  }
  const { client_id, role, scopes, expires_at } = acting
  const token_id = tokenOfSession(session_id, client_id)
  const until = Math.min(good_until, expires_at?.getTime() ?? Number.POSITIVE_INFINITY)
  return { client_id, role, scopes, token_id, good_until: until, contract_id }
}

/** The session stands for a token where links and streams remember by what they were made. */
export const tokenOfSession = (session_id: string, client_id: string) => `0.${session_id}/${client_id}`

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

const saysContract = (headers: IncomingHttpHeaders) =>
  Boolean(headers['x-satellogic-contract-id'] || headers['x-contract-id'])

function contractOf(headers: IncomingHttpHeaders, only: string | undefined): string {
  const header = headers['x-satellogic-contract-id'] || headers['x-contract-id'] || only
  if (typeof header === 'string' && header !== '') return header
  throw new SwathError(
    'contract_required',
    'Name the contract in the header X-Satellogic-Contract-Id (or X-Contract-Id); GET /contracts lists yours',
  )
}
