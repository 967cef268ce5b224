// PostgreSQL is stopped hard, and every kind of process outlives it: idle, at its start, at its end and under load.
import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { Capture } from '@swath/contract/captures'
import type { Deliverable } from '@swath/contract/deliverables'
import type { LedgerEntry } from '@swath/contract/ledger'
import type { Order } from '@swath/contract/orders'
import pg from 'pg'
import { freePort } from '../../../scripts/free-port.ts'
import { demo_contracts } from '../../src/contracts/demo.ts'
import { aPointOrder } from '../app.ts'
import { type Cluster, createDatabase, startCluster } from '../postgres.ts'
import { Process } from './processes.ts'

const secret = 'the secret of the outages'
const simulator_secret = 'the secret of the simulator of the outages'
const away = /cannot be reached/
const back = /answers again/
/** PostgreSQL forgets in a crash how far its sequences were, and begins behind what it has lost. */
const gaps = /numbers of the audit have no entries/
const crashes = 4
const clients = 4

/** One installation of several processes, and the cluster that only it uses. */
class Installation {
  cluster!: Exclude<Cluster, { skipped: string }>
  url = ''
  #env: Record<string, string> = {}
  #folder = ''
  #processes: Process[] = []
  #headers: Record<string, string> | undefined

  static async open(cluster: Cluster): Promise<Installation> {
    const installation = new Installation()
    if ('skipped' in cluster) throw new Error(cluster.skipped)
    installation.cluster = cluster
    installation.#folder = await mkdtemp(path.join(tmpdir(), 'swath-outage-'))
    const database_url = await createDatabase(cluster.url, 'swath_test_outage')
    await keepCommits(database_url)
    const [port, simulator_port] = [await freePort(), await freePort()]
    installation.url = `http://127.0.0.1:${port}`
    installation.#env = {
      DATABASE_URL: database_url,
      SWATH_PORT: String(port),
      SWATH_DATA_DIR: installation.#folder,
      SWATH_SIMULATOR_URL: `http://127.0.0.1:${simulator_port}`,
      SWATH_SIMULATOR_SECRET: simulator_secret,
      SWATH_SEED_DEMO: 'true',
      SWATH_DEMO_SECRET: secret,
      SWATH_REQUESTS_PER_MINUTE: '1000000',
      SWATH_REQUESTS_PER_MINUTE_AND_ADDRESS: '1000000',
      SIMULATOR_PORT: String(simulator_port),
      SIMULATOR_DATA_DIR: path.join(installation.#folder, 'simulator'),
      SIMULATOR_SPEED: '10000',
      SIMULATOR_GSD_M: '40',
      SIMULATOR_SWATH_URL: installation.url,
      SIMULATOR_SECRET: simulator_secret,
    }
    return installation
  }

  run(role: string, env: Record<string, string> = {}): Process {
    return this.#started(new Process('server/src/main.ts', [role], { ...this.#env, ...env }))
  }

  simulate(): Process {
    return this.#started(new Process('simulator/src/main.ts', [], this.#env))
  }

