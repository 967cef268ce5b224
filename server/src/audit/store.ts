import type { AuditEntry, AuditPersonal } from '@swath/contract/audit'
import { all_audit_filters, audit_filters } from '@swath/contract/filters'
import type { AuditRole, Role } from '@swath/contract/permissions'
import { sql } from 'kysely'
import { insertInto, json, type Row } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'
import { conditionSql, whereSql } from '../lists/filter-sql.ts'
import type { Condition } from '../lists/filters.ts'
import type { ListSource } from '../lists/lists.ts'

export type NewEntryRow = Omit<Row<'audit_entries'>, 'sequence' | 'role' | 'ids' | 'fields'> & {
  role: AuditRole
  ids: Record<string, string>
  fields: string[]
}

interface ActingCredential {
  /** null: there is no such credential. */
  name: string | null
  person_id: string | null
  of_actor: string[]
  of_subject: string[]
}

/** The owner of a credential, and the contracts that it reaches and that another does, which it acts on. */
export function findCredential(tx: Transaction, client_id: string, subject: string) {
  const reached = (client: string) => sql`
    array(select contract_id from reached_contracts where client_id = ${client} order by contract_id)`
  return tx.one(sql<ActingCredential>`
    select (select name from credential_names where client_id = ${client_id}) as name,
      (select person_id from current_memberships where client_id = ${client_id}) as person_id,
      ${reached(client_id)} as of_actor, ${reached(subject)} as of_subject`)
}

export function findMemberships(tx: Transaction, person_id: string) {
  return tx.rows(sql<{ name: string; role: Role; contract_ids: string[] }>`
    select name, role, contract_ids from current_memberships join credential_names using (client_id)
    where person_id = ${person_id} order by created_at, client_id`)
}

export async function insertEntry(
  tx: Transaction,
  { ids, fields, ...row }: NewEntryRow,
  personal: AuditPersonal,
): Promise<void> {
  const insert = insertInto('audit_entries', { ...row, ids: json(ids), fields: json(fields) } as never)
  await tx.run(sql`
    with entry as (${insert} returning sequence)
    insert into audit_personal (sequence, salt, name, address, agent)
    select sequence, ${personal.salt}, ${personal.name}, ${personal.address}, ${personal.agent} from entry`)
}

export const listedAuditEntries = {
  view: 'listed_audit_entries',
  filters: audit_filters,
} satisfies ListSource
export const allAuditEntries = { view: 'all_audit_entries', filters: all_audit_filters } satisfies ListSource

interface Stretch {
  after: number
  limit: number
  conditions: readonly Condition[]
}

export async function exportedAfter(
  tx: Transaction,
  { view }: { view: string },
  { after, limit, conditions }: Stretch,
): Promise<AuditEntry[]> {
  const where = whereSql([sql`sequence > ${after}`, ...conditions.map(conditionSql)])
  const rows = await tx.rows(sql<{ document: string }>`
    select document from ${sql.table(view)} ${where} order by sequence limit ${limit}`)
  return rows.map(({ document }) => JSON.parse(document))
}

export async function eraseAudited(tx: Transaction, client_id: string): Promise<number> {
  const row = await tx.one(sql<{ erased: number }>`select erase_audited(${client_id}) as erased`)
  return row.erased
}

export function forgetAudited(tx: Transaction, before: Date) {
  return tx.rows(sql<{ contract_id: string | null; last_sequence: number }>`
    select contract_id, last_sequence from forget_audited(${before})`)
}
