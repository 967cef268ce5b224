import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import autocannon from 'autocannon'
import { pino } from 'pino'
import { buildConsole } from '../scripts/build-console.ts'
import { type App, openApp } from '../server/src/app.ts'
import { readConfig } from '../server/src/config.ts'
import { demo_contracts } from '../server/src/contracts/demo.ts'
import { seedDemo } from '../server/src/demo.ts'
import { createDatabase, dropDatabase, startCluster } from '../server/test/postgres.ts'
import { is_short, Missing } from './size.ts'

export const secret = 'the secret of the benchmark'

export interface Bench {
  app: App
  url: string
  database_url: string
  /** For a benchmark that opens Swath anew, with a clock and keys of its own. */
  newDatabase(): Promise<string>
  /** Headers of a customer with a token. */
  headers: Record<string, string>
  close(): Promise<void>
}

/** The API of Swath on a private PostgreSQL, listening on loopback; no worker, so that only requests are measured. */
export async function openBench(): Promise<Bench> {
  const cluster = await startCluster()
  if ('skipped' in cluster) throw new Missing(cluster.skipped)
  const { url: cluster_url, stop } = cluster
  const name = `swath_test_bench_${process.pid}`
  const database_url = await createDatabase(cluster_url, name)
  const data_dir = await mkdtemp(path.join(tmpdir(), 'swath-bench-'))
  const settings = {
    DATABASE_URL: database_url,
    SWATH_DATA_DIR: data_dir,
    SWATH_REQUESTS_PER_MINUTE: '100000000',
    SWATH_REQUESTS_PER_MINUTE_AND_ADDRESS: '100000000',
    SWATH_OUTBOUND_ALLOW: '127.0.0.1',
  }
  // The server offers what is built when it starts.
  await buildConsole()
  const app = await openApp(readConfig(settings), pino({ level: 'error' }))
  await seedDemo(app.db, secret)
  await app.http.listen({ host: '127.0.0.1', port: 0 })
  const url = `http://127.0.0.1:${(app.http.server.address() as AddressInfo).port}`
  const headers = await login(url)
  async function close() {
    await app.close()
    await dropDatabase(cluster_url, name)
    await stop()
    await rm(data_dir, { recursive: true })
  }
  const newDatabase = () => createDatabase(cluster_url, `${name}_more`)
  return { app, url, database_url, newDatabase, headers, close }
}

/** Headers of a demo credential with a token. */
export async function login(url: string, client_id = 'demo'): Promise<Record<string, string>> {
  const response = await fetch(`${url}/oauth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ client_id, client_secret: secret, grant_type: 'client_credentials' }),
  })
  const { access_token } = (await response.json()) as { access_token: string }
  return { authorizationToken: `Bearer ${access_token}`, 'X-Satellogic-Contract-Id': demo_contracts.demo }
}

/** So many seconds, or some requests. */
export function load(duration: number) {
  return is_short ? { connections: 2, amount: 10 } : { connections: 10, duration }
}

/** Requests per second of one URL over some seconds, after a warm-up; any answer but the expected is an error. */
export async function requestsPerSecond(options: autocannon.Options, expected: number): Promise<number> {
  await autocannon({ ...options, ...load(2) })
  const result = await autocannon({ ...options, ...load(6) })
  const answers = Object.entries(result.statusCodeStats ?? {}).filter(
    ([status]) => Number(status) !== expected,
  )
  if (answers.length > 0 || result.errors > 0) {
    throw new Error(
      `${options.url} answered ${JSON.stringify(result.statusCodeStats)}, ${result.errors} errors`,
    )
  }
  return result.requests.average
}

/** Orders by the thousand, as rows: their documents are those of one order that was placed through the API. */
export async function seedOrders(bench: Bench, count: number): Promise<void> {
  const connection = await bench.app.db.pool.connect()
  try {
    const { rows } = await connection.query('select order_id from orders order by order_id limit 1')
    const template = rows[0]?.order_id ?? (await placeOne(bench))
    await connection.query(seed_sql, [template, count])
    // As autovacuum leaves a table some minutes after.
    await connection.query('vacuum analyze orders')
  } finally {
    connection.release()
  }
}

export const one_order = {
  type: 'Feature',
  geometry: { type: 'Point', coordinates: [2.35, 48.85] },
  properties: { order_name: 'a benchmark', project_name: 'bench', sku: 'TSKPOI-M' },
}

async function placeOne({ url, headers }: Bench): Promise<string> {
  const response = await fetch(`${url}/v2/orders/`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(one_order),
  })
  const order = (await response.json()) as { id: string }
  return order.id
}

const seed_sql = `
  insert into orders (contract_id, project_id, order_name, sku, status, outcome, closed_at, message, window_start,
    window_end, parameters, terms, limits, processing_levels, metadata, requested_geometry, geometry, area_km2,
    created_at, updated_at, document)
  select contract_id, project_id, 'order ' || i, sku,
    case when i % 3 = 0 then 'in_progress' else 'closed' end,
    case when i % 3 = 0 then null else 'fulfilled' end,
    case when i % 3 = 0 then null else created_at - make_interval(secs => i) end,
    message, window_start, window_end, parameters, terms, limits, processing_levels, metadata, requested_geometry,
    st_setsrid(st_makepoint(-180 + random() * 360, -60 + random() * 120), 4326), area_km2,
    created_at - make_interval(secs => i), created_at - make_interval(secs => i), document
  from orders, generate_series(1, $2::int) i where order_id = $1`
