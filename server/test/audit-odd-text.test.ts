// Text that no database keeps as it is sent is in the audit all the same, and what is kept is what was signed.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { AuditVerification } from '@swath/contract/audit-verification'
import { demo_contracts } from '../src/contracts/demo.ts'
import { TestApp } from './app.ts'
import { onEachDatabase } from './databases.ts'

onEachDatabase((openDatabase) => {
  let swath: TestApp
  before(async () => {
    swath = await TestApp.open(await openDatabase())
  })
  after(() => swath.close())

  const lastEntry = async () => {
    const { body } = await swath.call('operator', 'GET', '/ops/v1/audit/?limit=1&result=refused')
    return body.results[0]
  }

  test('a refusal is in the audit whatever the fields of the body are called', async () => {
    for (const name of ['a\0b', 'half \ud83d', `${'x'.repeat(59)}😀`]) {
      const asked = await swath.call('operator', 'POST', '/ops/v1/organisations/', { [name]: 1 })
      assert.equal(asked.status, 400, JSON.stringify(asked.body))
      const entry = await lastEntry()
      assert.equal(entry?.request_id, asked.body.request_id, JSON.stringify(name))
    }
    const path = '/ops/v1/organisations/a%00b'
    const asked = await swath.call('operator', 'PATCH', path, { name: 'x' })
    assert.equal(asked.status, 404, JSON.stringify(asked.body))
    assert.equal((await lastEntry())?.request_id, asked.body.request_id)
  })

  test('a reason that no database keeps as it is makes no entry look tampered with', async () => {
    for (const reason of ['half \ud83d', `${'x'.repeat(499)}😀`, 'a\0b'])
      await swath.call('operator', 'POST', `/ops/v1/contracts/${demo_contracts.demo}/views`, { reason })
    await swath.app.features.audit.sealer.seal()
    const { body } = await swath.call('operator', 'GET', '/ops/v1/audit/export')
    const lines = String(body)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    assert.equal(lines.filter((line) => line.operation === 'startView').length, 3)
    const not_genuine = lines.filter((line) => line.is_genuine === false)
    assert.deepEqual(not_genuine, [])
    const verification = new AuditVerification({}, swath.clock.now().getTime())
    for (const line of lines) if (!line.head) await verification.add(line)
    assert.deepEqual((await verification.end(lines.at(-1).head)).findings, [])
  })
})
