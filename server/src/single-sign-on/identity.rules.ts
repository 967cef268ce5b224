import type { CredentialScope } from '@swath/contract/permissions'
import { all_scopes, scopesOfRole } from '@swath/contract/permissions'
import type { GroupRule } from '@swath/contract/single-sign-on'

/** Somebody as a provider tells of them. */
export interface Identity {
  issuer: string
  subject: string
  /** Whether it is theirs the provider says, or not. */
  email: string | undefined
  is_email_proved: boolean
  name: string
  groups: string[]
  /** The session at the provider, by which it tells that it has ended. */
  provider_session_id: string | undefined
}

type Claims = Record<string, unknown> & { iss: string; sub: string }

export function identityOf(claims: Claims, groups_claim: string): Identity {
  const email = addressOf(textOf(claims.email))
  const name = textOf(claims.name) ?? textOf(claims.preferred_username) ?? email ?? claims.sub
  return {
    issuer: claims.iss,
    subject: claims.sub,
    email,
    is_email_proved: claims.email_verified === true,
    name: name.slice(0, 120),
    groups: [claims[groups_claim] ?? []].flat().filter((one): one is string => typeof one === 'string'),
    provider_session_id: textOf(claims.sid),
  }
}

/** An address has ASCII alone, as elsewhere: in small letters, some other letters become one of another address. */
function addressOf(text: string | undefined): string | undefined {
  return text && /^[!-?A-~]+@[!-?A-~]+$/.test(text) && text.length <= 254 ? text.toLowerCase() : undefined
}

function textOf(claim: unknown): string | undefined {
  return typeof claim === 'string' ? claim.trim() || undefined : undefined
}

/** A membership that follows from groups: for a customer, or as staff. */
export interface FromGroups {
  organisation_id: string | null
  scopes: CredentialScope[]
}

/** Somebody in several groups may what any of them gives. */
export function membershipsOf(groups: readonly string[], rules: readonly GroupRule[]): FromGroups[] {
  const fitting = rules.filter(({ group }) => groups.includes(group))
  const owners = new Set(fitting.map(({ organisation_id = null }) => organisation_id))
  return [...owners].map((organisation_id) => {
    const side = organisation_id === null ? 'operator' : 'customer'
    const of_owner = fitting.filter((rule) => (rule.organisation_id ?? null) === organisation_id)
    const given = new Set<CredentialScope>(
      of_owner.flatMap(({ acts_as, scopes }) => (acts_as ? scopesOfRole(side, acts_as) : scopes) ?? []),
    )
    return { organisation_id, scopes: all_scopes[side].filter((scope) => given.has(scope)) }
  })
}
