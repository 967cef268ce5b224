import type { Endpoint, Expression } from './ast.ts'
import type { Builder } from './builder.ts'
import type { Cursor } from './cursor.ts'
import { Cql2Error } from './error.ts'
import { readInstant } from './instants.ts'
import { relationOf } from './relations.ts'
import { readOrdinate, readWkt, startsGeometry } from './wkt.ts'
import { reserved } from './words.ts'

export interface Parser {
  readonly cursor: Cursor
  readonly builder: Builder
  expression(above?: number): Expression
}

/** An operand: a literal, a name, a function, or whatever is in parentheses. */
export function readPrimary(parser: Parser): Expression {
  const { cursor, builder } = parser
  const { type, value, at } = cursor.token
  switch (type) {
    case 'number':
      return builder.number(Number(cursor.take().value), at)
    case 'string':
      return builder.string(cursor.take().value, at)
    case 'quoted':
      return builder.property(cursor.take().value, at)
    case 'name':
      return readNamed(parser)
    case 'symbol':
      if (value === '(') return readGroup(parser)
      if (value === '-' || value === '+') return readSigned(parser)
  }
  return cursor.refuse('a property, a value or "("')
}

function readSigned(parser: Parser): Expression {
  const { cursor, builder } = parser
  const sign = cursor.take()
  // As tight as can be: -2 ^ 2 is (-2) ^ 2 in CQL2.
  const operand = parser.expression(Number.POSITIVE_INFINITY)
  if (sign.value === '+') return operand.kind === 'number' ? operand : refuseSign(sign.at)
  if (operand.kind === 'number') return builder.number(-operand.value, sign.at)
  return builder.arithmetic('*', builder.number(-1, sign.at), operand, sign.at)
}

function refuseSign(at: number): never {
  throw new Cql2Error('found + before something that is no number', at)
}

function readNamed(parser: Parser): Expression {
  const { cursor, builder } = parser
  const { value, at } = cursor.token
  const word = value.toLowerCase()
  if (word === 'true' || word === 'false') {
    cursor.take()
    return builder.add({ kind: 'boolean', value: word === 'true' }, at)
  }
  if (reserved.has(word))
    return cursor.refuse(`a property or a value (a property of this name is written "${value}")`)
  if (startsGeometry(cursor)) return builder.geometry(readWkt(cursor, builder), at)
  if (!cursor.isSymbol('(', cursor.following)) return builder.property(cursor.take().value, at)
  cursor.take()
  return readApplied(parser, value, at)
}

/** A name and what is in parentheses behind it. */
function readApplied(parser: Parser, name: string, at: number): Expression {
  const { cursor, builder } = parser
  const word = name.toLowerCase()
  switch (word) {
    case 'casei':
    case 'accenti':
      return builder.add({ kind: 'fold', fold: word, of: only(parser) }, at)
    case 'date':
    case 'timestamp':
      return readInstantLiteral(parser, word, at)
    case 'interval':
      return readInterval(parser, at)
    case 'bbox':
      return builder.bbox(
        cursor.list(() => readOrdinate(cursor)),
        at,
      )
  }
  const relation = relationOf(name)
  if (relation === undefined) return builder.add({ kind: 'call', name, args: readArguments(parser) }, at)
  const [left, right] = exactly(2, parser, name, at, () =>
    relation.startsWith('a_') && cursor.isSymbol('(') ? readArray(parser) : parser.expression(),
  ) as [Expression, Expression]
  return builder.add({ kind: 'relation', op: relation, left, right }, at)
}

function exactly<T>(count: number, { cursor }: Parser, name: string, at: number, read: () => T): T[] {
  const items = cursor.list(read)
  if (items.length === count) return items
  const takes = count === 1 ? '1 argument' : `${count} arguments`
  throw new Cql2Error(`${name} has ${items.length} arguments, expected ${takes}`, at)
}

function only(parser: Parser): Expression {
  parser.cursor.expectSymbol('(')
  const expression = parser.expression()
  parser.cursor.expectSymbol(')')
  return expression
}

function readArguments(parser: Parser): Expression[] {
  const { cursor } = parser
  if (!cursor.isSymbol(')', cursor.following))
    return cursor.list(() => readItem(parser)).map((item) => asArray(parser, item))
  cursor.take()
  cursor.take()
  return []
}

interface Item {
  item: Expression
  is_group: boolean
  at: number
}

function readItem(parser: Parser): Item {
  const { at } = parser.cursor.token
  const is_group = parser.cursor.isSymbol('(')
  return { item: parser.expression(), is_group, at }
}

/** Among arguments and elements a single value in parentheses is an array; a calculation or condition is itself. */
function asArray({ builder }: Parser, { item, is_group, at }: Item): Expression {
  return is_group && isPlain(item) ? builder.add({ kind: 'array', items: [item] }, at) : item
}

const plain = new Set(['string', 'number', 'boolean', 'timestamp', 'date', 'interval', 'geometry', 'bbox'])
const isPlain = ({ kind }: Expression) => plain.has(kind) || kind === 'property' || kind === 'fold'

function readArray(parser: Parser): Expression {
  const { at } = parser.cursor.token
  return parser.builder.add({ kind: 'array', items: readArguments(parser) }, at)
}

/** Parentheses round one expression, or an array. */
function readGroup(parser: Parser): Expression {
  const { cursor, builder } = parser
  const { at } = cursor.token
  if (cursor.isSymbol(')', cursor.following)) return readArray(parser)
  const items = cursor.list(() => readItem(parser))
  if (items.length === 1) return items[0]!.item
  return builder.add({ kind: 'array', items: items.map((item) => asArray(parser, item)) }, at)
}

function readInstantLiteral({ cursor, builder }: Parser, kind: 'date' | 'timestamp', at: number): Expression {
  cursor.expectSymbol('(')
  const { type, value } = cursor.token
  const instant = type === 'string' ? readInstant(value) : undefined
  if (instant?.kind !== kind)
    return cursor.refuse(
      kind === 'date' ? "a day such as '2026-01-31'" : "a time in UTC such as '2026-01-31T09:30:00Z'",
    )
  cursor.take()
  cursor.expectSymbol(')')
  return builder.add(instant, at)
}

function readInterval(parser: Parser, at: number): Expression {
  const [start, end] = exactly(2, parser, 'INTERVAL', at, () => readEndpoint(parser)) as [Endpoint, Endpoint]
  return parser.builder.add({ kind: 'interval', start, end }, at)
}

function readEndpoint(parser: Parser): Endpoint {
  const { cursor, builder } = parser
  const { type, value, at } = cursor.token
  // The grammar knows property and function here; a place check refuses the rest.
  if (type !== 'string') return parser.expression() as Endpoint
  const endpoint: Endpoint | undefined = value === '..' ? { kind: 'open' } : readInstant(value)
  if (endpoint === undefined) return cursor.refuse("a day, a time in UTC, '..' or a property")
  cursor.take()
  return builder.add(endpoint, at)
}
