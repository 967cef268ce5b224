// The types of rows, as the drivers give them, of what a catalog has.
import type { Catalog, Column, Relation } from './schema-catalog.ts'

/** The JavaScript type of each type of the database; see database/parsers.ts. */
const types: Record<string, string> = {
  text: 'string',
  uuid: 'string',
  xid8: 'string',
  bool: 'boolean',
  int4: 'number',
  int8: 'number',
  float8: 'number',
  numeric: 'number',
  timestamptz: 'Date',
  jsonb: 'Json',
  geometry: 'Shape',
}

/** As they are read, where that is not as they are written. */
const read_types: Record<string, string> = { Json: 'unknown', Shape: 'string' }

const head = `import type { ColumnType, GeneratedAlways, RawBuilder } from 'kysely'

/** It is written by an expression: see \`json\` in database/columns.ts. */
type Json = ColumnType<unknown, RawBuilder<unknown>, RawBuilder<unknown>>

/** It is written by an expression of PostGIS, and read by one: as it is, it is hexadecimal text. */
type Shape = ColumnType<string, RawBuilder<unknown>, RawBuilder<unknown>>

/** A column that may be null may be left out of an insert. */
type Nullable<T> = [T] extends [ColumnType<infer Read, infer Written, infer Changed>]
  ? ColumnType<Read | null, Written | null | undefined, Changed | null>
  : ColumnType<T | null, T | null | undefined, T | null>

/** A column for which the database has a value may be left out, too. */
type Defaulted<T> = [T] extends [ColumnType<infer Read, infer Written, infer Changed>]
  ? ColumnType<Read, Written | undefined, Changed>
  : ColumnType<T, T | undefined, T>`

export function tablesText({ relations }: Catalog): string {
  const tables = relations.filter(({ kind }) => kind !== 'S')
  const names = tables.map(({ name }) => `  ${name}: ${typeName(name)}`)
  return [
    head,
    `export interface Tables {\n${names.join('\n')}\n}`,
    ...tables.map((one) => tableType(one, relations)),
  ].join('\n\n')
}

function tableType(table: Relation, all: readonly Relation[]): string {
  const shown = shownBy(table, all)
  const members = table.columns.flatMap((column) => [
    ...comment(column.comment, '  '),
    `  ${column.name}: ${shown ? shownType(shown, column.name) : columnType(table, column)}`,
  ])
  return [...comment(table.comment), `export interface ${typeName(table.name)} {`, ...members, '}'].join('\n')
}

/** The table of which a view shows columns as they are, so that they are null where those are. */
export function shownBy({ definition }: Relation, all: readonly Relation[]): Relation | undefined {
  const [, name] = /^\s*SELECT [\w\s,"]+ FROM (\w+);$/.exec((definition ?? '').replace(/\s+/g, ' ')) ?? []
  return all.find((one) => one.name === name && one.kind === 'r')
}

function shownType(table: Relation, name: string): string {
  const column = table.columns.find((one) => one.name === name)!
  const type = oneOf(table, name) ?? elementType(column)
  const read = `${read_types[type] ?? type}${column.is_array ? '[]' : ''}`
  return column.is_required ? read : `${read} | null`
}

const comment = (text: string | null, indent = '') => (text ? [`${indent}/** ${text} */`] : [])

const typeName = (name: string) =>
  `${name.replace(/(^|_)(.)/g, (_all, _underscore, letter: string) => letter.toUpperCase())}Table`

function columnType(table: Relation, column: Column): string {
  const type = oneOf(table, column.name) ?? elementType(column)
  if (table.kind === 'v') return `${read_types[type] ?? type}${column.is_array ? '[]' : ''} | null`
  const value = column.is_array ? (type.includes('|') ? `(${type})[]` : `${type}[]`) : type
  if (column.origin === 'computed' || column.origin === 'identity') {
    return `GeneratedAlways<${read_types[value] ?? value}${column.is_required ? '' : ' | null'}>`
  }
  if (!column.is_required) return `Nullable<${value}>`
  return column.origin === 'default' ? `Defaulted<${value}>` : value
}

function elementType({ name, udt }: Column): string {
  const type = types[udt]
  if (!type) throw new Error(`Say in schema-types.ts what ${udt} is in JavaScript, which ${name} has`)
  return type
}

/** The words that a check allows, such as states. */
function oneOf(table: Relation, column: string): string | undefined {
  for (const { kind, columns, definition } of table.constraints) {
    if (kind !== 'c' || columns.join() !== column) continue
    const words = /^CHECK \(\w+ = ANY \(ARRAY\[([^\]]*)\]\)\)$/.exec(definition)?.[1]
    if (words) return words.replaceAll('::text', '').split(', ').join(' | ')
  }
  return undefined
}
