import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Capture } from '@swath/contract/captures'
import { sql } from 'kysely'
import { listedCapturesOfAll } from '../src/captures/store.ts'
import { demo_contracts } from '../src/contracts/demo.ts'
import { aPointOrder, TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'

onOneDatabase((openDatabase) => {
  let swath: TestApp
  let planned: Capture[]
  const path = '/ops/v1/captures/'

  before(async () => {
    swath = await TestApp.open(await openDatabase())
    const other = Object.keys(demo_contracts).find(
      (client) => client !== 'demo',
    ) as keyof typeof demo_contracts
    await swath.call(other, 'POST', '/v2/orders/', aPointOrder())
    planned = []
    for (const day of ['20', '18', '19']) {
      const { captures } = await swath.placeAndPlan()
      const at = { start: `2026-03-${day}T10:00:00Z`, end: `2026-03-${day}T10:00:20Z` }
      await swath.report(captures[0]!.capture_id, 'scheduled', { access: { ...swath.access, ...at } })
      planned.push(captures[0]!)
    }
  })
  after(() => swath.close())

  async function list(url: string) {
    const { status, body } = await swath.call('operator', 'GET', url)
    assert.equal(status, 200, JSON.stringify(body))
    return body as { results: Capture[]; next: string | null; count: number }
  }
  const ids = (captures: readonly Capture[]) => captures.map(({ capture_id }) => capture_id)
  const inOrder = () => ids([planned[1]!, planned[2]!, planned[0]!])

  test('an operator lists the captures of all contracts', async () => {
    const { results } = await list(path)
    assert.equal(new Set(results.map(({ contract_id }) => contract_id)).size, 2)
    const { results: own } = await list(`${path}?contract_id=${demo_contracts.demo}`)
    assert.deepEqual(ids(own), inOrder())
  })

  test('captures come by the time of their pass, and pages follow each other', async () => {
    const found: string[] = []
    let next: string | null = `${path}?access_start__gte=2026-03-01T00:00:00Z&limit=1`
    while (next) {
      const page = await list(next)
      found.push(...ids(page.results))
      next = page.next
    }
    assert.deepEqual(found, inOrder())
  })

  test('captures are found by satellite, state and time of the pass', async () => {
    const { satellite_name } = swath.access
    const time = 'access_start__gte=2026-03-19T00:00:00Z&access_start__lt=2026-03-20T00:00:00Z'
    const { results } = await list(`${path}?status=scheduled&satellite_name=${satellite_name}&${time}`)
    assert.deepEqual(ids(results), [planned[2]!.capture_id])
    assert.equal((await list(`${path}?satellite_name=nobody`)).count, 0)
  })

  test('an operator reads the order of a capture, whose ever it is, and the names of all contracts', async () => {
    const { results } = await list(path)
    for (const { order_id, contract_id } of results) {
      const { status, body } = await swath.call('operator', 'GET', `/ops/v1/orders/${order_id}`)
      assert.equal(status, 200)
      assert.deepEqual([body.id, body.properties.contract_id], [order_id, contract_id])
    }
    const missing = await swath.call('operator', 'GET', '/ops/v1/orders/999999')
    assert.deepEqual([missing.status, missing.body.code], [404, 'not_found'])
    const { body: first } = await swath.call('operator', 'GET', '/ops/v1/contracts/?limit=1')
    const { body: second } = await swath.call('operator', 'GET', first.next)
    assert.equal(first.count, Object.keys(demo_contracts).length)
    assert.ok(first.results[0].name <= second.results[0].name)
  })

  test('the passes of a day are found in an index, in the order of the list', async () => {
    const plan = await swath.app.db.system(async (tx) => {
      // The planner would always read all of so few rows.
      await tx.run(sql`set local enable_seqscan = off`)
      return tx.rows(sql`
        explain select document from (${listedCapturesOfAll.view}) as listed
        where access_start >= '2026-03-19T00:00:00Z' and access_start < '2026-03-20T00:00:00Z'
        order by access_start, capture_id limit 1000`)
    })
    assert.match(JSON.stringify(plan), /Index (Only )?Scan using captures_by_pass/)
    assert.doesNotMatch(JSON.stringify(plan), /Sort/)
  })

  test('a customer may not read what is of others', async () => {
    for (const of_all of [path, `/ops/v1/orders/${planned[0]!.order_id}`, '/ops/v1/contracts/']) {
      assert.equal((await swath.call('demo', 'GET', of_all)).status, 403)
    }
  })
})
