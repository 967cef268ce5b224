import type { FilterKind } from '@swath/contract/filters'
import { type RawBuilder, sql } from 'kysely'
import type { Condition, SortKey } from './filters.ts'

export function whereSql(conditions: RawBuilder<unknown>[]) {
  return conditions.length === 0 ? sql`` : sql`where ${sql.join(conditions, sql` and `)}`
}

/** Words that the code knows, as `in` takes them: written out, as the conditions of indexes are. */
export function anyOf(words: readonly string[]) {
  return sql`(${sql.join(words.map((word) => sql.lit(word)))})`
}

export function orderSql({ field, descending }: SortKey) {
  return sql`${sql.ref(field)} ${sql.raw(descending ? 'desc' : 'asc')}`
}

/** A key that rows are sorted by, and its value in the row after which a page begins. */
export interface PageKey {
  column: RawBuilder<unknown>
  value: RawBuilder<unknown>
  descending: boolean
}

/** The rows behind the one with these values. */
export function afterSql(keys: readonly PageKey[]): RawBuilder<unknown> {
  const than = ({ descending }: PageKey) => sql.raw(descending ? '<' : '>')
  if (keys.every(({ descending }) => descending === keys[0]!.descending)) {
    const columns = sql.join(keys.map(({ column }) => column))
    return sql`(${columns}) ${than(keys[0]!)} (${sql.join(keys.map(({ value }) => value))})`
  }
  const behind = ([key, ...others]: readonly PageKey[]): RawBuilder<unknown> => {
    const { column, value } = key!
    const beyond = sql`${column} ${than(key!)} ${value}`
    if (others.length === 0) return beyond
    // Said twice, because the first half can be looked up in an index.
    return sql`${column} ${than(key!)}= ${value} and (${beyond} or ${behind(others)})`
  }
  return behind(keys)
}

const comparisons = { gte: '>=', gt: '>', lte: '<=', lt: '<' }

export function conditionSql({ on, operator, kind, values, quoted = [] }: Condition): RawBuilder<unknown> {
  const column = sql.ref(on)
  const [first] = values as [string, ...string[]]
  switch (operator) {
    case 'in':
      return values.length + quoted.length === 1
        ? sql`${column} = ${valueSql(kind, first)}`
        : sql`${column} = any(${[...values, ...quoted]}::${sql.raw(typeOf(kind))}[])`
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
  const types: Record<string, string> = {
    integer: 'bigint',
    number: 'float8',
    time: 'timestamptz',
    uuid: 'uuid',
  }
  return (typeof kind === 'string' ? types[kind] : undefined) ?? 'text'
}

export function valueSql(kind: FilterKind, value: string) {
  return sql`${value}::${sql.raw(typeOf(kind))}`
}
