import type { CredentialScope, UpdateCredential } from '@swath/contract/accounts'
import { SwathError } from '@swath/contract/errors'
import type { Caller } from '../access/auth.ts'
import { timestamp } from '../platform/clock.ts'
import type { RegisteredRow } from './register.store.ts'

/** What a credential may, and until when. */
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
  const message = `It lies in the past; revoke the credential to end it now (it is ${timestamp(now)})`
  throw new SwathError('invalid_request', message, {
    problems: [{ pointer: '/expires_at', code: 'invalid_request', message }],
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
 * Whether the credential may be changed so: what it gets anew, both the one that asks and the one that made it have.
 * @param maker of a customer's credential that a customer's has made
 * @throws SwathError `credential_forbidden`, `spend_cap_fixed`, `scopes_exceeded`, `expiry_exceeded`, `invalid_request`
 */
export function requireChange(
  caller: Caller,
  row: RegisteredRow,
  { spend_cap, scopes, expires_at }: UpdateCredential,
  maker: Bounds | undefined,
) {
  requireChangeable(row)
  if (spend_cap !== undefined) requireFreeCap(row)
  if (row.role !== 'customer' && (spend_cap || scopes)) {
    throw new SwathError('invalid_request', 'Only a credential of a customer has scopes and a spend cap')
  }
  if (caller.role === 'operator') return
  const added = scopes?.filter((scope) => !row.scopes.includes(scope)) ?? []
  requireScopes(
    added,
    caller.scopes.filter((scope) => maker?.scopes.includes(scope) ?? true),
  )
  if (expires_at !== undefined)
    requireExpiry(expires_at === null ? null : new Date(expires_at), maker?.expires_at ?? null)
}

/** @throws SwathError `credential_secrets_reached` */
export function requireOneSecret({ previous_secret_until: until }: RegisteredRow, now: Date) {
  if (until === null || until <= now) return
  const detail = `The secret before this one is valid until ${timestamp(until)}; with "overlap_s": 0 all former ones end at once`
  throw new SwathError('credential_secrets_reached', detail)
}
