import type { ProviderSkuRule } from '@swath/contract/providers'
import { sql } from 'kysely'
import { columns, excluded, insertInto, json, type Selected } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'
import { splitAtAntimeridian } from '../lib/geo/antimeridian.ts'
import type { Geometry } from '../lib/geo/geometry.ts'

const rule_columns = columns(
  'provider_skus',
  'provider, sku, rank, region, priority_classes, share_pct, highest_price_minor, highest_price_currency',
)
export type RuleRow = Selected<typeof rule_columns>

export function listAllRules(tx: Transaction): Promise<RuleRow[]> {
  return tx.rows(sql<RuleRow>`select ${rule_columns} from provider_skus order by sku`)
}

export async function saveRule(tx: Transaction, provider: string, sku: string, rule: ProviderSkuRule) {
  const { rank, region, priority_classes, share_pct, highest_price } = rule
  const planar = region === null ? null : planarSql(region as Geometry)
  const insert = insertInto('provider_skus', {
    provider,
    sku,
    rank,
    region: region && json(region),
    region_planar: planar,
    priority_classes,
    share_pct,
    highest_price_minor: highest_price?.amount_minor ?? null,
    highest_price_currency: highest_price?.currency ?? null,
  })
  await tx.run(sql`${insert} on conflict (sku, provider) do update set ${changed}`)
}

function planarSql(region: Geometry) {
  return sql`st_setsrid(st_geomfromgeojson(${JSON.stringify(splitAtAntimeridian(region))}), 4326)`
}

const changed = excluded(
  'provider_skus',
  'rank, region, region_planar, priority_classes, share_pct, highest_price_minor, highest_price_currency',
)

/** @returns whether there was one */
export async function deleteRule(tx: Transaction, provider: string, sku: string): Promise<boolean> {
  const gone = await tx.first(sql`
    delete from provider_skus where provider = ${provider} and sku = ${sku} returning sku`)
  return gone !== undefined
}
