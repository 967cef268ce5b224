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
      return sql`(case when ${l} is not null and ${r} is not null then exists (select from jsonb_array_elements(${l}) as l(value) join jsonb_array_elements(${r}) as r(value) using (value)) end)`
  }
}
