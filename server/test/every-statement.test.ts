import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { misunderstood } from './every-statement.ts'
import { preparedFile } from './prepared.ts'

test('a statement that the embedded database does not understand is told, with what is wrong in it', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'swath-statements-'))
  const sound = 'select order_id from orders where contract_id = $1'
  const wrong = ['select nowhere from orders', 'select no_such_function($1)']
  await writeFile(path.join(folder, 'one.json'), JSON.stringify([sound, wrong[0]]))
  await writeFile(path.join(folder, 'two.json'), JSON.stringify([sound, wrong[1]]))
  const { count, faults } = await misunderstood(folder, await preparedFile())
  await rm(folder, { recursive: true })
  assert.equal(count, 3)
  assert.match(faults[0]!, /column "nowhere" does not exist.*select nowhere from orders/)
  assert.match(faults[1]!, /function no_such_function\(unknown\) does not exist/)
  assert.equal(faults.length, 2)
})
