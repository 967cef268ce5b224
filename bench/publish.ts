import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { mkdtemp, rename, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Geometry } from '@swath/contract/geometry'
import { sql } from 'kysely'
import { postgresPool } from '../server/src/database/postgres.ts'
import { aPointOrder, TestApp } from '../server/test/app.ts'
import { createDatabase, dropDatabase } from '../server/test/postgres.ts'
import { type ProcessingLevel, produceDeliverable } from '../simulator/src/imagery/product.ts'
import { ringOf } from '../simulator/src/task.ts'
import type { Figure } from './figure.ts'
import type { Bench } from './server.ts'
import { sized } from './size.ts'

const captures_of_each = sized(6, 1)
const rounds_before = sized(8, 1)
const least_rate = 10

/**
 * Publishing captures with the images of the sandbox: cutting them into tiles, pictures of these, checksums, and the
 * items. Counted is the time of processors that this process takes; the database has its own.
 */
export async function benchmarkPublish({ database_url }: Bench): Promise<Figure[]> {
  const name = `swath_test_publish_${process.pid}`
  const pool = postgresPool(await createDatabase(database_url, name), 4)
  const drop = () => pool.end().then(() => dropDatabase(database_url, name))
  const swath = await TestApp.open({ pool, drop })
  const provider = await openProvider()
  try {
    const small = await measure(swath, provider, ({ lon, lat }) => squareAt(lon, lat))
    const whole = await measure(swath, provider, ({ target }) => target)
    console.log(`publish: ${tell('2 km by 2 km', small)}; ${tell('the target of a point order', whole)}`)
    return [
      {
        what: 'captures of 2 km by 2 km published a second and core',
        figure: small.rate.toFixed(1),
        target: `>= ${least_rate}`,
        holds: small.rate >= least_rate,
      },
    ]
  } finally {
    await provider.close()
    await swath.close()
  }
}

interface Measured {
  tiles: number
  /** Captures a second of one core. */
  rate: number
}

const tell = (what: string, { tiles, rate }: Measured) =>
  `${what}, ${tiles} tiles, ${Math.round(1000 / rate)} ms of one core`

interface Asked {
  lon: number
  lat: number
  target: Geometry
}

async function measure(swath: TestApp, provider: Provider, shown: (asked: Asked) => Geometry) {
  const { storage } = swath.app.parts
  const { publication } = swath.app.features.archive
  const tiles_before = await countTiles(swath)
  const published: string[] = []
  for (let n = 0; n < captures_of_each; n++) {
    const [lon, lat] = [2 + 6 * n, 45]
    const point = { type: 'Point', coordinates: [lon, lat] }
    const [capture] = (await swath.placeAndPlan(aPointOrder({}, point))).captures
    const footprint = shown({ lon, lat, target: capture!.target })
    await swath.collect(capture!, 'acquired', footprint)
    for (const level of ['L1B', 'L1D'] as const) {
      const files = await provider.produce(capture!.capture_id, level, footprint)
      await swath.reportProduct(capture!.capture_id, level, 'ready', { files })
    }
    await swath.drain()
    published.push(capture!.capture_id)
  }
  const tiles = Math.round(((await countTiles(swath)) - tiles_before) / published.length)
  // As if none of the files was there. They are put aside: after a removal, file systems take long to find room for the next.
  const publishAll = async () => {
    await rename(path.join(storage.root, 'archive'), path.join(storage.root, randomUUID()))
    await Promise.all(published.map((capture_id) => publication.publish(capture_id)))
  }
  // A server that is at work has compiled what it runs.
  for (let n = 0; n < rounds_before; n++) await publishAll()
  const before = process.cpuUsage()
  await publishAll()
  const { user, system } = process.cpuUsage(before)
  return { tiles, rate: (1e6 * published.length) / (user + system) }
}

async function countTiles(swath: TestApp): Promise<number> {
  const count = sql<{ n: number }>`select count(*)::int as n from archive_items where collection = 'l1d'`
  return (await swath.app.db.system((tx) => tx.first(count)))!.n
}

function squareAt(lon: number, lat: number): Geometry {
  const [east, north] = [lon + 0.0254, lat + 0.018]
  const ring = [
    [lon, lat],
    [east, lat],
    [east, north],
    [lon, north],
    [lon, lat],
  ]
  return { type: 'Polygon', coordinates: [ring] }
}

type Provider = Awaited<ReturnType<typeof openProvider>>

/** Makes files as the sandbox does, and serves them. */
async function openProvider() {
  const root = await mkdtemp(path.join(tmpdir(), 'swath-bench-publish-'))
  const server = createServer((request, response) => {
    createReadStream(path.join(root, request.url!)).pipe(response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  let made = 0
  async function produce(capture_id: string, processing_level: ProcessingLevel, footprint: Geometry) {
    const below = `${capture_id}/${processing_level}`
    const files = await produceDeliverable({
      ...an_image,
      ...{ folder: path.join(root, below), capture_id, processing_level },
      acquired_at: new Date(Date.UTC(2026, 2, 4, 10) + 1000 * made++).toISOString(),
      footprint: ringOf(footprint as Parameters<typeof ringOf>[0]),
    })
    return files.map((file) => ({ ...file, href: `http://127.0.0.1:${port}/${below}/${file.file_name}` }))
  }
  async function close() {
    server.closeAllConnections()
    server.close()
    await rm(root, { recursive: true })
  }
  return { produce, close }
}

const an_image = {
  outcome_id: '00000000-0000-4000-8000-00000000abcd',
  satellite_name: 'newsat33',
  satellite_generation: 'MarkV',
  gsd_m: 10,
  cloud_cover_pct: 12,
  off_nadir_deg: 11,
  view_azimuth_deg: 101,
  incidence_angle_deg: 12,
  sun_elevation_deg: 48,
  sun_azimuth_deg: 140,
  seed: 7,
}
