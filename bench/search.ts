import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import autocannon from 'autocannon'
import pg from 'pg'
import { seedArchive } from '../server/src/archive/demo.ts'
import { demo_contracts } from '../server/src/contracts/demo.ts'
import { inlined, pgbench } from './create.ts'
import type { Figure } from './figure.ts'
import { bareServer, ratio } from './page.ts'
import { type Bench, load, requestsPerSecond } from './server.ts'
import { counted, sized } from './size.ts'

/** The number of different searches, so that none finds what the one before has warmed. */
const variants = sized(100, 3)

/**
 * bbox + datetime + filter with a page of 100 over a million items (or as many as an argument says), against the
 * statements of the same searches in pgbench, and against a bare node:http server that sends as many bytes.
 */
export async function benchmarkSearch(bench: Bench): Promise<Figure[]> {
  const count = counted(1_000_000, 10_000)
  await seedItems(bench, count)
  const bodies = Array.from({ length: variants }, (_, at) => aSearch(at))
  const size = await averageSize(bench, bodies)
  const scripts = await recordScripts(bench, bodies)
  const folder = await mkdtemp(path.join(tmpdir(), 'swath-search-'))
  try {
    const files = await Promise.all(
      scripts.map(async (script, at) => {
        const file = path.join(folder, `${at}.sql`)
        await writeFile(file, script)
        return file
      }),
    )
    const in_database = await pgbench(files, bench.database_url)
    const ceiling = await bareServer(Buffer.alloc(size, 'x'))
    const most = await requestsPerSecond({ url: ceiling.url }, 200)
    ceiling.close()
    const { rate, p50, p99 } = await searchesPerSecond(bench, bodies)
    const kept = await requestsPerSecond({ url: urlOf(bench), headers: bench.headers }, 200)
    console.log(
      `search: ${count} items, ${size} bytes a page; ${Math.round(rate)} a second with 10 clients, alone ` +
        `${p50} ms (p50) and ${p99} ms (p99); pgbench ${Math.round(in_database)} a second, bare node:http ` +
        `${Math.round(most)}; the same GET unchanged ${Math.round(kept)}`,
    )
    return [
      ratio('search of a page of 100 / its statements in pgbench', rate, in_database, 0.4),
      ratio('search of a page of 100 / bare node:http', rate, most),
      ratio('the same GET, unchanged / bare node:http', kept, most, 0.15),
      {
        what: 'search of a page of 100, alone, p99',
        figure: `${p99} ms`,
        target: '<= 100 ms',
        holds: p99 <= 100,
      },
    ]
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** Half a year and little cloud, in a box of 20 degrees somewhere. */
function aSearch(at: number) {
  const [west, south] = [-170 + ((at * 37) % 320), -60 + ((at * 13) % 90)]
  return {
    bbox: [west, south, west + 20, south + 20],
    datetime: `2025-0${1 + (at % 6)}-01T00:00:00Z/2025-${String(7 + (at % 6)).padStart(2, '0')}-01T00:00:00Z`,
    filter: { op: '<=', args: [{ property: 'eo:cloud_cover' }, 30] },
    limit: 100,
  }
}

function urlOf({ url }: Bench): string {
  const { bbox, datetime } = aSearch(0)
  const query = { bbox: String(bbox), datetime, filter: '"eo:cloud_cover" <= 30', limit: '100' }
  return `${url}/search?${new URLSearchParams(query)}`
}

async function post({ url, headers }: Bench, body: object): Promise<Buffer> {
  const init = { method: 'POST', headers: { ...headers, 'content-type': 'application/json' } }
  const response = await fetch(`${url}/search`, { ...init, body: JSON.stringify(body) })
  const bytes = Buffer.from(await response.arrayBuffer())
  if (response.status !== 200) throw new Error(bytes.toString())
  return bytes
}

async function averageSize(bench: Bench, bodies: object[]): Promise<number> {
  let [bytes, items] = [0, 0]
  for (const body of bodies) {
    const page = await post(bench, body)
    bytes += page.length
    items += JSON.parse(page.toString()).features.length
  }
  console.log(`search: ${items / bodies.length} items on a page`)
  return Math.round(bytes / bodies.length)
}

async function searchesPerSecond({ url, headers }: Bench, bodies: object[]) {
  const requests = bodies.map((body) => ({
    method: 'POST' as const,
    path: '/search',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }))
  const all = await requestsPerSecondOf({ url, requests, ...load(8) })
  const alone = await requestsPerSecondOf({ url, requests, ...load(8), connections: 1 })
  return { rate: all.requests.average, p50: alone.latency.p50, p99: alone.latency.p99 }
}

async function requestsPerSecondOf(options: autocannon.Options): Promise<autocannon.Result> {
  const result = await autocannon(options)
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${result.non2xx} answers were not 200`)
  return result
}

const of_search = /set_config\('role'|listed_archive_items/

/** The statements of each search as they reach PostgreSQL. */
async function recordScripts(bench: Bench, bodies: object[]): Promise<string[]> {
  const recorded: string[] = []
  const query = pg.Client.prototype.query as (...args: unknown[]) => unknown
  pg.Client.prototype.query = function record(this: pg.Client, ...args: unknown[]) {
    const [text, values] = args as [string, unknown[] | undefined]
    // Others use the database as well: the queue for one.
    if (typeof text === 'string' && of_search.test(text)) recorded.push(`${inlined(text, values ?? [])};`)
    return query.apply(this, args)
  } as never
  try {
    const scripts: string[] = []
    for (const body of bodies) {
      recorded.length = 0
      await post(bench, body)
      scripts.push(['begin;', ...recorded, 'commit;'].join('\n'))
    }
    return scripts
  } finally {
    pg.Client.prototype.query = query as never
  }
}

// The archive ----------------------------------------------------------------------------------------

/** Rows by the thousand, whose documents and properties are those of one real item. */
async function seedItems(bench: Bench, count: number): Promise<void> {
  await seedArchive(bench.app.db, demo_contracts)
  const { results } = await bench.app.features.archive.ingest.put({ collection: 'l1d', items: [anItem] })
  if (results[0]?.result !== 'created') throw new Error(JSON.stringify(results))
  const client = new pg.Client({ connectionString: bench.database_url })
  await client.connect()
  const started = performance.now()
  // Indexes are made faster than they grow.
  const { rows } = await client.query(
    `select indexdef, indexname from pg_indexes where tablename = 'archive_items' and indexname !~ 'pkey'`,
  )
  for (const { indexname } of rows) await client.query(`drop index ${indexname}`)
  await client.query(seed_sql, [anItem.id, count])
  for (const { indexdef } of rows) await client.query(indexdef)
  await client.query('vacuum analyze archive_items')
  const { rows: sizes } = await client.query(
    `select pg_size_pretty(pg_total_relation_size('archive_items')) as size`,
  )
  console.log(
    `search: ${count} items in ${Math.round((performance.now() - started) / 1000)} s, ${sizes[0].size}`,
  )
  await client.end()
}

const ring = [
  [10, 45],
  [10.03, 45],
  [10.03, 45.02],
  [10, 45.02],
  [10, 45],
]
const bands = ['Blue', 'Green', 'Red', 'NIR'].map((name) => ({ name, common_name: name.toLowerCase() }))
const asset = (key: string, type: string, role: string) => ({
  href: `https://files.example.com/a-rather-long-prefix/${key}`,
  title: key,
  type,
  roles: [role],
  ...(role === 'data' ? { 'eo:bands': bands } : {}),
})
const geotiff = 'image/tiff; application=geotiff'

const anItem = {
  type: 'Feature',
  id: '20250101_101010_123_SN40_L1D_MS_32N_500_5000',
  geometry: { type: 'Polygon', coordinates: [ring] },
  properties: {
    datetime: '2025-01-01T10:10:10.123Z',
    platform: 'newsat40',
    instruments: ['ms'],
    gsd: 0.7,
    'eo:cloud_cover': 3.2,
    'grid:code': 'SATL-2KM-32N_500_5000',
    'proj:epsg': 32632,
    'proj:shape': [2860, 2860],
    'proj:transform': [0.7, 0, 499999, 0, -0.7, 5002001, 0, 0, 1],
    'view:off_nadir': 12.5,
    'view:azimuth': 190,
    'view:incidence_angle': 13.5,
    'view:sun_azimuth': 150,
    'view:sun_elevation': 40,
    'satl:product_name': 'L1D',
    'satl:product_version': '2.0.1',
    'satl:satellite_generation': 'MarkV',
    'satl:valid_pixel': 98,
    'satl:ground_lock': true,
  },
  assets: {
    visual: asset('visual', geotiff, 'data'),
    analytic: asset('analytic', geotiff, 'data'),
    cloud: asset('cloud', geotiff, 'cloud'),
    preview: asset('preview', 'image/png', 'overview'),
    thumbnail: asset('thumbnail', 'image/png', 'thumbnail'),
  },
}

/** Around two thousand places, over two years. */
const seed_sql = `
  insert into archive_items (collection, item_id, outcome_id, geometry, datetime, created_at, updated_at, properties,
    assets, document)
  select collection, old.item_id || '_' || i, gen_random_uuid(),
    st_makeenvelope(lon, lat, lon + 0.03, lat + 0.02, 4326),
    timestamptz '2024-01-01' + make_interval(secs => (i * 7919::bigint) % 63072000),
    created_at, updated_at,
    properties || jsonb_build_object('eo:cloud_cover', (i * 31) % 101, 'platform', 'newsat' || i % 40,
      'view:off_nadir', (i % 250) / 10.0, 'grid:code', 'SATL-2KM-32N_' || i % 1000 || '_' || i % 977),
    assets, replace(document, old.item_id, old.item_id || '_' || i)
  from archive_items old, generate_series(1, $2::int) i,
    lateral (select ((i % 2000) * 7919 % 2000) as place) as p,
    lateral (select -179 + (place * 733 % 2000) * 0.178 + random() as lon,
      -60 + (place * 1237 % 2000) * 0.065 + random() as lat) as l
  where old.item_id = $1`
