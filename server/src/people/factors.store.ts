import { sql } from 'kysely'
import { columns, excluded, insertInto, type Row, type Selected, update } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'

const authenticator_columns = columns(
  'authenticators',
  'person_id, secret, confirmed_at, last_step, created_at',
)
export type AuthenticatorRow = Selected<typeof authenticator_columns>

/** Nobody else takes a code of it, or changes it, before the transaction ends. */
export function lockAuthenticator(tx: Transaction, person_id: string) {
  return tx.first(sql<AuthenticatorRow>`
    select ${authenticator_columns} from authenticators where person_id = ${person_id} for update`)
}

export function findAuthenticator(tx: Transaction, person_id: string) {
  return tx.first(sql<AuthenticatorRow>`
    select ${authenticator_columns} from authenticators where person_id = ${person_id}`)
}

/** Instead of one that was never confirmed. @returns whether none is there that was */
export async function insertAuthenticator(tx: Transaction, row: Row<'authenticators'>): Promise<boolean> {
  const stored = await tx.first(sql`
    ${insertInto('authenticators', row)}
    on conflict (person_id) do update set ${excluded('authenticators', 'secret, last_step, created_at')}
      where authenticators.confirmed_at is null
    returning person_id`)
  return stored !== undefined
}

export async function storeCodeUse(
  tx: Transaction,
  { person_id, last_step, confirmed_at }: Pick<AuthenticatorRow, 'person_id' | 'last_step' | 'confirmed_at'>,
): Promise<void> {
  await tx.run(sql`
    ${update('authenticators', { last_step, confirmed_at })} where person_id = ${person_id}`)
}

/** @returns whether there was one */
export async function deleteAuthenticator(tx: Transaction, person_id: string): Promise<boolean> {
  const row = await tx.first(sql`
    delete from authenticators where person_id = ${person_id} returning person_id`)
  return row !== undefined
}

export async function hasRule(tx: Transaction, organisation_id: string): Promise<boolean> {
  const row = await tx.first(sql`
    select from second_factor_rules where organisation_id = ${organisation_id}`)
  return row !== undefined
}

export async function insertRule(tx: Transaction, row: Row<'second_factor_rules'>): Promise<void> {
  await tx.run(sql`
    ${insertInto('second_factor_rules', row)} on conflict (organisation_id) do nothing`)
}

export async function removeRule(tx: Transaction, organisation_id: string): Promise<void> {
  await tx.run(sql`delete from second_factor_rules where organisation_id = ${organisation_id}`)
}

/** Ones that nobody confirmed in time. */
export async function forgetAuthenticators(tx: Transaction, made_before: Date): Promise<void> {
  await tx.run(sql`delete from authenticators where confirmed_at is null and created_at <= ${made_before}`)
}

/** Locks some whose secret was encrypted with a former key. */
export function authenticatorsOfOldKeys(tx: Transaction, prefix: string) {
  return tx.rows(sql<AuthenticatorRow>`
    select ${authenticator_columns} from authenticators
    where not starts_with(secret, ${prefix}) order by person_id limit 100 for update`)
}

export async function storeSecret(tx: Transaction, person_id: string, secret: string): Promise<void> {
  await tx.run(sql`${update('authenticators', { secret })} where person_id = ${person_id}`)
}

export async function insertRecoveryCodes(tx: Transaction, person_id: string, digests: readonly string[]) {
  await tx.run(sql`
    insert into recovery_codes (person_id, code_sha256) select ${person_id}, unnest(${digests}::text[])`)
}

/** @returns whether there was such a code, which is none any more */
export async function takeRecoveryCode(tx: Transaction, person_id: string, digest: string): Promise<boolean> {
  const row = await tx.first(sql`
    delete from recovery_codes where person_id = ${person_id} and code_sha256 = ${digest}
    returning code_sha256`)
  return row !== undefined
}

export async function countRecoveryCodes(tx: Transaction, person_id: string): Promise<number> {
  const { count } = await tx.one(sql<{ count: number }>`
    select count(*)::int as count from recovery_codes where person_id = ${person_id}`)
  return count
}

export async function deleteRecoveryCodes(tx: Transaction, person_id: string): Promise<void> {
  await tx.run(sql`delete from recovery_codes where person_id = ${person_id}`)
}
