// How entries of the audit are chained: shared by the server, which seals, and by whoever verifies. It runs in browsers too.
import type { AuditEntry, AuditPersonal } from './audit.ts'

/** What the first entry of a chain follows. */
export const no_entry = '0'.repeat(64)

export async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Of what an entry tells of a person. Without the salt nobody can try values until one fits. */
export function personalSha256({ salt, name, address, agent }: AuditPersonal): Promise<string> {
  return sha256(JSON.stringify(['swath audit personal', salt, name, address, agent]))
}

type Sealed = Omit<AuditEntry, 'number' | 'previous_sha256' | 'sha256' | 'personal'>

/** An entry as it is sealed: its members in this order. It stays as it is, so that old seals hold. */
function sealedForm(entry: Sealed): string {
  const { sequence, entry_id, at, client_id, role, person_id, view_id, contract_id, operation } = entry
  const { subject, fields, result, status, code, request_id, personal_sha256 } = entry
  const ids = Object.entries(entry.ids).toSorted(([a], [b]) => (a < b ? -1 : 1))
  const who = [client_id, role, person_id, view_id, contract_id]
  const to_what = [operation, subject, ids, fields]
  const how = [result, status, code, request_id, personal_sha256]
  return JSON.stringify(['swath audit', sequence, entry_id, at, who, to_what, how])
}

/** The hash of an entry that has this number in a chain, over the hash of the one before. */
export async function linkSha256(previous_sha256: string, number: number, entry: Sealed): Promise<string> {
  return sha256(`${previous_sha256}\n${number}\n${sealedForm(entry)}`)
}
