import { sql } from 'kysely'
import type { Transaction } from '../database/db.ts'
import type { Geometry } from '../lib/geo/geometry.ts'

/** A restricted area that something reaches into, and the box round what lies in it. */
export interface Restriction {
  name: string
  reason: string
  rule: 'refuse' | 'approval'
  west: number
  south: number
  east: number
  north: number
}

/** Says which area it is, why, and which part lies in it. */
export function restrictionText({ name, reason, west, south, east, north }: Restriction): string {
  const box = `longitudes ${west.toFixed(4)} to ${east.toFixed(4)}, latitudes ${south.toFixed(4)} to ${north.toFixed(4)}`
  return `It reaches into the restricted area ${name} (${box}): ${reason}`
}

/**
 * The restricted areas that hold for a contract and that something reaches into, those that refuse first. Nobody reads
 * more than five.
 * @param ground cut at the antimeridian
 */
export function listRestrictions(
  tx: Transaction,
  contract_id: string,
  ground: Geometry,
): Promise<Restriction[]> {
  return tx.rows(sql<Restriction>`
    select * from restrictions_on(${contract_id}, st_setsrid(st_geomfromgeojson(${JSON.stringify(ground)}), 4326))
    limit 5`)
}
