import assert from 'node:assert/strict'
import { test } from 'node:test'
import { writesPastOverwrite } from './check-test-writes.ts'

const sources = [
  {
    file: 'server/src/orders/document.ts',
    text: "export const orderEntity: Entity<OrderAction> = {\n  name: 'order',\n  table: 'orders',\n}",
  },
]
const complaints = (text: string, file = 'server/test/orders.test.ts') =>
  writesPastOverwrite(sources, [{ file, text }])

test('a test writes into a table of states through overwrite, and reads it as it likes', () => {
  const sound = `
    // update orders set status = 'closed'
    await overwrite(swath, 'an order ended', 'update orders set status = $1', [\`\${'closed'}\`])
    await overwrite(swath, 'it was long ago', \`update orders set created_at = \${when}, closed_at = now()\`)
    await asOwner(swath, 'select from orders for update')
    await asOwner(swath, "update contracts set name = 'x'")
    await tx.run(sql\`select from orders where order_id = \${id}\`)`
  assert.deepEqual(complaints(sound), [])
})

const writes = [
  "await asOwner(swath, 'update orders set task_id = 1')",
  "await tx.run(sql`update orders set status = 'closed'`)",
  `await tx.run(sql\`with gone as (select \${1}) delete from orders where order_id = \${id}\`)`,
]
for (const text of writes) {
  test(`a test does not write past overwrite: ${text}`, () => {
    assert.deepEqual(complaints(`\n${text}`), [
      'server/test/orders.test.ts:2 writes orders: tests do that through overwrite() of server/test/tables.ts',
    ])
  })
}

test('a test may try what the database refuses', () => {
  assert.deepEqual(complaints('sql`update orders set contract_id = 1`', 'server/test/tenancy.test.ts'), [])
})
