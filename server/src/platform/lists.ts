import type { FilterKind, ListFilters } from '@swath/contract/filters'
import { type RawBuilder, sql } from 'kysely'
import { z } from 'zod'
import { type Clock, timestamp } from './clock.ts'
import type { Database, Transaction } from './db.ts'
import { etagsIn, Representation } from './etag.ts'
import {
  type Condition,
  filterParameters,
  parameter,
  Refusal,
  readSort,
  readValue,
  type SortKey,
} from './filters.ts'
import { page } from './pages.ts'

/** Where a list is read: a view of one contract, with a column for each filter. */
export interface ListSource {
  view: string
  filters: ListFilters
}

/** What the query of a request says; besides these it holds a `Condition` for each filter. */
export interface ListQuery {
  limit: number
  offset: number
  cursor?: Cursor | undefined
  sort?: SortKey[] | undefined
}

/** The place between two rows from which a walk through a list goes on. */
interface Cursor {
  sort: SortKey[]
  is_backwards: boolean
  /** Of the first page: later pages must not tell a later time, or changes of earlier ones would be lost. */
  as_of: string
  key: string[]
}

type Shape = typeof page.shape & { [name in 'cursor' | 'sort']: z.ZodType<ListQuery[name]> }

/** The schema of a list's query. An unknown parameter is refused with the names of these. */
export function listQuery(filters: ListFilters): z.ZodObject<Shape> {
  const cursor = parameter({ type: 'string', description: 'Taken from next or previous' }, (raw) =>
    readCursor(filters, raw),
  )
  const shape = { ...page.shape, ...filterParameters(filters), cursor } as unknown as Shape
  return z
    .strictObject(shape)
    .refine(({ cursor, sort }) => !cursor || !sort || sortText(cursor.sort) === sortText(sort), {
      path: ['cursor'],
      message: 'belongs to another sort; start again without it',
    })
}

export interface ListPage {
  source: ListSource
  query: ListQuery
  as_of: string
  /** How many match, counted to `max_count`. */
  count: number
  version: string
  /** Of the rows, joined by commas; null when the client has them. */
  documents: string | null
  rows: number
  has_more: boolean
  first_key: string[] | null
  last_key: string[] | null
}

/** Counting further would cost more than the page. */
const max_count = 10_000

/** Reads lists, and knows from which time on a reader has to ask again. */
export class Lists {
  #db: Database
  #clock: Clock
  #max_age_ms: number
  #as_of = Promise.resolve('')
  #asked_at = Number.NEGATIVE_INFINITY

  constructor(db: Database, clock: Clock, max_age_ms = 200) {
    this.#db = db
    this.#clock = clock
    this.#max_age_ms = max_age_ms
  }

  /** One page of what belongs to the contract and meets the query and `more`. `known` are ETags of the client. */
  async read(
    contract_id: string,
    source: ListSource,
    query: ListQuery,
    known: string | undefined,
    more: readonly Condition[] = [],
  ): Promise<ListPage> {
    // First the time, then the rows: the other way round a change could fall between the two.
    const as_of = query.cursor?.as_of ?? (await this.#currentAsOf())
    const page = await this.#db.tenant(contract_id, (tx) => readPage(tx, source, query, etagsIn(known), more))
    return { source, query, as_of, ...page }
  }

  /** An older answer is as good, so one serves all requests of a moment. */
  #currentAsOf(): Promise<string> {
    if (performance.now() - this.#asked_at > this.#max_age_ms) {
      this.#asked_at = performance.now()
      this.#as_of = this.#askAsOf()
      this.#as_of.catch(() => {
        this.#asked_at = Number.NEGATIVE_INFINITY
      })
    }
    return this.#as_of
  }

  async #askAsOf(): Promise<string> {
    const row = await this.#db.system((tx) =>
      tx.one(sql<{ as_of: Date }>`select everything_until(${this.#clock.now()}) as as_of`),
    )
    return timestamp(row.as_of)
  }
}

// The answer ---------------------------------------------------------------------------------------------

/** The page in the form of the published API. Documents are joined as they are, never parsed and written again. */
export function listAnswer(member: 'features' | 'results', url: string, page: ListPage): Representation {
  const etag = `W/"${page.version}"`
  if (page.documents === null && page.rows > 0) return new Representation(etag, undefined)
  const count = countOf(page)
  const head = JSON.stringify({
    ...(member === 'features' ? { type: 'FeatureCollection' } : {}),
    count,
    count_exact: page.count <= max_count,
    ...linksOf(page, url),
    as_of: page.as_of,
  })
  return new Representation(etag, `${head.slice(0, -1)},"${member}":[${page.documents ?? ''}]}`)
}

