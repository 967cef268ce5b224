import type { RestrictedArea } from '@swath/contract/restricted-areas'
import { sql } from 'kysely'
import { columns, excluded, insertInto, json, type Narrow, type Selected } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'
import type { Page } from '../lists/pages.ts'

const area_columns = columns(
  'restricted_areas',
  'area_id, name, reason, rule, except_organisation_ids, given_geometry, created_at, updated_at',
)
export type AreaRow = Narrow<
  Selected<typeof area_columns>,
  { rule: RestrictedArea['rule']; given_geometry: RestrictedArea['geometry'] }
>

export function listAreas(tx: Transaction, { limit, offset }: Page) {
  return tx.rows(sql<AreaRow>`
    select ${area_columns} from restricted_areas order by name limit ${limit} offset ${offset}`)
}

export async function countAreas(tx: Transaction): Promise<number> {
  const { count } = await tx.one(sql<{ count: number }>`select count(*)::int as count from restricted_areas`)
  return count
}

export function findArea(tx: Transaction, area_id: string) {
  return tx.first(sql<AreaRow>`select ${area_columns} from restricted_areas where area_id = ${area_id}`)
}

/** The second of two that add areas at once waits, so that it counts right. */
export async function lockAreas(tx: Transaction): Promise<void> {
  await tx.run(sql`select pg_advisory_xact_lock(hashtextextended('restricted areas', 0))`)
}

const replaced_columns = excluded(
  'restricted_areas',
  'name, reason, rule, except_organisation_ids, given_geometry, geometry, updated_at',
)

/** @param planar cut at the antimeridian */
export async function saveArea(tx: Transaction, row: AreaRow, planar: object): Promise<void> {
  const insert = insertInto('restricted_areas', {
    ...row,
    given_geometry: json(row.given_geometry),
    geometry: sql`st_setsrid(st_geomfromgeojson(${JSON.stringify(planar)}), 4326)`,
  })
  await tx.run(sql`
    ${insert} on conflict (area_id) do update set ${replaced_columns}`)
}

export async function hasOther(tx: Transaction, name: string, area_id: string): Promise<boolean> {
  const other = await tx.first(
    sql`select from restricted_areas where name = ${name} and area_id <> ${area_id}`,
  )
  return other !== undefined
}

/** @returns whether there was one */
export async function deleteArea(tx: Transaction, area_id: string): Promise<boolean> {
  const gone = await tx.first(sql`delete from restricted_areas where area_id = ${area_id} returning area_id`)
  return gone !== undefined
}

/** The ids that no customer has. */
export async function unknownOrganisations(tx: Transaction, ids: readonly string[]): Promise<string[]> {
  const rows = await tx.rows(sql<{ id: string }>`
    select id from unnest(${ids}::text[]) id
    where not exists (select from set_up_organisations where organisation_id = id) order by id`)
  return rows.map(({ id }) => id)
}
