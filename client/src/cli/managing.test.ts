// What is set up, changed and decided by commands, against a server whose provider is the test.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import type { SetAsideJob } from '@swath/contract/jobs'
import { max_amount_minor } from '@swath/contract/money'
import { sql } from 'kysely'
import { TestApp } from '../../../server/test/app.ts'
import { onOneDatabase } from '../../../server/test/databases.ts'
import { type FileServer, serveFiles } from '../../../server/test/files.ts'
import { SwathCommand } from './swath.testing.ts'

onOneDatabase((openDatabase) => {
  let folder: string
  let swath: TestApp
  let files: FileServer
  let receiver: Server
  let command: SwathCommand
  /** The receiver answers with this. */
  let status = 204
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'swath-managing-'))
    swath = await TestApp.open(await openDatabase())
    files = await serveFiles()
    receiver = createServer((_, response) => response.writeHead(status).end()).listen(0, '127.0.0.1')
    await once(receiver, 'listening')
    command = new SwathCommand(folder, {
      SWATH_URL: await swath.app.http.listen({ host: '127.0.0.1', port: 0 }),
      SWATH_CLIENT_ID: 'demo',
      SWATH_CLIENT_SECRET: 'a secret of the tests',
    })
  })
  after(async () => {
    receiver.close()
    await files.close()
    await swath.close()
    await rm(folder, { recursive: true })
  })

  async function run(...args: string[]) {
    const { code, out, error } = await command.run(args)
    assert.equal(code, 0, error)
    return out === '' ? undefined : JSON.parse(out)
  }
  async function admin(...args: string[]) {
    return run('admin', ...args, '--client-id', 'operator')
  }

  /** More of them than a page of the list has. */
  const setAside = (count: number) =>
    swath.app.db.system((tx) =>
      tx.run(sql`
        insert into set_aside_jobs (name, contract_id, order_id, entity_id, error, attempts, set_aside_at)
        select 'captures.settle', '', '', n, 'TypeError: x', 20, now() from generate_series(1, ${count}) as n`),
    )

  test('projects are made, renamed and removed', async () => {
    const { project_id } = await run('projects', 'create', 'Ruhr')
    await run('projects', 'rename', project_id, 'Rhein')
    const named = (await run('projects', 'list')).map((one: { project_name: string }) => one.project_name)
    assert.ok(named.includes('Rhein') && !named.includes('Ruhr'))
    await run('projects', 'remove', project_id)
    const gone = await command.run(['projects', 'remove', project_id])
    assert.equal(gone.code, 3)
  })

  test('an open order gets another name, project, end and labels; nothing said is told', async () => {
    const { id: order_id } = await swath.place()
    const changes = ['--name', 'new', '--project', 'Elbe', '--metadata', 'a=b']
    const { properties } = await run('orders', 'update', order_id, ...changes)
    assert.deepEqual(
      [properties.order_name, properties.project_name, properties.metadata],
      ['new', 'Elbe', { a: 'b' }],
    )
    const nothing = await command.run(['orders', 'update', order_id])
    assert.deepEqual([nothing.code, /--name, --project, --end or --metadata/.test(nothing.error)], [2, true])
  })

  test('a product tells what --set may say, the ledger and the balance what was booked', async () => {
    const { parameters } = await run('products', 'TSKPOI-M')
    assert.ok('processing_level' in parameters.properties)
    const [entry] = await run('ledger', '--limit', '1')
    assert.ok(Number.isInteger(entry.amount_minor))
    assert.ok((await run('balance')).held_minor > 0)
    assert.deepEqual(await run('service-levels', '--stage', 'total'), [])
    assert.deepEqual(await admin('service-levels'), [])
  })

  test('a webhook is made, tried, changed and removed, and its log tells of it', async () => {
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`
    const made = await run('webhooks', 'create', url, '--type', 'Order*', '--sku', 'TSK*')
    assert.match(made.secret, /^whsec_/)
    assert.deepEqual([made.event_types, made.filters.sku], [['Order*'], ['TSK*']])
    const { webhook_id } = made
    assert.equal((await run('webhooks', 'test', webhook_id)).response.status, 204)
    status = 500
    const failed = await command.run(['webhooks', 'test', webhook_id])
    assert.deepEqual([failed.code, JSON.parse(failed.out).state], [1, 'failed'])
    const [attempt] = await run('webhooks', 'attempts', webhook_id, '--state', 'failed')
    assert.equal(attempt.response.status, 500)
    assert.equal((await run('webhooks', 'update', webhook_id, '--disable')).state, 'disabled')
    const changed = await run('webhooks', 'update', webhook_id, '--enable', '--type', 'Capture*')
    assert.deepEqual(
      [changed.state, changed.event_types, changed.filters.sku],
      ['enabled', ['Capture*'], ['TSK*']],
    )
    assert.notEqual((await run('webhooks', 'rotate-secret', webhook_id)).secret, made.secret)
    assert.deepEqual(await run('webhooks', 'messages', webhook_id), [])
    assert.deepEqual(await run('webhooks', 'dead'), [])
    assert.equal((await run('webhooks', 'show', webhook_id)).url, url)
    await run('webhooks', 'remove', webhook_id)
    assert.equal((await command.run(['webhooks', 'show', webhook_id])).code, 3)
  })

  test('who should get mails is said, and a server that sends none says so', async () => {
    const { code, error } = await command.run(['digests', 'create', 'a@example.com', 'daily'])
    assert.deepEqual([code, /mail/.test(error)], [3, true], error)
    assert.deepEqual(await run('digests', 'list'), [])
  })

  test('what is delivered is rejected, and the order desk decides', async () => {
    const { captures } = await swath.placeAndPlan()
    await swath.deliver(captures[0]!, files.announce)
    const [{ deliverable_id }] = await run('deliverables', 'list')
    const where = ['--where', 'POINT(10 45)']
    const { rejection } = await run('deliverables', 'reject', deliverable_id, 'blur', 'All of it', ...where)
    assert.deepEqual([rejection.status, rejection.evidence.type], ['requested', 'Point'])
    const [waiting] = await admin('desk', 'rejections')
    assert.equal(waiting.deliverable_id, deliverable_id)
    await admin('desk', 'deny', deliverable_id, '--message', 'Within what was agreed')
    const shown = await run('deliverables', 'show', deliverable_id)
    assert.deepEqual([shown.rejection.status, shown.rejection.message], ['denied', 'Within what was agreed'])
    assert.equal((await admin('desk', 'show', shown.order_id)).id, shown.order_id)
    assert.deepEqual(await admin('desk', 'approvals'), [])
    assert.deepEqual(await admin('desk', 'dead'), [])
    assert.deepEqual(await run('deliveries', 'list', '--order', shown.order_id), [])
    const credited = await admin('desk', 'credit', deliverable_id, '100', 'As agreed')
    assert.equal(credited.charge.credited_minor, 100)
    const beyond = ['credit', deliverable_id, String(max_amount_minor + 1), 'As agreed']
    const refused = await command.run(['admin', 'desk', ...beyond, '--client-id', 'operator'])
    assert.deepEqual(
      [refused.code, /from 1 to 1000000000000000[.]/.test(refused.error)],
      [2, true],
      refused.error,
    )
  })

  test('operators close an order by hand, and try again what was set aside', async () => {
    const { id } = await swath.place()
    const { properties } = await admin('desk', 'close', id, 'failed', 'The satellite was lost')
    assert.deepEqual([properties.status, properties.outcome], ['closed', 'failed'])
    const { results } = await admin('desk', 'find', id)
    assert.deepEqual([results[0].kind, results[0].id], ['order', id])
    assert.deepEqual(await admin('desk', 'jobs'), [])
    await setAside(1001)
    const jobs: SetAsideJob[] = await admin('desk', 'jobs')
    assert.equal(new Set(jobs.map(({ job_id }) => job_id)).size, 1001)
    await command.run(['admin', 'desk', 'restart', jobs[1000]!.job_id, '--client-id', 'operator'])
    assert.deepEqual(await admin('desk', 'jobs'), jobs.slice(0, 1000))
    const none = ['admin', 'desk', 'restart', 'none', '--client-id', 'operator']
    assert.equal((await command.run(none)).code, 3)
  })
})
