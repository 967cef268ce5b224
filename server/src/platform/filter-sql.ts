import type { FilterKind, ListFilters } from '@swath/contract/filters'
import { type RawBuilder, sql } from 'kysely'
import type { Condition, SortKey } from './filters.ts'

export function whereSql(conditions: RawBuilder<unknown>[]) {
  return conditions.length === 0 ? sql`` : sql`where ${sql.join(conditions, sql` and `)}`
}

export function orderSql({ field, descending }: SortKey) {
  return sql`${sql.ref(field)} ${sql.raw(descending ? 'desc' : 'asc')}`
}

/** The rows behind the one with these values. */
export function afterSql(
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
  const types: Record<string, string> = { integer: 'bigint', time: 'timestamptz', uuid: 'uuid' }
  return (typeof kind === 'string' ? types[kind] : undefined) ?? 'text'
}

function valueSql(kind: FilterKind, value: string) {
  return sql`${value}::${sql.raw(typeOf(kind))}`
}