/** Never below what a client that counts up `offset` has seen and will still see, or it would stop too early. */
function countOf({ count, query, rows, has_more }: ListPage): number {
  if (count <= max_count) return count
  return Math.max(max_count, query.cursor ? 0 : query.offset + rows + (has_more ? 1 : 0))
}

/** Relative, with the filters of the request. */
function linksOf({ source, query, as_of, has_more, rows, first_key, last_key }: ListPage, url: string) {
  const sort = sortOf(source.filters, query)
  const link = (is_backwards: boolean, key: string[] | null) =>
    key === null ? null : pageUrl(url, { sort, is_backwards, as_of, key })
  const was_backwards = query.cursor?.is_backwards ?? false
  const is_start = query.cursor === undefined && query.offset === 0
  const has_next = was_backwards ? rows > 0 : has_more
  const has_previous = was_backwards ? has_more : !is_start
  return {
    next: has_next ? link(false, last_key) : null,
    previous: has_previous ? link(true, first_key) : null,
  }
}

function pageUrl(url: string, { sort, is_backwards, as_of, key }: Cursor): string {
  const { pathname, searchParams } = new URL(url, 'http://localhost')
  const text = JSON.stringify([sortText(sort), is_backwards, as_of, ...key])
  searchParams.delete('offset')
  searchParams.set('cursor', Buffer.from(text).toString('base64url'))
  return `${pathname}?${searchParams}`
}

function readCursor(filters: ListFilters, raw: unknown): Cursor {
  try {
    const [text, is_backwards, as_of, ...key] = JSON.parse(Buffer.from(String(raw), 'base64url').toString())
    const sort = readSort(filters, text)
    if (typeof is_backwards !== 'boolean' || key.length !== sort.length) throw new Refusal('has another form')
    const values = sort.map(({ field }, index) => readKeyValue(filters.fields[field]!, String(key[index])))
    return { sort, is_backwards, as_of: timestamp(new Date(readValue('time', as_of))), key: values }
  } catch {
    throw new Refusal('is not a cursor of this list; take it from next or previous as it is')
  }
}

// The SQL ------------------------------------------------------------------------------------------------

/** In one statement: the page, its version, and how many rows there are. */
function readPage(
  tx: Transaction,
  { view, filters }: ListSource,
  query: ListQuery,
  known: readonly string[],
  more: readonly Condition[],
) {
  const { limit, offset, cursor } = query
  const is_backwards = cursor?.is_backwards ?? false
  const sort = sortOf(filters, query)
  const keys = is_backwards ? sort.map((key) => ({ ...key, descending: !key.descending })) : sort
  const conditions = [...more, ...Object.values(query).filter(isCondition)].map(conditionSql)
  const after = cursor ? [afterSql(filters, keys, cursor.key)] : []
  const from = (all: RawBuilder<unknown>[]) => sql`from ${sql.table(view)} ${whereSql(all)}`
  const fields = sql.join(sort.map((key) => sql.ref(key.field)))
  const versions = known.map((tag) => tag.slice(1, -1))
  return tx.one(sql<Omit<ListPage, 'source' | 'query' | 'as_of'>>`
    with counted as (select count(*) as count from (select ${from(conditions)} limit ${max_count + 1}) as all_of_them),
    page as (
      select *, row_number() over () as n from (
        select ${sql.ref(filters.id)} as id, row_version, document, json_build_array(${fields}) as key
        ${from([...conditions, ...after])} order by ${sql.join(keys.map(orderSql))}
        limit ${limit + 1} offset ${offset}) as ordered),
    summary as (
      select least(count(*), ${limit}::bigint) as rows, count(*) > ${limit} as has_more,
        md5(concat_ws(',', (select count from counted), string_agg(id || ' ' || row_version, ','))) as version
      from page)
    select rows, has_more, version, (select count from counted) as count,
      (select key from page where n = ${is_backwards ? sql`rows` : sql`1`}) as first_key,
      (select key from page where n = ${is_backwards ? sql`1` : sql`rows`}) as last_key,
      case when version <> all(${versions}::text[]) then (
        select string_agg(document, ',' order by ${is_backwards ? sql`n desc` : sql`n`}) from page where n <= rows
      ) end as documents
    from summary`)
}

