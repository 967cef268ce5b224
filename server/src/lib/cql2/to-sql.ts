import type { Expression } from './ast.ts'
import { join, type SqlPieces, sql } from './pieces.ts'
import { type Queryables, typeOf } from './queryables.ts'
import { isSpatial, isTemporal } from './relations.ts'
import { comparisonSql, inSql } from './sql-comparisons.ts'
import { arraySql, spatialSql } from './sql-relations.ts'
import { isSideNull, sidesOf, temporalSql } from './sql-temporal.ts'
import { valueSql, type Writer } from './sql-values.ts'

/**
 * The filter as a condition for PostgreSQL with PostGIS. It is null where SQL's three-valued logic says so.
 * Arithmetic that leaves the range of double precision is an error of the database (SQLSTATE class 22).
 * @throws Cql2Error when a property is unknown, or its type does not fit
 */
export function toSql(filter: Expression, queryables: Queryables): SqlPieces {
  const writer: Writer = { queryables, condition: (node) => conditionSql(node, writer) }
  return writer.condition(filter)
}

/** Every condition is in parentheses, so none depends on the precedence of SQL. */
function conditionSql(node: Expression, writer: Writer): SqlPieces {
  switch (node.kind) {
    case 'and':
    case 'or':
      return sql`(${join(node.args.map(writer.condition), ` ${node.kind} `)})`
    case 'not':
      return sql`(not ${writer.condition(node.of)})`
    case 'compare':
      return comparisonSql(node.op, node.left, node.right, writer)
    case 'in':
      return inSql(node.of, node.list, writer)
    case 'like':
      return sql`(${valueSql(node.of, 'string', writer)} like ${valueSql(node.pattern, 'string', writer)} escape '\\')`
    case 'between':
      return betweenSql([node.of, node.low, node.high], writer)
    case 'isNull':
      return isNullSql(node.of, writer)
    case 'relation':
      if (isTemporal(node.op)) return temporalSql(node.op, node.left, node.right, writer)
      if (isSpatial(node.op)) return spatialSql(node.op, node.left, node.right, writer)
      return arraySql(node.op, node.left, node.right, writer)
    default:
      return valueSql(node, 'boolean', writer)
  }
}

function betweenSql(nodes: Expression[], writer: Writer): SqlPieces {
  const has_integers = nodes.some((node) => typeOf(node, writer.queryables) === 'integer')
  const parts = nodes.map((node) => valueSql(node, has_integers ? 'integer' : 'number', writer))
  const [of, low, high] = parts as [SqlPieces, SqlPieces, SqlPieces]
  return sql`(${of} between ${low} and ${high})`
}

function isNullSql(of: Expression, writer: Writer): SqlPieces {
  const type = typeOf(of, writer.queryables)
  if (type === 'interval') return isSideNull(sidesOf(of, writer))
  return sql`(${valueSql(of, type, writer)} is null)`
}
