import type { Comparison, Expression } from './ast.ts'
import { Cql2Error, offsetOf } from './error.ts'
import { join, raw, type SqlPieces, sql } from './pieces.ts'
import { type QueryableType, tellType, typeOf } from './queryables.ts'
import { compareInstants, instantOf } from './sql-temporal.ts'
import { isNumber, valueSql, type Writer } from './sql-values.ts'

export function comparisonSql(
  op: Comparison,
  left: Expression,
  right: Expression,
  writer: Writer,
): SqlPieces {
  const type = commonType(left, right, writer)
  if (type === 'instants') return compareInstants(op, instantOf(left, writer), instantOf(right, writer))
  const [l, r] = [valueSql(left, type, writer), valueSql(right, type, writer)]
  // Equality is of the bytes in every collation that we use, and named it would keep an index from being used.
  const is_ordered = type === 'string' && op !== '=' && op !== '<>'
  if (is_ordered) return sql`(${l} collate "C" ${raw(op)} ${r} collate "C")`
  return sql`(${l} ${raw(op)} ${r})`
}

export function inSql(of: Expression, list: readonly Expression[], writer: Writer): SqlPieces {
  const types = list.map((item) => commonType(of, item, writer))
  const type = types.find((found) => found !== 'json') ?? 'json'
  if (type === 'instants')
    return sql`(${join(
      list.map((item) => compareInstants('=', instantOf(of, writer), instantOf(item, writer))),
      ' or ',
    )})`
  const items = list.map((item) => valueSql(item, type, writer))
  return sql`(${valueSql(of, type, writer)} in (${join(items, ', ')}))`
}

type Common = 'string' | 'number' | 'integer' | 'boolean' | 'json' | 'instants'

const scalars: readonly QueryableType[] = [
  'string',
  'number',
  'integer',
  'boolean',
  'timestamp',
  'date',
  'json',
]

/** The type in which two values are compared. */
function commonType(left: Expression, right: Expression, { queryables }: Writer): Common {
  const [l, r] = [left, right].map((node) => ({
    node,
    type: scalarType(node, typeOf(node, queryables)),
  })) as [Side, Side]
  if (l.type === r.type || r.type === 'json') return l.type
  if (l.type === 'json') return r.type
  if (isNumber(l.type as QueryableType) && isNumber(r.type as QueryableType)) return 'integer'
  throw new Cql2Error(
    `${tellType(left, typeOf(left, queryables))}, and ${tellType(right, typeOf(right, queryables))}: they cannot be compared`,
    offsetOf(right),
  )
}

interface Side {
  node: Expression
  type: Common
}

function scalarType(node: Expression, type: QueryableType): Common {
  if (!scalars.includes(type))
    throw new Cql2Error(`${tellType(node, type)}, which no comparison takes`, offsetOf(node))
  return type === 'timestamp' || type === 'date' ? 'instants' : (type as Common)
}
