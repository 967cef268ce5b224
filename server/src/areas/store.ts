import { area_filters } from '@swath/contract/filters'
import { sql } from 'kysely'
import { type Columns, insertInto, json, update } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'
import type { Geometry } from '../lib/geo/geometry.ts'
import type { ListSource } from '../lists/lists.ts'

export const listedAreas: ListSource = { view: 'listed_areas', filters: area_filters }

/** A shape in all the forms in which it is kept. */
export interface KeptShape {
  given_geometry: Geometry
  /** Cut at the antimeridian. */
  planar: Geometry
  area_km2: number
  positions: number
}

type Named = Columns<'areas', 'area_id' | 'project_id' | 'name'>

const shapeColumns = ({ given_geometry, planar, area_km2, positions }: KeptShape) => ({
  given_geometry: json(given_geometry),
  geometry: sql`st_setsrid(st_geomfromgeojson(${JSON.stringify(planar)}), 4326)`,
  area_km2,
  positions,
})

/** The second of two that change areas of a contract at once waits, so that it counts right. */
export async function lockAreas(tx: Transaction, contract_id: string): Promise<void> {
  await tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`areas ${contract_id}`}, 0))`)
}

/** All areas of the contract but one. */
export function sizeOfOthers(tx: Transaction, area_id: string) {
  return tx.one(sql<{ count: number; positions: number }>`
    select count(*)::int as count, coalesce(sum(positions), 0)::int as positions
    from areas where area_id <> ${area_id}`)
}

export async function insertArea(
  tx: Transaction,
  { shape, now, ...row }: Named & { contract_id: string; shape: KeptShape; now: Date },
): Promise<void> {
  await tx.run(insertInto('areas', { ...row, ...shapeColumns(shape), created_at: now, updated_at: now }))
}

export async function updateArea(
  tx: Transaction,
  { area_id, shape, now, ...row }: Named & { shape: KeptShape | undefined; now: Date },
): Promise<void> {
  const changed = { ...row, ...(shape && shapeColumns(shape)), updated_at: now }
  await tx.run(sql`${update('areas', changed)} where area_id = ${area_id}`)
}

export function findArea(tx: Transaction, area_id: string) {
  return tx.first(sql<Named>`select area_id, project_id, name from areas where area_id = ${area_id}`)
}

export async function areaNamed(tx: Transaction, project_id: string, name: string) {
  const row = await tx.first(sql<Columns<'areas', 'area_id'>>`
    select area_id from areas where project_id = ${project_id} and name = ${name}`)
  return row?.area_id
}

export async function areaDocument(tx: Transaction, area_id: string): Promise<string | undefined> {
  const row = await tx.first(sql<{ document: string }>`
    select document from listed_areas where area_id = ${area_id}`)
  return row?.document
}

export async function deleteArea(tx: Transaction, area_id: string): Promise<void> {
  await tx.run(sql`delete from areas where area_id = ${area_id}`)
}
