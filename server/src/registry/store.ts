import type { Geometry } from '@swath/contract/geometry'
import { sql } from 'kysely'
import {
  type Columns,
  columns,
  excluded,
  insertInto,
  json,
  type Selected,
  update,
} from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'
import type { SkuRule } from '../providers/routes.ts'

const provider_columns = columns(
  'providers',
  `name, title, kind, settings, secret, is_enabled, rank, is_shown, reroute_after_s, capabilities, capabilities_at, created_at, updated_at`,
)
export interface ProviderRow extends Selected<typeof provider_columns> {
  /** Another one after each change. */
  row_version: string
}

/** Those that are asked first come first. */
export function listProviders(tx: Transaction): Promise<ProviderRow[]> {
  return tx.rows(
    sql<ProviderRow>`select ${provider_columns}, xmin::text as row_version from providers order by rank, created_at, name`,
  )
}

/** Those of the order that is asked first come first; see `routeOf`. */
export function listRules(tx: Transaction) {
  return tx.rows(sql<SkuRule & { sku: string }>`
    select sku, provider, s.rank, priority_classes, share_pct, highest_price_minor, highest_price_currency,
      region is not null as has_region
    from provider_skus s join providers p on p.name = s.provider order by sku, s.rank, p.rank, p.created_at, p.name`)
}

/** The providers in whose region for orders of a SKU a place lies wholly. */
export async function regionsRound(tx: Transaction, sku: string, planar: Geometry): Promise<string[]> {
  const rows = await tx.rows(sql<Columns<'provider_skus', 'provider'>>`
    select provider from provider_skus where sku = ${sku}
      and st_covers(region_planar, st_setsrid(st_geomfromgeojson(${JSON.stringify(planar)}), 4326))`)
  return rows.map(({ provider }) => provider)
}

type NewRow = Columns<
  'providers',
  | 'name'
  | 'title'
  | 'kind'
  | 'secret'
  | 'is_enabled'
  | 'rank'
  | 'is_shown'
  | 'reroute_after_s'
  | 'created_at'
  | 'updated_at'
> & { settings: unknown }

export async function saveProvider(tx: Transaction, row: NewRow): Promise<void> {
  const insert = insertInto('providers', {
    name: row.name,
    title: row.title,
    kind: row.kind,
    settings: json(row.settings),
    secret: row.secret,
    is_enabled: row.is_enabled,
    rank: row.rank,
    is_shown: row.is_shown,
    reroute_after_s: row.reroute_after_s,
    created_at: row.created_at,
    updated_at: row.updated_at,
  })
  await tx.run(sql`${insert} on conflict (name) do update set ${changed_columns}`)
}

const changed_columns = excluded(
  'providers',
  'title, settings, secret, is_enabled, rank, is_shown, reroute_after_s, updated_at',
)

export async function hasCaptures(tx: Transaction, name: string): Promise<boolean> {
  return (await tx.first(sql`select from capture_facts where provider = ${name} limit 1`)) !== undefined
}

export async function deleteProvider(tx: Transaction, name: string): Promise<void> {
  await tx.run(sql`delete from providers where name = ${name}`)
}

/** Some whose secret a former key has encrypted. */
export function secretsOfOldKeys(tx: Transaction, prefix: string) {
  return tx.rows(sql<{ name: string; secret: string }>`
    select name, secret from providers where not starts_with(secret, ${prefix}) limit 100 for update`)
}

export async function storeSecret(tx: Transaction, name: string, secret: string): Promise<void> {
  await tx.run(sql`${update('providers', { secret })} where name = ${name}`)
}

/** Makes the provider of the sandbox where there is none at all. */
export async function insertFirst(tx: Transaction, now: Date): Promise<void> {
  const insert = insertInto('providers', {
    name: 'simulator',
    title: 'Simulator',
    kind: 'protocol',
    settings: json({}),
    created_at: now,
    updated_at: now,
  })
  // One of several processes that start at once makes it.
  await tx.run(sql`lock table providers in share row exclusive mode`)
  const has_any = await tx.first(sql`select from providers limit 1`)
  if (!has_any) await tx.run(insert)
}

/** The abilities that a provider told last. */
export async function findCapabilities(tx: Transaction, name: string): Promise<unknown> {
  const row = await tx.first(sql<{ capabilities: unknown }>`
    select capabilities from providers where name = ${name} for update`)
  return row?.capabilities
}

export async function storeCapabilities(
  tx: Transaction,
  name: string,
  told: object,
  now: Date,
): Promise<void> {
  const change = update('providers', { capabilities: json(told), capabilities_at: now, updated_at: now })
  await tx.run(sql`${change} where name = ${name}`)
}
