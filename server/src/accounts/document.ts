import type { Credential } from '@swath/contract/accounts'
import { roleOfScopes } from '@swath/contract/permissions'
import { timestamp, timestampOrNull } from '../platform/clock.ts'
import type { RegisteredRow } from './register.store.ts'

export function publicCredential(row: RegisteredRow): Credential {
  const { spend_cap_minor, spend_cap_currency, may_change, may_change_cap, person_id: _, ...more } = row
  const { external_issuer: issuer, external_subject: subject, ...rest } = more
  const spend_cap =
    spend_cap_minor === null ? null : { amount_minor: spend_cap_minor, currency: spend_cap_currency! }
  return {
    ...rest,
    spend_cap,
    external_identity: issuer !== null && subject !== null ? { issuer, subject } : null,
    acts_as: roleOfScopes(row.role, row.scopes),
    may_change,
    may_change_cap: may_change && may_change_cap,
    expires_at: timestampOrNull(row.expires_at),
    previous_secret_until: timestampOrNull(row.previous_secret_until),
    created_at: timestamp(row.created_at),
    last_used_at: timestampOrNull(row.last_used_at),
  }
}
