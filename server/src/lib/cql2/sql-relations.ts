import type { Expression } from './ast.ts'
import { raw, type SqlPieces, sql } from './pieces.ts'
import type { ArrayName, SpatialName } from './relations.ts'
import { valueSql, type Writer } from './sql-values.ts'

export function spatialSql(op: SpatialName, left: Expression, right: Expression, writer: Writer): SqlPieces {
  const [l, r] = [valueSql(left, 'geometry', writer), valueSql(right, 'geometry', writer)]
  return sql`${raw(op.replace('s_', 'st_'))}(${l}, ${r})`
}

/** Arrays are sets: neither order nor repetition counts. */
export function arraySql(op: ArrayName, left: Expression, right: Expression, writer: Writer): SqlPieces {
  const [l, r] = [valueSql(left, 'array', writer), valueSql(right, 'array', writer)]
  switch (op) {
    case 'a_contains':
      return sql`(${l} @> ${r})`
    case 'a_containedBy':
      return sql`(${l} <@ ${r})`
    case 'a_equals':
      return sql`(${l} @> ${r} and ${l} <@ ${r})`
    case 'a_overlaps':
      return left.kind === 'array' ? overlapSql(r, l) : overlapSql(l, r)
  }
}

/** A database that finds no join here makes one set of the second for all rows. */
function overlapSql(items: SqlPieces, set: SqlPieces): SqlPieces {
  const is_in_set = sql`value in (select value from jsonb_array_elements(${set}) as r(value))`
  return sql`(case when ${items} is not null and ${set} is not null then (select coalesce(bool_or(${is_in_set}), false) from jsonb_array_elements(${items}) as l(value)) end)`
}
