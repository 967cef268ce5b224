import type { Geometry } from './geometry.ts'
import type { RelationName } from './relations.ts'

/** A CQL2 filter or a part of one. Both encodings are read into it; AND and OR are flat and have two or more. */
export type Expression = Condition | Value

export type Condition =
  | { kind: 'and' | 'or'; args: Expression[] }
  | { kind: 'not'; of: Expression }
  | { kind: 'compare'; op: Comparison; left: Expression; right: Expression }
  | { kind: 'like'; of: Expression; pattern: Expression }
  | { kind: 'between'; of: Expression; low: Expression; high: Expression }
  | { kind: 'in'; of: Expression; list: Expression[] }
  | { kind: 'isNull'; of: Expression }
  | { kind: 'relation'; op: RelationName; left: Expression; right: Expression }

export type Value =
  | { kind: 'string'; value: string }
  | { kind: 'number'; value: number }
  | { kind: 'boolean'; value: boolean }
  | Instant
  | Interval
  | { kind: 'geometry'; geometry: Geometry }
  | { kind: 'bbox'; bbox: number[] }
  | { kind: 'array'; items: Expression[] }
  | Property
  | Call
  | { kind: 'fold'; fold: Fold; of: Expression }
  | { kind: 'arithmetic'; op: Arithmetic; left: Expression; right: Expression }

/** `value` is the day, or the time in UTC without zeros at the end of its fraction. */
export type Instant = { kind: 'timestamp' | 'date'; value: string }
export type Interval = { kind: 'interval'; start: Endpoint; end: Endpoint }
export type Endpoint = { kind: 'open' } | Instant | Property | Call
export type Property = { kind: 'property'; name: string }
export type Call = { kind: 'call'; name: string; args: Expression[] }

export type Fold = 'casei' | 'accenti'

export const comparisons = ['=', '<>', '<', '>', '<=', '>='] as const
export type Comparison = (typeof comparisons)[number]

export const arithmetics = ['+', '-', '*', '/', '%', 'div', '^'] as const
export type Arithmetic = (typeof arithmetics)[number]

/** A part of a filter to which an error can point. */
export type Node = Expression | Endpoint