function sortOf(filters: ListFilters, { sort, cursor }: ListQuery): SortKey[] {
  return cursor?.sort ?? sort ?? readSort(filters, filters.sort)
}

function sortText(sort: readonly SortKey[]): string {
  return sort.map(({ field, descending }) => (descending ? `-${field}` : field)).join(',')
}

function orderSql({ field, descending }: SortKey) {
  return sql`${sql.ref(field)} ${sql.raw(descending ? 'desc' : 'asc')}`
}

function whereSql(conditions: RawBuilder<unknown>[]) {
  return conditions.length === 0 ? sql`` : sql`where ${sql.join(conditions, sql` and `)}`
}

const isCondition = (value: unknown): value is Condition =>
  typeof value === 'object' && value !== null && 'operator' in value

/** The rows behind the one with these values. */
function afterSql(
  filters: ListFilters,
  keys: readonly SortKey[],
  values: readonly string[],
): RawBuilder<unknown> {
  const bound = keys.map(({ field }, index) => valueSql(filters.fields[field]!, values[index]!))
  const columns = keys.map(({ field }) => sql.ref(field))
  const operators = keys.map(({ descending }) => sql.raw(descending ? '<' : '>'))
  if (keys.every(({ descending }) => descending === keys[0]!.descending)) {
    return sql`(${sql.join(columns)}) ${operators[0]!} (${sql.join(bound)})`
  }
  const behind = (at: number): RawBuilder<unknown> => {
    const beyond = sql`${columns[at]!} ${operators[at]!} ${bound[at]!}`
    if (at === keys.length - 1) return beyond
    // Said twice, because the first half can be looked up in an index.
    return sql`${columns[at]!} ${operators[at]!}= ${bound[at]!} and (${beyond} or ${behind(at + 1)})`
  }
  return behind(0)
}

const comparisons = { gte: '>=', gt: '>', lte: '<=', lt: '<' }

function conditionSql({ on, operator, kind, values }: Condition): RawBuilder<unknown> {
  const column = sql.ref(on)
  const [first] = values as [string, ...string[]]
  switch (operator) {
    case 'in':
      return values.length === 1
        ? sql`${column} = ${valueSql(kind, first)}`
        : sql`${column} = any(${values}::${sql.raw(typeOf(kind))}[])`
    case 'contains':
      // Every text is part of what is searched, which has an index.
      return sql`(${column} ilike ${pattern(first)} and search_text ilike ${pattern(first)})`
    case 'query':
      return sql.join(
        values.map((word) => sql`search_text ilike ${pattern(word)}`),
        sql` and `,
      )
    case 'intersects':
      return sql`st_intersects(${column}, st_setsrid(st_geomfromgeojson(${first}), 4326))`
    case 'bbox':
      return sql`(${sql.join(
        values.map((box) => sql`st_intersects(${column}, ${boxSql(box)})`),
        sql` or `,
      )})`
    default: {
      const compared = sql`${column} ${sql.raw(comparisons[operator])} ${valueSql(kind, first)}`
      // A time that is missing is before all others in a page key, but not before a time that is asked for.
      return kind === 'time' && operator.startsWith('l')
        ? sql`(${compared} and ${column} > '-infinity')`
        : compared
    }
  }
}

/** A box without width or height becomes a line or a point. */
function boxSql(box: string) {
  const [west, south, east, north] = JSON.parse(box) as number[]
  const corner = (x?: number, y?: number) => sql`st_point(${x}::float8, ${y}::float8, 4326)`
  return sql`st_envelope(st_makeline(${corner(west, south)}, ${corner(east, north)}))`
}

const pattern = (text: string) => `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`

function typeOf(kind: FilterKind): string {
  const types: Record<string, string> = { integer: 'bigint', time: 'timestamptz', uuid: 'uuid' }
  return (typeof kind === 'string' ? types[kind] : undefined) ?? 'text'
}

function valueSql(kind: FilterKind, value: string) {
  return sql`${value}::${sql.raw(typeOf(kind))}`
}

function readKeyValue(kind: FilterKind, text: string): string {
  return kind === 'time' && text === '-infinity' ? text : readValue(kind, text)
}
