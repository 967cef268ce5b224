import { sql } from 'kysely'
import { columns, insertInto, type Row, type Selected, update } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'

const passkey_columns = columns(
  'passkeys',
  `passkey_id, person_id, credential_id, name, public_key, counter, transports, is_backed_up, created_at,
  last_used_at`,
)
export type PasskeyRow = Selected<typeof passkey_columns>

export function listPasskeys(tx: Transaction, person_id: string) {
  return tx.rows(sql<PasskeyRow>`
    select ${passkey_columns} from passkeys where person_id = ${person_id} order by created_at, passkey_id`)
}

/** Nobody else signs in by it before the transaction ends. */
export function lockPasskey(tx: Transaction, credential_id: string) {
  return tx.first(sql<PasskeyRow>`
    select ${passkey_columns} from passkeys where credential_id = ${credential_id} for update`)
}

/** @returns whether nobody has it yet */
export async function insertPasskey(tx: Transaction, row: Row<'passkeys'>): Promise<boolean> {
  const stored = await tx.first(sql`
    ${insertInto('passkeys', row)} on conflict (credential_id) do nothing returning passkey_id`)
  return stored !== undefined
}

export async function storePasskeyUse(
  tx: Transaction,
  { passkey_id, counter, is_backed_up, last_used_at }: PasskeyRow,
): Promise<void> {
  await tx.run(sql`
    ${update('passkeys', { counter, is_backed_up, last_used_at })}
    where passkey_id = ${passkey_id}`)
}

type Own = Pick<PasskeyRow, 'person_id' | 'passkey_id'>

/** @returns undefined where it is not the person's */
export function renamePasskey(tx: Transaction, { person_id, passkey_id }: Own, name: string) {
  return tx.first(sql<PasskeyRow>`
    ${update('passkeys', { name })} where person_id = ${person_id} and passkey_id = ${passkey_id}
    returning ${passkey_columns}`)
}

/** @returns whether there was one */
export async function deletePasskey(tx: Transaction, { person_id, passkey_id }: Own): Promise<boolean> {
  const row = await tx.first(sql`
    delete from passkeys where person_id = ${person_id} and passkey_id = ${passkey_id} returning passkey_id`)
  return row !== undefined
}

export async function deletePasskeys(tx: Transaction, person_id: string): Promise<void> {
  await tx.run(sql`delete from passkeys where person_id = ${person_id}`)
}
