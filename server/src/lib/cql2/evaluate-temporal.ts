import type { Expression, Instant, Node } from './ast.ts'
import { dayOf, microsecondsOf, readInstant } from './instants.ts'
import { type Side, type TemporalName, type TemporalRelation, temporal_relations } from './relations.ts'
import { all, any, type Truth } from './truth.ts'

/** A time, or the end of an interval that is open. */
type Moment = Instant | 'first' | 'last' | null
type Sides = Record<Side, Moment>

export function isInstant(value: unknown): value is Instant {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false
  return value.kind === 'timestamp' || value.kind === 'date'
}

/** Whether it is a time however it is written. */
export const isMoment = (value: unknown): boolean => value instanceof Date || isInstant(value)

function readMoment(value: unknown): Moment {
  if (isInstant(value)) return value
  if (value instanceof Date) return { kind: 'timestamp', value: value.toISOString() }
  return typeof value === 'string' ? (readInstant(value) ?? null) : null
}

/** Start and end; for an instant both are the instant. */
export function sidesIn(node: Expression, read: (node: Expression) => unknown): Sides {
  if (node.kind === 'interval')
    return { start: endpoint(node.start, 'first', read), end: endpoint(node.end, 'last', read) }
  const value = read(node)
  if (typeof value === 'object' && value !== null && 'start' in value && 'end' in value)
    return { start: readMoment(value.start), end: readMoment(value.end) }
  const moment = readMoment(value)
  return { start: moment, end: moment }
}

function endpoint(node: Node, open: 'first' | 'last', read: (node: Expression) => unknown): Moment {
  return node.kind === 'open' ? open : readMoment(read(node))
}

export function temporalTruth(op: TemporalName, left: Sides, right: Sides): Truth {
  const relation: TemporalRelation = temporal_relations[op]
  const truths = relation.tests.map(([of_left, test, of_right]) => {
    const order = orderOf(left[of_left], right[of_right])
    if (order === null) return null
    return (
      (order < 0 && test.includes('<')) ||
      (order > 0 && test.includes('>')) ||
      (order === 0 && test.includes('='))
    )
  })
  return relation.join === 'and' ? all(truths) : any(truths)
}

export function compareMoments(left: unknown, right: unknown): number | null {
  return orderOf(readMoment(left), readMoment(right))
}

/** A time is compared with a day by the day in UTC in which it lies. */
function orderOf(left: Moment, right: Moment): number | null {
  if (left === null || right === null) return null
  if (left === right) return 0
  if (left === 'first' || right === 'last') return -1
  if (left === 'last' || right === 'first') return 1
  const by_day = left.kind !== right.kind
  const difference = by_day
    ? microsecondsOf(dayOf(left)) - microsecondsOf(dayOf(right))
    : microsecondsOf(left) - microsecondsOf(right)
  return difference === 0n ? 0 : difference < 0n ? -1 : 1
}
