import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import type { Analysis } from '@swath/contract/feasibility'
import { anAreaOrder, aPointOrder, TestApp } from './app.ts'
import { onEachDatabase } from './databases.ts'
import { asOwner } from './tables.ts'

onEachDatabase((openDatabase) => {
  let swath: TestApp
  before(async () => {
    swath = await TestApp.open(await openDatabase())
  })
  after(() => swath.close())
  beforeEach(() => {
    swath.provider.kept.clear()
    swath.provider.taken = []
  })

  const path = '/v2/analysis/opportunities'
  const footprint = {
    type: 'Polygon' as const,
    coordinates: [
      [
        [2.3, 48.8],
        [2.4, 48.8],
        [2.4, 48.9],
        [2.3, 48.8],
      ],
    ],
  }
  const passIn = (hours: number) => {
    const start_ms = swath.clock.now().getTime() + hours * 3_600_000
    return {
      ...swath.access,
      start: new Date(start_ms).toISOString(),
      end: new Date(start_ms + 8000).toISOString(),
      ground_track_heading_deg: 193,
      clear_probability: 0.5,
      footprint,
    }
  }

  async function analyse(
    order: unknown = aPointOrder(),
    client: 'demo' | 'demo-two' = 'demo',
  ): Promise<Analysis> {
    swath.provider.findings = { opportunities: [passIn(2), passIn(9)], has_more: false, constraint: null }
    const { analysis_id } = (await swath.call(client, 'POST', path, order)).body
    await swath.drain()
    return (await swath.call(client, 'GET', `${path}/${analysis_id}`)).body
  }
  const naming = (opportunity_id: string | null, more = {}, parameters = {}) =>
    aPointOrder({ ...more, parameters: { opportunity_id, ...parameters } })
  const place = (order: unknown, client: 'demo' | 'demo-two' = 'demo', headers = {}) =>
    swath.call(client, 'POST', '/v2/orders/', order, headers)
  const count = async () => (await swath.call('demo', 'GET', '/v2/orders/')).body.count

  test('an order that names an opportunity is for that pass, at the price that was told, and the provider keeps it', async () => {
    const { opportunities } = await analyse(aPointOrder({ parameters: { max_ona: 20 } }))
    const { opportunity_id, price, start, end } = opportunities[1]!
    const { status, body } = await place(naming(opportunity_id))
    assert.equal(status, 201)
    const { parameters, price: charged } = body.properties
    assert.equal(charged.quoted_minor, price!.total_minor)
    assert.deepEqual([parameters.max_ona, parameters.opportunity_id], [20, opportunity_id])
    assert.ok(parameters.start < start && parameters.end > end)
    const kept = swath.provider.kept.get(opportunity_id!)!
    assert.deepEqual([kept.start, kept.satellite_name], [start, swath.access.satellite_name])
    await swath.drain()
    assert.equal(swath.provider.assessed.at(-1)!.reservation_id, opportunity_id)
    assert.equal(swath.provider.planned.at(-1)!.reservation_id, opportunity_id)
  })

  test('a pass that is taken meanwhile is refused at once, and nothing is stored', async () => {
    const { opportunities } = await analyse()
    const before = await count()
    swath.provider.taken = [opportunities[0]!.start]
    const { status, body } = await place(naming(opportunities[0]!.opportunity_id))
    assert.deepEqual([status, body.code], [409, 'opportunity_gone'])
    assert.equal(body.errors[0].pointer, '/properties/parameters/opportunity_id')
    assert.equal(await count(), before)
    swath.provider.taken = []
    assert.equal((await place(naming(opportunities[0]!.opportunity_id))).status, 201)
  })

  test('of two customers who want one pass, one gets it; of two orders of one customer, one', async () => {
    const ours = (await analyse()).opportunities[0]!
    const theirs = (await analyse(aPointOrder(), 'demo-two')).opportunities[0]!
    assert.equal(ours.start, theirs.start)
    const raced = await Promise.all([
      place(naming(ours.opportunity_id)),
      place(naming(ours.opportunity_id)),
      place(naming(theirs.opportunity_id), 'demo-two'),
    ])
    assert.deepEqual(raced.map(({ status }) => status).toSorted(), [201, 409, 409])
    const refused = raced.filter(({ status }) => status === 409)
    assert.ok(refused.every(({ body }) => body.code === 'opportunity_gone'))
  })

  test('a repeat with the same Idempotency-Key gets the same order', async () => {
    const { opportunity_id } = (await analyse()).opportunities[0]!
    const headers = { 'idempotency-key': crypto.randomUUID() }
    const [first, again] = [
      await place(naming(opportunity_id), 'demo', headers),
      await place(naming(opportunity_id), 'demo', headers),
    ]
    assert.deepEqual([first.status, again.status, again.body.id], [201, 201, first.body.id])
  })

  test('an opportunity of another contract, of another order, or of yesterday is refused with what is wrong', async () => {
    const { opportunities } = await analyse()
    const { opportunity_id } = opportunities[0]!
    const codes = async (order: unknown, client: 'demo' | 'demo-two' = 'demo') => {
      const { body } = await place(order, client)
      return body.errors.map(({ pointer, code }: { pointer: string; code: string }) => [pointer, code])
    }
    const named = '/properties/parameters/opportunity_id'
    assert.deepEqual(await codes(naming(opportunity_id), 'demo-two'), [[named, 'opportunity_unknown']])
    assert.deepEqual(await codes(naming('opp.nothing')), [[named, 'opportunity_unknown']])
    const elsewhere = { ...naming(opportunity_id), geometry: { type: 'Point', coordinates: [2.35, 48.86] } }
    assert.deepEqual(await codes(elsewhere), [['/geometry', 'opportunity_mismatch']])
    assert.deepEqual(await codes(naming(opportunity_id, {}, { max_ona: 5 })), [
      ['/properties/parameters/max_ona', 'opportunity_mismatch'],
    ])
    const { body } = await swath.call('demo', 'POST', '/v2/orders/validate', naming('opp.nothing'))
    assert.equal(body.errors[0].code, 'opportunity_unknown')
    assert.equal(swath.provider.kept.size, 0)
    swath.advance({ hours: 1.6 })
    assert.deepEqual(await codes(naming(opportunity_id)), [[named, 'opportunity_gone']])
    assert.equal((await place(naming(opportunities[1]!.opportunity_id))).status, 201)
  })

  test('a quote and a validation of the order reserve nothing', async () => {
    const { opportunity_id } = (await analyse()).opportunities[0]!
    const quote = await swath.call('demo', 'POST', '/v2/orders/quote', naming(opportunity_id))
    const valid = await swath.call('demo', 'POST', '/v2/orders/validate', naming(opportunity_id))
    assert.deepEqual([quote.status, valid.body.valid], [201, true])
    assert.equal(swath.provider.kept.size, 0)
    assert.equal((await place(naming(opportunity_id, { quote_id: quote.body.quote_id }))).status, 201)
  })

  test('what is kept and not ordered within two minutes is given back, and so is what a closed order had', async () => {
    const { opportunities } = await analyse()
    const [first, second] = opportunities.map(({ opportunity_id }) => opportunity_id!)
    const refused = await place(naming(first!, { client_reference: 'twice' }))
    assert.equal(refused.status, 201)
    const again = await place(naming(second!, { client_reference: 'twice' }))
    assert.deepEqual([again.status, again.body.code], [409, 'client_reference_taken'])
    assert.deepEqual([...swath.provider.kept.keys()], [first, second])
    const release = async () => {
      await swath.app.queue.trigger('feasibility.release')
      await swath.drain()
    }
    await release()
    assert.equal(swath.provider.kept.size, 2)
    swath.advance({ hours: 0.05 })
    await release()
    assert.deepEqual([...swath.provider.kept.keys()], [first])
    await swath.call('demo', 'POST', `/v2/orders/${refused.body.id}/cancel`)
    await swath.drain()
    await release()
    assert.equal(swath.provider.kept.size, 0)
  })

  test('a pass that an order was given while another request for it was refused stays that of the order', async () => {
    const { opportunities } = await analyse()
    const { opportunity_id } = opportunities[0]!
    const { reserve } = swath.provider
    const given: { status: number }[] = []
    let is_first = true
    swath.provider.reserve = async (pass) => {
      if (!is_first) return reserve.call(swath.provider, pass)
      is_first = false
      given.push(await place(naming(opportunity_id)))
      return { reserved: false, message: 'The pass has been taken in the meantime' }
    }
    const refused = await place(naming(opportunity_id))
    swath.provider.reserve = reserve
    assert.deepEqual([given[0]!.status, refused.status], [201, 409])
    const third = await place(naming(opportunity_id))
    assert.match(third.body.detail, /ordered already/)
  })

  test('what a provider kept that is none any more is forgotten', async () => {
    const { opportunities } = await analyse()
    await place(naming(opportunities[0]!.opportunity_id, { client_reference: 'gone' }))
    await place(naming(opportunities[1]!.opportunity_id, { client_reference: 'gone' }))
    await asOwner(swath, `update reservations set provider = 'removed' where order_id is null`)
    swath.advance({ hours: 0.05 })
    await swath.app.queue.trigger('feasibility.release')
    await swath.drain()
    const { rows } = await asOwner(swath, `select from reservations where provider = 'removed'`)
    assert.equal(rows.length, 0)
  })

  test('an opportunity that is not the whole order has no id', async () => {
    const area = await analyse(anAreaOrder())
    assert.ok(
      area.opportunities.every(({ opportunity_id, price }) => opportunity_id === null && price === null),
    )
    const recurring = await analyse(aPointOrder({ parameters: { revisit_period: 'P1D', max_captures: 3 } }))
    assert.ok(recurring.opportunities.every(({ opportunity_id }) => opportunity_id === null))
  })

  test('lines of a bulk order may name passes, and each gets its own or is refused', async () => {
    const { opportunities } = await analyse()
    const [first, second] = opportunities.map(({ opportunity_id }) => opportunity_id)
    const orders = [naming(first!), naming(second!), naming(first!)]
    const { body } = await swath.call('demo', 'POST', '/v2/orders/bulk', { orders })
    const results = body.results.map(
      (one: { status: number; error?: { code: string } }) => one.error?.code ?? one.status,
    )
    assert.deepEqual(results, [201, 201, 'opportunity_gone'])
  })
})
