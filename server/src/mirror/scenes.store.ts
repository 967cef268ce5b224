import { sql } from 'kysely'
import type { Transaction } from '../platform/db.ts'

/** The capture that a product was made from, and on which terms. */
export interface Source {
  order_id: string
  capture_id: string
  unit: 'km2' | 'capture'
  currency: string
  price_minor: number
  covered_km2: number
}

/** The captures of an origin that scenes name, by the name by which they do; their orders are locked. */
export async function sourcesOfScenes(
  tx: Transaction,
  contract_id: string,
  origin: string,
  scenes: readonly { capture_id?: string | undefined; sceneset_id?: string | undefined }[],
) {
  const names = scenes.flatMap(({ capture_id }) => capture_id ?? [])
  const scenesets = scenes.flatMap(({ capture_id, sceneset_id }) =>
    capture_id === undefined && sceneset_id !== undefined ? [sceneset_id] : [],
  )
  const rows = await tx.rows(sql<Source & { origin_id: string; outcome_id: string | null }>`
    select o.order_id, c.capture_id, c.origin_id, c.outcome_id, o.terms ->> 'unit' as unit,
      o.terms ->> 'currency' as currency, (o.terms ->> 'price_minor')::bigint as price_minor,
      geodesic_km2(coalesce(c.footprint, c.target)) as covered_km2
    from captures c join orders o on o.order_id = c.order_id and o.contract_id = ${contract_id} and o.origin = ${origin}
    where c.contract_id = ${contract_id} and c.capture_id in (
      select capture_id from captures where origin_id = any(${names}::text[]) and contract_id = ${contract_id}
      union select capture_id from captures
      where outcome_id = any(${scenesets}::uuid[]) and contract_id = ${contract_id})
    order by o.order_id, c.capture_id for update of o`)
  const wanted = new Set([...names, ...scenesets])
  const found = rows.flatMap((row): [string, Source][] =>
    [row.origin_id, row.outcome_id].flatMap((name) =>
      name !== null && wanted.has(name) ? [[name, row]] : [],
    ),
  )
  return new Map(found)
}

/** The ids of all deliverables of some captures, by capture, level and part. */
export async function deliverablesOf(tx: Transaction, capture_ids: readonly string[]) {
  const rows = await tx.rows(sql<{ deliverable_id: string; key: string }>`
    select deliverable_id, capture_id || ' ' || processing_level || ' ' || part as key from deliverables
    where capture_id = any(${capture_ids}::text[])`)
  return new Map(rows.map((row) => [row.key, row.deliverable_id]))
}

/** The capture of each order of the archive, which has only one, by the name of the order. */
export async function sourcesOfOrders(
  tx: Transaction,
  contract_id: string,
  origin: string,
  names: readonly string[],
) {
  const rows = await tx.rows(sql<Source & { name: string }>`
    select o.origin_id as name, o.order_id, c.capture_id, o.terms ->> 'unit' as unit,
      o.terms ->> 'currency' as currency, (o.terms ->> 'price_minor')::bigint as price_minor, 0 as covered_km2
    from orders o join captures c using (order_id)
    where o.contract_id = ${contract_id} and o.origin = ${origin} and o.origin_id = any(${names}::text[])
    order by o.order_id for update of o`)
  return new Map(rows.map((row) => [row.name, row]))
}

/** Gives orders of downloads, and their captures, the figures of their deliverables. @returns the captures */
export async function setDownloadFigures(tx: Transaction, order_ids: readonly string[]): Promise<string[]> {
  await tx.run(sql`select set_download_figures(${order_ids}::text[])`)
  const rows = await tx.rows(sql<{ capture_id: string }>`
    select capture_id from captures where order_id = any(${order_ids}::text[])`)
  return rows.map((row) => row.capture_id)
}
