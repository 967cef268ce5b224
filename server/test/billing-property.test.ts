// Over random histories, whatever tells what was consumed tells the same, to the minor unit.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { ConsumptionLine } from '@swath/contract/consumption'
import type { LedgerEntry } from '@swath/contract/ledger'
import type { Statement, StatementLine } from '@swath/contract/statements'
import fc from 'fast-check'
import { sql } from 'kysely'
import { aPointOrder, TestApp } from './app.ts'
import { aDownload, checkConsumption, importDownloads, listAll } from './billing.ts'
import { onOneDatabase } from './databases.ts'
import { type FileServer, serveFiles } from './files.ts'
import { asOwner } from './tables.ts'

onOneDatabase((openDatabase) => {
  let swath: TestApp
  let files: FileServer
  before(async () => {
    swath = await TestApp.open(await openDatabase())
    files = await serveFiles()
  })
  after(async () => {
    await files.close()
    await swath.close()
  })

  const Move = fc.record({
    what: fc.constantFrom(
      'download',
      'download',
      'order',
      'cancel',
      'reject',
      'credit',
      'price',
      'project',
      'month',
    ),
    pick: fc.nat({ max: 1000 }),
    days: fc.integer({ min: 0, max: 45 }),
  })
  type Move = { what: string; pick: number; days: number }

  const moves: Record<string, (move: Move) => Promise<unknown>> = {
    download: ({ days, pick }) => {
      const at = new Date(swath.clock.now().getTime() - days * 86_400_000).toISOString()
      return importDownloads(swath, [aDownload(at, pick % 2 ? { amount_minor: pick } : {})])
    },
    order: async ({ pick }) => {
      const { order_id, captures } = await swath.placeAndPlan(aPointOrder({ project_name: `p${pick % 3}` }))
      await swath.collect(captures[0]!)
      const { capture_id } = captures[0]!
      await swath.reportProduct(capture_id, 'L1B', 'ready', { files: files.announce(`${order_id}_b`) })
      const why = { reason_code: 'PROCESSING_FAILED', message: 'No' }
      if (pick % 3 === 0) await swath.reportProduct(capture_id, 'L1D', 'failed', why)
      else await swath.reportProduct(capture_id, 'L1D', 'ready', { files: files.announce(`${order_id}_d`) })
      await swath.drain()
    },
    cancel: async () => {
      const { order_id, captures } = await swath.placeAndPlan(aPointOrder({ sku: 'TSKRSH-M.NN.NN' }))
      const start = new Date(swath.clock.now().getTime() + 20 * 3_600_000).toISOString()
      const access = { ...swath.access, start, end: start }
      await swath.report(captures[0]!.capture_id, 'scheduled', { access })
      await swath.call('demo', 'DELETE', `/v2/orders/${order_id}`)
      await swath.drain()
    },
    reject: ({ pick }) => withCharged(pick, reject),
    credit: ({ pick }) => withCharged(pick, (id) => credit(id, 1 + (pick % 10))),
    price: ({ pick }) => asOwner(swath, `update contract_skus set price_minor = ${500 + pick}`),
    project: async ({ pick }) => {
      const [order] = (await swath.call('demo', 'GET', '/v2/orders/?limit=1&status=in_progress')).body
        .features
      const properties = { project_name: `p${pick % 3}` }
      if (order) await swath.call('demo', 'PATCH', `/v2/orders/${order.properties.order_id}`, { properties })
    },
    month: async ({ days }) => {
      swath.advance({ hours: days * 24 })
      await swath.app.queue.trigger('statements.close')
      await swath.app.queue.trigger('consumption.fold')
      await swath.drain()
    },
  }

  /** Corrections before and after the month of their charge is closed. */
  const everything = (
    ['order', 'download', 'reject', 'cancel', 'month', 'reject', 'credit', 'project', 'month'] as const
  ).map((what) => ({ what, pick: 2, days: 40 }))

  /** Runs the work with one of the deliverables of which something is left to give back. */
  async function withCharged(pick: number, work: (deliverable_id: string) => Promise<unknown>) {
    const rows = await swath.app.db.system((tx) =>
      tx.rows(sql<{ deliverable_id: string }>`
        select deliverable_id from deliverables
        where status = 'DELIVERED' and amount_minor > credited_minor + 10 order by deliverable_id`),
    )
    if (rows.length > 0) await work(rows[pick % rows.length]!.deliverable_id)
  }

  async function reject(deliverable_id: string) {
    const body = { category: 'blur', comment: 'Not sharp' }
    const { status } = await swath.call('demo', 'POST', `/v2/deliverables/${deliverable_id}/reject`, body)
    if (status === 200)
      await swath.call('operator', 'POST', `/ops/v1/rejections/${deliverable_id}/accept`, {})
    await swath.drain()
  }

  async function credit(deliverable_id: string, amount_minor: number) {
    const path = `/ops/v1/deliverables/${deliverable_id}/credits`
    const { status } = await swath.call('operator', 'POST', path, { amount_minor, message: 'A credit' })
    assert.equal(status, 200)
  }

  /** Every side, for all time and for each month. */
  async function checkEverything() {
    const consumed = (await listAll<LedgerEntry>(swath, '/v2/ledger/?limit=1000')).filter(
      (one) => one.account === 'consumed',
    )
    const statements = await listAll<Statement>(swath, '/v2/statements/?sort=number&limit=1000')
    const lines: StatementLine[] = []
    for (const { statement_id, number, ...totals } of statements) {
      const own = await listAll<StatementLine>(swath, `/v2/statements/${statement_id}/lines?limit=1000`)
      assert.equal(sumOf(own), totals.total_minor, number)
      assert.equal(sumOf(own.filter(({ kind }) => kind === 'charge')), totals.charges_minor, number)
      lines.push(...own)
    }
    assert.deepEqual(
      statements.map(({ number }) => number),
      statements.map((_, at) => `00001-${String(at + 1).padStart(6, '0')}`),
    )
    const on_statements = new Set(lines.map(({ entry_id }) => entry_id))
    assert.equal(on_statements.size, lines.length, 'no entry is on two statements')
    const open = consumed.filter(({ entry_id }) => !on_statements.has(entry_id))
    assert.equal(sumOf(lines) + sumOf(open), sumOf(consumed))
    const months = new Set(consumed.map(({ booked_at }) => booked_at.slice(0, 7)))
    for (const month of ['', ...months]) await checkMonth(month, consumed, [...lines, ...open])
    await checkFilters()
    const rollups = await swath.call('operator', 'POST', '/ops/v1/consumption/checks', {})
    assert.deepEqual(rollups.body.differences, [])
    const { repaired, charged, unequal } = (await swath.call('operator', 'POST', '/ops/v1/ledger/check')).body
    assert.deepEqual([repaired, charged, unequal], [[], [], []])
  }

  /** Every filter of the list of deliverables, with the words of one of them, beside a period of its own. */
  async function checkFilters() {
    const [one] = (await swath.call('demo', 'GET', '/v2/consumption/lines')).body.results as ConsumptionLine[]
    if (one === undefined) return
    const { delivered_at, ...words } = one
    const first = words.order_name.slice(0, 3)
    const filters: [filter: string, group_by: string][] = [
      [`order_id=${words.order_id}`, 'sku,order'],
      [`order_name=${encodeURIComponent(words.order_name)}`, 'project'],
      [`order_name__contains=${encodeURIComponent(first)}`, 'order'],
      [`project_id=${words.project_id}`, 'day,project'],
      [`project_name=${encodeURIComponent(words.project_name)}`, 'month'],
      [`sku=${words.sku}`, 'month,processing_level'],
      [`sku__in=${words.sku},TSKARE-M`, 'sku'],
      [`processing_level=${words.processing_level}`, 'processing_level'],
      [`capture_id=${words.capture_id}`, 'order,processing_level'],
      [`status=${words.status}&unit=km2&currency=USD`, 'day,order'],
      [`query=${encodeURIComponent(first)}`, 'sku'],
      ['bbox=-10,-10,5,60', 'project,sku'],
      [`delivered_at=${encodeURIComponent(delivered_at)}`, 'order'],
      [`delivered_at__gt=${encodeURIComponent(delivered_at)}`, 'month'],
    ]
    for (const [filter, group_by] of filters) await checkConsumption(swath, filter, group_by)
  }

  async function checkMonth(
    month: string,
    consumed: LedgerEntry[],
    told: { kind: string; booked_at: string; amount_minor: number }[],
  ) {
    const filter = month === '' ? '' : periodOf(month)
    const { totals, cancellation_fees } = await checkConsumption(
      swath,
      filter,
      month === '' ? 'month,sku' : 'day,project,processing_level',
    )
    const of = (entries: typeof told, ...kinds: string[]) =>
      sumOf(entries.filter((one) => kinds.includes(one.kind) && one.booked_at.startsWith(month)))
    const total = (name: string) =>
      totals.reduce((sum: number, one: Record<string, number>) => sum + one[name]!, 0)
    assert.equal(total('amount_minor'), of(consumed, 'charge'), `charges of ${month}`)
    assert.equal(of(told, 'charge'), of(consumed, 'charge'), `charges on statements of ${month}`)
    assert.equal(sumOf(cancellation_fees), of(consumed, 'cancellation_fee'), `fees of ${month}`)
    if (month === '') assert.equal(total('credited_minor') + of(consumed, 'refund', 'adjustment'), 0)
  }

  test('consumption, deliverables, ledger and statements agree exactly, and rollups with all of them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(Move, { minLength: 3, maxLength: 8 }), async (history) => {
        for (const move of history) await moves[move.what]!(move)
        await checkEverything()
      }),
      { numRuns: 5, examples: [[everything]] },
    )
    const kinds = await listAll<LedgerEntry>(swath, '/v2/ledger/?limit=1000')
    for (const kind of ['charge', 'cancellation_fee', 'refund', 'adjustment'])
      assert.ok(
        kinds.some((one) => one.kind === kind),
        `${kind} happened`,
      )
  })
})

const sumOf = (all: readonly { amount_minor: number }[]) =>
  all.reduce((sum, one) => sum + one.amount_minor, 0)

function periodOf(month: string): string {
  const [year, at] = month.split('-').map(Number)
  const end = new Date(Date.UTC(year!, at!)).toISOString()
  return `delivered_at__gte=${month}-01&delivered_at__lt=${end}`
}
