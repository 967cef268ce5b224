import type { Builder } from './builder.ts'
import type { Cursor } from './cursor.ts'
import {
  type Geometry,
  isSimpleType,
  type Nested,
  type Position,
  type SimpleGeometry,
  type SimpleType,
  shapes,
} from './geometry.ts'

const types = new Map(
  [...Object.keys(shapes), 'GeometryCollection'].map((type) => [type.toLowerCase(), type]),
)

/** Whether a geometry starts here: its type is a keyword only before "(" or Z. */
export function startsGeometry(cursor: Cursor): boolean {
  const { token, following } = cursor
  if (token.type !== 'name' || !types.has(token.value.toLowerCase())) return false
  return cursor.isSymbol('(', following) || cursor.isWord('z', following)
}

export function readWkt(cursor: Cursor, builder: Builder): Geometry {
  const type = types.get(cursor.take().value.toLowerCase())!
  cursor.skipWord('z')
  if (isSimpleType(type)) return readSimple(type, cursor, builder)
  return { type: 'GeometryCollection', geometries: cursor.list(() => readMember(cursor, builder)) }
}

function readMember(cursor: Cursor, builder: Builder): SimpleGeometry {
  const type = types.get(cursor.token.value.toLowerCase())
  if (!startsGeometry(cursor) || type === undefined || !isSimpleType(type))
    return cursor.refuse('a geometry that is no collection')
  cursor.take()
  cursor.skipWord('z')
  return readSimple(type, cursor, builder)
}

function readSimple(type: SimpleType, cursor: Cursor, builder: Builder): SimpleGeometry {
  const position = () => readPosition(cursor, builder)
  return { type, coordinates: readCoordinates(type, cursor, position) } as SimpleGeometry
}

function readCoordinates(type: SimpleType, cursor: Cursor, position: () => Position): Nested {
  if (type === 'Point') {
    cursor.expectSymbol('(')
    const coordinates = position()
    cursor.expectSymbol(')')
    return coordinates
  }
  // The standard has each point of a MULTIPOINT in parentheses; many programs write none.
  if (type === 'MultiPoint')
    return cursor.list(() => (cursor.isSymbol('(') ? readCoordinates('Point', cursor, position) : position()))
  return readLists(shapes[type].nesting, cursor, position)
}

function readLists(nesting: number, cursor: Cursor, position: () => Position): Nested[] {
  return cursor.list<Nested>(() => (nesting === 1 ? position() : readLists(nesting - 1, cursor, position)))
}

function readPosition(cursor: Cursor, builder: Builder): Position {
  const { at } = cursor.token
  const ordinates = [readOrdinate(cursor)]
  while (!cursor.isSymbol(',') && !cursor.isSymbol(')')) ordinates.push(readOrdinate(cursor))
  return builder.position(ordinates, at)
}

export function readOrdinate(cursor: Cursor): number {
  const sign = cursor.skipSymbol('-') ? -1 : 1
  if (sign === 1) cursor.skipSymbol('+')
  return cursor.token.type === 'number' ? sign * Number(cursor.take().value) : cursor.refuse('a number')
}
