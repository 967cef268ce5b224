import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Balance, LedgerCheck, LedgerEntry, LedgerRepair } from '@swath/contract/ledger'
import { sql } from 'kysely'
import { demo_contracts } from '../src/contracts/demo.ts'
import { geodesicAreaKm2 } from '../src/lib/geo/area.ts'
import type { Polygon } from '../src/lib/geo/geometry.ts'
import { anAreaOrder, aPointOrder, type Client, TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'
import { type FileServer, serveFiles } from './files.ts'
import { overwrite } from './tables.ts'

const contract_id = demo_contracts.demo
/** Two levels of 50 km2 at 8 a km2. */
const point_price = 80_000

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

  const operate = (method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown) =>
    swath.call('operator', method, `/ops/v1/${path}`, body)
  const balance = async (client: Client = 'demo') =>
    (await swath.call(client, 'GET', '/v2/balance/')).body as Balance
  const entriesOf = async (order_id: string): Promise<LedgerEntry[]> =>
    (await swath.call('demo', 'GET', '/v2/ledger/?limit=1000')).body.results
      .filter((entry: LedgerEntry) => entry.order_id === order_id)
      .sort((one: LedgerEntry, other: LedgerEntry) => one.sequence - other.sequence)
  const told = (entries: LedgerEntry[]) =>
    entries.map(({ kind, account, amount_minor }) => `${kind} ${account} ${amount_minor}`)

  /** Gives the contract exactly so much more than is in use. */
  async function leaveAvailable(amount_minor: number) {
    const { available_minor } = await balance()
    if (available_minor === amount_minor) return
    const kind = 'grant'
    const given = { kind, amount_minor: amount_minor - available_minor }
    assert.equal((await operate('POST', `contracts/${contract_id}/grants`, given)).status, 201)
  }

  const setLimits = (at_limit: 'refuse' | 'approval', quotas: unknown[] = []) =>
    operate('PUT', `contracts/${contract_id}/limits`, { at_limit, quotas })

  const setCounting = (sku: string, counting: Record<string, unknown> = {}) => {
    const usual = { min_quantity: 0, overlap: 'once', levels: 'each', uplifts: [] }
    return operate('PUT', `contracts/${contract_id}/skus/${sku}/counting`, { ...usual, ...counting })
  }

  /** @param sees_frames the footprints are all that strips see, and not only what they are to show */
  async function deliverAll(order_id: string, sees_frames = false) {
    for (const capture of await swath.captures(order_id)) {
      if (capture.status !== 'queued') continue
      const { processing_levels, frame } = swath.provider.planned.find(
        (one) => one.capture_id === capture.capture_id,
      )!
      const seen = sees_frames ? { ...capture, target: frame } : capture
      await swath.deliver(seen, files.announce, processing_levels)
    }
  }

  async function delivered(feature: unknown = aPointOrder()) {
    const { order_id } = await swath.placeAndPlan(feature)
    await deliverAll(order_id)
    return { order_id, deliverables: await swath.deliverables(order_id) }
  }

  describe('without a budget', () => {
    test('nothing is limited, and everything is booked all the same', async () => {
      const before = await balance()
      assert.deepEqual([before.is_limited, before.granted_minor], [false, 0])
      const { order_id } = await delivered()
      assert.deepEqual(told(await entriesOf(order_id)), [
        'hold available -80000',
        'hold held 80000',
        'charge held -40000',
        'charge consumed 40000',
        'charge held -40000',
        'charge consumed 40000',
      ])
      const after = await balance()
      assert.equal(after.consumed_minor - before.consumed_minor, point_price)
      assert.deepEqual([after.held_minor, after.available_minor], [before.held_minor, -after.consumed_minor])
    })

    test('a charge is dated like its delivery and names the event that caused it', async () => {
      const { order_id, deliverables } = await delivered()
      const events = await swath.events(order_id)
      for (const { deliverable_id, delivered_at } of deliverables) {
        const charges = (await entriesOf(order_id)).filter((one) => one.deliverable_id === deliverable_id)
        const event = events.find(({ id }) => id === charges[0]!.event_id)
        assert.deepEqual([event?.type, event?.data.entity_id], ['DeliverableDelivered', deliverable_id])
        assert.deepEqual(new Set(charges.map((one) => one.booked_at)), new Set([delivered_at]))
      }
    })
  })

  describe('a budget', () => {
    test('refuses the order that goes beyond it, says what is there and what is needed, and stores nothing', async () => {
      await leaveAvailable(point_price - 1)
      const { status, body } = await swath.call('demo', 'POST', '/v2/orders/', aPointOrder())
      assert.deepEqual([status, body.code], [402, 'budget_exceeded'])
      assert.deepEqual([body.available_minor, body.needed_minor, body.currency], [79_999, 80_000, 'USD'])
      await leaveAvailable(point_price)
      const { order_id } = await swath.placeAndPlan()
      assert.equal((await balance()).available_minor, 0)
      await swath.call('demo', 'DELETE', `/v2/orders/${order_id}`)
      await swath.drain()
      assert.equal((await balance()).available_minor, point_price)
    })

    test('is never overspent by fifty orders at once', async () => {
      await leaveAvailable(7 * point_price + 500)
      const answers = await Promise.all(
        Array.from({ length: 50 }, () => swath.call('demo', 'POST', '/v2/orders/', aPointOrder())),
      )
      const codes = answers.map(({ status }) => status)
      assert.equal(codes.filter((status) => status === 201).length, 7)
      assert.equal(codes.filter((status) => status === 402).length, 43)
      assert.equal((await balance()).available_minor, 500)
      for (const { status, body } of answers) {
        if (status === 201) await swath.call('demo', 'DELETE', `/v2/orders/${body.id}`)
      }
      await swath.drain()
    })

    test('cannot be taken back as far as it is held or consumed', async () => {
      const { available_minor } = await balance()
      const taken = await operate('POST', `contracts/${contract_id}/grants`, {
        amount_minor: -available_minor - 1,
      })
      assert.deepEqual([taken.status, taken.body.code], [409, 'budget_in_use'])
      const wrong = await operate('POST', `contracts/${contract_id}/grants`, { amount_minor: 0 })
      assert.equal(wrong.status, 400)
      assert.equal((await operate('POST', 'contracts/cont.nobody/grants', { amount_minor: 1 })).status, 404)
      const by_customer = await swath.call('demo', 'POST', `/ops/v1/contracts/${contract_id}/grants`, {
        amount_minor: 1,
      })
      assert.equal(by_customer.status, 403)
    })

    test('gets back what an order cannot use any more: parts that fail, and all that is left at its end', async () => {
      await leaveAvailable(10_000_000)
      const { order_id, captures } = await swath.placeAndPlan(anAreaOrder())
      const { total_minor } = (await swath.order(order_id)).properties.price
      assert.equal((await balance()).held_minor, total_minor)
      await swath.report(captures[0]!.capture_id, 'failed', { reason_code: 'SATELLITE_ANOMALY' })
      await swath.drain()
      const { held_minor } = await balance()
      assert.ok(held_minor < total_minor && held_minor > 0, `${held_minor} of ${total_minor} are held`)
      await deliverAll(order_id)
      assert.equal((await swath.order(order_id)).properties.outcome, 'partially_fulfilled')
      assert.equal((await balance()).held_minor, 0)
      const from_available = (await entriesOf(order_id)).filter(
        ({ kind, account }) => kind === 'charge' && account === 'available',
      )
      assert.deepEqual(from_available, [])
    })
  })

  describe('the order desk', () => {
    test('decides about orders beyond the budget, where the contract says so; money that is not there stays unspent', async () => {
      await setLimits('approval')
      await leaveAvailable(point_price - 1)
      const { id } = await swath.place()
      await swath.drain()
      const waiting = (await swath.order(id)).properties
      assert.deepEqual([waiting.status, waiting.awaits_approval], ['received', true])
      assert.equal(waiting.status_report.reason_code, 'BUDGET_EXCEEDED')
      const list = (await operate('GET', 'approvals/')).body
      assert.deepEqual(
        list.results.map((order: { id: string }) => order.id),
        [id],
      )
      const approve = () => operate('POST', `orders/${id}/approve`, { message: 'Go on' })
      assert.deepEqual((await approve()).body.code, 'budget_exceeded')
      await leaveAvailable(point_price)
      assert.equal((await approve()).status, 200)
      await swath.drain()
      assert.equal((await swath.order(id)).properties.status, 'in_progress')
      assert.equal((await balance()).available_minor, 0)
      assert.equal((await approve()).body.code, 'illegal_transition')
      await swath.call('demo', 'DELETE', `/v2/orders/${id}`)
      await setLimits('refuse')
      await swath.drain()
    })

    test('refuses an order with a reason, and nothing is held for it', async () => {
      await leaveAvailable(10_000_000)
      const used = (await setLimits('refuse', [quotaOf('orders', 0, 'approval')])).body.quotas[0].used
      await setLimits('refuse', [quotaOf('orders', used, 'approval')])
      const { id } = await swath.place()
      assert.equal((await balance()).held_minor, 0)
      const { body } = await operate('POST', `orders/${id}/refuse`, { message: 'Not this month' })
      const { status, outcome, status_report } = body.properties
      assert.deepEqual([status, outcome], ['closed', 'rejected'])
      assert.deepEqual(
        [status_report.reason_code, status_report.message],
        ['REFUSED_BY_OPERATOR', 'Not this month'],
      )
      await setLimits('refuse')
      await swath.drain()
    })
  })

  const quotaOf = (measure: string, limit: number, at_limit = 'refuse', period = 'month') => ({
    measure,
    limit,
    at_limit,
    period,
  })

  describe('a quota', () => {
    test('of orders, square kilometres or money is refused beyond, and starts anew each month', async () => {
      await leaveAvailable(100_000_000)
      swath.advance({ hours: 31 * 24 })
      for (const [measure, limit] of [
        ['orders', 1],
        ['km2', 50],
        ['amount', point_price],
      ] as const) {
        const { used } = (await setLimits('refuse', [quotaOf(measure, 0)])).body.quotas[0]
        await setLimits('refuse', [quotaOf(measure, used + limit)])
        const { id } = await swath.place()
        const { status, body } = await swath.call('demo', 'POST', '/v2/orders/', aPointOrder())
        assert.deepEqual(
          [status, body.code, body.measure, body.needed],
          [409, 'quota_exceeded', measure, limit],
        )
        await swath.call('demo', 'DELETE', `/v2/orders/${id}`)
      }
      await setLimits('refuse', [quotaOf('orders', 1)])
      swath.advance({ hours: 31 * 24 })
      await swath.place()
      await setLimits('refuse')
    })
  })

  describe('prices', () => {
    const prices = (sku = 'TSKPOI-M') => `contracts/${contract_id}/skus/${sku}/prices`

    test('change at their time, for later orders only, and are announced with the products', async () => {
      await leaveAvailable(100_000_000)
      const old = await swath.place()
      const valid_from = new Date(swath.clock.now().getTime() + 3_600_000).toISOString()
      const set = await operate('POST', prices(), { amount_minor: 1000, valid_from })
      assert.equal(set.status, 201)
      const product = async () => (await swath.call('demo', 'GET', '/v2/products/TSKPOI-M')).body
      assert.deepEqual(
        (await product()).prices.map((price: { amount_minor: number }) => price.amount_minor),
        [800, 1000],
      )
      assert.equal((await swath.place()).properties.price.total_minor, 80_000)
      swath.advance({ hours: 1 })
      assert.equal((await product()).price.amount_minor, 1000)
      assert.equal((await swath.place()).properties.price.total_minor, 100_000)
      await swath.drain()
      await deliverAll(old.id)
      assert.equal((await swath.deliverables(old.id))[0]!.charge!.amount_minor, 40_000)
      const past = await operate('POST', prices(), { amount_minor: 1, valid_from: '2026-01-01T00:00:00Z' })
      assert.deepEqual([past.status, past.body.code], [400, 'price_in_past'])
      await operate('POST', prices(), { amount_minor: 800 })
    })

    test('of a quote hold to the end of its order, whatever becomes of the list meanwhile', async () => {
      const quote = (await swath.call('demo', 'POST', '/v2/orders/quote', aPointOrder())).body
      const change = (amount_minor: number) => operate('POST', prices(), { amount_minor })
      await change(900)
      const { order_id } = await swath.placeAndPlan(aPointOrder({ quote_id: quote.quote_id }))
      await change(50)
      await deliverAll(order_id)
      const { price, outcome } = (await swath.order(order_id)).properties
      assert.deepEqual([outcome, price.quoted_minor, price.total_minor], ['fulfilled', 80_000, 80_000])
      for (const { charge } of await swath.deliverables(order_id)) assert.equal(charge!.amount_minor, 40_000)
      assert.equal((await swath.place()).properties.price.total_minor, 2 * 50 * 50)
      await change(800)
    })

    test('rise by the uplifts that an order asks for, also by a quote, and by none that the contract lacks', async () => {
      await setCounting('TSKPOI-M', { uplifts: [{ uplift: 'rush_processing', pct: 25 }] })
      const with_uplift = aPointOrder({ parameters: { uplifts: ['rush_processing'] } })
      const quote = (await swath.call('demo', 'POST', '/v2/orders/quote', with_uplift)).body
      assert.equal(quote.total_minor, 100_000)
      const order = await swath.place(
        aPointOrder({ quote_id: quote.quote_id, parameters: { uplifts: ['rush_processing'] } }),
      )
      assert.equal(order.properties.price.total_minor, 100_000)
      const { body } = await swath.call(
        'demo',
        'POST',
        '/v2/orders/',
        aPointOrder({ parameters: { uplifts: ['gold'] } }),
      )
      assert.equal(body.errors[0].code, 'uplift_not_in_contract')
      assert.equal(body.errors[0].pointer, '/properties/parameters/uplifts/0')
      await setCounting('TSKPOI-M')
    })
  })

  describe('quantities', () => {
    test('reach the minimum of the contract, each part in proportion', async () => {
      await setCounting('TSKARE-M', { min_quantity: 200 })
      const { order_id, deliverables } = await delivered(
        anAreaOrder({ parameters: { processing_level: 'L1D' } }),
      )
      const sum = deliverables.reduce((total, { quantity }) => total + quantity!, 0)
      assert.ok(Math.abs(sum - 200) < 0.001, `${sum} km2`)
      assert.equal((await swath.order(order_id)).properties.price.total_minor, 200 * 800)
      await setCounting('TSKARE-M')
    })

    test('are areas on the ellipsoid, clipped to what was ordered, also across the antimeridian and near a pole', async () => {
      const box = (west: number, south: number, east: number, north: number): Polygon => ({
        type: 'Polygon',
        coordinates: [
          [
            [west, south],
            [east, south],
            [east, north],
            [west, north],
            [west, south],
          ],
        ],
      })
      const places: [ordered: Polygon, same_size: Polygon][] = [
        [box(179.96, 10, -179.96, 10.08), box(20, 10, 20.08, 10.08)],
        [box(20, 88, 22, 88.1), box(20, 88, 22, 88.1)],
      ]
      for (const [ordered, same_size] of places) {
        const parameters = { processing_level: 'L1D' }
        const { order_id } = await swath.placeAndPlan(anAreaOrder({ parameters }, ordered))
        await deliverAll(order_id, true)
        const km2 = (await swath.deliverables(order_id)).reduce((sum, { quantity }) => sum + quantity!, 0)
        const expected = geodesicAreaKm2(same_size)
        assert.ok(Math.abs(km2 - expected) < 1e-4 * expected, `${km2} km2, not ${expected}`)
      }
    })

    test('count one level of each capture where the contract says so', async () => {
      await setCounting('TSKPOI-M', { levels: 'once' })
      const { order_id, deliverables } = await delivered()
      assert.equal((await swath.order(order_id)).properties.price.total_minor, 40_000)
      assert.deepEqual(deliverables.map(({ charge }) => charge!.amount_minor).sort(), [0, 40_000])
      await setCounting('TSKPOI-M')
    })

    test('count ground that two strips show once, or for each of them, and never cost more than the price', async () => {
      const sumOf = async () => {
        const parameters = { processing_level: 'L1D' }
        const { order_id } = await swath.placeAndPlan(anAreaOrder({ parameters }))
        await deliverAll(order_id, true)
        const deliverables = await swath.deliverables(order_id)
        const { area_km2, price } = (await swath.order(order_id)).properties
        const charged = deliverables.reduce((total, { charge }) => total + charge!.amount_minor, 0)
        assert.ok(charged <= price.total_minor, `${charged} of ${price.total_minor}`)
        return { charged, area_km2, km2: deliverables.reduce((total, { quantity }) => total + quantity!, 0) }
      }
      const once = await sumOf()
      assert.ok(Math.abs(once.km2 - once.area_km2) < 0.01, `${once.km2} of ${once.area_km2} km2`)
      await setCounting('TSKARE-M', { overlap: 'each' })
      const each = await sumOf()
      assert.ok(each.km2 > once.km2 * 1.02, `${each.km2} and ${once.km2} km2`)
      assert.ok(each.charged > once.charged)
      await setCounting('TSKARE-M')
    })
  })

  describe('a rejection', () => {
    const reason = { category: 'cloud_cover', comment: 'Clouds over the harbour' }
    const reject = (deliverable_id: string, body: unknown = reason, client: Client = 'demo') =>
      swath.call(client, 'POST', `/v2/deliverables/${deliverable_id}/reject`, body)
    const setPolicy = (policy: Record<string, unknown>) =>
      operate('PUT', `contracts/${contract_id}/rejection-policy`, {
        automatic: true,
        within_days: 30,
        max_minor: null,
        max_pct: null,
        ...policy,
      })

    test('waits for the order desk, which accepts it: refund, event, and another attempt at no further cost', async () => {
      const { order_id, deliverables } = await delivered(aPointOrder({ parameters: { end: inDays(20) } }))
      const [one] = deliverables
      const evidence = { type: 'Point', coordinates: [2.35, 48.85] }
      const asked = await reject(one!.deliverable_id, { ...reason, evidence })
      assert.deepEqual([asked.status, asked.body.status], [200, 'DELIVERED'])
      const listed = (await operate('GET', 'rejections/')).body
      assert.deepEqual(listed.results[0].rejection.evidence, evidence)
      const before = await balance()
      const path = `rejections/${one!.deliverable_id}/accept`
      const accepted = await operate('POST', path, { message: 'Sorry' })
      assert.equal(accepted.body.status, 'REJECTED')
      assert.deepEqual(accepted.body.charge, {
        amount_minor: 40_000,
        credited_minor: 40_000,
        net_minor: 0,
        currency: 'USD',
      })
      const after = await balance()
      assert.equal(after.consumed_minor, before.consumed_minor - 40_000)
      assert.equal(after.held_minor, before.held_minor + 40_000)
      assert.equal(after.available_minor, before.available_minor)
      const { replacement_order_id, ...rejection } = (
        await swath.call('demo', 'GET', `/v2/deliverables/${one!.deliverable_id}/rejection`)
      ).body
      assert.deepEqual(
        [rejection.status, rejection.decided_by, rejection.refund_minor],
        ['accepted', 'operator', 40_000],
      )
      await swath.drain()
      await deliverAll(replacement_order_id)
      const replacement = (await swath.order(replacement_order_id)).properties
      assert.deepEqual(
        [replacement.outcome, replacement.replaces_deliverable_id],
        ['fulfilled', one!.deliverable_id],
      )
      const again = await swath.deliverables(replacement_order_id)
      assert.deepEqual(
        again.map(({ processing_level, charge }) => [processing_level, charge!.net_minor]),
        [[one!.processing_level, 40_000]],
      )
      const types = (await swath.eventTypes(order_id)).filter((type) => type.startsWith('DeliverableRej'))
      assert.deepEqual(types, ['DeliverableRejectionRequested', 'DeliverableRejected'])
      assert.equal((await swath.order(order_id)).properties.outcome, 'fulfilled')
      assert.equal((await operate('POST', path, {})).body.code, 'illegal_transition')
    })

    test('is denied with a message, and the product stays delivered, charged and rejected once', async () => {
      const { deliverables } = await delivered()
      const { deliverable_id } = deliverables[0]!
      await reject(deliverable_id)
      const denied = await operate('POST', `rejections/${deliverable_id}/deny`, {
        message: 'It is as ordered',
      })
      assert.deepEqual([denied.body.status, denied.body.charge.net_minor], ['DELIVERED', 40_000])
      assert.equal(denied.body.rejection.message, 'It is as ordered')
      const again = await reject(deliverable_id)
      assert.deepEqual([again.status, again.body.code], [409, 'rejection_exists'])
    })

    test('is accepted at once within the limits of the policy, and not beyond them', async () => {
      swath.advance({ hours: 31 * 24 })
      const { deliverables } = await delivered()
      const other = await delivered()
      await setPolicy({ max_minor: 40_000 })
      assert.equal((await reject(deliverables[0]!.deliverable_id)).body.status, 'REJECTED')
      assert.equal((await reject(deliverables[1]!.deliverable_id)).body.rejection.status, 'requested')
      await setPolicy({ max_pct: 25 })
      assert.equal((await reject(other.deliverables[0]!.deliverable_id)).body.rejection.status, 'requested')
      await setPolicy({ within_days: 3 })
      swath.advance({ hours: 73 })
      assert.equal((await reject(other.deliverables[1]!.deliverable_id)).body.rejection.status, 'requested')
      await setPolicy({ automatic: false })
    })

    test('of another contract, of what is not delivered, or without a reason is refused clearly', async () => {
      const { order_id, deliverables } = await delivered()
      const { deliverable_id } = deliverables[0]!
      assert.equal((await reject(deliverable_id, reason, 'demo-two')).status, 404)
      const wrong = [
        { ...reason, category: 'ugly' },
        { category: 'blur' },
        {
          ...reason,
          evidence: {
            type: 'Polygon',
            coordinates: [
              [
                [0, 0],
                [1, 1],
              ],
            ],
          },
        },
      ]
      for (const body of wrong) assert.equal((await reject(deliverable_id, body)).status, 400)
      assert.equal(
        (await swath.call('demo', 'GET', `/v2/deliverables/${deliverable_id}/rejection`)).status,
        404,
      )
      const { captures } = await swath.placeAndPlan()
      await swath.collect(captures[0]!)
      const [queued] = await swath.deliverables(captures[0]!.order_id)
      assert.equal((await reject(queued!.deliverable_id)).body.code, 'illegal_transition')
      assert.ok(!(await swath.eventTypes(order_id)).includes('DeliverableRejectionRequested'))
    })

    test('that is requested ten times at once is refunded once', async () => {
      await setPolicy({})
      const { deliverables } = await delivered()
      const before = await balance()
      const answers = await Promise.all(
        Array.from({ length: 10 }, () => reject(deliverables[0]!.deliverable_id)),
      )
      assert.equal(answers.filter(({ status }) => status === 200).length, 1)
      assert.equal((await balance()).consumed_minor, before.consumed_minor - 40_000)
      await setPolicy({ automatic: false })
      await swath.drain()
    })
  })

  const inDays = (days: number) => new Date(swath.clock.now().getTime() + days * 86_400_000).toISOString()

  test('a credit is a new entry, never more than what is left of the charge', async () => {
    const { order_id, deliverables } = await delivered()
    const path = `deliverables/${deliverables[0]!.deliverable_id}/credits`
    const { body } = await operate('POST', path, { amount_minor: 15_000, message: 'Haze' })
    assert.deepEqual(
      [body.charge.amount_minor, body.charge.credited_minor, body.charge.net_minor],
      [40_000, 15_000, 25_000],
    )
    const [entry] = (await entriesOf(order_id)).filter(({ kind }) => kind === 'adjustment')
    const event = (await swath.events(order_id)).find(({ id }) => id === entry!.event_id)
    assert.deepEqual([event?.type, entry?.message], ['DeliverableCredited', 'Haze'])
    const more = await operate('POST', path, { amount_minor: 25_001, message: 'Haze' })
    assert.deepEqual([more.status, more.body.code], [400, 'credit_too_large'])
  })

  describe('a check', () => {
    const check = async (): Promise<LedgerCheck> => (await operate('POST', 'ledger/check')).body
    const repairs = async (): Promise<LedgerRepair[]> => (await operate('GET', 'ledger/repairs')).body.results

    /** As a fault of the machine might, for the database lets nobody else. */
    async function damage(...statements: string[]) {
      const connection = await swath.app.db.pool.connect()
      try {
        await connection.query('alter table ledger_entries disable trigger all')
        for (const statement of statements) await connection.query(statement)
        await connection.query('alter table ledger_entries enable trigger all')
      } finally {
        connection.release()
      }
    }

    test('of a ledger in order finds nothing', async () => {
      const { repaired, charged, unequal, checked } = await check()
      assert.deepEqual([repaired, charged, unequal, checked > 0], [[], [], [], true])
      assert.deepEqual(await repairs(), [])
    })

    test('sets right a balance that differs from its entries, and tells what it was', async () => {
      const right = await balance()
      await damage(`update balances set available_minor = available_minor + 7, granted_minor = granted_minor + 7
        where contract_id = '${contract_id}'`)
      const { repaired } = await check()
      assert.deepEqual([repaired.length, repaired[0]!.contract_id], [1, contract_id])
      assert.equal(repaired[0]!.was.available_minor! - repaired[0]!.is.available_minor!, 7)
      assert.deepEqual(await balance(), right)
      const [latest] = await repairs()
      assert.deepEqual([latest!.was, latest!.is], [repaired[0]!.was, repaired[0]!.is])
    })

    test('books a charge that is missing, with the day and the event of its delivery', async () => {
      const { order_id, deliverables } = await delivered()
      const { consumed_minor } = await balance()
      const { deliverable_id, delivered_at } = deliverables[0]!
      await damage(`delete from ledger_entries where deliverable_id = '${deliverable_id}'`)
      swath.advance({ hours: 1 })
      const before = swath.errors.length
      await swath.app.queue.trigger('ledger.check')
      await swath.drain()
      assert.match(swath.errors.slice(before).join(), /the ledger was repaired/)
      const booked = (await entriesOf(order_id)).filter((one) => one.deliverable_id === deliverable_id)
      assert.deepEqual(told(booked).toSorted(), [`charge consumed 40000`, `charge held -40000`])
      assert.deepEqual(new Set(booked.map((one) => one.booked_at)), new Set([delivered_at]))
      assert.ok(booked.every(({ event_id }) => event_id !== null))
      const found = await repairs()
      assert.ok(found.some((one) => one.deliverable_id === deliverable_id))
      assert.deepEqual([(await balance()).consumed_minor, (await check()).repaired], [consumed_minor, []])
    })

    const setAmount = (deliverable_id: string, amount_minor: number) =>
      overwrite(
        swath,
        'a fault of ours says another amount than was booked',
        'update deliverables set amount_minor = $1 where deliverable_id = $2',
        [amount_minor, deliverable_id],
      )

    test('tells of a deliverable whose amount is not what was booked, and books nothing', async () => {
      const { deliverables } = await delivered()
      const { deliverable_id } = deliverables[0]!
      const before = [await balance(), await repairs()]
      await setAmount(deliverable_id, 39999)
      const [found, ...others] = (await check()).unequal
      assert.deepEqual(
        [others, found?.deliverable_id, found?.amount_minor, found?.charged_minor],
        [[], deliverable_id, 39_999, 40_000],
      )
      assert.deepEqual([await balance(), await repairs()], before)
      await setAmount(deliverable_id, 40000)
      assert.deepEqual((await check()).unequal, [])
    })

    test('is no business of customers', async () => {
      assert.equal((await swath.call('demo', 'GET', '/ops/v1/ledger/repairs')).status, 403)
    })
  })

  test('the database refuses entries that do not add up to zero', async () => {
    const insert = swath.app.db.system((tx) =>
      tx.run(sql`insert into ledger_entries (entry_id, transaction_id, kind, contract_id, account, amount_minor,
          currency, booked_at)
        values ('entry.x', 'entry.x', 'grant', ${contract_id}, 'available', 1, 'USD', now())`),
    )
    await assert.rejects(insert, /add up to zero/)
  })
})
