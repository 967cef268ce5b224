// Two providers behind one server: who gets an order, who gets it next, and that nothing is charged twice.
import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import type { Capture } from '@swath/contract/captures'
import { sql } from 'kysely'
import { ProviderAway } from '../src/providers/away.ts'
import { Refusal } from '../src/providers/refusal.ts'
import { countFigures } from '../src/registry/figures.store.ts'
import { anAreaOrder, aPointOrder, HandProvider, TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'
import { type FileServer, serveFiles } from './files.ts'

class Moody extends HandProvider {
  /** What it answers instead, if anything. */
  mood: Error | undefined
  override async assess(order: Parameters<HandProvider['assess']>[0]) {
    if (this.mood) throw this.mood
    return super.assess(order)
  }
  override async plan(capture: Parameters<HandProvider['plan']>[0]) {
    if (this.mood) throw this.mood
    return super.plan(capture)
  }
}

onOneDatabase((openDatabase) => {
  let swath: TestApp
  let files: FileServer
  const first = new Moody()
  first.name = 'first'
  before(async () => {
    swath = await TestApp.open(await openDatabase(), { SWATH_METRICS_TOKEN: 'a token of the tests' }, [first])
    files = await serveFiles()
  })
  after(async () => {
    await swath.close()
    await files.close()
  })
  beforeEach(() => {
    first.mood = undefined
    first.assessment = { feasible: true }
    for (const one of [first, swath.provider]) {
      one.planned = []
      one.canceled = []
    }
  })

  const decisionsOn = async (order_id: string) =>
    (
      await swath.app.db.system((tx) =>
        tx.rows(sql<{ provider: string; decision: string; reason_code: string | null }>`
          select provider, decision, reason_code from provider_decisions
          where order_id = ${order_id} order by decision_id`),
      )
    ).map(({ provider, decision, reason_code }) => [provider, decision, reason_code])
  const providerOf = async ({ capture_id }: Pick<Capture, 'capture_id'>) =>
    (
      await swath.app.db.system((tx) =>
        tx.one(sql<{ provider: string }>`select provider from captures where capture_id = ${capture_id}`),
      )
    ).provider
  const fails = async (capture_id: string, reason_code: string) => {
    const head = { report_id: crypto.randomUUID(), occurred_at: swath.clock.now().toISOString() }
    const news = { ...head, status: 'failed', reason_code, message: 'Told by the test' }
    const told = await swath.call('operator', 'POST', `/ops/v1/captures/${capture_id}/reports`, news)
    assert.equal(told.status, 202, JSON.stringify(told.body))
    await swath.drain()
    return told.body.result
  }
  const reroute = (order_id: string, more: object) =>
    swath.call('operator', 'POST', `/ops/v1/orders/${order_id}/reroute`, { message: 'By hand', ...more })

  test('an order goes to the first provider that can carry it out', async () => {
    const { order_id, captures } = await swath.placeAndPlan()
    assert.equal(await providerOf(captures[0]!), 'first')
    assert.deepEqual(await decisionsOn(order_id), [['first', 'chosen', null]])
  })

  test('who cannot carry it out, refuses it for ever, or is away, is passed over', async () => {
    first.assessment = { feasible: false, reason_code: 'NOT_FEASIBLE', message: 'Not from there' }
    const infeasible = await swath.placeAndPlan()
    first.mood = new Refusal('first', { class: 'never', message: 'Not for us' })
    const refused = await swath.placeAndPlan()
    first.mood = new ProviderAway('first is away')
    const away = await swath.placeAndPlan()
    const passed_over = { infeasible, refused, away }
    for (const { captures } of Object.values(passed_over)) {
      assert.equal(await providerOf(captures[0]!), 'simulator')
    }
    const why = async (of: { order_id: string }) => (await decisionsOn(of.order_id))[0]
    assert.deepEqual(await why(infeasible), ['first', 'passed_over', 'NOT_FEASIBLE'])
    assert.deepEqual(await why(refused), ['first', 'passed_over', 'REFUSED_BY_PROVIDER'])
    assert.deepEqual(await why(away), ['first', 'passed_over', null])
  })

  test('an order that nobody can carry out is rejected as the first provider said, and one that somebody away might waits', async () => {
    first.assessment = { feasible: false, reason_code: 'NOT_FEASIBLE', message: 'Not from there' }
    swath.provider.assessment = { feasible: false, reason_code: 'NO_CAPACITY', message: 'All is taken' }
    const rejected = await swath.placeAndPlan()
    assert.equal((await swath.events(rejected.order_id)).at(-1)?.data.reason_code, 'NOT_FEASIBLE')
    first.mood = new ProviderAway('first is away')
    const { id } = await swath.place()
    await assert.rejects(swath.drain(), /Jobs failed/)
    assert.equal((await swath.order(id)).properties.status, 'received')
    swath.provider.assessment = { feasible: true }
    first.mood = undefined
    first.assessment = { feasible: true }
    await swath.drain()
    assert.equal((await swath.order(id)).properties.status, 'in_progress')
  })

  test('what fails for a reason of its provider goes on at the next, and what the sky takes stays where it is', async () => {
    const { order_id, captures } = await swath.placeAndPlan()
    const { capture_id } = captures[0]!
    assert.equal(await fails(capture_id, 'CLOUD_COVER_EXCEEDED'), 'applied')
    const again = (await swath.captures(order_id)).find(({ status }) => status === 'queued')!
    assert.equal(await providerOf(again), 'first')
    assert.equal(await fails(again.capture_id, 'SATELLITE_ANOMALY'), 'applied')
    const next = (await swath.captures(order_id)).find(({ status }) => status === 'queued')!
    assert.deepEqual([next.attempt, await providerOf(next)], [3, 'simulator'])
    assert.deepEqual(
      swath.provider.planned.map(({ capture_id }) => capture_id),
      [next.capture_id],
    )
    await fails(next.capture_id, 'SATELLITE_ANOMALY')
    const { status, outcome } = (await swath.order(order_id)).properties
    assert.deepEqual([status, outcome], ['closed', 'failed'])
  })

  test('what its provider refuses to make is made by the next', async () => {
    for (const refusal of ['never', 'not_now'] as const) {
      const { id } = await swath.place()
      const job = swath.provider.planned.length
      first.plan = async () => {
        throw new Refusal('first', { class: refusal, message: 'We are full' })
      }
      await swath.drain()
      first.plan = Moody.prototype.plan
      const made = (await swath.captures(id)).find(({ status }) => status === 'queued')!
      assert.equal(await providerOf(made), 'simulator', refusal)
      assert.equal(swath.provider.planned.length, job + 1)
    }
  })

  test('an order for a pass that its provider keeps goes to no other, whatever becomes of it', async () => {
    const start_ms = swath.clock.now().getTime() + 7_200_000
    const times = { start: new Date(start_ms).toISOString(), end: new Date(start_ms + 8000).toISOString() }
    const [lon, lat] = [2.35, 48.85]
    const ring = [
      [lon - 0.1, lat - 0.1],
      [lon + 0.1, lat - 0.1],
      [lon, lat + 0.1],
      [lon - 0.1, lat - 0.1],
    ]
    const footprint = { type: 'Polygon' as const, coordinates: [ring] }
    const pass = {
      ...swath.access,
      ...times,
      ground_track_heading_deg: 193,
      clear_probability: 0.5,
      footprint,
    }
    first.findings = { opportunities: [pass], has_more: false, constraint: null }
    const path = '/v2/analysis/opportunities'
    const { analysis_id } = (await swath.call('demo', 'POST', path, aPointOrder())).body
    await swath.drain()
    const { opportunities } = (await swath.call('demo', 'GET', `${path}/${analysis_id}`)).body
    const { opportunity_id } = opportunities[0]
    const { id } = await swath.place(aPointOrder({ parameters: { opportunity_id } }))
    first.plan = async () => {
      throw new Refusal('first', { class: 'not_now', message: 'We are full' })
    }
    await assert.rejects(swath.drain(), /Jobs failed/)
    first.plan = Moody.prototype.plan
    const [waits] = await swath.captures(id)
    assert.deepEqual([waits!.status, await providerOf(waits!)], ['queued', 'first'])
    const { status, body } = await reroute(id, { provider: 'simulator' })
    assert.deepEqual([status, body.errors[0].pointer], [400, '/provider'])
    await swath.drain()
    assert.equal(first.planned.at(-1)!.reservation_id, opportunity_id)
    await fails(waits!.capture_id, 'SATELLITE_ANOMALY')
    assert.equal((await swath.captures(id)).length, 1)
    assert.equal(swath.provider.planned.length, 0)
  })

  describe('an operator', () => {
    test('gives an order to another provider; the former is told, and its late news changes nothing', async () => {
      const { order_id, captures } = await swath.placeAndPlan()
      const { capture_id } = captures[0]!
      const { status, body } = await reroute(order_id, { provider: 'simulator' })
      assert.equal(status, 200, JSON.stringify(body))
      const [{ next_capture_id }] = body.rerouted
      await swath.drain()
      assert.deepEqual(first.canceled, [capture_id])
      assert.deepEqual(
        swath.provider.planned.map((one) => one.capture_id),
        [next_capture_id],
      )
      const late = await swath.call('operator', 'POST', `/ops/v1/captures/${capture_id}/reports`, {
        report_id: crypto.randomUUID(),
        occurred_at: swath.clock.now().toISOString(),
        status: 'acquired',
        access: swath.access,
        cloud_cover_pct: 1,
        outcome_id: crypto.randomUUID(),
        footprint: captures[0]!.target,
      })
      assert.equal(late.body.result, 'ignored')
      const next = (await swath.captures(order_id)).find((one) => one.capture_id === next_capture_id)!
      await swath.deliver(next, files.announce)
      const { properties } = await swath.order(order_id)
      assert.equal(properties.outcome, 'fulfilled')
      const charges = await swath.app.db.system((tx) =>
        tx.rows(
          sql`select entry_id from ledger_entries where order_id = ${order_id} and kind = 'charge' and account = 'consumed'`,
        ),
      )
      assert.equal(charges.length, (await swath.deliverables(order_id)).length)
    })

    test('splits the captures of an order among providers', async () => {
      const { order_id, captures } = await swath.placeAndPlan(anAreaOrder())
      assert.ok(captures.length > 1)
      const capture_ids = [captures[0]!.capture_id]
      const { body } = await reroute(order_id, { provider: 'simulator', capture_ids })
      assert.deepEqual(
        body.rerouted.map((one: { capture_id: string }) => one.capture_id),
        capture_ids,
      )
      await swath.drain()
      const open = (await swath.captures(order_id)).filter(({ status }) => status === 'queued')
      const providers = await Promise.all(open.map(providerOf))
      assert.deepEqual(providers.toSorted(), [...captures.slice(1).map(() => 'first'), 'simulator'])
    })

    test('is told what cannot be: a provider that is not there, a capture of another order; and nothing moves', async () => {
      const { order_id, captures } = await swath.placeAndPlan()
      const stranger = await reroute(order_id, { provider: 'nobody' })
      assert.deepEqual([stranger.status, stranger.body.errors[0].pointer], [400, '/provider'])
      const other = await swath.placeAndPlan(aPointOrder({ order_name: 'another' }))
      const foreign = await reroute(order_id, {
        provider: 'simulator',
        capture_ids: [captures[0]!.capture_id, other.captures[0]!.capture_id],
      })
      assert.deepEqual([foreign.status, foreign.body.errors[0].pointer], [400, '/capture_ids/1'])
      assert.equal((await reroute('ordr.none', { provider: 'simulator' })).status, 404)
      assert.equal((await swath.captures(order_id)).length, 1)
    })

    test('cannot take back what the sky has begun', async () => {
      const { order_id, captures } = await swath.placeAndPlan()
      const { capture_id } = captures[0]!
      for (const status of ['scheduled', 'collecting']) {
        await swath.call('operator', 'POST', `/ops/v1/captures/${capture_id}/reports`, {
          report_id: crypto.randomUUID(),
          occurred_at: swath.clock.now().toISOString(),
          status,
          ...(status === 'scheduled' && { access: swath.access }),
        })
      }
      const { body } = await reroute(order_id, { provider: 'simulator' })
      assert.deepEqual(body, { rerouted: [], kept: [capture_id] })
    })
  })

  test('figures tell what became of the captures that a provider was given, and how long it took', async () => {
    const { provider } = swath
    await swath.addProvider({ name: 'simulator', kind: 'protocol', settings: {}, secret: 'of nobody' })
    first.assessment = { feasible: false, reason_code: 'NOT_FEASIBLE', message: 'Not from there' }
    swath.advance({ hours: 24 })
    const from = swath.clock.now().toISOString()
    const plan = async () => (await swath.placeAndPlan()).captures[0]!

    const [delivered, failed, moved] = [await plan(), await plan(), await plan()]
    const planning = provider.plan.bind(provider)
    provider.plan = () => Promise.reject(new Refusal('simulator', { class: 'never', message: 'No' }))
    await plan()
    provider.plan = planning
    await reroute(moved.order_id, { provider: 'first' })
    swath.advance({ hours: 0.5 })
    await swath.collect(delivered)
    swath.advance({ hours: 0.5 })
    await swath.report(failed.capture_id, 'failed', { reason_code: 'SATELLITE_ANOMALY' })
    const image_taken_in_ms = Date.parse(swath.access.end) - swath.clock.now().getTime()
    swath.advance({ hours: image_taken_in_ms / 3_600_000 + 1 })
    await swath.produce(delivered.capture_id, files.announce)

    const ask = (query: string) =>
      swath.call('operator', 'GET', `/ops/v1/providers/simulator/figures?${query}`)
    const { is_whole, until: _, ...told } = (await ask(`from=${from}`)).body
    assert.deepEqual([is_whole, Date.parse(told.from)], [true, Date.parse(from)])
    const counted = { tasked: 4, refused: 1, failed: 1, delivered: 1, rerouted: 3 }
    const took = { answer_p50_s: 1800, answer_p95_s: 3420, deliver_p50_s: 3600, deliver_p95_s: 3600 }
    assert.deepEqual({ ...told, from }, { from, ...counted, ...took })
    assert.equal((await ask(`from=${from}&until=${from}`)).body.tasked, 0)
    assert.equal((await ask(`from=2027-01-01T00:00:00Z&until=${from}`)).body.code, 'period_inverted')
    const newest = await swath.app.db.system((tx) =>
      countFigures(tx, { provider: 'simulator', from: new Date(from), until: swath.clock.now(), most: 1 }),
    )
    assert.deepEqual([newest.tasked, newest.refused, newest.delivered], [1, 1, 0])

    const headers = { authorization: 'Bearer a token of the tests' }
    const { payload } = await swath.app.http.inject({ url: '/metrics', headers })
    for (const line of [
      'swath_provider_up{provider="simulator"} 1',
      'swath_provider_captures{provider="simulator",fate="refused"} 1',
      'swath_provider_seconds{provider="simulator",what="answer",quantile="0.50"} 1800',
    ])
      assert.ok(payload.split('\n').includes(line), `${line} is not in\n${payload}`)
  })

  test('figures count no attempt by the same provider as rerouted, and no window that closes as an answer', async () => {
    first.mood = new Refusal('first', { class: 'never', message: 'Not for us' })
    const from = swath.clock.now().toISOString()
    const again = (await swath.placeAndPlan()).captures[0]!
    await swath.report(again.capture_id, 'failed', { reason_code: 'CLOUD_COVER_EXCEEDED' })
    await swath.placeAndPlan()
    swath.advance({ hours: 24 * 9 })
    await swath.app.queue.trigger('captures.close_windows')
    await swath.drain()
    const { body } = await swath.call('operator', 'GET', `/ops/v1/providers/simulator/figures?from=${from}`)
    assert.deepEqual([body.tasked, body.refused, body.failed, body.rerouted], [3, 0, 3, 0])
  })
})
