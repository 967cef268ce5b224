import type { FilterKind, ListFilters } from '@swath/contract/filters'
import { dateOf } from '@swath/contract/times'
import { type RawBuilder, sql } from 'kysely'
import { z } from 'zod'
import { etagOf, etagsIn, Representation } from '../answers/etag.ts'
import type { Database, Transaction } from '../database/db.ts'
import { parameter, Refusal } from '../http/parameter.ts'
import { findUnstorableText } from '../lib/storable.ts'
import { type Clock, timestamp } from '../platform/clock.ts'
import { afterSql, conditionSql, orderSql, type PageKey, valueSql, whereSql } from './filter-sql.ts'
import {
  type Condition,
  conditionsOf,
  filterParameters,
  readSort,
  readValue,
  type SortKey,
} from './filters.ts'
import { page } from './pages.ts'

/** The source of a list: a view of one contract, or a query over all, with a column for each filter. */
export interface ListSource {
  view: string | RawBuilder<unknown>
  filters: ListFilters
}

/** The query of a request; besides these it holds a `Condition` for each filter. */
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
  /** The time of the first page: later pages must not tell a later time, or changes of earlier ones would be lost. */
  as_of: string
  key: string[]
}

type Shape = typeof page.shape & { [name in 'cursor' | 'sort']: z.ZodType<ListQuery[name]> }

/** The schema of a list's query. An unknown parameter is refused with the names of these. */
export function listQuery(filters: ListFilters): z.ZodObject<Shape> {
  const cursor = parameter({ type: 'string', description: 'Taken from next or previous' }, (raw) =>
    readCursor(filters, raw),
  )
  return z
    .strictObject({ ...filterShape(filters), cursor } as unknown as Shape)
    .refine(({ cursor, sort }) => !cursor || !sort || sortText(cursor.sort) === sortText(sort), {
      path: ['cursor'],
      message: 'belongs to another sort; start again without it',
    })
}

/** The same for clients that count up `offset` and know no cursor. */
export function offsetQuery(filters: ListFilters) {
  return z.strictObject(filterShape(filters))
}

type FilterShape = typeof page.shape & { sort: z.ZodType<ListQuery['sort']> }

function filterShape(filters: ListFilters): FilterShape {
  return { ...page.shape, ...filterParameters(filters) } as unknown as FilterShape
}

export interface ListPage {
  source: ListSource
  query: ListQuery
  as_of: string
  rows: readonly Row[]
  /** The number of matches, counted to `max_count`. */
  count: number
  has_more: boolean
  etag: string
  /** The client has this page, so the rows have no documents. */
  is_known: boolean
}

/** Counting further would cost more than the page. */
const max_count = 1000

/** Reads lists, and knows from which time on a reader has to ask again. */
export class Lists {
  #db: Database
  #clock: Clock
  #max_age_ms: number
  #as_of = Promise.resolve('')
  #asked_at = Number.NEGATIVE_INFINITY

  /** @param max_age_ms for how long an `as_of` serves further requests */
  constructor(db: Database, clock: Clock, max_age_ms = 200) {
    this.#db = db
    this.#clock = clock
    this.#max_age_ms = max_age_ms
  }