  async close() {
    await Promise.all(this.#processes.map((one) => one.is_running && one.kill('SIGKILL')))
    await this.cluster.stop()
    await rm(this.#folder, { recursive: true, force: true })
  }

  hasProvider(): Promise<boolean> {
    return fetch(`${this.#env.SWATH_SIMULATOR_URL}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    )
  }

  ask(url: string, init: RequestInit = {}): Promise<Response> {
    return fetch(`${this.url}${url}`, { ...init, headers: { ...this.#headers, ...init.headers } })
  }

  async login() {
    const body = JSON.stringify({
      client_id: 'demo',
      client_secret: secret,
      grant_type: 'client_credentials',
    })
    const headers = { 'content-type': 'application/json' }
    const response = await this.ask('/oauth/token', { method: 'POST', headers, body })
    const { access_token } = (await response.json()) as { access_token: string }
    this.#headers = {
      authorizationToken: `Bearer ${access_token}`,
      'X-Satellogic-Contract-Id': demo_contracts.demo,
    }
  }

  async all<Row>(url: string): Promise<Row[]> {
    const response = await this.ask(`${url}?limit=1000`)
    const body = (await response.json()) as { results?: Row[]; features?: Row[] }
    return body.results ?? body.features ?? []
  }

  #started(process: Process) {
    this.#processes.push(process)
    return process
  }
}

/** The clusters of tests forget the last commits in a crash, to be quick. */
async function keepCommits(database_url: string) {
  const client = new pg.Client(database_url)
  await client.connect()
  await client.query('set synchronous_commit = on')
  await client.query('alter database swath_test_outage set synchronous_commit = on')
  await client.end()
}

const cluster = await startCluster()

describe('a PostgreSQL that is stopped hard', { skip: 'skipped' in cluster && cluster.skipped }, () => {
  let installation: Installation
  let processes: Record<'api' | 'worker' | 'serve', Process>
  before(async () => {
    installation = await Installation.open(cluster)
    installation.simulate()
  })
  after(() => installation.close())

  test('is waited for, with one sentence, by whoever starts meanwhile', async () => {
    await installation.cluster.crash()
    const migrate = installation.run('migrate')
    processes = {
      api: installation.run('api'),
      worker: installation.run('worker'),
      serve: installation.run('serve', { SWATH_PORT: '0' }),
    }
    const running = Object.values(processes)
    await Promise.all([migrate, ...running].map((one) => one.said(away)))
    await installation.cluster.start()
    assert.deepEqual(await migrate.ended, { code: 0, signal: null }, migrate.told)
    await Promise.all(running.map((one) => one.said(/^started/)))
    for (const one of [migrate, ...running]) assertTold(one)
  })

  test('is told to whoever asks, and once in each log', async () => {
    await installation.login()
    const { api, worker, serve } = processes
    const before = new Map(Object.values(processes).map((one) => [one, one.lines.length]))
    await installation.cluster.crash()
    await Promise.all([...before].map(([one, lines]) => one.said(away, lines)))
    assert.equal((await installation.ask('/healthz')).status, 200)
    for (const url of ['/readyz', '/v2/orders/', '/contracts', '/archive/stac/search']) {
      const response = await installation.ask(url)
      assert.equal(response.status, 503, url)
      assert.equal(response.headers.get('retry-after'), '5')
      assert.equal(((await response.json()) as { code: string }).code, 'not_ready')
    }
    assert.deepEqual(await serve.kill('SIGTERM'), { code: 0, signal: null })
    await installation.cluster.start()
    await Promise.all([api, worker].map((one) => one.said(back, before.get(one))))
    assert.equal((await installation.ask('/readyz')).status, 200)
    for (const one of [api, worker]) assertTold(one)
  })

  test('loses no order and makes none twice, whenever it happens', async () => {
    while (!(await installation.hasProvider())) await wait(100)
    const moments = Array.from({ length: crashes }, () => randomInt(20, 2500))
    let is_calm = false
    const orders = Array.from({ length: clients }, async (_, client) => {
      const placed: string[] = []
      for (let n = 0; !is_calm || n < 3; n++) placed.push(await place(installation, `${client}-${n}`))
      return placed
    })
    for (const moment of moments) {
      // Not to wait for something: the moment of the crash is what varies.
      await wait(moment)
      await installation.cluster.crash()
      await wait(randomInt(0, 500))
      await installation.cluster.start()
    }
    is_calm = true
    const placed = (await Promise.all(orders)).flat()
    const { api, worker } = processes
    for (const order_id of placed) await closed(installation, order_id)
    await assertNothingTwice(installation, placed)
    for (const one of [api, worker]) {
      assert.ok(one.is_running, one.told)
      assertTold(one)
    }
  })
})

/** Asks again as a client should, until it is told that there is an order. */
async function place(installation: Installation, key: string): Promise<string> {
  const order = aPointOrder({ order_name: key, metadata: { scenario: 'clear' } })
  const headers = { 'content-type': 'application/json', 'idempotency-key': key }
  for (;;) {
    const response = await installation.ask('/v2/orders/', {
      method: 'POST',
      headers,
      body: JSON.stringify(order),
    })
    const body = (await response.json()) as { id: string }
    if (response.status === 201) return body.id
    assert.equal(response.status, 503, JSON.stringify(body))
    assert.equal(response.headers.get('retry-after'), '5')
  }
}

async function closed(installation: Installation, order_id: string) {
  const deadline = Date.now() + 240_000
  for (;;) {
    const { properties } = (await (await installation.ask(`/v2/orders/${order_id}`)).json()) as Order
    if (properties.status === 'closed') return assert.equal(properties.outcome, 'fulfilled')
    assert.ok(Date.now() < deadline, `${order_id} is still ${properties.status}`)
    await wait(200)
  }
}

async function assertNothingTwice(installation: Installation, placed: readonly string[]) {
  const orders = await installation.all<Order>('/v2/orders/')
  assert.deepEqual(orders.map(({ id }) => id).sort(), [...placed].sort())
  const captures = await installation.all<Capture>('/v2/captures/')
  assert.equal(captures.length, placed.length)
  const deliverables = await installation.all<Deliverable>('/v2/deliverables/')
  const levels = deliverables.map((one) => `${one.capture_id}/${one.processing_level}`)
  assert.equal(new Set(levels).size, levels.length)
  assert.ok(deliverables.every(({ status }) => status === 'DELIVERED'))
  const entries = await booked(installation, deliverables.length * 2)
  assert.equal(entries.length, deliverables.length * 2)
  assert.equal(
    entries.reduce((sum, { amount_minor }) => sum + amount_minor, 0),
    0,
  )
}

/** Charges are booked by a job after the delivery, which may still be under way. */
async function booked(installation: Installation, count: number): Promise<LedgerEntry[]> {
  for (let tries = 0; tries < 300; tries++) {
    const charges = (await installation.all<LedgerEntry>('/v2/ledger/')).filter(
      ({ kind }) => kind === 'charge',
    )
    if (charges.length >= count) return charges
    await wait(200)
  }
  throw new Error(`fewer than ${count} ledger entries`)
}

/** Each outage is one line at its beginning and one at its end, and nothing else goes wrong. */
function assertTold({ lines, told }: Process) {
  const bad = lines.filter(({ level, msg }) => level >= 40 && !away.test(msg) && !gaps.test(msg))
  assert.deepEqual(bad, [], told)
  const changes = lines.filter(({ msg }) => away.test(msg) || back.test(msg))
  changes.forEach(({ msg }, index) => {
    assert.match(msg, index % 2 === 0 ? away : back, told)
  })
  assert.equal(changes.length % 2, 0, told)
}
