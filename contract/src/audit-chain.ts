// The chain of the entries of the audit: shared by the server, which seals, and by everybody who verifies. It runs in
// browsers too.
import type { AuditEntry, AuditHead, AuditPersonal } from './audit.ts'

/** The first entry of a chain follows this. */
export const no_entry = '0'.repeat(64)

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** The digest of the personal part of an entry. Without the salt nobody can try values until one fits. */
export function personalSha256({ salt, name, address, agent }: AuditPersonal): Promise<string> {
  return sha256(JSON.stringify(['swath audit personal', salt, name, address, agent]))
}

type Written = Omit<
  AuditEntry,
  'sequence' | 'number' | 'previous_sha256' | 'sha256' | 'personal' | 'is_genuine'
>

/** An entry as it is written: its members in this order. It stays as it is, so that old seals hold. */
export function writtenForm(entry: Written): string {
  const { entry_id, at, client_id, role, person_id, view_id, contract_id, operation, subject } = entry
  const { fields, reason, result, status, code, request_id, personal_sha256 } = entry
  const ids = Object.entries(entry.ids).toSorted(([a], [b]) => (a < b ? -1 : 1))
  const who = [client_id, role, person_id, view_id, contract_id]
  const to_what = [operation, subject, ids, fields]
  const how = [result, status, code, request_id, personal_sha256]
  const why = reason === null ? [] : [reason]
  return JSON.stringify(['swath audit', entry_id, at, who, to_what, how, ...why])
}

type Sealed = Written & Pick<AuditEntry, 'sequence' | 'is_genuine'>

/** The hash of an entry that has this number in a chain, over the hash of the one before. */
export function linkSha256(previous_sha256: string, number: number, entry: Sealed): Promise<string> {
  const { sequence, is_genuine } = entry
  return sha256([previous_sha256, number, sequence, is_genuine, writtenForm(entry)].join('\n'))
}

/** The text about the end of a chain that is signed. */
export function signedText({ contract_id, number, sha256, signed_at }: Omit<AuditHead, 'signature'>): string {
  return JSON.stringify(['swath audit head', contract_id, number, sha256, signed_at])
}

/** Whether the key has signed the end of a chain (Ed25519). */
export async function isSigned(head: AuditHead): Promise<boolean> {
  const public_key = bytesOf(head.public_key)
  const key = await crypto.subtle.importKey('raw', public_key, 'Ed25519', false, ['verify'])
  const text = new TextEncoder().encode(signedText(head))
  return crypto.subtle.verify('Ed25519', key, bytesOf(head.signature), text)
}

/** The bytes of a text in base64url. */
function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(binary, (character) => character.charCodeAt(0))
}
