// The providers that the database has: they come, change and go while servers run.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { pino } from 'pino'
import { type App, openApp } from '../src/app.ts'
import { Titles } from '../src/captures/titles.ts'
import { readConfig } from '../src/config.ts'
import { Secrets } from '../src/database/secrets.ts'
import { ProviderSecrets } from '../src/registry/secrets.ts'
import { TestApp } from './app.ts'
import { onEachDatabase, onOneDatabase } from './databases.ts'

onEachDatabase((openDatabase) => {
  let app: App
  let close: () => Promise<void>
  before(async () => {
    const { pool, drop } = await openDatabase()
    app = await openApp(readConfig({}), pino({ level: 'silent' }), { pool })
    close = async () => {
      await app.http.close()
      await app.queue.stop()
      await drop()
    }
  })
  after(() => close())

  test('an installation without a provider begins with the simulator, once', async () => {
    await app.features.registry.providers.begin()
    const rows = await app.db.system((tx) => tx.rows(sql`select name, kind, settings from providers`))
    assert.deepEqual(rows, [{ name: 'simulator', kind: 'protocol', settings: {} }])
    const fleet = await app.features.registry.providers.current()
    assert.equal(fleet.named('simulator').name, 'simulator')
  })
})

onOneDatabase((openDatabase) => {
  const key = randomBytes(32).toString('base64')
  let swath: TestApp
  before(async () => {
    swath = await TestApp.open(await openDatabase(), { SWATH_ENCRYPTION_KEY: key })
  })
  after(() => swath.close())
  const providers = '/ops/v1/providers/'
  const call = (method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: object) =>
    swath.call('operator', method, providers + path, body)
  const given = { name: 'desk', title: 'The desk', kind: 'protocol', settings: { url: 'http://127.0.0.1:9' } }

  test('an operator makes, changes and removes a provider, whose secret nobody sees', async () => {
    const secret = 'a secret of 32 characters that nobody is to see'
    const made = await call('POST', '', { ...given, secret, is_enabled: false })
    assert.equal(made.status, 201, JSON.stringify(made.body))
    assert.deepEqual([made.body.has_secret, made.body.health.state], [true, 'disabled'])
    assert.ok(!JSON.stringify((await call('GET', 'desk')).body).includes(secret))
    const kept = await swath.app.db.system((tx) =>
      tx.one(sql<{ secret: string }>`select secret from providers where name = 'desk'`),
    )
    assert.ok(!kept.secret.includes(secret))
    assert.equal((await call('POST', '', given)).body.code, 'name_taken')
    assert.equal((await call('PATCH', 'desk', { title: 'Another', rank: 7 })).body.title, 'Another')
    const { secret: fresh } = (await call('POST', 'desk/rotate-secret')).body
    assert.ok(fresh.length > 40 && !JSON.stringify((await call('GET', '')).body).includes(fresh))
    assert.equal((await call('DELETE', 'desk')).status, 204)
    assert.equal((await call('GET', 'desk')).status, 404)
  })

  test('secrets are encrypted anew after a change of key, and that of one provider is none of another', async () => {
    const secret = 'a secret of 32 characters for the desk only'
    await call('POST', '', { ...given, secret, is_enabled: false })
    const { db } = swath.app
    const current = randomBytes(32).toString('base64')
    await new ProviderSecrets(db, new Secrets({ current, old: [key] }, '')).encryptAnew()
    const row = await db.system((tx) =>
      tx.one(sql<{ secret: string }>`select secret from providers where name = 'desk'`),
    )
    const without_old = new ProviderSecrets(db, new Secrets({ current, old: [] }, ''))
    assert.equal(await without_old.decrypt('desk', row.secret), secret)
    await assert.rejects(without_old.decrypt('another', row.secret))
    // Back, for the other tests.
    await new ProviderSecrets(db, new Secrets({ current: key, old: [current] }, '')).encryptAnew()
    assert.equal((await call('DELETE', 'desk')).status, 204)
  })

  test('a secret to sign with is long, and one that a partner gave is never overwritten by one of ours', async () => {
    const short = await call('POST', '', { ...given, secret: 'x'.repeat(31) })
    assert.deepEqual([short.status, short.body.errors[0].pointer], [400, '/secret'])
    const partner = { name: 'partner', title: 'Partner', kind: 'stapi', is_enabled: false }
    const settings = { url: 'https://stapi.partner.example', products: {} }
    assert.equal((await call('POST', '', { ...partner, settings, secret: 'Bearer 1' })).status, 201)
    const { body } = await call('POST', 'partner/rotate-secret')
    assert.deepEqual([body.code, /PATCH .*partner/.test(body.detail)], ['secret_not_ours', true])
    const kept = await swath.app.db.system((tx) =>
      tx.one(sql<{ secret: string }>`select secret from providers where name = 'partner'`),
    )
    const { secrets } = swath.app.features.registry
    assert.equal(await secrets.decrypt('partner', kept.secret), 'Bearer 1')
    assert.equal((await call('PATCH', 'partner', { secret: 'Bearer 2' })).status, 200)
    const elsewhere = { settings: { ...settings, url: 'https://elsewhere.example' } }
    assert.equal((await call('PATCH', 'partner', elsewhere)).body.errors[0].pointer, '/secret')
    assert.equal((await call('PATCH', 'partner', { ...elsewhere, secret: 'Bearer 3' })).status, 200)
    const own = { name: 'own', title: 'Own', kind: 'protocol', is_enabled: false }
    assert.equal((await call('POST', '', own)).status, 201)
    assert.equal((await call('PATCH', 'own', { secret: 'x'.repeat(31) })).status, 400)
    assert.match((await call('POST', 'own/rotate-secret')).body.detail, /SWATH_SIMULATOR_SECRET/)
    for (const name of ['partner', 'own']) assert.equal((await call('DELETE', name)).status, 204)
  })

  test('settings that are not those of the kind are refused, and nothing is stored', async () => {
    const refused = await call('POST', '', { ...given, settings: { url: 'ftp://nowhere' } })
    assert.deepEqual([refused.status, refused.body.errors[0].pointer], [400, '/settings/url'])
    assert.equal((await call('GET', 'desk')).status, 404)
  })

  test('an address inside our own network is refused, when it is set and when it is changed', async () => {
    const inner = { ...given, settings: { url: 'http://169.254.169.254/latest' } }
    const refused = await call('POST', '', inner)
    assert.deepEqual([refused.status, refused.body.code], [400, 'url_refused'])
    assert.deepEqual(refused.body.errors[0].pointer, '/settings/url')
    await call('POST', '', { ...given, is_enabled: false })
    const { settings } = inner
    assert.equal((await call('PATCH', 'desk', { settings })).body.code, 'url_refused')
    assert.deepEqual((await call('GET', 'desk')).body.settings, given.settings)
    await call('DELETE', 'desk')
  })

  test('a test of the connection tells that nobody answers', async () => {
    await call('POST', '', { ...given, is_enabled: false })
    const { body } = await call('POST', 'desk/test')
    assert.deepEqual([body.answers, body.capabilities], [false, null])
    assert.match(body.error, /\w/)
  })

  test('a rule of a SKU says from the next order on who gets it: only who has a rule, and only in its region', async () => {
    await call('POST', '', { ...given, name: 'simulator', title: 'Simulator' })
    const square = (lon: number) => ({
      type: 'Polygon',
      coordinates: [
        [
          [lon, 40],
          [lon + 10, 40],
          [lon + 10, 50],
          [lon, 50],
          [lon, 40],
        ],
      ],
    })
    const set = (region: object) => call('PUT', 'simulator/skus/TSKPOI-M', { region })
    assert.equal((await set(square(50))).status, 200)
    const outside = await swath.place()
    await assert.rejects(swath.drain(), /Jobs failed/)
    assert.equal((await swath.order(outside.id)).properties.status, 'received')
    const { body } = await set(square(0))
    assert.equal(body.skus[0].sku, 'TSKPOI-M')
    await swath.drain()
    assert.equal((await swath.order(outside.id)).properties.status, 'in_progress')
    const told = await swath.call('operator', 'GET', `/ops/v1/orders/${outside.id}/providers`)
    assert.deepEqual(
      told.body.results.map(({ provider, decision }: { provider: string; decision: string }) => [
        provider,
        decision,
      ]),
      [['simulator', 'chosen']],
    )
    assert.equal((await call('DELETE', 'simulator')).body.code, 'provider_in_use')
    assert.equal((await call('DELETE', 'simulator/skus/TSKPOI-M')).status, 204)
    assert.equal((await call('DELETE', 'simulator/skus/TSKPOI-M')).status, 404)
  })

  test('all captures of a provider are dated anew, a few at a time, and those of no other', async () => {
    const orders = [await swath.placeAndPlan(), await swath.placeAndPlan()]
    const dates = () =>
      Promise.all(orders.map(async ({ order_id }) => (await swath.captures(order_id))[0]!.updated_at))
    const before = await dates()
    const titles = new Titles(swath.app.db, swath.clock, 1)
    swath.advance({ hours: 0.1 })
    await titles.changed('another', AbortSignal.timeout(10_000))
    assert.deepEqual(await dates(), before)
    await titles.changed('simulator', AbortSignal.timeout(10_000))
    for (const [at, date] of (await dates()).entries()) assert.ok(date > before[at]!)
    await assert.rejects(titles.changed('simulator', AbortSignal.abort()), /abort/)
  })

  test('customers learn who carries out what they ordered only where the operator shows it', async () => {
    const show = (is_shown: boolean) => call('PATCH', 'simulator', { is_shown })
    const actorsOf = async (order_id: string) =>
      new Set((await swath.events(order_id)).map(({ data }) => data.actor))
    assert.equal((await call('GET', 'simulator')).body.is_shown, false)

    const hidden = await swath.placeAndPlan()
    const [capture] = hidden.captures
    const { capture_id } = capture!
    const seen = (headers = {}) =>
      swath.call('demo', 'GET', `/v2/captures/?order_id=${hidden.order_id}`, undefined, headers)
    const early = await swath.reportProduct(capture_id, 'L1B', 'processing')
    assert.equal(early.body.result, 'waiting')
    await swath.collect(capture!)
    assert.deepEqual(await actorsOf(hidden.order_id), new Set(['demo', 'swath', 'provider']))
    const before = await seen()
    assert.equal(before.body.results[0].provider, null)
    const all = await swath.call('operator', 'GET', `/ops/v1/captures/?order_id=${hidden.order_id}`)
    const { provider, provider_name } = all.body.results[0]
    assert.deepEqual([provider, provider_name], ['Simulator', 'simulator'])

    const since = before.body.results[0].updated_at
    const changedSince = async () => {
      const query = `order_id=${hidden.order_id}&updated_at__gt=${encodeURIComponent(since)}`
      return (await swath.call('demo', 'GET', `/v2/captures/?${query}`)).body.results
    }
    assert.deepEqual(await changedSince(), [])
    swath.advance({ hours: 0.1 })
    await call('PATCH', 'simulator', { rank: 2 })
    await swath.drain()
    assert.deepEqual(await changedSince(), [], 'Customers are not told of it')
    await show(true)
    await swath.drain()
    const [changed] = await changedSince()
    assert.deepEqual([changed?.capture_id, changed?.provider], [capture_id, 'Simulator'])
    assert.ok(changed.updated_at > since, 'The document says so, too')
    const after = await seen({ 'if-none-match': before.headers.etag })
    assert.deepEqual([after.status, after.body.results[0].provider], [200, 'Simulator'])
    assert.equal((await swath.call('demo', 'GET', `/v2/captures/${capture_id}`)).body.provider, 'Simulator')
    await swath.reportProduct(capture_id, 'L1D', 'failed', {
      reason_code: 'PROCESSING_FAILED',
      message: 'No',
    })
    const actors = await actorsOf(hidden.order_id)
    assert.deepEqual(
      actors,
      new Set(['demo', 'swath', 'provider', 'Simulator']),
      'What was told stays as it was',
    )

    await show(false)
    assert.equal((await seen()).body.results[0].provider, null)
  })
})
