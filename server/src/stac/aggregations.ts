import { type RawBuilder, sql } from 'kysely'
import type { Transaction } from '../database/db.ts'
import { Refusal } from '../http/parameter.ts'
import { whereSql } from '../lists/filter-sql.ts'

interface Bucket {
  key: string
  data_type: 'frequency_distribution' | 'string' | 'datetime' | 'numeric'
  frequency: number
  from?: number | null
  to?: number | null
}
export type Aggregation = { name: string; data_type: string } & (
  | { value: number | string | null }
  | { buckets: Bucket[]; overflow: number }
)

const known = {
  total_count: 'integer',
  datetime_min: 'datetime',
  datetime_max: 'datetime',
  datetime_frequency: 'frequency_distribution',
  collection_frequency: 'frequency_distribution',
  platform_frequency: 'frequency_distribution',
  cloud_cover_frequency: 'frequency_distribution',
} as const
export type AggregationName = keyof typeof known
export const aggregation_names = Object.keys(known) as AggregationName[]

export const aggregation_list = Object.entries(known).map(([name, data_type]) => ({ name, data_type }))

export const intervals = ['day', 'week', 'month', 'year'] as const
export type Interval = (typeof intervals)[number]

/** Items without cloud cover are in no bucket. Each reaches up to where the next begins. */
const cloud_limits = [0, 5, 15, 40]

/** @throws Refusal for a name that there is not */
export function checkNames(names: readonly string[]): asserts names is AggregationName[] {
  const unknown = names.find((name) => !Object.hasOwn(known, name))
  if (unknown === undefined) return
  throw new Refusal(`there is no ${unknown}; valid: ${aggregation_names.join(', ')}`)
}

export async function aggregate(
  tx: Transaction,
  conditions: RawBuilder<unknown>[],
  name: AggregationName,
  interval: Interval,
): Promise<Aggregation> {
  const found = sql`from listed_archive_items ${whereSql(conditions)}`
  const data_type = known[name]
  if (name === 'total_count' || name === 'datetime_min' || name === 'datetime_max') {
    const of = {
      total_count: sql`count(*)`,
      datetime_min: sql`min(datetime)`,
      datetime_max: sql`max(datetime)`,
    }
    const { value } = await tx.one(sql<{ value: number | Date | null }>`select ${of[name]} as value ${found}`)
    return { name, data_type, value: value instanceof Date ? value.toISOString() : value }
  }
  const rows = await tx.rows(sql<{ key: string; frequency: number }>`
    select key, count(*) as frequency from (select ${keyOf(name, interval)} as key ${found}) as keyed
    where key is not null group by key order by key`)
  return { name, data_type, overflow: 0, buckets: rows.map((row) => bucketOf(name, row)) }
}

type Frequency = Exclude<AggregationName, 'total_count' | 'datetime_min' | 'datetime_max'>

function keyOf(name: Frequency, interval: Interval): RawBuilder<unknown> {
  switch (name) {
    case 'datetime_frequency':
      return sql`to_char(date_trunc(${interval}, datetime at time zone 'UTC'), 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`
    case 'collection_frequency':
      return sql`collection`
    case 'platform_frequency':
      return sql`platform`
    case 'cloud_cover_frequency':
      return sql`width_bucket(cloud_cover, ${cloud_limits}::float8[])::text`
  }
}

function bucketOf(name: Frequency, { key, frequency }: { key: string; frequency: number }): Bucket {
  if (name === 'datetime_frequency') return { key, data_type: 'datetime', frequency }
  if (name !== 'cloud_cover_frequency') return { key, data_type: 'string', frequency }
  const at = Math.max(1, Number(key))
  const [from, to] = [cloud_limits[at - 1]!, cloud_limits[at] ?? null]
  return { key: `${from}-${to ?? 100}`, data_type: 'numeric', frequency, from, to }
}
