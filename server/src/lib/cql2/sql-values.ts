import type { Arithmetic, Expression } from './ast.ts'
import { Cql2Error, offsetOf } from './error.ts'
import { bind, raw, type SqlPieces, sql } from './pieces.ts'
import {
  findFunction,
  findProperty,
  piecesOf,
  type Queryables,
  type QueryableType,
  tellType,
  typeOf,
  wordOf,
} from './queryables.ts'
import { arrayLiteralSql } from './sql-arrays.ts'
import { geometrySql } from './sql-geometry.ts'

/** Handed down while SQL is written. */
export interface Writer {
  queryables: Queryables
  condition(node: Expression): SqlPieces
}

type Wanted = Exclude<QueryableType, 'interval'>

/** A value of the wanted type; `integer` and `number` take each other. */
export function valueSql(node: Expression, wanted: Wanted, writer: Writer): SqlPieces {
  const type = typeOf(node, writer.queryables)
  const fits = type === wanted || (isNumber(type) && isNumber(wanted))
  if (type === 'json' && !fits) return sql`(${convertJson(plainSql(node, writer), wanted, node)})`
  if (!fits) throw new Cql2Error(`${tellType(node, type)}, expected ${wordOf(wanted)}`, offsetOf(node))
  // JSON has two nulls.
  if (type === 'json') return sql`nullif(${plainSql(node, writer)}, 'null'::jsonb)`
  // An index on a whole number is of no use beside a double precision number.
  if (node.kind === 'number' && wanted === 'integer' && Number.isSafeInteger(node.value))
    return bind(node.value, 'bigint')
  return plainSql(node, writer)
}

export const isNumber = (type: QueryableType) => type === 'number' || type === 'integer'

function plainSql(node: Expression, writer: Writer): SqlPieces {
  switch (node.kind) {
    case 'string':
      return bind(node.value, 'text')
    case 'number':
      return bind(node.value, 'float8')
    case 'boolean':
      return raw(String(node.value))
    case 'timestamp':
      return bind(node.value, 'timestamptz')
    case 'date':
      return bind(node.value, 'date')
    case 'geometry':
    case 'bbox':
      return geometrySql(node)
    case 'array':
      return arrayLiteralSql(node.items, (item, type) => valueSql(item, type, writer), writer.queryables)
    case 'property':
      return propertySql(node, writer)
    case 'call':
      return callSql(node, writer)
    case 'fold':
      return foldSql(node.fold, valueSql(node.of, 'string', writer))
    case 'arithmetic':
      return arithmeticSql(
        node.op,
        valueSql(node.left, 'number', writer),
        valueSql(node.right, 'number', writer),
      )
    default:
      return writer.condition(node)
  }
}

function propertySql(node: Extract<Expression, { kind: 'property' }>, { queryables }: Writer): SqlPieces {
  const queryable = findProperty(queryables, node)
  if (queryable.type === 'interval')
    throw new Cql2Error(`${tellType(node, 'interval')}: use it in a T_ function`, offsetOf(node))
  return sql`(${piecesOf(queryable.sql)})`
}

function callSql(node: Extract<Expression, { kind: 'call' }>, writer: Writer): SqlPieces {
  const declaration = findFunction(writer.queryables, node)
  const args = node.args.map((arg, index) => valueSql(arg, declaration.args[index]!, writer))
  return sql`(${declaration.sql(args)})`
}

/** Any collation of ICU knows the letters of all alphabets; the one of the database may know ASCII only. */
function foldSql(fold: 'casei' | 'accenti', of: SqlPieces): SqlPieces {
  if (fold === 'accenti')
    return sql`(regexp_replace(normalize(${of}, NFD), '[\\u0300-\\u036F]', '', 'g') collate "C")`
  return sql`(replace(replace(lower(${of} collate "und-x-icu"), 'ς', 'σ'), 'ß', 'ss') collate "C")`
}

/** A calculation without a result, such as a division by zero, is null. */
function arithmeticSql(op: Arithmetic, left: SqlPieces, right: SqlPieces): SqlPieces {
  const [l, r] = [sql`${left}::float8`, sql`${right}::float8`]
  switch (op) {
    case '/':
      return sql`(${l} / nullif(${r}, 0))`
    case 'div':
      return sql`trunc(${l} / nullif(${r}, 0))`
    case '%':
      return sql`(select l - r * trunc(l / r) from (select ${l} as l, nullif(${r}, 0) as r) as operands)`
    case '^':
      return sql`(select case when (l <> 0 or r >= 0) and (l >= 0 or r = trunc(r)) then power(l, r) end from (select ${l} as l, ${r} as r) as operands)`
    default:
      return sql`(${l} ${raw(op)} ${r})`
  }
}

const DAY =
  '(?!0000)(?:\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|02-(?:0[1-9]|1\\d|2[0-8]))' +
  '|(?:\\d{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)'
const TIME = `${DAY}T(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d+)?Z`

/** A value of JSON that is of another type is null, and so is a text that is no time. */
function convertJson(json: SqlPieces, wanted: Wanted, node: Expression): SqlPieces {
  const text = sql`(${json} #>> '{}')`
  const of_type = (type: string, value: SqlPieces) =>
    sql`case when jsonb_typeof(${json}) = '${raw(type)}' then ${value} end`
  switch (wanted) {
    case 'string':
      return of_type('string', text)
    case 'number':
    case 'integer':
      return of_type('number', sql`${json}::float8`)
    case 'boolean':
      return of_type('boolean', sql`${json}::boolean`)
    case 'array':
      return of_type('array', json)
    case 'date':
      return sql`case when ${text} ~ '^${raw(DAY)}$' then ${text}::date end`
    case 'timestamp':
      return sql`case when ${text} ~ '^${raw(DAY)}$' then (${text} || 'T00:00:00Z')::timestamptz when ${text} ~ '^${raw(TIME)}$' then ${text}::timestamptz end`
    default:
      throw new Cql2Error(`${tellType(node, 'json')}, expected ${wordOf(wanted)}`, offsetOf(node))
  }
}
