import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { parquetReadObjects } from 'hyparquet'
import { sql } from 'kysely'
import { demo_contracts } from '../src/contracts/demo.ts'
import { TestApp } from './app.ts'
import { aDownload, checkConsumption, importDownloads, listAll } from './billing.ts'
import { onOneDatabase } from './databases.ts'
import { asOwner, overwrite } from './tables.ts'

onOneDatabase((openDatabase) => {
  let swath: TestApp
  before(async () => {
    swath = await TestApp.open(await openDatabase())
    await importDownloads(swath, [
      aDownload('2026-02-28T23:59:59.999Z'),
      aDownload('2026-03-01T00:00:00Z', { processing_level: 'L1C', collection: 'l1c' }),
      aDownload('2026-03-01T00:00:00.001Z'),
      aDownload('2026-03-31T23:59:59.999Z', { amount_minor: 7 }),
      aDownload('2026-04-01T01:30:00+02:00'),
      aDownload('2026-04-01T00:00:00Z', { processing_level: 'L1C', collection: 'l1c' }),
    ])
  })
  after(() => swath.close())

  const consumption = async (query: string) => {
    const { status, body } = await swath.call('demo', 'GET', `/v2/consumption/?${query}`)
    assert.equal(status, 200, JSON.stringify(body))
    return body
  }
  const march = 'delivered_at__gte=2026-03-01&delivered_at__lt=2026-04-01'

  test('a month has what was delivered from its first instant to its last in UTC', async () => {
    const body = await checkConsumption(swath, march, 'month')
    assert.deepEqual(
      body.results.map(({ month, deliverables }: Record<string, unknown>) => [month, deliverables]),
      [['2026-03', 4]],
    )
    assert.equal(body.read_from, 'rollups')
  })

  test('groups of every kind add up to the deliverables that their links show', async () => {
    for (const group_by of [
      'day',
      'month',
      'sku',
      'project',
      'order',
      'processing_level',
      'day,sku,processing_level,order',
    ])
      await checkConsumption(swath, march, group_by)
    const without_period = await checkConsumption(swath, 'processing_level=L1C', 'day')
    assert.equal(without_period.results.length, 2)
  })

  test('parts of days, places and names are answered from the deliverables', async () => {
    const filters = [
      'delivered_at__gt=2026-03-01&delivered_at__lte=2026-03-31T23:59:59.999Z',
      'delivered_at__gte=2026-03-01T00:00:00.001Z',
      'delivered_at=2026-03-01&status=delivered',
      'bbox=0,0,3.5,1',
      'project_name__contains=arch',
    ]
    for (const filter of filters) {
      const { read_from } = await checkConsumption(swath, filter, 'month,processing_level')
      assert.equal(read_from, 'deliverables', filter)
    }
  })

  test('a month without deliveries is empty and not an error', async () => {
    const body = await consumption('delivered_at__gte=2025-01-01&delivered_at__lt=2025-02-01&group_by=day')
    assert.deepEqual([body.totals, body.results, body.count, body.cancellation_fees], [[], [], 0, []])
  })

  test('what cannot be read is refused with what would be right', async () => {
    const refusals: [string, string, RegExp][] = [
      ['delivered_at__gte=2026-04-01&delivered_at__lt=2026-03-01', 'period_inverted', /after its end/],
      ['delivered_at__gt=2026-04-01&delivered_at__lte=2026-03-01', 'period_inverted', /after its end/],
      ['from=2026-03-01', 'unknown_filter', /delivered_at__gte/],
      ['group_by=customer', 'invalid_filter', /processing_level/],
      ['format=xlsx', 'invalid_filter', /csv/],
      ['delivered_at__gte=march', 'invalid_filter', /2026-01-31/],
    ]
    for (const [query, code, told] of refusals) {
      const { status, body } = await swath.call('demo', 'GET', `/v2/consumption/?${query}`)
      assert.deepEqual([status, body.code], [400, code], query)
      assert.match(body.detail, told)
    }
    const png = { accept: 'image/png' }
    const { status, body } = await swath.call('demo', 'GET', '/v2/consumption/', undefined, png)
    assert.deepEqual([status, body.code], [406, 'not_acceptable'])
  })

  test('another contract sees none of it', async () => {
    for (const url of [`/v2/consumption/?${march}&group_by=day`, `/v2/consumption/lines?${march}`]) {
      const { body } = await swath.call('demo-two', 'GET', url)
      assert.deepEqual([body.results, body.totals ?? []], [[], []], url)
    }
    const { status } = await swath.call('demo', 'POST', '/ops/v1/consumption/checks', {})
    assert.equal(status, 403)
  })

  test('CSV and Parquet hold the same groups and lines as JSON', async () => {
    for (const url of ['/v2/consumption/?group_by=day,project', '/v2/consumption/lines?']) {
      const rows = (await swath.call('demo', 'GET', `${url}&${march}`)).body.results
      assert.ok(rows.length > 1)
      const csv = await swath.call('demo', 'GET', `${url}&${march}`, undefined, {
        accept: 'text/csv, */*;q=0.1',
      })
      assert.match(String(csv.headers['content-type']), /^text\/csv/)
      const [head, ...lines] = csv.body.toString().trimEnd().split('\r\n')
      assert.deepEqual(
        lines,
        rows.map((row: object) =>
          head
            .split(',')
            .map((name: string) => cell(row, name))
            .join(','),
        ),
      )
      const { body } = await swath.call('demo', 'GET', `${url}&${march}&format=parquet`)
      const read = await parquetReadObjects({ file: new Uint8Array(body).buffer })
      assert.deepEqual(read.map(plain), rows)
    }
  })

  test('every line names the event of its delivery', async () => {
    const { body } = await swath.call('demo', 'GET', `/v2/consumption/lines?${march}`)
    for (const { deliverable_id, event_id } of body.results) {
      const events = await listAll<{ id: string; type: string }>(
        swath,
        `/v2/deliverables/${deliverable_id}/events`,
      )
      assert.equal(events.find(({ type }) => type === 'DeliverableDelivered')?.id, event_id)
    }
  })

  test('names that spreadsheets would run arrive as text', async () => {
    const { order_id } = (await swath.call('demo', 'GET', `/v2/consumption/lines?${march}`)).body.results[0]
    await overwrite(
      swath,
      'an order has a name from before names were checked',
      `update orders set order_name = '=HYPERLINK("x")' where order_id = $1`,
      [order_id],
    )
    const { body } = await swath.call('demo', 'GET', `/v2/consumption/lines?format=csv&order_id=${order_id}`)
    assert.ok(body.toString().includes(`,"'=HYPERLINK(""x"")",`))
  })

  test('a CSV that is asked for by ?format= is one that Excel reads as UTF-8, and one for programs begins with its names', async () => {
    const mark = '\ufeff'
    const url = `/v2/consumption/lines?${march}`
    const for_people = await swath.call('demo', 'GET', `${url}&format=csv`)
    const for_programs = await swath.call('demo', 'GET', url, undefined, { accept: 'text/csv' })
    assert.equal(for_people.body.toString(), mark + for_programs.body.toString())
    assert.match(for_programs.body.toString(), /^[a-z_]+,/)
  })

  test('folding changes into days alters no answer, whenever it runs', async () => {
    const until_may = 'delivered_at__lt=2026-05-01&group_by=day,sku,project,processing_level'
    const before = await consumption(until_may)
    await Promise.all([1, 2, 3].map(() => swath.app.features.consumption.service.foldChanges()))
    await importDownloads(swath, [aDownload('2026-05-01T00:00:00Z')])
    assert.deepEqual(await consumption(until_may), before)
    await swath.app.queue.trigger('consumption.fold')
    await swath.drain()
    assert.equal((await consumption('delivered_at__gte=2026-05-01')).totals[0].deliverables, 1)
    const { waiting } = await swath.app.db.system((tx) =>
      tx.one(sql<{ waiting: number }>`select count(*) as waiting from consumption_changes`),
    )
    assert.equal(waiting, 0)
  })

  test('an order that moves to another project takes its consumption with it', async () => {
    const [line] = (await swath.call('demo', 'GET', '/v2/consumption/lines')).body.results
    await asOwner(
      swath,
      `insert into projects select 'project.moved', contract_id, 'moved', created_at, updated_at
      from projects where project_id = '${line.project_id}'`,
    )
    await overwrite(
      swath,
      'an order moved to another project, which no request asks for yet',
      `update orders set project_id = 'project.moved' where order_id = $1`,
      [line.order_id],
    )
    const body = await checkConsumption(swath, march, 'project')
    assert.equal(body.read_from, 'rollups')
    const moved = await checkConsumption(swath, 'project_id=project.moved', 'day')
    assert.equal(moved.totals[0].deliverables, 1)
  })

  test('a check finds what is wrong in the rollups, sets it right and tells of it once', async () => {
    assert.deepEqual((await check()).differences, [])
    const right = await consumption('group_by=day,processing_level')
    await swath.app.features.consumption.service.foldChanges()
    await asOwner(
      swath,
      `update consumption_days set amount_minor = amount_minor + 1 where day = '2026-03-31T00:00:00Z'`,
    )
    await asOwner(swath, `delete from consumption_days where day = '2026-02-28T00:00:00Z'`)
    const wrong = await consumption('group_by=day,processing_level')
    assert.notDeepEqual(wrong.totals, right.totals)
    const { differences } = await check()
    const told = differences.map((one: Record<string, unknown>) => [
      one.day,
      one.deliverables,
      one.amount_minor,
    ])
    assert.equal(told.length, 2)
    assert.deepEqual(told[0].slice(0, 2), ['2026-02-28', 1])
    assert.deepEqual(told[1], ['2026-03-31', 0, -1])
    assert.deepEqual(await consumption('group_by=day,processing_level'), right)
    assert.deepEqual((await check()).differences, [])
    const repairs = await listAll<Record<string, unknown>>(
      swath,
      '/ops/v1/consumption/repairs?limit=1',
      'operator',
    )
    const found_at = swath.clock.now().toISOString().replace('Z', '000Z')
    assert.deepEqual(
      repairs,
      differences.map((one: object) => ({ ...one, found_at })),
    )
    assert.equal((await swath.call('demo', 'GET', '/ops/v1/consumption/repairs')).status, 403)
  })

  test('the nightly check repairs what it finds, and somebody is told', async () => {
    const before = swath.errors.length
    await asOwner(
      swath,
      `insert into consumption_changes
      select contract_id, day, sku, project_id, processing_level, unit, currency, 0, 0, 1, 0 from consumption_days limit 1`,
    )
    await swath.app.queue.trigger('consumption.check')
    await swath.drain()
    assert.match(swath.errors.slice(before).join(), /rollups of consumption were wrong/)
    assert.deepEqual((await check()).differences, [])
  })

  test('over random deliveries, periods and groups, rollups, deliverables and links agree', async () => {
    const day = fc.integer({ min: 0, max: 40 })
    const Delivery = fc.record({
      day,
      ms: fc.constantFrom(0, 1, 43_200_000, 86_399_999),
      level: fc.constantFrom('L1B', 'L1D'),
    })
    const Case = fc.record({
      deliveries: fc.array(Delivery, { maxLength: 4 }),
      from: day,
      days: fc.integer({ min: 0, max: 40 }),
      group_by: fc.subarray(['day', 'month', 'sku', 'project', 'order', 'processing_level'], {
        minLength: 1,
      }),
      filter: fc.constantFrom('', '&processing_level=L1D', '&unit=km2', '&currency=EUR', '&status=REJECTED'),
      fold: fc.boolean(),
    })
    const at = (days: number, ms = 0) => new Date(Date.UTC(2024, 0, 1 + days) + ms).toISOString()
    await fc.assert(
      fc.asyncProperty(Case, async ({ deliveries, from, days, group_by, filter, fold }) => {
        const lines = deliveries.map((one) => aDownload(at(one.day, one.ms), { processing_level: one.level }))
        if (lines.length > 0) await importDownloads(swath, lines)
        if (fold) await swath.app.features.consumption.service.foldChanges()
        const period = `delivered_at__gte=${at(from)}&delivered_at__lt=${at(from + days)}`
        await checkConsumption(swath, period + filter, group_by.join())
        assert.deepEqual((await check()).differences, [])
      }),
      { numRuns: 15 },
    )
  })

  test('lines stream in batches, and each is there once', async () => {
    const same_instant = Array.from({ length: 30 }, () => aDownload('2023-01-01T00:00:00Z'))
    await importDownloads(swath, same_instant)
    const ids: string[] = []
    const caller = {
      client_id: 'demo',
      role: 'customer',
      scopes: [],
      contract_id: demo_contracts.demo,
    } as const
    for await (const batch of swath.app.features.consumption.service.lines(caller, [], 7)) {
      assert.ok(batch.length <= 7)
      ids.push(...batch.map((line) => line.deliverable_id))
    }
    const lines = (await swath.call('demo', 'GET', '/v2/consumption/lines')).body.results
    assert.deepEqual(
      ids,
      lines.map((line: { deliverable_id: string }) => line.deliverable_id),
    )
    assert.equal(new Set(ids).size, ids.length)
  })

  async function check() {
    const { status, body } = await swath.call('operator', 'POST', '/ops/v1/consumption/checks', {})
    assert.equal(status, 200)
    return body
  }
})

function cell(row: object, name: string): string {
  const text = String((row as Record<string, unknown>)[name] ?? '')
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** As JSON writes it. */
function plain(row: Record<string, unknown>) {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === 'bigint'
        ? Number(value)
        : value instanceof Date
          ? value.toISOString().replace('Z', '000Z')
          : value,
    ]),
  )
}
