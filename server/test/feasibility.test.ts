import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { ProviderAway } from '../src/providers/away.ts'
import type { FoundPass } from '../src/providers/provider.ts'
import { anAreaOrder, aPointOrder, TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'

const path = '/v2/analysis/opportunities'

onOneDatabase((openDatabase) => {
  let swath: TestApp
  let forecast: Server
  /** The places that the forecast was asked for, and the cloud cover that it tells; undefined: it is broken. */
  const foretold: { asked: string[]; cover_pct: number | undefined } = { asked: [], cover_pct: 0 }
  before(async () => {
    forecast = createServer((request, response) => {
      const { searchParams } = new URL(request.url!, 'http://forecast')
      foretold.asked.push(`${searchParams.get('latitude')} ${searchParams.get('longitude')}`)
      const time = Array.from({ length: 16 * 24 }, (_, hour) => Date.UTC(2026, 5, 1) / 1000 + hour * 3600)
      const hourly = { time, cloud_cover: time.map(() => foretold.cover_pct) }
      response.end(JSON.stringify(foretold.cover_pct === undefined ? {} : { latitude: 0, hourly }))
    }).listen(0, '127.0.0.1')
    await once(forecast, 'listening')
    const url = `http://127.0.0.1:${(forecast.address() as AddressInfo).port}/v1/forecast?apikey=ours`
    // It is within the operator's own network, to which nothing else is sent.
    const settings = { SWATH_FORECAST_URL: url, SWATH_OUTBOUND_ALLOW: '' }
    swath = await TestApp.open(await openDatabase(), settings)
  })
  after(async () => {
    await swath.close()
    forecast.closeAllConnections()
    forecast.close()
  })

  const ask = (feature: unknown = aPointOrder(), query = '', headers = {}) =>
    swath.call('demo', 'POST', path + query, feature, headers)
  const read = (analysis_id: string, client: 'demo' | 'demo-two' = 'demo') =>
    swath.call(client, 'GET', `${path}/${analysis_id}`)
  const opportunity = (): FoundPass => ({
    ...swath.access,
    ground_track_heading_deg: 193,
    clear_probability: 0.57,
    footprint: { type: 'Polygon', coordinates: [] },
  })

  describe('a feasibility analysis', () => {
    test('is PENDING until the provider has answered, and then tells its opportunities', async () => {
      swath.provider.findings = { opportunities: [opportunity()], has_more: false, constraint: null }
      const started = await ask()
      assert.equal(started.status, 202)
      const { analysis_id, status, id, feasible, opportunities } = started.body
      assert.deepEqual([status, id, feasible, opportunities], ['PENDING', analysis_id, null, []])
      assert.equal(started.headers.location, `${path}/${analysis_id}`)
      assert.deepEqual((await read(analysis_id)).body, started.body)

      await swath.drain()
      const { body } = await read(analysis_id)
      assert.deepEqual([body.status, body.feasible, body.constraint], ['SUCCESS', true, null])
      const [found] = body.opportunities
      assert.deepEqual(found, {
        ...opportunity(),
        opportunity_id: `opp.${analysis_id.slice('analysis.'.length)}.0`,
        price: { total_minor: 80_000, currency: 'USD' },
        expires_at: '2026-06-02T08:00:00.000000Z',
        orbit_direction: null,
        ground_sample_distance_m: null,
        clear_basis: null,
        conflict: 'none',
        expected_delivery: found.expected_delivery,
      })
      assert.equal(body.finished_at, '2026-06-01T08:00:00.000000Z')
      assert.equal(body.expires_at, '2026-06-02T08:00:00.000000Z')
    })

    test('tells the odds of the whole window, also of passes beyond the limit', async () => {
      const passes = [0, 1, 2, 3].map((day) => {
        const start = new Date(Date.parse(swath.access.start) + day * 86_400_000).toISOString()
        return { ...opportunity(), start, end: start, clear_probability: 0.5 }
      })
      swath.provider.findings = { opportunities: passes, has_more: false, constraint: null }
      const { analysis_id } = (await ask(aPointOrder(), '?limit=2')).body
      await swath.drain()
      const { body } = await read(analysis_id)
      assert.deepEqual([body.opportunities.length, body.has_more], [2, true])
      const { attempts, probability, by } = body.odds.by_day.at(-1)
      assert.deepEqual([attempts, by], [4, passes[3]!.end])
      assert.ok(probability > 0.9 && probability < 0.94, `${probability}`)
      const day = by.slice(0, 10)
      assert.equal(body.message, `4 opportunities; ${Math.round(100 * probability)} % by ${day}`)
      assert.equal(body.coverage, null)

      const monthly = aPointOrder({ parameters: { revisit_period: 'P1D', max_captures: 3 } })
      const recurring = (await ask(monthly)).body
      await swath.drain()
      assert.equal((await read(recurring.analysis_id)).body.odds, null)
    })

    test('a forecast says how likely a clear sky is, and is asked once for passes that are near each other', async () => {
      const passAt = (day: number, lon: number, clear_basis?: 'climate') => {
        const start = new Date(Date.parse(swath.access.start) + day * 86_400_000).toISOString()
        const footprint = { type: 'Point' as const, coordinates: [lon, 48.85] }
        const clear_probability = clear_basis ? 0.3 : null
        return {
          ...opportunity(),
          start,
          end: start,
          footprint,
          clear_probability,
          clear_basis: clear_basis ?? null,
        }
      }
      const passes = [passAt(0, 2.35), passAt(1, 2.36, 'climate'), passAt(40, 2.35)]
      const told = async (some: FoundPass[], cover_pct: number | undefined) => {
        swath.provider.findings = { opportunities: some, has_more: false, constraint: null }
        foretold.cover_pct = cover_pct
        const { analysis_id } = (await ask()).body
        await swath.drain()
        return (await read(analysis_id)).body
      }
      const clear = await told(passes, 0)
      const bases = (body: { opportunities: FoundPass[] }) =>
        body.opportunities.map(({ clear_basis }) => clear_basis)
      assert.deepEqual(bases(clear), ['forecast', 'forecast', 'climate'])
      const [near, next, far] = clear.opportunities
      assert.ok(near.clear_probability > 0.6 && near.clear_probability > next.clear_probability)
      assert.ok(next.clear_probability > far.clear_probability)
      assert.match(clear.odds.source, /^a forecast/)
      await told(passes, 0)
      assert.deepEqual(foretold.asked, ['48.75 2.25'])

      const dull = await told([passAt(0, 20)], 100)
      assert.ok(dull.opportunities[0].clear_probability < 0.1)
      const silent = await told([passAt(0, 40), opportunity()], undefined)
      assert.deepEqual([silent.status, ...bases(silent)], ['SUCCESS', 'climate', null])
      assert.doesNotMatch(silent.odds.source, /forecast/)
      assert.match(swath.warnings.join(), /the climate stands for it/)
      const asked = foretold.asked.length
      assert.deepEqual(bases(await told([passAt(0, 60)], 0)), ['climate'])
      assert.equal(foretold.asked.length, asked, 'It is left alone for a minute')
    })

    test('tells of an area how it fills, by the chances of its strips', async () => {
      swath.provider.findings = { opportunities: [opportunity()], has_more: false, constraint: null }
      const { analysis_id } = (await ask(anAreaOrder())).body
      await swath.drain()
      const { odds, coverage } = (await read(analysis_id)).body
      assert.equal(odds, null)
      const { strips } = swath.provider.asked.at(-1)!
      assert.equal(coverage.strips, strips.length)
      assert.ok(Math.abs(coverage.by_day[0].share - 0.57 / strips.length) < 0.01)
    })

    test('tells when each ordered product of a pass would be there', async () => {
      swath.provider.findings = { opportunities: [opportunity()], has_more: false, constraint: null }
      const deliveryOf = async (parameters: object) => {
        const { analysis_id } = (await ask(aPointOrder({ parameters }))).body
        await swath.drain()
        return (await read(analysis_id)).body.opportunities[0].expected_delivery
      }
      const after = (hours: number) =>
        new Date(Date.parse(swath.access.end) + hours * 3_600_000).toISOString().replace('Z', '000Z')
      assert.deepEqual(await deliveryOf({}), { L1B: after(1.25), L1D: after(2.75) })
      assert.deepEqual(await deliveryOf({ processing_level: 'L1D_SR' }), { L1D_SR: after(4) })
    })

    test('asks what an order would ask, with the defaults of the contract, and orders nothing', async () => {
      const parameters = { end: '2026-06-03T00:00:00Z', max_ona: 12 }
      const { body } = await ask(aPointOrder({ parameters, metadata: { scenario: 'clear' } }), '?limit=7')
      await swath.drain()
      const asked = swath.provider.asked.at(-1)!
      assert.deepEqual(asked, {
        contract_id: body.contract_id,
        sku: 'TSKPOI-M',
        priority_class: 'standard',
        promised_at: null,
        geometry: { type: 'Point', coordinates: [2.35, 48.85] },
        strips: [],
        window: { start: new Date('2026-06-01T08:00:00Z'), end: new Date('2026-06-03T00:00:00Z') },
        limits: {
          min_off_nadir_deg: 0,
          max_off_nadir_deg: 12,
          min_sun_elevation_deg: 10,
          max_sun_elevation_deg: 90,
          max_cloud_pct: 20,
        },
        footprint: { width_km: 5, length_km: 10 },
        limit: 1000,
        order_name: 'a point',
        metadata: { scenario: 'clear' },
      })
      assert.deepEqual(body.parameters, {
        start: '2026-06-01T08:00:00.000000Z',
        end: '2026-06-03T00:00:00.000000Z',
        min_ona: 0,
        max_ona: 12,
        min_sun_elevation: 10,
        max_sun_elevation: 90,
        max_cloud_pct: 20,
        processing_levels: ['L1B', 'L1D'],
        periods: 1,
        limit: 7,
      })
      await ask(anAreaOrder())
      await swath.drain()
      const { footprint, limit } = swath.provider.asked.at(-1)!
      assert.deepEqual([footprint, limit], [null, 1000])
      assert.equal((await swath.call('demo', 'GET', '/v2/orders/')).body.count, 0)
      assert.deepEqual(swath.provider.planned, [])
    })

    test('of an area asks for each of its strips, and for which parts it is, as its order does', async () => {
      const square = (lon: number, lat: number) => [
        [
          [lon, lat],
          [lon + 0.06, lat],
          [lon + 0.06, lat + 0.06],
          [lon, lat + 0.06],
          [lon, lat],
        ],
      ]
      const coordinates = [square(2.3, 48.8), square(139.7, 35.6)]
      const order = anAreaOrder({}, { type: 'MultiPolygon', coordinates })
      await ask(order)
      const placed = await swath.call('demo', 'POST', '/v2/orders/', order)
      assert.equal(placed.status, 201)
      await swath.drain()
      const { strips } = swath.provider.asked.at(-1)!
      assert.deepEqual(new Set(strips.map(({ parts }) => parts[0])), new Set([1, 2]))
      for (const { parts, frame } of strips) {
        const [lon] = (frame.coordinates as number[][][])[0]![0]!
        assert.ok(Math.abs(lon! - (parts[0] === 1 ? 2.33 : 139.73)) < 0.2, `part ${parts} at ${lon}`)
      }
      assert.deepEqual(swath.provider.assessed.at(-1)!.strips, strips)
      const planned = swath.provider.planned.filter(({ order_id }) => order_id === placed.body.id)
      assert.equal(planned.length, strips.length)
    })

    test('takes the Feature of an order, whose name may be left out', async () => {
      const { type, geometry } = aPointOrder()
      const nameless = { type, geometry, properties: { sku: 'TSKPOI-M' } }
      assert.equal((await ask(nameless)).status, 202)
      const order = aPointOrder({ client_reference: 'mine' })
      assert.equal((await ask(order)).status, 202)
      assert.equal((await ask(order)).status, 202)
      assert.equal((await swath.call('demo', 'POST', '/v2/orders/', order)).status, 201)
    })

    test('is refused for what an order is refused for, everything at once', async () => {
      const parameters = { min_ona: 20, max_ona: 10, processing_level: 'L0', start: '2020-01-01T00:00:00Z' }
      const wrong = aPointOrder({ parameters }, { type: 'Point', coordinates: [2.35, 91] })
      const { status, body } = await ask(wrong)
      const refused = await swath.call('demo', 'POST', '/v2/orders/', wrong)
      assert.deepEqual([status, body.code], [400, refused.body.code])
      assert.ok(body.errors.length >= 3)
      assert.deepEqual(body.errors, refused.body.errors)
      assert.equal((await ask(aPointOrder(), '?limit=1001')).body.code, 'invalid_filter')
      assert.equal((await ask(aPointOrder(), '?max=1')).body.code, 'unknown_filter')
    })

    test('of an impossible request names the constraint, its value and the nearest one', async () => {
      const constraint = {
        name: 'max_ona' as const,
        requested_deg: 5,
        nearest_deg: 12.4,
        message: 'No pass within the off-nadir limits; the nearest is at 12.4 degrees',
      }
      swath.provider.findings = { opportunities: [], has_more: false, constraint }
      const { body } = await ask()
      await swath.drain()
      const analysis = (await read(body.analysis_id)).body
      assert.deepEqual([analysis.status, analysis.feasible], ['SUCCESS', false])
      assert.deepEqual(analysis.constraint, constraint)
      assert.equal(analysis.message, constraint.message)
    })

    describe('that is waited for', () => {
      const found = () => ({ opportunities: [opportunity()], has_more: false, constraint: null })

      test('is answered at once if it is small, with what it would have been later, and asks nobody again', async () => {
        swath.provider.findings = found()
        const asked_before = swath.provider.asked.length
        const key = { 'idempotency-key': crypto.randomUUID() }
        const { status, body, headers } = await ask(aPointOrder(), '', { prefer: 'wait=5', ...key })
        assert.deepEqual([status, body.status, body.feasible], [200, 'SUCCESS', true])
        assert.equal(headers['preference-applied'], 'wait')
        assert.equal(body.opportunities[0].price.total_minor, 80_000)
        await swath.drain()
        assert.equal(swath.provider.asked.length, asked_before + 1)
        assert.deepEqual((await read(body.analysis_id)).body, body)
        const again = await ask(aPointOrder(), '', { prefer: 'wait=5', ...key })
        assert.deepEqual([again.status, again.headers['preference-applied']], [200, 'wait'])
        assert.deepEqual(again.body, body)
      })

      test('is answered later if it is large, or takes longer, or nobody would rather wait', async () => {
        swath.provider.findings = found()
        const square = (lon: number, lat: number) => [
          [lon, lat],
          [lon + 1, lat],
          [lon + 1, lat + 1],
          [lon, lat + 1],
          [lon, lat],
        ]
        const large = anAreaOrder({}, { type: 'Polygon', coordinates: [square(10, 0)] })
        for (const [order, prefer, applied] of [
          [large, 'wait=5', undefined],
          [aPointOrder(), 'wait=0', undefined],
          [aPointOrder(), 'respond-async', 'respond-async'],
        ] as const) {
          const { status, body, headers } = await ask(order, '', { prefer })
          assert.deepEqual([status, body.status], [202, 'PENDING'], JSON.stringify(body))
          assert.equal(headers['preference-applied'], applied)
        }
        const { promise, resolve } = Promise.withResolvers<ReturnType<typeof found>>()
        swath.provider.findings = () => promise
        const slow = await ask(aPointOrder(), '', { prefer: 'respond-async, wait=1' })
        assert.deepEqual([slow.status, slow.headers['preference-applied']], [202, 'respond-async'])
        resolve(found())
        await swath.drain()
        assert.equal((await read(slow.body.analysis_id)).body.feasible, true)
      })

      test('is left to the job where the provider fails', async () => {
        swath.provider.findings = new Error('connection refused')
        const { status, body } = await ask(aPointOrder(), '', { prefer: 'wait' })
        assert.deepEqual([status, body.status], [202, 'PENDING'])
        swath.provider.findings = found()
        await swath.drain()
        assert.equal((await read(body.analysis_id)).body.feasible, true)
      })
    })

    describe('of an impossible request', () => {
      const constraint = {
        name: 'max_ona' as const,
        requested_deg: 5,
        nearest_deg: 12.4,
        message: 'too narrow',
      }
      const nothing = { opportunities: [], has_more: false, constraint }
      const parameters = { start: '2026-06-02T08:00:00Z', end: '2026-06-04T08:00:00Z', max_ona: 5 }
      const analysed = async (order: unknown) => {
        const asked_before = swath.provider.asked.length
        const { analysis_id } = (await ask(order)).body
        await swath.drain()
        return { analysis: (await read(analysis_id)).body, asked: swath.provider.asked.slice(asked_before) }
      }

      test('tells the smallest changes that would do, of one question within what the contract allows', async () => {
        const late = { start: '2026-06-06T10:00:00.000Z', end: '2026-06-06T10:00:08.000Z' }
        const passes = [
          { ...opportunity(), off_nadir_deg: 12.4 },
          { ...opportunity(), off_nadir_deg: 3, ...late },
        ]
        swath.provider.findings = ({ limits }) =>
          limits.max_off_nadir_deg === 5 ? nothing : { ...nothing, opportunities: passes, constraint: null }
        const { analysis, asked } = await analysed(aPointOrder({ parameters }))
        assert.deepEqual([analysis.feasible, analysis.constraint.name], [false, 'max_ona'])
        assert.deepEqual(analysis.relaxations, [
          {
            parameters: { end: '2026-06-07T08:00:00.000Z' },
            passes: 1,
            first_at: late.start,
            message: '3 days longer: 1 pass, on 2026-06-06',
          },
          {
            parameters: { max_ona: 13 },
            passes: 1,
            first_at: swath.access.start,
            message: `max_ona 13 instead of 5: 1 pass, on ${swath.access.start.slice(0, 10)}`,
          },
        ])
        const [first, second, ...others] = asked
        assert.deepEqual(others, [])
        const limits = { ...first!.limits, max_off_nadir_deg: 45, min_sun_elevation_deg: 0 }
        const window = { start: swath.clock.now(), end: new Date('2026-08-31T08:00:00Z') }
        assert.deepEqual(second, { ...first, window, limits, limit: 5000 })
        for (const { parameters: changed } of analysis.relaxations) {
          const order = aPointOrder({ parameters: { ...parameters, ...changed } })
          assert.equal((await swath.call('demo', 'POST', '/v2/orders/validate', order)).body.valid, true)
        }
      })

      test('tells none where nothing is in the way that a customer could change', async () => {
        swath.provider.findings = { ...nothing, constraint: { ...constraint, name: 'provider' } }
        const { analysis, asked } = await analysed(aPointOrder({ parameters }))
        assert.deepEqual([analysis.relaxations, asked.length], [[], 1])
        swath.provider.findings = nothing
        assert.deepEqual((await analysed(aPointOrder({ parameters }))).analysis.relaxations, [])
      })

      test('tells what is in the way also where nobody answers what could be changed', async () => {
        swath.provider.findings = ({ limits }) => {
          if (limits.max_off_nadir_deg === 5) return nothing
          throw new ProviderAway('simulator')
        }
        const { analysis } = await analysed(aPointOrder({ parameters }))
        assert.deepEqual([analysis.status, analysis.constraint], ['SUCCESS', constraint])
        assert.equal(analysis.relaxations, null)
      })
    })

    test('waits for a provider that is away, and FAILED says that it stayed away', async () => {
      swath.provider.findings = new Error('connection refused by 10.0.0.7')
      const { body } = await ask()
      for (let attempt = 1; attempt < 8; attempt++) {
        await assert.rejects(swath.drain(), /Jobs failed/)
        assert.equal((await read(body.analysis_id)).body.status, 'PENDING', `attempt ${attempt}`)
      }
      await swath.drain()
      const analysis = (await read(body.analysis_id)).body
      assert.deepEqual([analysis.status, analysis.feasible], ['FAILED', null])
      assert.doesNotMatch(JSON.stringify(analysis), /10\.0\.0\.7/)
    })

    test('is started once for one Idempotency-Key, and keeps its first result', async () => {
      swath.provider.findings = { opportunities: [opportunity()], has_more: true, constraint: null }
      const headers = { 'idempotency-key': crypto.randomUUID() }
      const first = await ask(aPointOrder(), '', headers)
      const again = await ask(aPointOrder(), '', headers)
      assert.deepEqual([again.status, again.body], [202, first.body])
      assert.equal(again.headers.location, first.headers.location)
      const asked = swath.provider.asked.length
      await swath.drain()
      assert.equal(swath.provider.asked.length, asked + 1)

      const result = (await read(first.body.analysis_id)).body
      assert.equal(result.has_more, true)
      const data = { contract_id: result.contract_id, order_id: '', entity_id: result.analysis_id }
      await swath.app.db.system(async (tx) => tx.enqueue({ name: 'feasibility.analyse', data }))
      await swath.drain()
      assert.deepEqual((await read(first.body.analysis_id)).body, result)
      assert.equal(swath.provider.asked.length, asked + 1)
    })

    test('says which passes conflict with captures of the same contract, and nothing of those of others', async () => {
      const { access } = swath
      const order = aPointOrder({}, { type: 'Point', coordinates: [100, -30] })
      const start = new Date(Date.parse(access.start) + 86_400_000).toISOString()
      const next_day = { ...opportunity(), start, end: start }
      swath.provider.findings = {
        opportunities: [opportunity(), next_day],
        has_more: false,
        constraint: null,
      }
      const conflicts = async (client: 'demo' | 'demo-two') => {
        const { analysis_id } = (await swath.call(client, 'POST', path, order)).body
        await swath.drain()
        const { opportunities } = (await read(analysis_id, client)).body
        return opportunities.map(({ conflict }: { conflict: string }) => conflict)
      }
      assert.deepEqual(await conflicts('demo'), ['none', 'none'])
      const placed = await swath.call('demo', 'POST', '/v2/orders/', order)
      await swath.drain()
      assert.deepEqual(await conflicts('demo'), ['possible', 'possible'])
      const [capture] = (await swath.call('demo', 'GET', `/v2/orders/${placed.body.id}/captures`)).body
        .results
      await swath.report(capture.capture_id, 'scheduled')
      assert.deepEqual(await conflicts('demo'), ['expected', 'none'])
      assert.deepEqual(await conflicts('demo-two'), ['none', 'none'])
      await swath.call('demo', 'POST', `/v2/orders/${placed.body.id}/cancel`)
      await swath.drain()
    })

    test('is not found by another contract', async () => {
      const { analysis_id } = (await ask()).body
      const { status, body } = await read(analysis_id, 'demo-two')
      assert.deepEqual([status, body.code], [404, 'not_found'])
      assert.equal((await read('analysis.unknown')).status, 404)
    })

    test('lives 24 hours, is then gone, and after another day its row is', async () => {
      await swath.drain()
      const { analysis_id } = (await ask()).body
      swath.advance({ hours: 23 })
      assert.equal((await read(analysis_id)).status, 200)
      swath.advance({ hours: 1 })
      const { status, body } = await read(analysis_id)
      assert.deepEqual([status, body.code], [410, 'analysis_expired'])
      assert.equal((await read(analysis_id, 'demo-two')).status, 404)
      const asked = swath.provider.asked.length
      await swath.drain()
      assert.equal(swath.provider.asked.length, asked, 'nobody waits for it any more')

      const fresh = (await ask()).body.analysis_id
      swath.advance({ hours: 25 })
      await swath.app.queue.trigger('feasibility.forget')
      await swath.drain()
      assert.equal((await read(analysis_id)).body.code, 'not_found')
      assert.equal((await read(fresh)).body.code, 'analysis_expired')
    })
  })

  describe('analyses of several targets', () => {
    const batches = '/v2/analysis/batches'
    const found = () => ({ opportunities: [opportunity()], has_more: false, constraint: null })
    const start = (targets: unknown[], query = '', headers = {}) =>
      swath.call('demo', 'POST', batches + query, { targets }, headers)
    const square = (lon: number, lat: number, deg: number) => [
      [lon, lat],
      [lon + deg, lat],
      [lon + deg, lat + deg],
      [lon, lat + deg],
      [lon, lat],
    ]

    test('have an answer each, and what is wrong with one is told with its index and keeps up no other', async () => {
      swath.provider.findings = ({ geometry }) =>
        geometry.type === 'Point' ? found() : { ...found(), opportunities: [] }
      const wrong = aPointOrder({ sku: 'TSKXXX-M' })
      const { status, body, headers } = await start([aPointOrder(), wrong, 'nothing', anAreaOrder()])
      assert.deepEqual([status, headers.location], [202, `${batches}/${body.batch_id}`])
      const told = (batch: typeof body) =>
        batch.results.map((line: { index: number; status: number }) => [line.index, line.status])
      assert.deepEqual(told(body), [
        [0, 202],
        [1, 400],
        [2, 400],
        [3, 202],
      ])
      assert.deepEqual([body.refused, body.pending, body.feasible], [2, 2, 0])
      assert.equal(body.results[1].error.code, 'sku_not_in_contract')
      assert.equal(body.results[1].error.errors[0].pointer, '/properties/sku')
      assert.equal(body.results[2].error.code, 'invalid_request')
      const alone = await ask(wrong)
      assert.deepEqual(body.results[1].error.errors, alone.body.errors)

      await swath.drain()
      const done = (await swath.call('demo', 'GET', `${batches}/${body.batch_id}`)).body
      assert.deepEqual(told(done), [
        [0, 200],
        [1, 400],
        [2, 400],
        [3, 200],
      ])
      assert.deepEqual([done.refused, done.pending, done.feasible], [2, 0, 1])
      const [first, , , last] = done.results
      assert.deepEqual([first.analysis.feasible, last.analysis.feasible], [true, false])
      assert.deepEqual((await read(first.analysis.analysis_id)).body, first.analysis)
      assert.deepEqual(done.results[1], body.results[1])
    })

    test('are answered at once where they are few and somebody would rather wait, and else later', async () => {
      swath.provider.findings = found
      const few = await start([aPointOrder(), 'nothing', aPointOrder()], '', { prefer: 'wait=5' })
      assert.deepEqual([few.status, few.headers['preference-applied']], [200, 'wait'])
      assert.deepEqual([few.body.refused, few.body.pending, few.body.feasible], [1, 0, 2])
      assert.deepEqual((await swath.call('demo', 'GET', `${batches}/${few.body.batch_id}`)).body, few.body)
      const many = Array.from({ length: 21 }, () => aPointOrder())
      const later = await start(many, '', { prefer: 'wait=5, respond-async' })
      assert.deepEqual([later.status, later.headers['preference-applied']], [202, 'respond-async'])
      assert.equal(later.body.pending, 21)

      const answer = Promise.withResolvers<ReturnType<typeof found>>()
      swath.provider.findings = () => answer.promise
      const slow = await start([aPointOrder()], '', { prefer: 'wait=1' })
      assert.deepEqual([slow.status, slow.body.pending], [202, 1])
      answer.resolve(found())
      await swath.drain()
    })

    test('tell few opportunities of each, and are not more than a hundred', async () => {
      assert.equal((await start([aPointOrder()], '?limit=20')).status, 202)
      assert.equal((await start([aPointOrder()], '?limit=21')).body.code, 'invalid_filter')
      const many = Array.from({ length: 101 }, () => aPointOrder())
      assert.equal((await start(many)).body.code, 'invalid_request')
      assert.equal((await start([])).body.code, 'invalid_request')
    })

    test('are refused as a whole, before anybody is asked, where together they have too many strips', async () => {
      const large = anAreaOrder({}, { type: 'Polygon', coordinates: [square(10, 0, 1)] })
      await swath.drain()
      const alone = await ask(large)
      assert.equal(alone.status, 202, JSON.stringify(alone.body))
      await swath.drain()
      const { strips } = swath.provider.asked.at(-1)!
      const count = Math.floor(2000 / strips.length)
      const asked_before = swath.provider.asked.length
      const { status, body } = await start(Array.from({ length: count + 1 }, () => large))
      assert.deepEqual([status, body.code], [400, 'strips_out_of_range'])
      assert.equal(body.errors[0].pointer, `/targets/${count}`)
      await swath.drain()
      assert.equal(swath.provider.asked.length, asked_before)
    })

    test('are not found by another contract, and live 24 hours', async () => {
      const { batch_id } = (await start([aPointOrder()])).body
      assert.equal((await swath.call('demo-two', 'GET', `${batches}/${batch_id}`)).status, 404)
      await swath.drain()
      swath.advance({ hours: 24 })
      assert.equal((await swath.call('demo', 'GET', `${batches}/${batch_id}`)).body.code, 'analysis_expired')
      swath.advance({ hours: 25 })
      await swath.app.queue.trigger('feasibility.forget')
      await swath.drain()
      assert.equal((await swath.call('demo', 'GET', `${batches}/${batch_id}`)).body.code, 'not_found')
    })
  })

  describe('the reliability of the odds', () => {
    const reliability = async (query = '') =>
      (await swath.call('operator', 'GET', `/ops/v1/odds/reliability${query}`)).body

    test('holds each image whose clouds are known against what the climate foretells, in its tenth', async () => {
      const { captures: clear } = await swath.placeAndPlan()
      await swath.collect(clear[0]!)
      const { captures: dull } = await swath.placeAndPlan()
      await swath.report(dull[0]!.capture_id, 'scheduled')
      // Few clouds where they lie over the target.
      const clouds = { reason_code: 'CLOUD_COVER_EXCEEDED', message: 'Clouds', cloud_cover_pct: 15 }
      await swath.report(dull[0]!.capture_id, 'failed', clouds)
      const { captures: broken } = await swath.placeAndPlan()
      await swath.report(broken[0]!.capture_id, 'scheduled')
      await swath.report(broken[0]!.capture_id, 'failed', {
        reason_code: 'NO_CAPACITY',
        message: 'It broke',
      })
      const until = '?from=2026-06-01T00:00:00Z&until=2026-06-03T00:00:00Z'
      const { images, clear_share, bins, is_whole, source } = await reliability(until)
      assert.deepEqual([images, clear_share, is_whole], [2, 0.5, true])
      assert.match(source, /ITU-R/)
      const [bin] = bins.filter((one: { images: number }) => one.images > 0)
      assert.deepEqual([bin.images, bin.clear_share], [2, 0.5])
      assert.ok(bin.foretold_share >= bin.from && bin.foretold_share <= bin.to)
      assert.equal((await reliability('?until=2026-06-01T00:00:00Z')).images, 0)
      assert.equal((await reliability('?from=2026-06-03T00:00:00Z')).images, 0)
      const inverted = '?from=2026-06-03T00:00:00Z&until=2026-06-01T00:00:00Z'
      assert.equal((await reliability(inverted)).code, 'period_inverted')
      const asked = await swath.call('demo', 'GET', '/ops/v1/odds/reliability')
      assert.equal(asked.status, 403)
    })
  })

  describe('the products', () => {
    const products = async (client: 'demo' | 'demo-two' = 'demo', query = '') =>
      (await swath.call(client, 'GET', `/v2/products/${query}`)).body

    test('are the SKUs of the contract, each with its own price and limits', async () => {
      const { count, next, results } = await products()
      assert.deepEqual(
        [count, next, results.map((one: { sku: string }) => one.sku)],
        [
          11,
          null,
          [
            'ARCIMG-M.01.NN',
            'ARCIMG-M.NN.NN',
            'ARCLGD-M.NN.NN',
            'TSKARE-M',
            'TSKNEI-M',
            'TSKPOI-M',
            'TSKRRD-M.NN.NN',
            'TSKRSH-M.15.01',
            'TSKRSH-M.15.15',
            'TSKRSH-M.30.30',
            'TSKRSH-M.NN.NN',
          ],
        ],
      )
      const { parameters, ...point } = results[5]
      assert.deepEqual(point, {
        sku: 'TSKPOI-M',
        product_code: 'TSKPOI',
        product_name: 'Standard Tasking',
        geometry_types: ['Point'],
        price: { amount_minor: 800, currency: 'USD', unit: 'km2' },
        prices: [{ amount_minor: 800, valid_from: null, valid_until: null }],
        limits: {
          min_area_km2: 0,
          max_area_km2: 100,
          max_strip_ratio: 20,
          min_strip_km2: 5,
          default_window_days: 7,
          max_window_days: 90,
          captures: null,
          max_cloud_pct: 20,
          default_max_off_nadir_deg: 25,
          default_min_sun_elevation_deg: 10,
        },
        footprint: { width_km: 5, length_km: 10 },
        priority: 10,
        priority_class: 'standard',
        bump_compensation_pct: 10,
        promised_delivery_hours: null,
        min_quantity: 0,
        overlap: 'once',
        levels: 'each',
        uplifts: [],
        v1_product: 169,
        processing_levels: ['L1B', 'L1C', 'L1D', 'L1D_SR'],
        default_processing_levels: ['L1B', 'L1D'],
        cancellation_fees: [],
      })
      assert.equal(results[3].footprint, null)
      assert.equal((await products('demo-two')).results[0].price.amount_minor, 900)
      assert.deepEqual((await products('demo', '?limit=1&offset=1')).results, [results[1]])
    })

    test('describe their parameters as JSON Schema, with what the contract takes when they are absent', async () => {
      const [, , , area, , point] = (await products()).results
      const { properties, additionalProperties } = point.parameters
      assert.equal(additionalProperties, false)
      assert.deepEqual([properties.max_ona.default, properties.max_ona.maximum], [25, 45])
      assert.equal(properties.min_sun_elevation.default, 10)
      assert.deepEqual(properties.processing_level.enum, ['L1B', 'L1C', 'L1D', 'L1D_SR'])
      assert.match(properties.processing_level.description, /L1B, L1D when absent/)
      assert.match(properties.end.description, /7 days .* 90 at most/)
      assert.ok(properties.revisit_period && !properties.remapping_period)
      assert.ok(area.parameters.properties.remapping_period && !area.parameters.properties.revisit_period)
      const analysis = (await ask()).body
      assert.equal(analysis.parameters.max_ona, properties.max_ona.default)
      assert.equal(analysis.parameters.min_sun_elevation, properties.min_sun_elevation.default)
    })

    test('have names that tell them apart, and a variant means what its SKU says', async () => {
      const { results } = await products()
      const names = new Map(
        results.map((one: { sku: string; product_name: string }) => [one.sku, one.product_name]),
      )
      assert.equal(new Set(names.values()).size, results.length)
      assert.deepEqual(
        [names.get('ARCIMG-M.NN.NN'), names.get('ARCIMG-M.01.NN'), names.get('TSKRSH-M.15.01')],
        ['Archive Imagery, Standard', 'Archive Imagery, Rush', 'Rush Tasking, 15 days, 1 capture'],
      )
      const { limits, parameters } = results.find((one: { sku: string }) => one.sku === 'TSKRSH-M.15.15')
      assert.deepEqual([limits.default_window_days, limits.max_window_days, limits.captures], [15, 15, 15])
      const { default: by_default, maximum } = parameters.properties.max_captures
      assert.deepEqual([by_default, maximum], [15, 15])
    })

    test('can be asked one by one; what the contract does not have is not found', async () => {
      const one = await swath.call('demo', 'GET', '/v2/products/TSKRSH-M.NN.NN/')
      assert.deepEqual([one.status, one.body.sku], [200, 'TSKRSH-M.NN.NN'])
      const other = await swath.call('demo-two', 'GET', '/v2/products/TSKRSH-M.NN.NN')
      assert.deepEqual([other.status, other.body.code], [404, 'not_found'])
    })
  })
})
