import { project_filters } from '@swath/contract/filters'
import { sql } from 'kysely'
import { type Columns, columns, insertInto, update } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'
import { newId } from '../lib/ids.ts'
import type { ListSource } from '../lists/lists.ts'

export const listedProjects: ListSource = { view: 'listed_projects', filters: project_filters }

/** @returns the new id, or undefined when another project has the name */
export async function insertProject(tx: Transaction, contract_id: string, name: string, now: Date) {
  const project_id = newId('project', now)
  const insert = insertInto('projects', { project_id, contract_id, name, created_at: now, updated_at: now })
  const row = await tx.first(sql<Columns<'projects', 'project_id'>>`
    ${insert} on conflict (contract_id, name) do nothing returning project_id`)
  return row?.project_id
}

/** The ids of the projects of these names; those that are new are created, and none is deleted meanwhile. */
export async function ensureProjects(
  tx: Transaction,
  contract_id: string,
  names: readonly string[],
  now: Date,
): Promise<Map<string, string>> {
  const ids = names.map(() => newId('project', now))
  await tx.run(sql`
    insert into projects (${columns('projects', 'project_id, contract_id, name, created_at')})
    select project_id, ${contract_id}, name, ${now}
    from unnest(${ids}::text[], ${names}::text[]) as wanted(project_id, name)
    on conflict (contract_id, name) do nothing`)
  const rows = await tx.rows(sql<Columns<'projects', 'project_id' | 'name'>>`
    select project_id, name from projects where contract_id = ${contract_id} and name = any(${names}::text[])
    for key share`)
  const found = new Map(rows.map((row) => [row.name, row.project_id]))
  // One that somebody was just deleting is new, too.
  return names.every((name) => found.has(name)) ? found : ensureProjects(tx, contract_id, names, now)
}

export async function projectDocument(tx: Transaction, project_id: string): Promise<string | undefined> {
  const row = await tx.first(sql<{ document: string }>`
    select document from listed_projects where project_id = ${project_id}`)
  return row?.document
}

/** Locks the project; orders that are just being placed in it are committed first. */
export async function lockProject(tx: Transaction, project_id: string): Promise<void> {
  await tx.run(sql`select from projects where project_id = ${project_id} for update`)
}

export async function projectNamed(tx: Transaction, name: string): Promise<string | undefined> {
  const row = await tx.first(
    sql<Columns<'projects', 'project_id'>>`select project_id from projects where name = ${name}`,
  )
  return row?.project_id
}

export async function renameProject(tx: Transaction, project_id: string, name: string, now: Date) {
  await tx.run(sql`
    ${update('projects', { name, updated_at: now })} where project_id = ${project_id}`)
}

/** Whether orders or areas belong to it. */
export async function isUsed(tx: Transaction, project_id: string): Promise<boolean> {
  const row = await tx.first(sql`
    (select from order_facts where project_id = ${project_id} limit 1)
    union all (select from area_facts where project_id = ${project_id} limit 1)`)
  return row !== undefined
}

export async function deleteProject(tx: Transaction, project_id: string) {
  await tx.run(sql`delete from projects where project_id = ${project_id}`)
}
