import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tablesOfOthers } from './check-tables.ts'

const schema = {
  'server/src/orders/schema.sql': `create table orders (
  order_id text primary key
);
create view order_facts as
  select * from orders;
`,
  'server/src/captures/schema.sql': 'create unlogged table captures (capture_id text);\n',
  'server/src/record/schema.sql': 'create table events (event_id text);\n',
  'server/src/orders/feature.ts': '',
  'server/src/captures/feature.ts': '',
}

function complaints(files: Record<string, string>): string[] {
  return tablesOfOthers(Object.entries({ ...schema, ...files }).map(([file, text]) => ({ file, text })))
}

test('a noun writes its own tables, and reads views of others and what the rooms below it keep', () => {
  const own = `
    // sql\`update captures\` in a comment, and 'update captures' in a text
    await tx.run(sql\`insert into orders select from capture_facts returning 'update captures' -- delete from captures\`)
    await tx.run(sql\`select captures, status is distinct from captures from orders o, events for update of o\`)
    await tx.run(sql\`\${insertInto('orders', { order_id })} on conflict (order_id) do update set order_id = \${id}\`)
    const entity = { table: 'orders', key: 'order_id' }
    await tx.run(sql\`update \${sql.table(entity.table)} set status = 'closed'\`)`
  assert.deepEqual(complaints({ 'server/src/orders/store.ts': own }), [])
})

const writes = [
  "const a = sql`update orders set status = 'closed'`",
  `const a = sql<{ order_id: string }>\`insert into orders (order_id) values (\${id}) returning order_id\``,
  `const a = sql\`with gone as (delete\n from orders where order_id = \${id}) select from gone\``,
  `const a = sql\`select \${x ? sql\`y\` : sql\`(\${z})\`} \${sql\`merge into orders using told on true\`}\``,
  "const a = insertInto('orders', { order_id })",
  "const a = update('orders as o', { status: 'closed' })",
  "export const orderEntity = { name: 'order', table: 'orders' }",
]
for (const text of writes) {
  test(`a table of another noun is not written: ${text}`, () => {
    assert.deepEqual(complaints({ 'server/src/captures/store.ts': `// line 1\n\n${text}\n` }), [
      `server/src/captures/store.ts:3 writes orders, which only server/src/orders may write`,
    ])
  })
}

test('a view of another noun is read and locked, and not written', () => {
  const lock = 'const a = sql`select from order_facts where order_id = 1 for update`'
  assert.deepEqual(complaints({ 'server/src/captures/store.ts': lock }), [])
  const write = "const a = sql`update order_facts set order_id = '2'`"
  assert.deepEqual(complaints({ 'server/src/captures/store.ts': write }), [
    'server/src/captures/store.ts:1 writes order_facts, which only server/src/orders may write',
  ])
})

test('a function of the database writes what belongs to its noun, too', () => {
  const functions = 'create function end_orders() as $$\n  update orders o set closed_at = now()\n$$;\n'
  assert.deepEqual(complaints({ 'server/src/mirror/schema.sql': functions }), [
    'server/src/mirror/schema.sql:2 writes orders, which only server/src/orders may write',
  ])
})

test('migrations may write every table', () => {
  assert.deepEqual(complaints({ 'server/src/migrations/0002_more.sql': 'update orders set a = 1;' }), [])
})

const reads = [
  'const a = sql`select order_id from orders where order_id = 1`',
  'const a = sql`select from captures c left join orders as o using (order_id)`',
  'const a = sql`update captures c set status = o.status from generate_series(1, 2) n, orders o`',
  `const a = sql\`select from captures where exists (\${sql\`select from orders\`} limit 1)\``,
  'const a = sql`delete from captures c using orders o where o.order_id = c.order_id`',
]
for (const text of reads) {
  test(`a table of another noun is not read: ${text}`, () => {
    const [complaint, ...more] = complaints({ 'server/src/captures/store.ts': text })
    assert.equal(
      complaint,
      'server/src/captures/store.ts:1 reads orders, of which only server/src/orders reads the table: it publishes a view for others',
    )
    assert.deepEqual(more, [])
  })
}
