import { SwathError } from '@swath/contract/errors'
import type { Account, Invitation, Member, OpenInvitation, OwnMembership } from '@swath/contract/people'
import { roleOfScopes } from '@swath/contract/permissions'
import { timestamp, timestampOrNull } from '../platform/clock.ts'
import type { InvitationRow } from './invitations.store.ts'
import type { MemberRow, Owned, PersonRow } from './store.ts'

type OfMember = Owned & Pick<MemberRow, 'role' | 'scopes' | 'contract_ids'>

function ofMember({ role, scopes, contract_ids, contract_names, ...owned }: OfMember) {
  const { organisation_id, organisation_name } = owned
  return {
    role,
    organisation: organisation_id === null ? null : { organisation_id, name: organisation_name! },
    contracts: contract_ids.map((contract_id, at) => ({ contract_id, name: contract_names[at]! })),
    acts_as: roleOfScopes(role, scopes),
    scopes,
  }
}

function capOf({
  spend_cap_minor,
  spend_cap_currency,
}: Pick<MemberRow, 'spend_cap_minor' | 'spend_cap_currency'>) {
  return spend_cap_minor === null ? null : { amount_minor: spend_cap_minor, currency: spend_cap_currency! }
}

export function ownMembership(row: MemberRow, waits_for_second_factor: boolean): OwnMembership {
  const expires_at = timestampOrNull(row.expires_at)
  return { client_id: row.client_id, ...ofMember(row), expires_at, waits_for_second_factor }
}

/** @param may_change whether whoever asks may */
export function publicMember(row: MemberRow, may_change: boolean): Member {
  const { client_id, person_id, email, name, has_second_factor } = row
  return {
    client_id,
    person: { person_id, email, name },
    ...ofMember(row),
    spend_cap: capOf(row),
    expires_at: timestampOrNull(row.expires_at),
    has_second_factor,
    may_change,
    from_groups: row.from_groups,
    created_at: timestamp(row.created_at),
    last_used_at: timestampOrNull(row.last_used_at),
  }
}

export function publicInvitation(row: InvitationRow): Invitation {
  const { invitation_id, email, invited_by } = row
  const times = { created_at: timestamp(row.created_at), expires_at: timestamp(row.expires_at) }
  return { invitation_id, email, ...ofMember(row), spend_cap: capOf(row), invited_by, ...times }
}

/** As whoever has the link sees it. */
export function openInvitation({
  email,
  role,
  scopes,
  organisation_name,
  expires_at,
}: InvitationRow): OpenInvitation {
  return {
    email,
    role,
    organisation_name,
    acts_as: roleOfScopes(role, scopes),
    expires_at: timestamp(expires_at),
  }
}

export function publicAccount(row: PersonRow): Account {
  const { person_id, email, name, password_hash, email_proved_at, created_at } = row
  return {
    person_id,
    email,
    name,
    has_password: password_hash !== null,
    email_proved_at: timestampOrNull(email_proved_at),
    created_at: timestamp(created_at),
  }
}

export function missing(field: string, message: string): SwathError {
  const problems = [{ pointer: `/${field}`, code: 'invalid_request', message }]
  return new SwathError('invalid_request', `${field}: ${message}`, { problems })
}
