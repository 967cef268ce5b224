import type { Expression } from './ast.ts'
import { Cql2Error, offsetOf } from './error.ts'
import { bind, join, type SqlPieces, sql } from './pieces.ts'
import { type Queryables, type QueryableType, tellType, typeOf } from './queryables.ts'

type Element = 'string' | 'number' | 'boolean' | 'json'
const elements: Partial<Record<QueryableType, Element>> = {
  string: 'string',
  number: 'number',
  integer: 'number',
  boolean: 'boolean',
  json: 'json',
}

/** Literals go as one value; days and times are texts in JSON. */
export function arrayLiteralSql(
  items: readonly Expression[],
  write: (item: Expression, type: Element) => SqlPieces,
  queryables: Queryables,
): SqlPieces {
  const literals = items.flatMap((item) => ('value' in item ? [item.value] : []))
  const computed = items
    .filter((item) => !('value' in item))
    .map((item) => {
      const type = elements[typeOf(item, queryables)]
      if (type === undefined)
        throw new Cql2Error(
          `${tellType(item, typeOf(item, queryables))}, which no array takes`,
          offsetOf(item),
        )
      return write(item, type)
    })
  const literal = sql`${bind(JSON.stringify(literals), 'text')}::jsonb`
  return sql`(${join([literal, ...listsOf(computed)], ' || ')})`
}

/** Each joining copies what is there, and a function takes a hundred values. */
function listsOf(values: readonly SqlPieces[]): SqlPieces[] {
  if (values.length === 0) return []
  return [sql`jsonb_build_array(${join(values.slice(0, 100), ', ')})`, ...listsOf(values.slice(100))]
}
