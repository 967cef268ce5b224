import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Statement, StatementLine } from '@swath/contract/statements'
import { parquetReadObjects } from 'hyparquet'
import { sql } from 'kysely'
import { demo_contracts } from '../src/contracts/demo.ts'
import { TestApp } from './app.ts'
import { aDownload, importDownloads, listAll } from './billing.ts'
import { onOneDatabase } from './databases.ts'
import { asOwner } from './tables.ts'

const provider = {
  SWATH_PROVIDER_NAME: 'Orbital Imaging S.A.',
  SWATH_PROVIDER_ADDRESS: 'Av. del Libertador 7208, Buenos Aires',
  SWATH_PROVIDER_TAX_ID: '30-71234567-8',
}

onOneDatabase((openDatabase) => {
  let swath: TestApp
  before(async () => {
    swath = await TestApp.open(await openDatabase(), provider)
  })
  after(() => swath.close())

  const contract = `/ops/v1/contracts/${demo_contracts.demo}`
  const at = (time: string) =>
    swath.advance({ hours: (Date.parse(time) - swath.clock.now().getTime()) / 3_600_000 })
  const all = () => listAll<Statement>(swath, '/v2/statements/?sort=number')
  const linesOf = (one: Statement) =>
    listAll<StatementLine>(swath, `/v2/statements/${one.statement_id}/lines?limit=1000`)
  async function close(body: object = {}) {
    const { status, body: told } = await swath.call('operator', 'POST', `${contract}/statements`, body)
    assert.equal(status, 200, JSON.stringify(told))
    return told.statements as Statement[]
  }
  async function runNightly() {
    await swath.app.queue.trigger('statements.close')
    await swath.drain()
  }

  test('a month is closed by the nightly job once it is over, and only once', async () => {
    at('2026-06-30T23:00:00Z')
    await importDownloads(swath, [
      aDownload('2026-05-31T23:59:59.999Z', { amount_minor: 100 }),
      aDownload('2026-06-01T00:00:00Z', { amount_minor: 20 }),
      aDownload('2026-06-30T22:00:00Z', { amount_minor: 3 }),
    ])
    await runNightly()
    assert.deepEqual(
      (await all()).map((one) => [one.number, one.period_start.slice(0, 7), one.total_minor]),
      [['00001-000001', '2026-05', 100]],
    )
    at('2026-07-01T00:30:00Z')
    await importDownloads(swath, [aDownload('2026-07-01T00:00:00Z', { amount_minor: 5000 })])
    await runNightly()
    assert.equal((await all()).length, 1, 'what happened in the last moments has an hour to be booked')
    at('2026-07-01T03:41:00Z')
    await runNightly()
    await runNightly()
    assert.deepEqual(
      (await all()).map((one) => [one.number, one.period_start.slice(0, 7), one.total_minor]),
      [
        ['00001-000001', '2026-05', 100],
        ['00001-000002', '2026-06', 23],
      ],
    )
  })

  test('every line leads to its deliverable, its event and its entry in the ledger', async () => {
    for (const statement of await all()) {
      const lines = await linesOf(statement)
      assert.equal(lines.length, statement.line_count)
      assert.deepEqual(
        lines.map((line) => line.position),
        lines.map((_, index) => index + 1),
      )
      for (const line of lines) {
        const { body: deliverable } = await swath.call('demo', 'GET', line.deliverable_href!)
        assert.equal(deliverable.charge.amount_minor, line.amount_minor)
        assert.equal(deliverable.quantity, line.quantity)
        const events = await listAll<{ id: string; type: string }>(swath, line.events_href!)
        assert.equal(events.find(({ id }) => id === line.event_id)?.type, 'DeliverableDelivered')
      }
    }
  })

  test('what is booked late is on the next statement with its own date', async () => {
    await importDownloads(swath, [aDownload('2026-06-15T00:00:00Z', { amount_minor: 7 })])
    assert.deepEqual(await close(), [], 'the next month has not ended')
    at('2026-08-01T03:41:00Z')
    const [july] = await close()
    assert.deepEqual(
      [july!.number, july!.period_start.slice(0, 7), july!.total_minor],
      ['00001-000003', '2026-07', 5007],
    )
    assert.deepEqual(
      (await linesOf(july!)).map((line) => [line.booked_at.slice(0, 10), line.amount_minor]),
      [
        ['2026-06-15', 7],
        ['2026-07-01', 5000],
      ],
    )
  })

  test('a month without bookings has no statement and takes no number', async () => {
    at('2026-10-01T03:41:00Z')
    assert.deepEqual(await close(), [])
    await importDownloads(swath, [aDownload('2026-09-10T00:00:00Z', { amount_minor: 9 })])
    assert.deepEqual(
      (await close()).map((one) => [one.number, one.period_start.slice(0, 7)]),
      [['00001-000004', '2026-09']],
    )
  })

  test('a month that has not ended is refused, and so is a month that is none', async () => {
    const refusals: [object, number, string][] = [
      [{ month: '2026-10' }, 409, 'statement_not_due'],
      [{ month: '2026-13' }, 400, 'invalid_request'],
      [{ month: 'June' }, 400, 'invalid_request'],
    ]
    for (const [body, status, code] of refusals) {
      const answer = await swath.call('operator', 'POST', `${contract}/statements`, body)
      assert.deepEqual([answer.status, answer.body.code], [status, code])
    }
    const nobody = await swath.call('operator', 'POST', '/ops/v1/contracts/cont.nobody/statements', {})
    assert.equal(nobody.status, 404)
  })

  test('a month waits for the charge of each of its deliverables', async () => {
    at('2026-11-01T03:41:00Z')
    await importDownloads(swath, [aDownload('2026-10-05T00:00:00Z', { amount_minor: 11 })])
    await asOwner(swath, `alter table ledger_entries disable trigger all`)
    const { rows } = await asOwner(
      swath,
      `delete from ledger_entries e using deliverables d where d.deliverable_id = e.deliverable_id
      and d.delivered_at = '2026-10-05T00:00:00Z' returning to_jsonb(e) as entry`,
    )
    await importDownloads(swath, [aDownload('2026-10-07T00:00:00Z', { amount_minor: 13 })])
    const { status, body } = await swath.call('operator', 'POST', `${contract}/statements`, {})
    assert.deepEqual([status, body.code], [409, 'statement_not_due'])
    assert.match(body.detail, /deliv\..* is not charged yet/)
    await runNightly()
    for (const { entry } of rows) {
      await asOwner(
        swath,
        `insert into ledger_entries overriding system value
        select * from jsonb_populate_record(null::ledger_entries, '${JSON.stringify(entry)}'::jsonb)`,
      )
    }
    await asOwner(swath, `alter table ledger_entries enable trigger all`)
    assert.deepEqual(
      (await close()).map((one) => one.total_minor),
      [24],
    )
  })

  test('concurrent closings give each number once', async () => {
    at('2027-01-02T00:00:00Z')
    await importDownloads(swath, [aDownload('2026-11-05T00:00:00Z'), aDownload('2026-12-05T00:00:00Z')])
    const closed = await Promise.all([1, 2, 3, 4].map(() => close()))
    assert.equal(closed.flat().length, 2)
    const numbers = (await all()).map((one) => one.number)
    assert.deepEqual(
      numbers,
      numbers.map((_, index) => `00001-${String(index + 1).padStart(6, '0')}`),
    )
  })

  test('all statements together are what the ledger booked as consumed', async () => {
    const { consumed } = await swath.app.db.system((tx) =>
      tx.one(sql<{ consumed: number }>`
        select sum(amount_minor) as consumed from ledger_entries where account = 'consumed'`),
    )
    assert.equal(
      (await all()).reduce((sum, one) => sum + one.total_minor, 0),
      consumed,
    )
  })

  test('the database refuses to change, remove or extend what is closed, whoever asks', async () => {
    const statements = [
      'update statements set total_minor = 0',
      'delete from statements',
      'truncate statements cascade',
      'update statement_lines set amount_minor = 0',
      'delete from statement_lines',
      'truncate statement_lines',
      `insert into statement_lines (statement_id, contract_id, position, entry_id, transaction_id, kind, booked_at, amount_minor)
        select l.statement_id, l.contract_id, 99, e.entry_id, e.transaction_id, 'charge', e.booked_at, 1
        from statement_lines l, ledger_entries e where e.account = 'available' limit 1`,
    ]
    for (const statement of statements) {
      await assert.rejects(asOwner(swath, statement), /append-only|closed/, statement)
      await assert.rejects(
        swath.app.db.system((tx) => tx.run(sql.raw(statement))),
        /denied|append-only|closed/,
      )
    }
  })

  test('names and addresses are those of the day on which it was closed', async () => {
    const details = {
      name: 'Ministère de l’Agriculture',
      address: ['78 rue de Varenne', 'Paris'],
      tax_id: 'FR 12',
      reference: 'PO 2027/4',
      invoicing: null,
    }
    const before = (await all()).at(-1)!
    const { name, reference } = before.customer
    assert.deepEqual([name, reference], ['Demo contract', null])
    const url = `${contract}/billing-details`
    assert.equal((await swath.call('operator', 'GET', url)).status, 404)
    assert.deepEqual(before.provider, {
      name: 'Orbital Imaging S.A.',
      address: ['Av. del Libertador 7208', 'Buenos Aires'],
      tax_id: '30-71234567-8',
      country: null,
      peppol_id: null,
    })
    assert.equal((await swath.call('operator', 'PUT', url, details)).status, 200)
    assert.deepEqual((await swath.call('operator', 'GET', url)).body, details)
    at('2027-02-02T00:00:00Z')
    await importDownloads(swath, [aDownload('2027-01-05T00:00:00Z')])
    const [after] = await close()
    assert.deepEqual(after!.customer, { ...details, number: '00001' })
    assert.deepEqual((await all()).at(-2), before)
  })

  test('a statement comes as JSON, CSV, Parquet and PDF, the same each time', async () => {
    const statement = (await all())[2]!
    const url = `/v2/statements/${statement.statement_id}`
    assert.deepEqual((await swath.call('demo', 'GET', url)).body, statement)
    const csv = (await swath.call('demo', 'GET', `${url}?format=csv`)).body.toString().trimEnd().split('\r\n')
    assert.equal(csv.length, 1 + statement.line_count)
    const parquet = new Uint8Array((await swath.call('demo', 'GET', `${url}?format=parquet`)).body)
    const rows = await parquetReadObjects({ file: parquet.buffer })
    assert.deepEqual(
      rows.map((row) => Number(row.amount_minor)),
      [7, 5000],
    )
    const pdf = await swath.call('demo', 'GET', url, undefined, { accept: 'application/pdf' })
    assert.equal(pdf.headers['content-type'], 'application/pdf')
    assert.match(String(pdf.headers['content-disposition']), /statement-00001-000003\.pdf/)
    assert.equal(pdf.body.subarray(0, 5).toString(), '%PDF-')
    const again = await swath.call('demo', 'GET', `${url}?format=pdf`)
    assert.ok(pdf.body.equals(again.body))
  })

  test('months begin and end at midnight of the time zone of the contract, and go on where the last one ended', async () => {
    const { body } = await swath.call('operator', 'PATCH', contract, { time_zone: 'Europe/Madrid' })
    assert.equal(body.time_zone, 'Europe/Madrid')
    at('2027-03-31T22:30:00Z')
    await importDownloads(swath, [
      aDownload('2027-02-28T22:59:59.999Z', { amount_minor: 100 }),
      aDownload('2027-02-28T23:00:00Z', { amount_minor: 20 }),
      aDownload('2027-03-31T21:59:59.999Z', { amount_minor: 3 }),
    ])
    await importDownloads(swath, [aDownload('2027-03-31T22:00:00Z', { amount_minor: 9000 })])
    await runNightly()
    assert.equal(
      (await all()).at(-1)!.total_minor,
      100,
      'March is over there, and its last moments are not booked yet',
    )
    at('2027-03-31T23:30:00Z')
    await runNightly()
    assert.deepEqual(
      (await all())
        .slice(-2)
        .map((one) => [one.period_start, one.period_end, one.time_zone, one.total_minor]),
      [
        ['2027-02-01T00:00:00.000000Z', '2027-02-28T23:00:00.000000Z', 'Europe/Madrid', 100],
        ['2027-02-28T23:00:00.000000Z', '2027-03-31T22:00:00.000000Z', 'Europe/Madrid', 23],
      ],
    )
    const wrong = await swath.call('operator', 'PATCH', contract, { time_zone: '+02:00' })
    assert.deepEqual([wrong.status, wrong.body.errors[0].pointer], [400, '/time_zone'])
  })

  test('another contract sees nothing of it, and a customer closes nothing', async () => {
    const { statement_id } = (await all())[0]!
    for (const path of [statement_id, `${statement_id}/lines`, `${statement_id}?format=pdf`, 'stmt.none']) {
      const { status, body } = await swath.call('demo-two', 'GET', `/v2/statements/${path}`)
      assert.deepEqual([status, body.code], [404, 'not_found'], path)
    }
    assert.equal((await swath.call('demo-two', 'GET', '/v2/statements/')).body.count, 0)
    assert.equal((await swath.call('demo', 'POST', `${contract}/statements`, {})).status, 403)
    assert.equal((await swath.call('demo', 'GET', `/ops/v1/statements/${statement_id}`)).status, 403)
    assert.equal((await swath.call('operator', 'GET', `/ops/v1/statements/${statement_id}`)).status, 200)
    assert.equal(
      (await swath.call('operator', 'GET', `${contract}/statements`)).body.count,
      (await all()).length,
    )
  })
})
