import type { AuditPersonal } from '@swath/contract/audit'
import type { Role } from '@swath/contract/permissions'
import { sql } from 'kysely'
import { insertInto, json, type Row } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'

export type NewEntryRow = Omit<Row<'audit_entries'>, 'sequence' | 'role' | 'ids' | 'fields'> & {
  role: Role
  ids: Record<string, string>
  fields: string[]
}

/** Who a credential belongs to, and the contracts of customers that some credentials reach. */
export function findActor(tx: Transaction, client_id: string, of_clients: readonly string[]) {
  return tx.one(sql<{ name: string; contract_ids: string[] }>`
    select coalesce((select name from credential_names where client_id = ${client_id}), '') as name,
      array(select distinct contract_id from reached_contracts where client_id = any(${of_clients}::text[])
        order by contract_id) as contract_ids`)
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
