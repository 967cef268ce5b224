import assert from 'node:assert/strict'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import pg from 'pg'
import type { Figure } from './figure.ts'
import { type Bench, one_order } from './server.ts'
import { counted } from './size.ts'

/**
 * A month with a million deliverables (or as many as an argument says), grouped by day and SKU: answered from the
 * rollups, and from the deliverables themselves, whose numbers must be the same.
 */
export async function benchmarkConsumption(bench: Bench): Promise<Figure[]> {
  const count = counted(1_000_000, 2000)
  await seedDeliverables(bench, count)
  const from = 'group_by=day,sku&delivered_at__gte=2026-06-01'
  // The same month, but its last day is a part of a day, which the rollups cannot tell from the whole.
  const raw = await timed(bench, `${from}&delivered_at__lte=2026-06-30T23:59:59.999999Z`, 3)
  const rolled_up = await timed(bench, `${from}&delivered_at__lt=2026-07-01`, 30)
  assert.equal(raw.answer.read_from, 'deliverables')
  assert.equal(rolled_up.answer.read_from, 'rollups')
  assert.deepEqual(numbersOf(rolled_up.answer), numbersOf(raw.answer))
  const delivered = rolled_up.answer.totals.reduce((sum, one) => sum + one.deliverables, 0)
  assert.equal(delivered, count)
  const factor = raw.ms / rolled_up.ms
  console.log(
    `consumption: ${count} deliverables in ${rolled_up.answer.results.length} groups; ` +
      `${rolled_up.ms.toFixed(1)} ms from the rollups, ${Math.round(raw.ms)} ms from the deliverables`,
  )
  const figure = `${Math.round(factor)}`
  return [
    { what: 'grouped consumption: deliverables / rollups', figure, target: '>= 100', holds: factor >= 100 },
    await exportFigure(bench, count),
  ]
}

interface Answer {
  read_from: string
  totals: { deliverables: number }[]
  results: { deliverables_href: string }[]
}

/** The median of some requests after one that warms up. */
async function timed(
  { url, headers }: Bench,
  query: string,
  times: number,
): Promise<{ ms: number; answer: Answer }> {
  const ask = async () => {
    const response = await fetch(`${url}/v2/consumption/?${query}`, { headers })
    assert.equal(response.status, 200)
    return (await response.json()) as Answer
  }
  const answer = await ask()
  const all: number[] = []
  for (let at = 0; at < times; at++) {
    const started = performance.now()
    await ask()
    all.push(performance.now() - started)
  }
  return { ms: all.sort((one, other) => one - other)[times >> 1]!, answer }
}

function numbersOf({ totals, results }: Answer) {
  return { totals, results: results.map(({ deliverables_href: _, ...numbers }) => numbers) }
}

/** Measures the most that the process holds while it sends every line as Parquet, against the size of the file. */
async function exportFigure(bench: Bench, count: number): Promise<Figure> {
  // The modules that are loaded at the first time stay.
  await exported(bench, 'delivered_at__lt=2026-06-04')
  const { bytes, held, seconds } = await exported(bench, 'delivered_at__lt=2026-07-01')
  const megabytes = (size: number) => `${Math.round(size / 1e6)} MB`
  console.log(
    `consumption: ${Math.round(count / seconds)} lines a second as Parquet; ${megabytes(held)} held for ${megabytes(bytes)}`,
  )
  const ratio = held / bytes
  const figure = ratio.toFixed(2)
  return { what: 'export of every line: memory held / size', figure, target: '<= 0.5', holds: ratio <= 0.5 }
}

async function exported({ url, headers }: Bench, query: string) {
  let [bytes, most, looked_at] = [0, 0, 0]
  const before = heldBytes()
  const started = performance.now()
  const response = await fetch(`${url}/v2/consumption/lines?format=parquet&${query}`, { headers })
  for await (const chunk of response.body!) {
    bytes += chunk.length
    if (bytes - looked_at < 500_000) continue
    looked_at = bytes
    most = Math.max(most, heldBytes())
  }
  return { bytes, held: most - before, seconds: (performance.now() - started) / 1000 }
}

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

