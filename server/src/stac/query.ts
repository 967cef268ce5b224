import { Refusal } from '../http/parameter.ts'
import type { Comparison, Expression } from '../lib/cql2/ast.ts'
import { readTimeRange } from './instants.ts'
import { columns } from './queryables.ts'

/** The query extension, which clients older than CQL2 use: `{"eo:cloud_cover": {"lt": 10}}`. @throws Refusal */
export function readQuery(raw: unknown): Expression[] {
  const query = typeof raw === 'string' ? parse(raw) : raw
  return membersOf(query, 'the query').flatMap(([name, tests]) =>
    membersOf(tests, name).map(([operator, value]) => testOf(name, operator, value)),
  )
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Refusal('is not JSON')
  }
}

function membersOf(value: unknown, what: string): [string, unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Refusal(`${what} is no object`)
  }
  return Object.entries(value)
}

const comparisons: Readonly<Record<string, Comparison>> = {
  eq: '=',
  neq: '<>',
  lt: '<',
  lte: '<=',
  gt: '>',
  gte: '>=',
}
const patterns: Readonly<Record<string, (text: string) => string>> = {
  startsWith: (text) => `${text}%`,
  endsWith: (text) => `%${text}`,
  contains: (text) => `%${text}%`,
}

function testOf(name: string, operator: string, value: unknown): Expression {
  if (!Object.hasOwn(columns, name)) throw new Refusal(`there is no property ${name}; see /queryables`)
  const of: Expression = { kind: 'property', name }
  const { type } = columns[name]!
  const literal = (one: unknown) => literalOf(name, type, one)
  if (operator === 'in') {
    if (!Array.isArray(value) || value.length === 0) throw new Refusal(`${name}: in takes a list`)
    const list = value.map(literal)
    if (type === 'array')
      return { kind: 'relation', op: 'a_overlaps', left: of, right: { kind: 'array', items: list } }
    return { kind: 'in', of, list }
  }
  if (type === 'array') throw new Refusal(`${name} is a list, which takes in only`)
  if (Object.hasOwn(comparisons, operator)) {
    return { kind: 'compare', op: comparisons[operator]!, left: of, right: literal(value) }
  }
  if (!Object.hasOwn(patterns, operator)) throw new Refusal(`${name}: there is no operator ${operator}`)
  if (type !== 'string' || typeof value !== 'string') throw new Refusal(`${name}: ${operator} compares texts`)
  const pattern = patterns[operator]!(value.replaceAll(/[\\%_]/g, '\\$&'))
  return { kind: 'like', of, pattern: { kind: 'string', value: pattern } }
}

/** Numbers come as texts too: that is how they stand in a URL. */
function literalOf(name: string, type: string, value: unknown): Expression {
  if (type === 'number') {
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
    if (typeof number !== 'number' || !Number.isFinite(number)) throw new Refusal(`${name} is a number`)
    return { kind: 'number', value: number }
  }
  if (type === 'boolean' && typeof value === 'boolean') return { kind: 'boolean', value }
  if (type === 'geometry' || typeof value !== 'string') throw new Refusal(`${name} takes no such value`)
  return type === 'timestamp' ? timestampOf(value) : { kind: 'string', value }
}

function timestampOf(value: string): Expression {
  const { start } = readTimeRange(value)
  if (start === undefined || value.includes('/')) throw new Refusal('datetime is one time here')
  return start
}
