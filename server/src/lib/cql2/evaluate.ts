import type { Comparison, Expression } from './ast.ts'
import { calculate } from './calculate.ts'
import { Cql2Error, offsetOf } from './error.ts'
import { arrayTruth } from './evaluate-arrays.ts'
import { compareMoments, isInstant, isMoment, sidesIn, temporalTruth } from './evaluate-temporal.ts'
import { fold } from './fold.ts'
import { matchesPattern } from './like.ts'
import { isSpatial, isTemporal } from './relations.ts'
import { all, any, not, type Truth } from './truth.ts'

/**
 * Values by property name: texts, numbers, booleans, null, arrays; times as Dates, as `readInstant` gives them,
 * or as texts (two texts are compared as such); intervals as `{ start, end }`. What is missing is null.
 */
export type Item = Readonly<Record<string, unknown>>

/**
 * Whether an item passes the filter, null where that is unknown, exactly as `toSql` has it. Values of types
 * that cannot be compared are null. @throws Cql2Error at a spatial relation or a function
 */
export function evaluate(node: Expression, item: Item): Truth {
  switch (node.kind) {
    case 'and':
      return all(node.args.map((arg) => evaluate(arg, item)))
    case 'or':
      return any(node.args.map((arg) => evaluate(arg, item)))
    case 'not':
      return not(evaluate(node.of, item))
    case 'compare':
      return compare(node.op, valueIn(node.left, item), valueIn(node.right, item))
    case 'in': {
      const of = valueIn(node.of, item)
      return any(node.list.map((one) => compare('=', of, valueIn(one, item))))
    }
    case 'between': {
      const [of, low, high] = [node.of, node.low, node.high].map((part) => valueIn(part, item))
      return all([compare('>=', of, low), compare('<=', of, high)])
    }
    case 'like': {
      const [text, pattern] = [valueIn(node.of, item), valueIn(node.pattern, item)]
      if (typeof text !== 'string' || typeof pattern !== 'string') return null
      return matchesPattern(text, pattern)
    }
    case 'isNull':
      return isNull(node.of, item)
    case 'relation':
      return relationTruth(node, item)
    default: {
      const value = valueIn(node, item)
      return typeof value === 'boolean' ? value : null
    }
  }
}

/** An interval is unknown when both its ends are. */
function isNull(of: Expression, item: Item): boolean {
  const { start, end } = sidesIn(of, (node) => valueIn(node, item))
  return valueIn(of, item) === null || (hasSides(of, item) && start === null && end === null)
}

function hasSides(of: Expression, item: Item): boolean {
  const value = valueIn(of, item)
  return of.kind === 'interval' || (typeof value === 'object' && value !== null && 'start' in value)
}

function relationTruth(node: Extract<Expression, { kind: 'relation' }>, item: Item): Truth {
  if (isSpatial(node.op))
    throw new Cql2Error(`${node.op.toUpperCase()} cannot be decided without a database`, offsetOf(node))
  const read = (of: Expression) => valueIn(of, item)
  if (isTemporal(node.op)) return temporalTruth(node.op, sidesIn(node.left, read), sidesIn(node.right, read))
  return arrayTruth(node.op, read(node.left), read(node.right))
}

function valueIn(node: Expression, item: Item): unknown {
  switch (node.kind) {
    case 'string':
    case 'number':
    case 'boolean':
      return node.value
    case 'timestamp':
    case 'date':
    case 'interval':
    case 'geometry':
    case 'bbox':
      return node
    case 'array':
      return node.items.map((one) => valueIn(one, item))
    case 'property':
      return (Object.hasOwn(item, node.name) ? item[node.name] : null) ?? null
    case 'fold':
      return fold(node.fold, valueIn(node.of, item))
    case 'arithmetic':
      return calculate(node.op, valueIn(node.left, item), valueIn(node.right, item))
    case 'call':
      throw new Cql2Error(`${node.name} cannot be decided without a database`, offsetOf(node))
    default:
      return evaluate(node, item)
  }
}

function compare(op: Comparison, left: unknown, right: unknown): Truth {
  const order = isInstant(left) || isInstant(right) ? compareMoments(left, right) : orderOf(left, right)
  return order === null ? null : holds(op, order)
}

/** Texts by code point, which is the order of their bytes in UTF-8. */
function orderOf(left: unknown, right: unknown): number | null {
  if (typeof left === 'string' && typeof right === 'string')
    return Buffer.compare(Buffer.from(left), Buffer.from(right))
  if (typeof left === 'number' && typeof right === 'number') return left - right
  if (typeof left === 'boolean' && typeof right === 'boolean') return Number(left) - Number(right)
  return isMoment(left) && isMoment(right) ? compareMoments(left, right) : null
}

function holds(op: Comparison, order: number): boolean {
  switch (op) {
    case '=':
      return order === 0
    case '<>':
      return order !== 0
    case '<':
      return order < 0
    case '>':
      return order > 0
    case '<=':
      return order <= 0
    case '>=':
      return order >= 0
  }
}