/** The memory in use: how much more the process has depends on when it collects its garbage. */
function heldBytes(): number {
  collectGarbage()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

// The month ----------------------------------------------------------------------------------------------

/** Fifty deliverables for each order, over four SKUs and twenty projects. */
async function seedDeliverables(bench: Bench, count: number): Promise<void> {
  const { url, headers } = bench
  const init = { method: 'POST', headers: { ...headers, 'content-type': 'application/json' } }
  const order = (await (
    await fetch(`${url}/v2/orders/`, { ...init, body: JSON.stringify(one_order) })
  ).json()) as {
    id: string
  }
  const client = new pg.Client({ connectionString: bench.database_url })
  await client.connect()
  const started = performance.now()
  // Row by row the triggers would take minutes, and what they would have added up is made by the check below.
  await client.query("set session_replication_role = 'replica'")
  await client.query(seed_projects, [order.id])
  await client.query(seed_orders, [order.id, Math.ceil(count / 50)])
  await client.query(seed_captures)
  await client.query(seed_deliverables, [count])
  await client.query('vacuum analyze orders, captures, deliverables')
  await client.end()
  const { differences } = await bench.app.features.consumption.service.check()
  await bench.app.features.consumption.service.foldChanges()
  const seconds = Math.round((performance.now() - started) / 1000)
  console.log(`consumption: ${count} deliverables in ${seconds} s, rolled up into ${differences.length} rows`)
}

const seed_projects = `
  insert into projects (project_id, contract_id, name, created_at, updated_at)
  select 'project.bench.' || i, contract_id, 'bench ' || i, created_at, created_at
  from orders, generate_series(0, 19) i where order_id = $1`

const seed_orders = `
  insert into orders (order_id, contract_id, project_id, project_name, search_text, order_name, sku, status, outcome,
    closed_at, message, window_start, window_end, parameters, terms, limits, processing_levels, metadata,
    requested_geometry, geometry, area_km2, created_at, updated_at, document)
  select 'bench' || i, contract_id, 'project.bench.' || i % 20, 'bench ' || i % 20, 'order ' || i, 'order ' || i,
    (array['TSKPOI-M', 'TSKARE-M', 'TSKRSH-M.NN.NN', 'ARCIMG-M.NN.NN'])[1 + i % 4], 'closed', 'fulfilled', created_at,
    message, window_start, window_end, parameters, terms, limits, processing_levels, metadata, requested_geometry,
    geometry, area_km2, created_at, created_at, document
  from orders, generate_series(1, $2::int) i where order_id = $1`

const seed_captures = `
  insert into captures (capture_id, contract_id, order_id, strip, period, attempt, status, target, frame, not_before,
    created_at, updated_at)
  select 'capt.' || order_id, contract_id, order_id, 0, 0, 1, 'published', geometry, '{}', created_at, created_at,
    created_at
  from orders where order_id like 'bench%'`

const seed_deliverables = `
  insert into deliverables (deliverable_id, contract_id, order_id, capture_id, processing_level, part, status, unit,
    currency, price_minor, quantity, amount_minor, delivered_at, created_at, updated_at)
  select 'deliv.' || i, contract_id, order_id, capture_id, (array['L1B', 'L1D'])[1 + i % 2], i::text, 'DELIVERED', 'km2',
    'USD', 800, 1 + (i * 7919::bigint % 50000000) / 1e6, i % 40000,
    timestamptz '2026-06-01T00:00:00Z' + make_interval(secs => (i * 7919::bigint) % 2592000), created_at, created_at
  from generate_series(0, $1::int - 1) i join captures on capture_id = 'capt.bench' || 1 + i / 50`
