import type { Comparison, Endpoint, Expression, Instant } from './ast.ts'
import { Cql2Error, offsetOf } from './error.ts'
import { nextDay } from './instants.ts'
import { bind, join, raw, type SqlPieces, sql } from './pieces.ts'
import { findProperty, piecesOf, tellType, typeOf } from './queryables.ts'
import { type TemporalName, type TemporalRelation, temporal_relations } from './relations.ts'
import { valueSql, type Writer } from './sql-values.ts'

interface InstantSql {
  of: 'timestamp' | 'date'
  sql: SqlPieces
  literal?: Instant
}

export interface Sides {
  start: InstantSql
  end: InstantSql
  is_interval: boolean
}

export function temporalSql(
  op: TemporalName,
  left: Expression,
  right: Expression,
  writer: Writer,
): SqlPieces {
  const relation: TemporalRelation = temporal_relations[op]
  const [l, r] = [sidesOf(left, writer), sidesOf(right, writer)]
  const instant = l.is_interval ? (r.is_interval ? undefined : right) : left
  if (relation.intervals_only && instant)
    throw new Cql2Error(
      `${tellType(instant, typeOf(instant, writer.queryables))}, but ${op.toUpperCase()} compares intervals`,
      offsetOf(instant),
    )
  const tests = relation.tests.map(([of_left, test, of_right]) =>
    compareInstants(test, l[of_left], r[of_right]),
  )
  return sql`(${join(tests, ` ${relation.join} `)})`
}

/** Start and end; for an instant both are the instant. */
export function sidesOf(node: Expression, writer: Writer): Sides {
  if (node.kind === 'interval')
    return {
      start: endpointOf(node.start, '-infinity', writer),
      end: endpointOf(node.end, 'infinity', writer),
      is_interval: true,
    }
  const queryable = node.kind === 'property' ? findProperty(writer.queryables, node) : undefined
  if (queryable?.type === 'interval') {
    const { of, start, end } = queryable
    const side = (given: string | SqlPieces): InstantSql => ({ of, sql: sql`(${piecesOf(given)})` })
    return { start: side(start), end: side(end), is_interval: true }
  }
  const instant = instantOf(node, writer)
  return { start: instant, end: instant, is_interval: false }
}

export function isSideNull({ start, end }: Sides): SqlPieces {
  return sql`(${start.sql} is null and ${end.sql} is null)`
}

function endpointOf(node: Endpoint, open: '-infinity' | 'infinity', writer: Writer): InstantSql {
  if (node.kind !== 'open') return instantOf(node, writer)
  return { of: 'timestamp', sql: raw(`'${open}'::timestamptz`) }
}

export function instantOf(node: Expression, writer: Writer): InstantSql {
  const type = typeOf(node, writer.queryables)
  const of = type === 'date' ? 'date' : 'timestamp'
  if (type !== 'timestamp' && type !== 'date' && type !== 'json')
    throw new Cql2Error(`${tellType(node, type)}, expected a time`, offsetOf(node))
  const instant = { of, sql: valueSql(node, of, writer) } as const
  return node.kind === 'timestamp' || node.kind === 'date' ? { ...instant, literal: node } : instant
}

const flipped = { '<': '>', '>': '<', '<=': '>=', '>=': '<=', '=': '=', '<>': '<>' } as const

/** A time is compared with a day by the day in UTC in which it lies; written so that an index on it is used. */
export function compareInstants(op: Comparison, left: InstantSql, right: InstantSql): SqlPieces {
  if (left.of === right.of) return sql`(${left.sql} ${raw(op)} ${right.sql})`
  if (left.of === 'date') return compareInstants(flipped[op], right, left)
  const { sql: time } = left
  switch (op) {
    case '<':
      return sql`(${time} < ${midnight(right, 0)})`
    case '<=':
      return sql`(${time} < ${midnight(right, 1)})`
    case '>':
      return sql`(${time} >= ${midnight(right, 1)})`
    case '>=':
      return sql`(${time} >= ${midnight(right, 0)})`
    case '=':
      return sql`(${time} >= ${midnight(right, 0)} and ${time} < ${midnight(right, 1)})`
    case '<>':
      return sql`(${time} < ${midnight(right, 0)} or ${time} >= ${midnight(right, 1)})`
  }
}

function midnight({ sql: day, literal }: InstantSql, days_later: 0 | 1): SqlPieces {
  if (!literal) return sql`((${day} + ${raw(String(days_later))})::timestamp at time zone 'UTC')`
  const date = days_later === 0 ? literal.value : nextDay(literal.value)
  return bind(`${date}T00:00:00Z`, 'timestamptz')
}
