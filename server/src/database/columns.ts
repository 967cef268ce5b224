// Statements name tables and columns through the types that are made from a migrated database (migrations/tables.ts):
// one that is renamed is an error of the compiler wherever it is read or written.
import { type Insertable, type RawBuilder, type Selectable, sql, type Updateable } from 'kysely'
import type { Tables } from '../migrations/tables.ts'

type Table = keyof Tables & string

/** A row as the driver gives it. */
export type Row<Name extends Table> = Selectable<Tables[Name]>

type Trimmed<Text extends string> = Text extends ` ${infer Rest}` | `\n${infer Rest}` ? Trimmed<Rest> : Text
/** The names of a list as SQL has it. */
type Names<List extends string, Found extends string = never> = List extends `${infer One},${infer Rest}`
  ? Names<Rest, Found | Trimmed<One>>
  : Found | Trimmed<List>
/** Names as they are, where the table has them all. */
type Existing<Name extends Table, Column> = [Column] extends [keyof Row<Name>]
  ? string
  : { 'no such column': Exclude<Column, keyof Row<Name>> }

/** Some columns of a row. */
export type Columns<Name extends Table, Column extends keyof Row<Name>> = Pick<Row<Name>, Column>

/** The names of the columns of one of these tables. */
export type ColumnOf<Name extends Table> = Name extends Table ? keyof Row<Name> & string : never

/** A row of which is known what the database cannot say: what its documents hold, which words its texts are. */
export type Narrow<
  R,
  Known extends { [Column in keyof Known]: Column extends keyof R ? R[Column] : never },
> = Omit<R, keyof Known> & Known

type Source = Table | `${Table} as ${string}`
type TableOf<From extends Source> = From extends Table
  ? From
  : From extends `${infer Name extends Table} as ${string}`
    ? Name
    : never

/** The list of a select: `columns('orders as o', 'order_id, status')`. */
export function columns<From extends Source, const List extends string>(
  from: From,
  list: List & Existing<TableOf<From>, Names<List>>,
): RawBuilder<Pick<Row<TableOf<From>>, Names<List> & keyof Row<TableOf<From>>>> {
  const [, alias] = from.split(' as ')
  const names = list.split(',').map((name) => name.trim())
  return sql.join(names.map((name) => sql.ref(alias ? `${alias}.${name}` : name)))
}

/** The row that a list of columns selects. */
export type Selected<List> = List extends RawBuilder<infer R> ? R : never

type Values<Name extends Table> = {
  [Column in keyof Insertable<Tables[Name]>]: Insertable<Tables[Name]>[Column] | RawBuilder<unknown>
}

/** An insert of one row, after which `on conflict` and `returning` may follow. */
export function insertInto<Name extends Table>(table: Name, values: Values<Name>): RawBuilder<Row<Name>> {
  const given = Object.entries(values)
  const names = given.map(([name]) => sql.ref(name))
  return sql`insert into ${sql.table(table)} (${sql.join(names)}) values (${sql.join(given.map(([, value]) => value))})`
}

type Changes<Name extends Table> = {
  [Column in keyof Updateable<Tables[Name]>]?:
    | Exclude<Updateable<Tables[Name]>[Column], undefined>
    | RawBuilder<unknown>
}

/** An update, behind which `from` and `where` follow: `${update('orders as o', { planned_at: now })} where ...`. */
export function update<From extends Source>(
  from: From,
  changes: Changes<TableOf<From>>,
): RawBuilder<Row<TableOf<From>>> {
  const [table, alias] = from.split(' as ')
  const named = alias ? sql`${sql.table(table!)} as ${sql.ref(alias)}` : sql.table(from)
  return sql`update ${named} set ${assignments(changes)}`
}

/** An insert changes a row that is there by these columns: `on conflict (key) do update set ${excluded('digests', 'state')}`. */
export function excluded<Name extends Table, const List extends string>(
  _table: Name,
  list: List & Existing<Name, Names<List>>,
): RawBuilder<unknown> {
  const names = list.split(',').map((name) => name.trim())
  return assignments(Object.fromEntries(names.map((name) => [name, sql.ref(`excluded.${name}`)])))
}

/** Statements that change the same share this, behind `set`. */
export function assigned<Name extends Table>(_table: Name, changes: Changes<Name>): RawBuilder<unknown> {
  return assignments(changes)
}

function assignments(changes: object): RawBuilder<unknown> {
  return sql.join(Object.entries(changes).map(([name, value]) => sql`${sql.ref(name)} = ${value}`))
}

/** A value for a column of jsonb, which drivers would take for something else if it is an array. */
export const json = (value: unknown): RawBuilder<unknown> => sql`${JSON.stringify(value)}::jsonb`
