import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { AuditEntry } from '@swath/contract/audit'
import { sql } from 'kysely'
import { demo_contracts } from '../src/contracts/demo.ts'
import { aPointOrder, TestApp } from './app.ts'
import { onEachDatabase } from './databases.ts'

interface Entry {
  operation: string
  client_id: string
  contract_id: string | null
  subject: string | null
  ids: Record<string, string>
  fields: string[]
  result: string
  status: number
  code: string | null
  request_id: string
  name: string
  address: string
  agent: string
}

onEachDatabase((openDatabase) => {
  let swath: TestApp
  before(async () => {
    swath = await TestApp.open(await openDatabase())
  })
  after(() => swath.close())

  const entries = () =>
    swath.app.db.system((tx) =>
      tx.rows(sql<Entry>`select * from audit_entries join audit_personal using (sequence) order by sequence`),
    )
  /** What is recorded while something is done. */
  async function recorded(work: () => Promise<unknown>): Promise<Entry[]> {
    const before = (await entries()).length
    await work()
    return (await entries()).slice(before)
  }
  const told = ({ operation, client_id, result, status, code }: Entry) => [
    operation,
    client_id,
    result,
    status,
    code,
  ]

  test('a change is in the audit: who, to what, from where, and with what result', async () => {
    const headers = { 'user-agent': 'a test' }
    const [entry, ...others] = await recorded(() =>
      swath.call('demo', 'POST', '/v2/orders/', aPointOrder(), headers),
    )
    assert.equal(others.length, 0)
    assert.deepEqual(told(entry!), ['placeOrder', 'demo', 'done', 201, null])
    const { contract_id, subject, name, address, agent } = entry!
    assert.match(subject!, /^\d{6,}$/)
    assert.deepEqual([contract_id, address, agent], [demo_contracts.demo, '127.0.0.1', 'a test'])
    assert.ok(name.length > 0)
    assert.ok(entry!.fields.length > 0)
  })

  test('a refused change is in the audit with its problem, and a refused reader too', async () => {
    const refused = await recorded(async () => {
      await swath.call('demo', 'POST', '/v2/orders/', { sku: 'nothing' })
      await swath.call('demo', 'PATCH', `/ops/v1/contracts/${demo_contracts['demo-two']}`, { name: 'mine' })
      await swath.call('operator', 'PATCH', '/ops/v1/contracts/cont.none', { name: 'mine' })
    })
    assert.deepEqual(refused.map(told), [
      ['placeOrder', 'demo', 'refused', 400, 'invalid_request'],
      ['updateContract', 'demo', 'refused', 403, 'role_forbidden'],
      ['updateContract', 'operator', 'refused', 404, 'not_found'],
    ])
    // Nobody writes into the audit of another customer.
    assert.equal(refused[1]!.contract_id, demo_contracts.demo)
  })

  test('reads of money are in the audit; others are not', async () => {
    const read = await recorded(async () => {
      await swath.call('demo', 'GET', '/v2/ledger/')
      await swath.call('demo', 'GET', '/v2/orders/')
    })
    assert.deepEqual(read.map(told), [['listLedgerEntries', 'demo', 'done', 200, null]])
  })

  test('what is done to a credential is in the audit of its customer, without its secret', async () => {
    const made = await recorded(() =>
      swath.call('operator', 'POST', '/ops/v1/credentials', {
        name: 'a program',
        contract_ids: [demo_contracts.demo, demo_contracts['demo-two']],
      }),
    )
    assert.deepEqual(
      made.map(({ operation, contract_id }) => [operation, contract_id]),
      [
        ['createCredential', demo_contracts.demo],
        ['createCredential', demo_contracts['demo-two']],
      ],
    )
    const { subject } = made[0]!
    const deleted = await recorded(() => swath.call('operator', 'DELETE', `/ops/v1/credentials/${subject}`))
    assert.deepEqual(deleted.map(told), [
      ['revokeCredential', 'operator', 'done', 204, null],
      ['revokeCredential', 'operator', 'done', 204, null],
    ])
  })

  test('a repeat changes nothing and is not recorded, unless it shows a secret again', async () => {
    const headers = { 'idempotency-key': 'once' }
    const orders = await recorded(async () => {
      await swath.call('demo', 'POST', '/v2/orders/', aPointOrder(), headers)
      await swath.call('demo', 'POST', '/v2/orders/', aPointOrder(), headers)
    })
    assert.deepEqual(orders.map(told), [['placeOrder', 'demo', 'done', 201, null]])
    const secret = { name: 'twice' }
    const secrets = await recorded(async () => {
      await swath.call('demo', 'POST', '/v2/my/api-credentials', secret, headers)
      await swath.call('demo', 'POST', '/v2/my/api-credentials', secret, headers)
    })
    assert.deepEqual(secrets.map(told), [
      ['createApiCredential', 'demo', 'done', 201, null],
      ['createApiCredential', 'demo', 'repeated', 201, null],
    ])
  })

  test('work that no single transaction holds says first that it begins', async () => {
    const bulk = await recorded(() =>
      swath.call('demo', 'POST', '/v2/orders/bulk', { orders: [aPointOrder(), aPointOrder()] }),
    )
    assert.deepEqual(
      bulk.map(({ operation, result, status }) => [operation, result, status]),
      [
        ['placeOrders', 'begun', 0],
        ['placeOrders', 'done', 200],
      ],
    )
    assert.equal(bulk[0]!.request_id, bulk[1]!.request_id)
  })

  test('a change whose entry cannot be written is not made', async () => {
    const run = (text: string) => swath.app.db.pool.prepare(() => direct(text))
    const direct = async (text: string) => {
      const connection = await swath.app.db.pool.connect()
      await connection.query(text)
      connection.release()
    }
    const projects = async () => (await swath.call('demo', 'GET', '/v2/projects/')).body.count
    const before = await projects()
    await run(`alter table audit_entries add constraint broken check (operation <> 'createProject')`)
    const answer = await swath.call('demo', 'POST', '/v2/projects/', { project_name: 'without a trace' })
    await run('alter table audit_entries drop constraint broken')
    assert.equal(answer.status, 500)
    assert.equal(await projects(), before)
    swath.errors.length = 0
  })

  test('a customer reads the audit of its contract, filtered and page by page, and nothing of others', async () => {
    await swath.call('demo-two', 'POST', '/v2/projects/', { project_name: 'of another' })
    const read = async (query: string) => (await swath.call('demo', 'GET', `/v2/audit/?${query}`)).body
    const all = await read('limit=1000')
    assert.ok(all.count > 10)
    assert.ok(all.results.every((one: AuditEntry) => one.contract_id === demo_contracts.demo))
    const refused = await read('result=refused&status__gte=403&operation=updateContract')
    assert.deepEqual(
      refused.results.map(({ client_id, code }: AuditEntry) => [client_id, code]),
      [['demo', 'role_forbidden']],
    )
    const walked: string[] = []
    for (let next = '/v2/audit/?limit=3&at__lte=2026-06-01T08:00:00Z'; next; ) {
      const { body } = await swath.call('demo', 'GET', next)
      walked.push(...body.results.map(({ entry_id }: AuditEntry) => entry_id))
      next = body.next
    }
    assert.ok(walked.length > 10)
    assert.equal(new Set(walked).size, walked.length)
  })

  test('a customer sees what an operator did with its contract, and nothing of the person', async () => {
    await swath.call('operator', 'PATCH', `/ops/v1/contracts/${demo_contracts.demo}`, { name: 'Seen' })
    const { body } = await swath.call('demo', 'GET', '/v2/audit/?operation=updateContract&result=done')
    const { client_id, role, subject, personal } = body.results[0]
    assert.deepEqual(
      [client_id, role, subject, personal],
      ['operator', 'operator', demo_contracts.demo, null],
    )
    const all = await swath.call('operator', 'GET', '/ops/v1/audit/?operation=updateContract&result=done')
    assert.equal(all.body.results[0].personal.address, '127.0.0.1')
  })

  test('the audit is exported as CSV, for spreadsheets', async () => {
    const { body, headers } = await swath.call(
      'operator',
      'GET',
      '/ops/v1/audit/export?format=csv&result=refused',
    )
    assert.match(String(headers['content-type']), /^text\/csv/)
    const [names, ...lines] = String(body).trimEnd().split('\r\n')
    assert.match(names!, /number,at,client_id,name,/)
    assert.ok(lines.length >= 3)
    assert.match(String(body), /role_forbidden/)
  })

  test('the database refuses to change or remove an entry, whoever asks', async () => {
    for (const statement of [
      sql`update audit_entries set client_id = 'somebody else'`,
      sql`delete from audit_entries`,
      sql`truncate audit_entries cascade`,
      sql`update audit_personal set name = 'somebody else'`,
      sql`delete from audit_personal`,
    ]) {
      await assert.rejects(swath.app.db.system((tx) => tx.run(statement)))
      await assert.rejects(swath.app.db.tenant(demo_contracts.demo, (tx) => tx.run(statement)))
    }
  })
})
