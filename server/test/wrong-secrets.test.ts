// A caller who tries secrets is soon not listened to, and nobody else suffers for it.
import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { sql } from 'kysely'
import { pino } from 'pino'
import { type App, openApp } from '../src/app.ts'
import { readConfig } from '../src/config.ts'
import { seedDemo } from '../src/demo.ts'
import { HandProvider, TestClock } from './app.ts'
import { onPostgres, type TestDatabase } from './databases.ts'

const client_secret = 'a secret of the tests'
const grant_type = 'client_credentials'
const token = 'a token of the metrics'
const countAll = sql<{ count: number }>`select count(*)::int as count from secret_uses`

onPostgres((openDatabase) => {
  const clock = new TestClock()
  const told: { msg: string; client_id?: string; address?: string }[] = []
  let database: TestDatabase
  /** Two processes of one installation. */
  let apps: App[]
  before(async () => {
    database = await openDatabase()
    const log = pino({ level: 'warn' }, { write: (line) => void told.push(JSON.parse(line)) })
    const config = readConfig({
      SWATH_PUBLIC_URL: 'http://swath.test',
      SWATH_KEY_SECRET_AUTH: 'true',
      SWATH_TRUSTED_PROXIES: '127.0.0.1,10.0.0.0/8',
      SWATH_REQUESTS_PER_MINUTE_AND_ADDRESS: '2000',
      SWATH_METRICS_TOKEN: token,
    })
    const replace = { pool: database.pool, clock, skies: [new HandProvider()] }
    apps = [await openApp(config, log, replace), await openApp(config, log, replace)]
    await seedDemo(apps[0]!.db, client_secret)
  })
  after(async () => {
    for (const { http, queue } of apps) {
      await http.close()
      await queue.stop()
    }
    await database.drop()
  })
  beforeEach(() => {
    clock.set(new Date(clock.now().getTime() + 2 * 86_400_000))
    told.length = 0
  })

  interface Try {
    from?: string
    id?: string
    with_secret?: string
    process?: number
  }
  async function ask(url: string, { from = '203.0.113.1', process = 0 }: Try, more: object = {}) {
    const { headers = {}, ...rest } = more as { headers?: object }
    const forwarded = { 'x-forwarded-for': from, ...headers }
    const answer = await apps[process]!.http.inject({ method: 'GET', url, headers: forwarded, ...rest })
    return {
      status: answer.statusCode,
      wait_s: Number(answer.headers['retry-after'] ?? 0),
      body: answer.body,
    }
  }
  const post = { method: 'POST' }
  const basic = (id: string, with_secret: string) => ({
    authorization: `Basic ${Buffer.from(`${id}:${with_secret}`).toString('base64')}`,
  })
  /** Every way of showing the secret of a credential. */
  const ways: Record<string, (id: string, of: Try) => ReturnType<typeof ask>> = {
    json: (client_id, of) =>
      ask('/oauth/token', of, { ...post, payload: { client_id, client_secret: of.with_secret, grant_type } }),
    form: (client_id, of) => {
      const form = new URLSearchParams({ client_id, client_secret: of.with_secret!, grant_type })
      const headers = { 'content-type': 'application/x-www-form-urlencoded' }
      return ask('/oauth/token', of, { ...post, headers, payload: String(form) })
    },
    basic: (id, of) =>
      ask('/oauth/token', of, { ...post, headers: basic(id, of.with_secret!), payload: { grant_type } }),
    revocation: (id, of) =>
      ask('/oauth/revoke', of, {
        ...post,
        headers: basic(id, of.with_secret!),
        payload: { token: 'x' },
      }),
    header: (id, of) =>
      ask('/contracts', of, { headers: { authorizationtoken: `Key,Secret ${id},${of.with_secret}` } }),
    v1: (id, of) =>
      ask('/tasking/tasks/', of, { headers: { authorization: `Key,Secret ${id},${of.with_secret}` } }),
  }
  const show = (of: Try = {}) => ways.json!(of.id ?? 'demo', { with_secret: client_secret, ...of })
  async function tryWrong(count: number, of: Try = {}) {
    const statuses: number[] = []
    for (let n = 0; n < count; n++) statuses.push((await show({ ...of, with_secret: `wrong ${n}` })).status)
    return statuses
  }

  test('after ten wrong secrets no more are looked at, with Retry-After, and one line of the log says so', async () => {
    const statuses = await tryWrong(30)
    assert.deepEqual(statuses, [...Array(10).fill(401), ...Array(20).fill(429)])
    const right = await show()
    assert.deepEqual([right.status, right.wait_s], [429, 60])
    assert.equal(JSON.parse(right.body).code, 'too_many_wrong_secrets')
    assert.equal(told.length, 1)
    assert.deepEqual([told[0]!.client_id, told[0]!.address], ['demo', '203.0.113.1'])
    clock.set(new Date(clock.now().getTime() + 60_000))
    assert.equal((await show()).status, 200)
    assert.deepEqual(await tryWrong(3), [401, 401, 401], 'a right one makes good what was before')
  })

  test('whoever goes on after each wait is one state, and one line', async () => {
    await tryWrong(10)
    for (let minute = 0; minute < 5; minute++) {
      clock.set(new Date(clock.now().getTime() + 60_000))
      assert.deepEqual(await tryWrong(2), [401, 429])
    }
    assert.equal(told.length, 1)
  })

  test('every way of showing a secret counts, and is refused', async () => {
    for (const [at, [name, way]] of Object.entries(ways).entries()) {
      const from = `203.0.113.${at + 10}`
      const of_all: number[] = []
      for (let n = 0; n < 11; n++) of_all.push((await way('demo', { from, with_secret: 'wrong' })).status)
      assert.deepEqual(of_all, [...Array(10).fill(401), 429], name)
      assert.equal((await way('demo', { from, with_secret: client_secret })).status, 429, name)
      assert.ok((await way('demo', { from: '203.0.113.200', with_secret: client_secret })).status < 300, name)
    }
    for (let n = 0; n < 10; n++) await ask('/metrics', { from: '203.0.113.99' })
    const headers = { authorization: `Bearer ${token}` }
    assert.equal((await ask('/metrics', { from: '203.0.113.99' }, { headers })).status, 429)
    assert.equal((await ask('/metrics', { from: '203.0.113.98' }, { headers })).status, 200)
  })

  test('the wrong secrets of somebody lock out neither the same credential elsewhere nor another there', async () => {
    await tryWrong(20)
    assert.equal((await show({ from: '203.0.113.2' })).status, 200)
    assert.equal((await show({ id: 'demo-two' })).status, 200)
  })

  test('who tries many credentials from one address is stopped, with one line', async () => {
    assert.equal((await show({ id: 'operator' })).status, 200)
    const statuses: number[] = []
    for (let n = 0; n < 80; n++) statuses.push(...(await tryWrong(1, { id: `credential ${n}` })))
    assert.deepEqual(statuses, [...Array(50).fill(401), ...Array(30).fill(429)])
    assert.equal((await show({ id: 'demo-two' })).status, 429)
    assert.deepEqual(
      told.map(({ client_id, address }) => [client_id, address]),
      [[undefined, '203.0.113.1']],
    )
    assert.equal((await show({ id: 'demo-two', from: '203.0.113.2' })).status, 200)
    assert.equal((await show({ id: 'operator' })).status, 200, 'who was here before is known')
  })

  test('what one process has counted holds in the other', async () => {
    for (let n = 0; n < 10; n++) await tryWrong(1, { process: n % 2 })
    for (const process of [0, 1]) assert.equal((await show({ process })).status, 429)
  })

  test('many at once are no more than a few more', async () => {
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, n) => show({ with_secret: `wrong ${n}`, process: n % 2 })),
    )
    const looked_at = answers.filter(({ status }) => status === 401).length
    assert.ok(looked_at >= 10 && looked_at < 40, `${looked_at} were looked at`)
    assert.equal(told.length, 1)
  })

  test('where a request comes from says the proxy that is known, and not the client', async () => {
    const forge = (n: number) => show({ from: `192.0.2.${n}, 203.0.113.1, 10.0.0.7`, with_secret: 'wrong' })
    const statuses: number[] = []
    for (let n = 0; n < 11; n++) statuses.push((await forge(n)).status)
    assert.deepEqual(statuses.slice(-2), [401, 429])
    assert.equal((await show({ from: '203.0.113.1' })).status, 429)
    assert.equal((await show({ from: '192.0.2.1' })).status, 200)
  })

  test('of IPv6 a whole network is one address', async () => {
    for (let n = 0; n < 10; n++) await tryWrong(1, { from: `2001:db8:1:2::${n}` })
    assert.equal((await show({ from: '2001:db8:1:2:ffff::1' })).status, 429)
    assert.equal((await show({ from: '2001:db8:1:3::1' })).status, 200)
  })

  test('links with wrong signatures are refused after a hundred, good ones never', async () => {
    const links = apps[0]!.features.accounts.links
    const path = '/telluric/files/deliv.1/visual'
    const good = (await links.sign({ contract_id: 'cont.a' }, path, 3600)).replace('http://swath.test', '')
    const statuses: number[] = []
    for (let n = 0; n < 105; n++) statuses.push((await ask(`${good.slice(0, -3)}${n + 100}`, {})).status)
    assert.deepEqual(statuses, [...Array(100).fill(403), ...Array(5).fill(429)])
    const page = await ask('/v2/digests/digest.1/confirm?signature=x', {})
    assert.deepEqual([page.status, page.wait_s], [429, 5])
    assert.equal((await ask(good, {})).status, 404)
    assert.equal((await ask(good.slice(0, -3), { from: '203.0.113.2' })).status, 403)
    assert.equal((await show()).status, 200)
    assert.equal(told.length, 1)
  })

  test('an address has a number of requests a minute before anything else is looked at', async () => {
    const statuses = new Map<number, number>()
    const from = '203.0.113.77'
    for (let n = 0; n < 2010; n++) {
      const { status } = await ask(n % 2 ? '/nothing' : '/v2/orders/', { from })
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
    }
    assert.deepEqual([...statuses].sort(), [
      [401, 1000],
      [404, 1000],
      [429, 10],
    ])
    const { wait_s, body } = await ask('/oauth/token', { from }, { ...post, payload: '{' })
    assert.ok(wait_s > 0 && wait_s <= 60)
    assert.equal(JSON.parse(body).code, 'too_many_from_address')
    assert.equal((await ask('/readyz', { from })).status, 200)
    assert.equal((await ask('/v2/orders/', { from: '203.0.113.78' })).status, 401)
  })

  test('what says nothing any more is forgotten', async () => {
    await tryWrong(12)
    await show({ from: '203.0.113.5' })
    const wrong_secrets = apps[0]!.parts.wrong_secrets
    const count = async () => {
      await wrong_secrets.tidy()
      const rows = await apps[0]!.db.system((tx) => tx.rows(countAll))
      return rows[0]!.count
    }
    assert.equal(await count(), 3)
    clock.set(new Date(clock.now().getTime() + 3_600_000))
    assert.equal(await count(), 1)
    clock.set(new Date(clock.now().getTime() + 86_400_000))
    assert.equal(await count(), 0)
  })
})
