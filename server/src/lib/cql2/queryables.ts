import type { Call, Expression, Property } from './ast.ts'
import { Cql2Error, offsetOf } from './error.ts'
import { raw, type SqlPieces } from './pieces.ts'

/** `json` is a jsonb value of any type: it becomes what it is compared with, or null. `array` is a jsonb array. */
export type ScalarType = 'string' | 'number' | 'integer' | 'boolean' | 'timestamp' | 'date' | 'json'
export type QueryableType = ScalarType | 'interval' | 'geometry' | 'array'

/** The place of a property; the SQL is written by our own code and trusted. */
export type Queryable =
  | { type: Exclude<QueryableType, 'interval'>; sql: string | SqlPieces }
  | { type: 'interval'; of: 'timestamp' | 'date'; start: string | SqlPieces; end: string | SqlPieces }

export interface FunctionDeclaration {
  args: readonly Exclude<QueryableType, 'interval' | 'json'>[]
  returns: Exclude<QueryableType, 'interval' | 'json'>
  sql(args: SqlPieces[]): SqlPieces
}

export interface Queryables {
  properties: Readonly<Record<string, Queryable>>
  /** Finds a property that is not listed; without it such a property is an error. */
  additional?: (name: string) => Queryable
  functions?: Readonly<Record<string, FunctionDeclaration>>
}

export const piecesOf = (sql: string | SqlPieces): SqlPieces => (typeof sql === 'string' ? raw(sql) : sql)

export function findProperty({ properties, additional }: Queryables, node: Property): Queryable {
  // Not `properties[name]`, which finds `constructor`.
  if (Object.hasOwn(properties, node.name)) return properties[node.name]!
  if (additional) return additional(node.name)
  const names = Object.keys(properties)
  const known = names.length > 50 ? '' : `; known: ${names.join(', ')}`
  throw new Cql2Error(`there is no property ${node.name}${known}`, offsetOf(node))
}

export function findFunction({ functions = {} }: Queryables, node: Call): FunctionDeclaration {
  if (!Object.hasOwn(functions, node.name))
    throw new Cql2Error(`there is no function ${node.name}`, offsetOf(node))
  const declaration = functions[node.name]!
  const count = declaration.args.length
  if (node.args.length !== count)
    throw new Cql2Error(`${node.name} has ${node.args.length} arguments, expected ${count}`, offsetOf(node))
  return declaration
}

/** The type that a node has in SQL. Conditions are booleans. */
export function typeOf(node: Expression, queryables: Queryables): QueryableType {
  switch (node.kind) {
    case 'property':
      return findProperty(queryables, node).type
    case 'call':
      return findFunction(queryables, node).returns
    case 'fold':
      return 'string'
    case 'arithmetic':
      return 'number'
    case 'bbox':
      return 'geometry'
    case 'string':
    case 'number':
    case 'timestamp':
    case 'date':
    case 'interval':
    case 'geometry':
    case 'array':
      return node.kind
    default:
      return 'boolean'
  }
}

const words: Record<QueryableType, string> = {
  string: 'a text',
  number: 'a number',
  integer: 'a number',
  boolean: 'a boolean',
  timestamp: 'a timestamp',
  date: 'a date',
  interval: 'an interval',
  geometry: 'a geometry',
  array: 'an array',
  json: 'of any type',
}

export const wordOf = (type: QueryableType): string => words[type]

/** "the property cloud_cover is a number", "'abc' is a text". */
export function tellType(node: Expression, type: QueryableType): string {
  const name = node.kind === 'property' ? `the property ${node.name}` : undefined
  const told = name ?? (node.kind === 'call' ? `the function ${node.name}` : 'this')
  return `${told} is ${words[type]}`
}
