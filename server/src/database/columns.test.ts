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
import {
  assigned,
  type Columns,
  columns,
  excluded,
  insertInto,
  json,
  type Narrow,
  type Row,
  update,
} from './columns.ts'

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

test('an update names what changes, and whatever SQL says as it is', () => {
  const moved = update('plans as p', { next: sql`p.next + 1`, parts: json([]), contract_id: 'cont.1' })
  const { sql: text, parameters } = sql`${moved} where order_id = ${'000001'}`.compile(database)
  assert.equal(
    text,
    'update "plans" as "p" set "next" = p.next + 1, "parts" = $1::jsonb, "contract_id" = $2 where order_id = $3',
  )
  assert.deepEqual(parameters, ['[]', 'cont.1', '000001'])
  const shared = sql`do update set ${assigned('plans', { next: 0 })}`.compile(database)
  assert.deepEqual([shared.sql, shared.parameters], ['do update set "next" = $1', [0]])
})

test('an insert takes over columns of a row that is there', () => {
  const { sql: text } = sql`do update set ${excluded('plans', 'rounds,\n  next')}`.compile(database)
  assert.equal(text, 'do update set "rounds" = "excluded"."rounds", "next" = "excluded"."next"')
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
  // @ts-expect-error the column of another table
  update('plans', { sku: 'TSKPOI-M' })
  // @ts-expect-error what must be there is not undefined
  update('plans', { next: undefined })
  // @ts-expect-error not every text is a reason
  update('webhooks', { disabled_reason: 'mood' as string })
  // @ts-expect-error the column of another table
  excluded('plans', 'next, sku')
  // @ts-expect-error the column of another table
  assigned('plans', { sku: 'TSKPOI-M' })
  // @ts-expect-error no order, capture, deliverable or delivery has such a column
  const change: Values = { ended: new Date(0) }
  const row: Columns<'orders', 'status' | 'closed_at'> = { status: 'closed', closed_at: new Date(0) }
  assert.equal(row.status, 'closed')
  const unused: (Read | Known | Wrong)[] = []
  assert.deepEqual(unused, [])
  assert.ok(change)
})
