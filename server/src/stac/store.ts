import { type RawBuilder, sql } from 'kysely'
import { type Columns, columns, type Narrow, type Selected } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'
import { afterSql, type PageKey, whereSql } from '../lists/filter-sql.ts'
import type { SortKey } from '../lists/filters.ts'
import { sortables } from './queryables.ts'
import type { Search } from './search.ts'

const from = sql`from listed_archive_items`

export interface FoundItem {
  document: string
  /** The values by which it is sorted, as texts. */
  key: string[]
}

/** By its default, the database prefers to sort thousands of items to reading a hundred where they lie. */
export function expectFastDisks(tx: Transaction): Promise<void> {
  return tx.run(sql`select set_config('random_page_cost', '1.1', true)`)
}

/** The items of a page, and one more if there are more. */
export function findItems(tx: Transaction, { conditions, sort, place, limit }: Search): Promise<FoundItem[]> {
  const after = place ? [afterSql(pageKeys(sort, place.key))] : []
  return tx.rows(sql<FoundItem>`
    select document, json_build_array(${sql.join(sort.map(keyText))}) as key
    ${from} ${whereSql([...conditions, ...after])}
    order by ${sql.join(sort.map(({ field, descending }) => sql`${keySql(field)} ${direction(descending)}`))}
    limit ${limit + 1}`)
}

/** Counting further would cost more than the page. */
const max_count = 1000

export interface FirstPage {
  /** Null when more than `max_count` match; then the items are still to be found. */
  matched: number | null
  items: FoundItem[]
}

/**
 * The first page, and how many match. Up to `max_count` of them are found in no order and then sorted: to find them
 * once is half the work of counting them and finding a page of them.
 */
export async function findFirst(tx: Transaction, { counted, sort, limit }: Search): Promise<FirstPage> {
  const names = sort.map((_, at) => sql.ref(`key_${at}`))
  const keys = sort.map(({ field }, at) => sql`${keySql(field)} as ${names[at]!}`)
  const order = sql.join(sort.map(({ descending }, at) => sql`${names[at]!} ${direction(descending)}`))
  const rows = await tx.rows(sql<FoundItem & { matched: number }>`
    with found as materialized (
      select collection as of_collection, item_id as of_item, ${sql.join(keys)}
      ${from} ${whereSql(counted)} limit ${max_count + 1}
    ), total as (select count(*) as matched from found)
    select matched, document, key from total left join lateral (
      select document, json_build_array(${sql.join(sort.map(keyText))}) as key, page.*
      from (
        select * from found order by ${order}
        limit case when matched > ${max_count} then 0 else ${limit + 1} end
      ) as page join listed_archive_items on collection = of_collection and item_id = of_item
    ) as item on true
    order by ${order}`)
  const { matched } = rows[0]!
  const items = rows.filter(({ document }) => document !== null)
  return { matched: matched > max_count ? null : matched, items }
}

export async function findDocument(tx: Transaction, collection: string, item_id: string) {
  const row = await tx.first(sql<Columns<'archive_item_facts', 'document'>>`
    select document from archive_item_facts where collection = ${collection} and item_id = ${item_id}`)
  return row?.document
}

const collection_columns = columns(
  'archive_collection_facts as c',
  'collection, title, description, content, west, south, east, north',
)

export interface CollectionRow
  extends Narrow<Selected<typeof collection_columns>, { content: Record<string, unknown> }> {
  first_at: Date | null
  last_at: Date | null
}

/** Those that the contract may see; the times of each are at the two ends of an index. */
export function findCollections(tx: Transaction, collection?: string): Promise<CollectionRow[]> {
  const only = collection === undefined ? sql`` : sql`where collection = ${collection}`
  return tx.rows(sql<CollectionRow>`
    select ${collection_columns},
      (select min(datetime) from archive_item_facts i where i.collection = c.collection) as first_at,
      (select max(datetime) from archive_item_facts i where i.collection = c.collection) as last_at
    from archive_collection_facts c ${only} order by position`)
}

// Keys -----------------------------------------------------------------------------------------------

// All of it is written in queryables.ts.
const keySql = (field: string) => sql.raw(sortables[field]!.sql)
const direction = (descending: boolean) => sql.raw(descending ? 'desc' : 'asc')

/** The text of a time is the same whatever the time zone of the session. */
function keyText({ field }: SortKey): RawBuilder<unknown> {
  const is_time = sortables[field]!.type === 'timestamptz'
  return is_time ? sql`(${keySql(field)} at time zone 'UTC')::text || '+00'` : sql`(${keySql(field)})::text`
}

function pageKeys(sort: readonly SortKey[], key: readonly string[]): PageKey[] {
  return sort.map(({ field, descending }, at) => ({
    column: keySql(field),
    value: sql`${key[at]}::${sql.raw(sortables[field]!.type)}`,
    descending,
  }))
}
