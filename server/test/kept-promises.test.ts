import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { KeptPromises } from '@swath/contract/odds'
import type { FoundPass } from '../src/providers/provider.ts'
import { aPointOrder, TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'

onOneDatabase((openDatabase) => {
  let swath: TestApp
  before(async () => {
    swath = await TestApp.open(await openDatabase())
  })
  after(() => swath.close())

  /** Analyses a place, as a customer does before ordering; the provider tells one pass. */
  async function analyse(feature: object, told: Pick<FoundPass, 'clear_probability' | 'clear_basis'>) {
    const footprint = { type: 'Point' as const, coordinates: [2.35, 48.85] }
    const pass = { ...swath.access, ground_track_heading_deg: 193, footprint, ...told }
    swath.provider.findings = { opportunities: [pass], has_more: false, constraint: null }
    const path = '/v2/analysis/opportunities'
    const { body } = await swath.call('demo', 'POST', path, feature, { prefer: 'wait' })
    return body
  }

  /** Orders it, and the image of that pass is clear, cloudy, or never taken. */
  async function order(feature: object, sky: 'clear' | 'cloudy' | 'unseen') {
    const { order_id, captures } = await swath.placeAndPlan(feature)
    const [capture] = captures
    if (sky === 'clear') await swath.collect(capture!)
    else {
      const clouds = { reason_code: 'CLOUD_COVER_EXCEEDED', message: 'Clouds', cloud_cover_pct: 90 }
      const broken = { reason_code: 'COLLECTION_MISSED', message: 'It broke' }
      await swath.report(capture!.capture_id, 'scheduled')
      await swath.report(capture!.capture_id, 'failed', sky === 'cloudy' ? clouds : broken)
      await swath.drain()
    }
    return order_id
  }

  async function promises(query = ''): Promise<KeptPromises[]> {
    const { status, body } = await swath.call('operator', 'GET', `/ops/v1/odds/reliability${query}`)
    assert.equal(status, 200)
    return body.promises
  }
  const figures = (all: KeptPromises[]) =>
    all.map(({ basis, orders, promised_share, kept_share }) => [basis, orders, promised_share, kept_share])

  test('what customers were told before they ordered is held against what came, by its basis', async () => {
    const forecast = { clear_probability: 0.8, clear_basis: 'forecast' as const }
    const climate = { clear_probability: 0.4, clear_basis: 'climate' as const }
    const here = aPointOrder()
    const body = await analyse(here, forecast)
    assert.equal(body.odds.basis, 'forecast')
    await order(here, 'clear')
    await order(here, 'cloudy')
    await order(here, 'unseen')
    // Nobody was told anything of another question.
    await order(aPointOrder({ parameters: { max_ona: 19 } }), 'cloudy')

    const elsewhere = aPointOrder({ parameters: { max_ona: 21 } })
    await analyse(elsewhere, climate)
    const canceled = await order(elsewhere, 'cloudy')
    await order(elsewhere, 'cloudy')
    await order(aPointOrder({ metadata: { ours: 'yes' }, parameters: { max_ona: 21 } }), 'clear')

    const named = await analyse(aPointOrder({ parameters: { max_ona: 22 } }), { clear_probability: 0.95 })
    const { opportunity_id } = named.opportunities[0]
    await order(aPointOrder({ parameters: { opportunity_id } }), 'clear')

    assert.deepEqual(await promises('?until=2026-07-01T00:00:00Z'), [], 'as long as their time is not over')
    const { status } = await swath.call('demo', 'POST', `/v2/orders/${canceled}/cancel`)
    assert.equal(status, 200)
    swath.advance({ hours: 48 })
    const told = await promises()
    assert.deepEqual(figures(told), [
      ['climate', 2, 0.4, 0.5],
      ['forecast', 2, 0.8, 0.5],
      ['provider', 1, 0.95, 1],
    ])
    const [bin] = told[1]!.bins.filter(({ orders }) => orders > 0)
    assert.deepEqual(bin, { from: 0.8, to: 0.9, orders: 2, promised_share: 0.8, kept_share: 0.5 })
    assert.deepEqual(await promises('?from=2026-06-02T10:00:11Z'), [])
    assert.equal((await promises('?until=2026-06-02T10:00:11Z')).length, 3)
    assert.deepEqual(await promises('?until=2026-06-02T10:00:00Z'), [])
  })

  test('an analysis that has expired, or that found nothing, promises nothing', async () => {
    const here = aPointOrder({ parameters: { max_ona: 23 } })
    await analyse(here, { clear_probability: 0.7, clear_basis: 'climate' })
    swath.advance({ hours: 25 })
    const before = figures(await promises())
    await order(here, 'cloudy')
    const there = aPointOrder({ parameters: { max_ona: 24 } })
    swath.provider.findings = { opportunities: [], has_more: false, constraint: null }
    await swath.call('demo', 'POST', '/v2/analysis/opportunities', there, { prefer: 'wait' })
    await order(there, 'cloudy')
    swath.advance({ hours: 48 })
    assert.deepEqual(figures(await promises()), before)
  })
})
