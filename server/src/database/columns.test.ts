import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  sql,
} from 'kysely'
import type { Values } from '../record/transition.ts'
import { type Columns, columns, insertInto, json, type Narrow, type Row } from './columns.ts'

const database = new Kysely<unknown>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
})

test('a list of columns is written as it is named, with the alias of its table', () => {
  const list = columns('plans as p', `order_id, contract_id,\n  next`)
  const { sql: text } = sql`select ${list} from plans p`.compile(database)
  assert.equal(text, 'select "p"."order_id", "p"."contract_id", "p"."next" from plans p')
})

test('an insert names what it is given, documents as text, and whatever SQL says as it is', () => {
  const insert = insertInto('plans', {
    order_id: '000001',
    contract_id: sql`(select 'cont.1')`,
    rounds: json([1]),
    parts: json(null),
  })
  const { sql: text, parameters } = sql`${insert} on conflict do nothing`.compile(database)
  assert.equal(
    text,
    `insert into "plans" ("order_id", "contract_id", "rounds", "parts") ` +
      `values ($1, (select 'cont.1'), $2::jsonb, $3::jsonb) on conflict do nothing`,
  )
  assert.deepEqual(parameters, ['000001', '[1]', 'null'])
})

test('a column that a table has not is refused by the compiler, wherever it is named', () => {
  // @ts-expect-error the column of another table
  columns('plans', 'order_id, sku')
  // @ts-expect-error no table
  columns('plan', 'order_id')
  // @ts-expect-error the column of another table
  type Read = Columns<'plans', 'order_id' | 'sku'>
  // @ts-expect-error the column of another table
  type Known = Narrow<Row<'plans'>, { sku: 'TSKPOI-M' }>
  // @ts-expect-error the database may hold other texts than numbers
  type Wrong = Narrow<Row<'plans'>, { order_id: number }>
  // @ts-expect-error parts are missing
  insertInto('plans', { order_id: '000001', contract_id: 'cont.1', rounds: json([]) })
  // @ts-expect-error a driver would take it for an array of PostgreSQL
  insertInto('plans', { order_id: '000001', contract_id: 'cont.1', rounds: [], parts: json([]) })
  // @ts-expect-error nobody writes what is computed
  insertInto('files', { target_km2: 1 })
  // @ts-expect-error no order, capture, deliverable or delivery has such a column
  const change: Values = { ended: new Date(0) }
  const row: Columns<'orders', 'status' | 'closed_at'> = { status: 'closed', closed_at: new Date(0) }
  assert.equal(row.status, 'closed')
  const unused: (Read | Known | Wrong)[] = []
  assert.deepEqual(unused, [])
  assert.ok(change)
})
