import { problemOfScopes, saidScopes, type UpdateCredential } from '@swath/contract/accounts'
import { SwathError } from '@swath/contract/errors'
import type { CredentialScope, Role } from '@swath/contract/permissions'
import type { Caller } from '../access/auth.ts'
import { timestamp } from '../platform/clock.ts'
import type { RegisteredRow } from './register.store.ts'

/** The scopes of a credential, and its end. */
export interface Bounds {
  scopes: readonly CredentialScope[]
  expires_at: Date | null
}

/** @throws SwathError `scopes_exceeded`, `expiry_exceeded` */
export function requireWithin(given: Bounds, bounds: Bounds) {
  requireScopes(given.scopes, bounds.scopes)
  requireExpiry(given.expires_at, bounds.expires_at)
}

function requireScopes(given: readonly CredentialScope[], bounds: readonly CredentialScope[]) {
  const missing = given.filter((scope) => !bounds.includes(scope))
  if (missing.length === 0) return
  const detail = `${missing.join(' ')} cannot be given: there is only ${bounds.join(' ') || 'nothing'}`
  throw new SwathError('scopes_exceeded', detail, { extra: { scopes: bounds } })
}

function requireExpiry(given: Date | null, bound: Date | null) {
  if (bound === null || (given !== null && given <= bound)) return
  throw new SwathError('expiry_exceeded', `It can end at ${timestamp(bound)} at the latest`, {
    extra: { expires_at: timestamp(bound) },
  })
}

/** @throws SwathError `invalid_request` */
export function requireFuture(expires_at: Date | null, now: Date) {
  if (expires_at === null || expires_at > now) return
  throw wrong(
    'expires_at',
    `It lies in the past; revoke the credential to end it now (it is ${timestamp(now)})`,
  )
}

function wrong(field: string, message: string): SwathError {
  return new SwathError('invalid_request', message, {
    problems: [{ pointer: `/${field}`, code: 'invalid_request', message }],
  })
}

/** @throws SwathError `credential_forbidden` */
export function requireChangeable({ may_change, created_by }: RegisteredRow) {
  if (may_change) return
  const why =
    created_by === null
      ? 'It was made by the operator, who alone changes and revokes it; its secret it can replace itself (POST /v2/my/credential/rotate)'
      : 'It is not one that the credential that asks has made; with the scope administer it could be changed'
  throw new SwathError('credential_forbidden', why)
}

/** @throws SwathError `spend_cap_fixed` */
export function requireFreeCap({ may_change_cap }: RegisteredRow) {
  if (may_change_cap) return
  throw new SwathError(
    'spend_cap_fixed',
    'Only whoever set the spend cap, or made the credential that did, changes it; or the operator',
  )
}

/**
 * Whether whoever asks gives this away only if it has it. An operator that may manage people does so for customers, of
 * whose scopes it has none itself.
 */
export const isBounded = (caller: Pick<Caller, 'role'>, role: Role) =>
  caller.role !== 'operator' || role === 'operator'

/**
 * Whether the credential may be changed so: what it gets anew, all of those have that it is bounded by.
 * @param bounds what the credential that asks may and, of a customer's that a customer's has made, what its maker may
 * @throws SwathError `credential_forbidden`, `spend_cap_fixed`, `scopes_exceeded`, `expiry_exceeded`, `invalid_request`
 */
export function requireChange(row: RegisteredRow, given: UpdateCredential, bounds: readonly Bounds[]) {
  requireChangeable(row)
  const { spend_cap, expires_at } = given
  if (spend_cap !== undefined) requireFreeCap(row)
  if (row.role !== 'customer' && spend_cap) {
    throw wrong('spend_cap', 'Only a credential of a customer has a spend cap')
  }
  const problem = problemOfScopes(row.role, given)
  if (problem) throw wrong(problem.path.join('/'), problem.message)
  const added = saidScopes(row.role, given)?.filter((scope) => !row.scopes.includes(scope)) ?? []
  for (const bound of bounds) {
    requireScopes(added, bound.scopes)
    if (expires_at !== undefined && isLater(expires_at, row.expires_at)) {
      requireExpiry(dateOrNull(expires_at), bound.expires_at)
    }
  }
}

const isLater = (expires_at: string | null, than: Date | null) =>
  than !== null && (expires_at === null || new Date(expires_at) > than)

export const dateOrNull = (time: string | null) => (time === null ? null : new Date(time))

/** @throws SwathError `credential_forbidden` */
export function requireProgram({ person_id }: RegisteredRow) {
  if (person_id === null) return
  throw new SwathError('credential_forbidden', 'It is a membership: a person signs in, and it has no secret')
}

/** @throws SwathError `credential_secrets_reached` */
export function requireOneSecret({ previous_secret_until: until }: RegisteredRow, now: Date) {
  if (until === null || until <= now) return
  const detail = `The secret before this one is valid until ${timestamp(until)}; with "overlap_s": 0 all former ones end at once`
  throw new SwathError('credential_secrets_reached', detail)
}