  /** One page of what belongs to the contract and meets the query and `more`. `known` are ETags of the client. */
  read(
    contract_id: string,
    source: ListSource,
    query: ListQuery,
    known: string | undefined,
    more: readonly Condition[] = [],
  ): Promise<ListPage> {
    return this.#page(source, query, known, (tags) =>
      this.#db.tenant(contract_id, (tx) => readPage(tx, source, query, tags, more)),
    )
  }

  /** The same of all contracts, for operators. */
  readAll(source: ListSource, query: ListQuery, known: string | undefined): Promise<ListPage> {
    return this.#page(source, query, known, (tags) =>
      this.#db.system((tx) => readPage(tx, source, query, tags, [])),
    )
  }

  async #page(
    source: ListSource,
    query: ListQuery,
    known: string | undefined,
    readRows: (tags: readonly string[]) => ReturnType<typeof readPage>,
  ): Promise<ListPage> {
    // First the time, then the rows: the other way round a change could fall between the two.
    const as_of = query.cursor?.as_of ?? (await this.#currentAsOf())
    const tags = etagsIn(known)
    const page = await readRows(tags)
    return { source, query, as_of, ...page, is_known: tags.includes(page.etag) }
  }

  /** An older answer is as good, so one serves all requests of a moment. */
  #currentAsOf(): Promise<string> {
    const now = this.#clock.now().getTime()
    // A clock may be set back.
    if (Math.abs(now - this.#asked_at) > this.#max_age_ms) {
      this.#asked_at = now
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

interface Request {
  url: string
  headers: { 'if-none-match'?: string | undefined }
}

/**
 * Answers with a list, which `read` reads: it is given the tags of what the client has. The answer is sent as `finish`
 * leaves it, if there is one to send.
 */
export async function listAnswer(
  member: 'features' | 'results',
  { url, headers }: Request,
  read: (known: string | undefined) => Promise<ListPage>,
  finish = (answer: string) => answer,
): Promise<Representation> {
  const { etag, body } = pageAnswer(member, url, await read(headers['if-none-match']))
  return new Representation(etag, body === undefined ? undefined : finish(body))
}

/** The page in the form of the published API. Documents are joined as they are, never parsed and written again. */
function pageAnswer(member: 'features' | 'results', url: string, page: ListPage): Representation {
  const etag = `W/${page.etag}`
  if (page.is_known) return new Representation<string>(etag, undefined)
  const head = JSON.stringify({
    ...(member === 'features' ? { type: 'FeatureCollection' } : {}),
    count: countOf(page),
    count_exact: page.count <= max_count,
    ...linksOf(page, url),
    as_of: page.as_of,
  })
  const documents = page.rows.map((row) => row.document).join(',')
  return new Representation(etag, `${head.slice(0, -1)},"${member}":[${documents}]}`)
}

/** Never below what a client that counts up `offset` has seen and will still see, or it would stop too early. */
export function countOf({ count, query, rows, has_more }: ListPage): number {
  if (count <= max_count) return count
  return Math.max(max_count, query.cursor ? 0 : query.offset + rows.length + (has_more ? 1 : 0))
}

/** Relative, with the filters of the request. */
function linksOf({ source, query, as_of, has_more, rows }: ListPage, url: string) {
  const sort = sortOf(source.filters, query)
  const link = (is_backwards: boolean, row: Row | undefined) =>
    row === undefined ? null : pageUrl(url, { sort, is_backwards, as_of, key: JSON.parse(row.key) })
  const was_backwards = query.cursor?.is_backwards ?? false
  const is_start = query.cursor === undefined && query.offset === 0
  return {
    next: was_backwards || has_more ? link(false, rows.at(-1)) : null,
    previous: was_backwards ? (has_more ? link(true, rows[0]) : null) : is_start ? null : link(true, rows[0]),
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
    const is_whole = typeof is_backwards === 'boolean' && key.length === sort.length
    if (!is_whole || findUnstorableText(key)) throw new Refusal('has another form')
    const values = sort.map(({ field }, index) => readKeyValue(filters.fields[field]!, String(key[index])))
    return { sort, is_backwards, as_of: timestamp(dateOf(readValue('time', as_of))), key: values }
  } catch {
    throw new Refusal('is not a cursor of this list; take it from next or previous as it is')
  }
}

// The SQL ------------------------------------------------------------------------------------------------

interface Row {
  /** The number of matches, the same in every row. */
  count: number
  id: string
  row_version: string
  /** The values of the sort as JSON. */
  key: string
  document: string
}

/** The page; without documents if the client has this version of it. */
async function readPage(
  tx: Transaction,
  source: ListSource,
  query: ListQuery,
  known: readonly string[],
  more: readonly Condition[],
) {
  if (known.length > 0) {
    const page = await pageOf(tx, source, query, more, sql`null as document`)
    if (known.includes(page.etag)) return page
  }
  return pageOf(tx, source, query, more, sql`document`)
}

async function pageOf(
  tx: Transaction,
  { view, filters }: ListSource,
  query: ListQuery,
  more: readonly Condition[],
  document: RawBuilder<unknown>,
) {
  const { limit, offset, cursor } = query
  const sort = sortOf(filters, query)
  const keys = cursor?.is_backwards ? sort.map(turned) : sort
  const conditions = [...more, ...conditionsOf(query)].map(conditionSql)
  const after = cursor ? [afterSql(pageKeys(filters, keys, cursor.key))] : []
  const rows_of = typeof view === 'string' ? sql.table(view) : sql`(${view}) as listed`
  const from = (all: RawBuilder<unknown>[]) => sql`from ${rows_of} ${whereSql(all)}`
  const count = sql`(select count(*) from (select ${from(conditions)} limit ${max_count + 1}) as all_of_them) as count`
  const found = await tx.rows(sql<Row>`
    select ${count}, ${sql.ref(filters.id)} as id, row_version, ${document},
      json_build_array(${sql.join(sort.map((key) => sql.ref(key.field)))})::text as key
    ${from([...conditions, ...after])} order by ${sql.join(keys.map(orderSql))}
    limit ${limit + 1} offset ${offset}`)
  const { count: matching } = found[0] ?? (await tx.one(sql<{ count: number }>`select ${count}`))
  const rows = found.slice(0, limit)
  const versions = found.map((row) => `${row.id} ${row.row_version}`)
  return {
    rows: cursor?.is_backwards ? rows.reverse() : rows,
    count: matching,
    has_more: found.length > limit,
    etag: etagOf([matching, ...versions].join(' ')),
  }
}

function pageKeys({ fields }: ListFilters, keys: readonly SortKey[], values: readonly string[]): PageKey[] {
  return keys.map(({ field, descending }, at) => ({
    column: sql.ref(field),
    value: valueSql(fields[field]!, values[at]!),
    descending,
  }))
}

const turned = ({ field, descending }: SortKey) => ({ field, descending: !descending })

function sortOf(filters: ListFilters, { sort, cursor }: ListQuery): SortKey[] {
  return cursor?.sort ?? sort ?? readSort(filters, filters.sort)
}

function sortText(sort: readonly SortKey[]): string {
  return sort.map(({ field, descending }) => (descending ? `-${field}` : field)).join(',')
}

function readKeyValue(kind: FilterKind, text: string): string {
  return kind === 'time' && text === '-infinity' ? text : readValue(kind, text)
}
