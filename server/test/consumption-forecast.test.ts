import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Deliverable } from '@swath/contract/deliverables'
import { demo_contracts } from '../src/contracts/demo.ts'
import { TestApp } from './app.ts'
import { aDownload, importDownloads } from './billing.ts'
import { onOneDatabase } from './databases.ts'

onOneDatabase((openDatabase) => {
  let swath: TestApp
  before(async () => {
    swath = await TestApp.open(await openDatabase())
  })
  after(() => swath.close())

  /** A part of the largest charge. */
  async function giveBack(amount_minor: number) {
    const lines = await swath.call('demo', 'GET', '/v2/deliverables/')
    const { deliverable_id } = lines.body.results.find(
      (one: Deliverable) => one.charge?.amount_minor === 1600,
    )
    const credit = { amount_minor, message: 'Haze' }
    const answer = await swath.call(
      'operator',
      'POST',
      `/ops/v1/deliverables/${deliverable_id}/credits`,
      credit,
    )
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
  }

  test('a forecast says what this month comes to, by which days, and how long the budget lasts', async () => {
    const today = swath.clock.now()
    const before = (days: number) => new Date(today.getTime() - days * 86_400_000).toISOString()
    await importDownloads(swath, [
      aDownload(before(14), { amount_minor: 1600 }),
      aDownload(before(15), { amount_minor: 100 }),
      aDownload(today.toISOString(), { amount_minor: 30 }),
    ])
    await giveBack(200)
    const { status, body } = await swath.call('demo', 'GET', '/v2/consumption/forecast')
    assert.equal(status, 200, JSON.stringify(body))
    const [usd] = body.currencies
    const { body: month } = await swath.call(
      'demo',
      'GET',
      `/v2/consumption/?delivered_at__gte=${today.toISOString().slice(0, 7)}-01`,
    )
    assert.deepEqual(
      [usd.based_on_days, usd.based_on_minor, usd.daily_minor, usd.charged_minor],
      [15, 1500, 100, month.totals[0].net_minor],
    )
    assert.equal(usd.expected_minor, usd.charged_minor + 100 * usd.days_left)
    assert.match(body.method, /divided by their number/)
    assert.deepEqual([usd.budget_minor, usd.lasts_until], [null, null])
    const grant = { amount_minor: 100_000 }
    await swath.call('operator', 'POST', `/ops/v1/contracts/${demo_contracts.demo}/grants`, grant)
    const { body: limited } = await swath.call('demo', 'GET', '/v2/consumption/forecast')
    const { body: balance } = await swath.call('demo', 'GET', '/v2/balance/')
    assert.equal(limited.currencies[0].budget_minor, balance.available_minor + balance.held_minor)
    assert.match(limited.currencies[0].lasts_until, /^20\d\d-/)
    assert.equal(
      (await swath.call('demo-two', 'GET', '/v2/consumption/forecast')).body.currencies[0].charged_minor,
      0,
    )
  })
})
