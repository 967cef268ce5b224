import pg from 'pg'
import type { Figure } from './figure.ts'
import { ratio } from './page.ts'
import { type Bench, login } from './server.ts'
import { counted, sized } from './size.ts'

// About as many as one request may weigh (docs/guides/limits.md).
const batch = 200
const collection = 'l1d-sr'

/**
 * Items through POST /ops/v1/archive/items, with HTTP, validation and rendering, against COPY of the very rows that
 * this made into the same table with its indexes and triggers.
 */
export async function benchmarkIngest(bench: Bench): Promise<Figure[]> {
  const count = counted(50_000, 1000)
  const headers = { ...(await login(bench.url, 'operator')), 'content-type': 'application/json' }
  // As the first minutes of a server are no measure of the rest.
  await put(bench, headers, 'warm', sized(2000, 500))
  const ingested = await itemsPerSecond(count, () => put(bench, headers, 'bench', count))
  const client = new pg.Client({ connectionString: bench.database_url })
  await client.connect()
  const copied = await itemsPerSecond(count, await prepareCopy(client))
  // Other benchmarks find the archive as it was.
  await client.query(`delete from archive_items where collection = '${collection}'`)
  await client.end()
  console.log(
    `ingest: ${Math.round(ingested)} items a second of ${count} in batches of ${batch}; COPY of their rows ${Math.round(copied)} a second`,
  )
  return [ratio('items ingested / COPY of equal rows', ingested, copied, 0.3)]
}

async function itemsPerSecond(count: number, work: () => Promise<void>): Promise<number> {
  const start = performance.now()
  await work()
  return (count * 1000) / (performance.now() - start)
}

/** Two batches are under way, so that the server need not wait for the client that writes the next. */
async function put({ url }: Bench, headers: Record<string, string>, name: string, count: number) {
  let next = 0
  async function work() {
    for (let from = next; from < count; from = next) {
      next = Math.min(from + batch, count)
      const items = Array.from({ length: next - from }, (_, at) => anItem(`${name}_${from + at}`, from + at))
      const body = JSON.stringify({ collection, items })
      const response = await fetch(`${url}/ops/v1/archive/items`, { method: 'POST', headers, body })
      const { results } = (await response.json()) as { results?: { result: string }[] }
      const wrong = results ? results.find(({ result }) => result !== 'created') : response.status
      if (wrong) throw new Error(`An item was not created: ${JSON.stringify(wrong)}`)
    }
  }
  await Promise.all([work(), work()])
}

/** A tile as the vendor describes one. */
function anItem(id: string, n: number) {
  const [lon, lat] = [((n * 7) % 3400) / 10 - 170, ((n * 11) % 1200) / 10 - 60]
  const square = [
    [lon, lat],
    [lon + 0.02, lat],
    [lon + 0.02, lat + 0.02],
    [lon, lat + 0.02],
    [lon, lat],
  ]
  const asset = (key: string, type: string) => ({
    href: `https://images.test/${id}/${key}`,
    type,
    roles: ['data'],
    title: key,
  })
  const tiff = 'image/tiff; application=geotiff; profile=cloud-optimized'
  return {
    type: 'Feature',
    id,
    geometry: { type: 'Polygon', coordinates: [square] },
    properties: {
      datetime: new Date(Date.UTC(2026, 0, 1) + n * 60_000).toISOString(),
      platform: `newsat${31 + (n % 36)}`,
      instruments: ['ms'],
      gsd: 0.5,
      'eo:cloud_cover': n % 101,
      'grid:code': `SATL-2KM-31N_${n % 900}_${n % 9000}`,
      'proj:epsg': 32_631,
      'proj:shape': [4004, 4004],
      'proj:transform': [0.5, 0, 499_999, 0, -0.5, 5_002_001, 0, 0, 1],
      'view:off_nadir': n % 30,
      'view:azimuth': n % 360,
      'view:incidence_angle': n % 33,
      'view:sun_azimuth': 150,
      'view:sun_elevation': 20 + (n % 60),
      'satl:product_name': 'L1D_SR',
      'satl:product_version': '2.0.1',
      'satl:satellite_generation': 'MarkV',
      'satl:valid_pixel': 98,
    },
    assets: {
      analytic: asset('analytic', tiff),
      visual: asset('visual', tiff),
      cloud: asset('cloud', tiff),
      preview: asset('preview', 'image/png'),
      thumbnail: asset('thumbnail', 'image/png'),
    },
  }
}

/** COPY is measured within the database: the rows lie as text in a file of the server, and go back by other ids. */
async function prepareCopy(client: pg.Client): Promise<() => Promise<void>> {
  const { rows } = await client.query(`
    select string_agg(quote_ident(column_name), ', ' order by ordinal_position) as columns
    from information_schema.columns
    where table_schema = 'public' and table_name = 'archive_items' and is_generated = 'NEVER'`)
  const columns = rows[0].columns as string
  const folder = (await client.query("select current_setting('data_directory') as folder")).rows[0].folder
  const file = `${folder}/swath_bench_items`
  const renamed = columns.replace('item_id', "'copy_' || item_id")
  await client.query(`copy (select ${renamed} from archive_items where item_id like 'bench_%') to '${file}'`)
  return async () => {
    await client.query(`copy archive_items (${columns}) from '${file}'`)
  }
}
