import type { Arithmetic, Expression, Node } from './ast.ts'
import type { Geometry, Position, SimpleGeometry } from './geometry.ts'
import { escapeText, isName } from './scanner.ts'
import { special } from './words.ts'

/** cql2-text, with as few parentheses as it needs. */
export function toText(node: Expression): string {
  switch (node.kind) {
    case 'and':
    case 'or':
      return node.args.map(factor).join(` ${node.kind.toUpperCase()} `)
    case 'not':
      return negated(node.of) ?? `NOT ${factor(node.of)}`
    case 'compare':
      return `${operand(node.left)} ${node.op} ${operand(node.right)}`
    case 'like':
    case 'between':
    case 'in':
    case 'isNull':
      return tested(node, '')
    case 'relation':
      return `${node.op.toUpperCase()}(${toText(node.left)}, ${toText(node.right)})`
    case 'fold':
      return `${node.fold.toUpperCase()}(${toText(node.of)})`
    case 'call':
      return `${node.name}(${node.args.map(toText).join(', ')})`
    case 'arithmetic':
      return calculation(node.op, node.left, node.right)
    default:
      return literal(node)
  }
}

type Tested = Extract<Expression, { kind: 'like' | 'between' | 'in' | 'isNull' }>

function tested(node: Tested, not: '' | 'NOT '): string {
  const of = operand(node.of)
  switch (node.kind) {
    case 'like':
      return `${of} ${not}LIKE ${toText(node.pattern)}`
    case 'between':
      return `${of} ${not}BETWEEN ${toText(node.low)} AND ${toText(node.high)}`
    case 'in':
      return `${of} ${not}IN (${node.list.map(toText).join(', ')})`
    case 'isNull':
      return `${of} IS ${not}NULL`
  }
}

function negated(of: Expression): string | undefined {
  const is_tested = of.kind === 'like' || of.kind === 'between' || of.kind === 'in' || of.kind === 'isNull'
  return is_tested ? tested(of, 'NOT ') : undefined
}

const conditions = new Set(['and', 'or', 'not', 'compare', 'like', 'between', 'in', 'isNull'])

/** An expression beside AND and OR, or behind NOT. */
function factor(node: Expression): string {
  const is_simple = node.kind === 'compare' || node.kind === 'like' || node.kind === 'in'
  const stands_alone = is_simple || node.kind === 'isNull' || !conditions.has(node.kind)
  return stands_alone ? toText(node) : `(${toText(node)})`
}

/** An expression beside a comparison. */
function operand(node: Expression): string {
  return conditions.has(node.kind) ? `(${toText(node)})` : toText(node)
}

const tightness: Record<Arithmetic, number> = { '+': 1, '-': 1, '*': 2, '/': 2, '%': 2, div: 2, '^': 3 }

/** The left of two equal operators is done first; a power of a power has no order in CQL2. */
function calculation(op: Arithmetic, left: Expression, right: Expression): string {
  const wrap = (node: Expression, least: number) =>
    node.kind === 'arithmetic' && tightness[node.op] < least ? `(${toText(node)})` : toText(node)
  const own = tightness[op]
  return `${wrap(left, op === '^' ? own + 1 : own)} ${op} ${wrap(right, own + 1)}`
}

function literal(node: Node): string {
  switch (node.kind) {
    case 'string':
      return `'${escapeText(node.value)}'`
    case 'number':
      return String(node.value)
    case 'boolean':
      return node.value ? 'TRUE' : 'FALSE'
    case 'timestamp':
    case 'date':
      return `${node.kind.toUpperCase()}('${node.value}')`
    case 'interval':
      return `INTERVAL(${endpoint(node.start)}, ${endpoint(node.end)})`
    case 'geometry':
      return wkt(node.geometry)
    case 'bbox':
      return `BBOX(${node.bbox.join(', ')})`
    case 'array':
      return `(${node.items.map(toText).join(', ')})`
    case 'property':
      return propertyText(node.name)
    case 'open':
      return "'..'"
    default:
      return toText(node)
  }
}

function propertyText(name: string): string {
  const is_bare = isName(name) && !special.has(name.toLowerCase())
  return is_bare ? name : `"${name.replaceAll('"', '""')}"`
}

function endpoint(node: Node): string {
  return node.kind === 'timestamp' || node.kind === 'date' ? `'${node.value}'` : literal(node)
}

function wkt(geometry: Geometry): string {
  if (geometry.type === 'GeometryCollection')
    return `GEOMETRYCOLLECTION (${geometry.geometries.map(wkt).join(', ')})`
  const { type, coordinates } = geometry
  const height = coordinates.flat(3).length > 0 && hasHeight(geometry) ? ' Z' : ''
  return `${type.toUpperCase()}${height} ${coordinatesText(geometry)}`
}

function hasHeight({ coordinates }: SimpleGeometry): boolean {
  let list: unknown = coordinates
  while (Array.isArray(list) && Array.isArray(list[0])) list = list[0]
  return Array.isArray(list) && list.length === 3
}

const listed = (items: readonly string[]) => `(${items.join(', ')})`
const point = (position: Position) => position.join(' ')
const line = (positions: Position[]) => listed(positions.map(point))

function coordinatesText(geometry: SimpleGeometry): string {
  switch (geometry.type) {
    case 'Point':
      return `(${point(geometry.coordinates)})`
    case 'LineString':
      return line(geometry.coordinates)
    case 'MultiPoint':
      return listed(geometry.coordinates.map((position) => `(${point(position)})`))
    case 'Polygon':
    case 'MultiLineString':
      return listed(geometry.coordinates.map(line))
    case 'MultiPolygon':
      return listed(geometry.coordinates.map((rings) => listed(rings.map(line))))
  }
}
