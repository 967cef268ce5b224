// Each provider keeps what the port promises (providers/provider.ts): the simulator as a process of its own, the archive,
// and the provider that other tests have in their hands. A v1 system is no provider: it carries out nothing that is ordered
// here (mirror/, upstream/).
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, describe, test } from 'node:test'
import { constraint_names, Pass } from '@swath/contract/feasibility'
import { products } from '@swath/contract/products/registry'
import { reasons } from '@swath/contract/reasons'
import { processing_levels } from '@swath/contract/states'
import { freePort } from '../../../scripts/free-port.ts'
import { stripsOver } from '../../src/lib/geo/frames.ts'
import type { AreaGeometry } from '../../src/lib/geo/geometry.ts'
import { Outbound } from '../../src/outbound/outbound.ts'
import { archiveProvider } from '../../src/providers/archive/provider.ts'
import { openProtocol } from '../../src/providers/protocol/provider.ts'
import type { CaptureToPlan, OpportunityRequest, Provider, Source } from '../../src/providers/provider.ts'
import { Fleet } from '../../src/providers/registry.ts'
import { HandProvider } from '../app.ts'
import { Process } from './processes.ts'

const area: AreaGeometry = {
  type: 'Polygon',
  coordinates: [
    [
      [10, 45],
      [10.1, 45],
      [10.1, 45.1],
      [10, 45.1],
      [10, 45],
    ],
  ],
}
const day_ms = 86_400_000
const limits = {
  min_off_nadir_deg: 0,
  max_off_nadir_deg: 40,
  min_sun_elevation_deg: 0,
  max_sun_elevation_deg: 90,
  max_cloud_pct: 100,
}
const window = { start: new Date(Date.now() + day_ms), end: new Date(Date.now() + 15 * day_ms) }
const labels = { order_name: 'conformance', metadata: {} }
const standing = {
  contract_id: 'cont.1',
  sku: 'TSKARE-M',
  priority_class: 'standard' as const,
  promised_at: null,
}
const asked = { ...standing, geometry: area, window, limits, strips: [], ...labels }

const image: Source = {
  outcome_id: 'f5cb0bf5-94f5-4f6e-8d1c-6b1f6a3d9a11',
  acquired_at: '2026-01-01T10:00:00.000Z',
  access: {
    satellite_name: 'newsat31',
    start: '2026-01-01T10:00:00.000Z',
    end: '2026-01-01T10:00:10.000Z',
    off_nadir_deg: 5,
    view_azimuth_deg: 100,
    incidence_angle_deg: 6,
    sun_elevation_deg: 30,
    sun_azimuth_deg: 160,
  },
  cloud_cover_pct: 3,
  footprint: area,
  processing_levels: ['L1B'],
}

/** The reports that the simulator sends. */
const reported: { capture_id: string; status: string }[] = []
const hears = new Set<() => void>()
const ours = createServer(async (request, response) => {
  const body = JSON.parse((await request.toArray()).join('') || '{}')
  const capture_id = /captures\/([^/]+)\/reports$/.exec(request.url!)?.[1]
  if (capture_id) reported.push({ capture_id, status: body.status })
  for (const hear of hears) hear()
  response.writeHead(202, { 'content-type': 'application/json' })
  response.end('{}')
})
ours.listen(0, '127.0.0.1')
await once(ours, 'listening')

async function untilReported(capture_id: string, status: string) {
  while (!reported.some((one) => one.capture_id === capture_id && one.status === status)) {
    const { promise, resolve } = Promise.withResolvers<void>()
    hears.add(resolve)
    await promise
    hears.delete(resolve)
  }
}

const port = await freePort()
const simulator_secret = 'the secret of the simulator of this test'
const providerAt = (port: number) =>
  openProtocol(
    { name: 'simulator', settings: {}, secret: null, capabilities: null },
    {
      simulator: { url: `http://127.0.0.1:${port}`, secret: simulator_secret },
      pseudonymOf: async () => 'cust.1',
      work: { ask: async () => undefined, isAwake: async () => false },
      outbound: new Outbound(['127.0.0.1']),
    },
  )
const sky = providerAt(port)
const nobody = providerAt(await freePort())
const archive = { sources: async () => [image] }
const empty = { sources: async () => [] }

interface Candidate {
  name: string
  provider: Provider
  /** The same, who cannot be reached. */
  away?: Provider
}
const candidates: Candidate[] = [
  { name: 'the simulator', provider: sky, away: nobody },
  { name: 'the archive', provider: archiveProvider(archive, sky), away: archiveProvider(archive, nobody) },
  { name: 'an archive that has nothing', provider: archiveProvider(empty, sky) },
  { name: 'the provider in the hands of tests', provider: new HandProvider() },
]

let simulator: Process
let data_dir: string
before(async () => {
  data_dir = await mkdtemp(path.join(tmpdir(), 'swath-provider-'))
  simulator = new Process('simulator/src/main.ts', [], {
    SIMULATOR_PORT: String(port),
    SIMULATOR_DATA_DIR: data_dir,
    SIMULATOR_SECRET: simulator_secret,
    SIMULATOR_SPEED: String(1_000_000),
    SIMULATOR_SWATH_URL: `http://127.0.0.1:${(ours.address() as AddressInfo).port}`,
  })
  const answers = () =>
    fetch(`http://127.0.0.1:${port}/healthz`).then(
      (answer) => answer.ok,
      () => false,
    )
  while (simulator.is_running && !(await answers()));
  assert.ok(simulator.is_running, simulator.told)
})
after(async () => {
  await simulator.kill('SIGTERM')
  ours.closeAllConnections()
  ours.close()
  await rm(data_dir, { recursive: true })
})

const captureOf = (capture_id: string): CaptureToPlan => ({
  capture_id,
  order_id: '000001',
  ...standing,
  frame: stripsOver(area, sky.swath)[0]!.frame,
  attempt: 1,
  window,
  limits,
  processing_levels: ['L1B'],
  ...labels,
})
const productsOf = (capture_id: string) => ({
  capture_id,
  order_id: '000001',
  source: image,
  target: area,
  products: [{ processing_level: 'L1B' as const, is_present: true }],
  priority: 1,
  ...labels,
})

const fleetOf = (...all: Provider[]) =>
  new Fleet(
    all.map((provider) => ({ provider, is_enabled: true, reroute_after_s: 1, away_since: null })),
    archive,
  )

for (const { name, provider, away } of candidates) {
  describe(name, () => {
    test('says how its cameras see the ground, and when it delivers each level', () => {
      const { swath_width_km, overlap_km, max_length_km, track_heading_deg } = provider.swath
      assert.ok(overlap_km >= 0 && overlap_km < swath_width_km, 'strips overlap by less than their width')
      assert.ok(max_length_km >= swath_width_km, 'a strip is not shorter than wide')
      assert.ok(track_heading_deg >= 0 && track_heading_deg < 360, 'a direction is from north')
      assert.deepEqual(Object.keys(provider.hours_to_deliver).sort(), processing_levels.toSorted())
      const hours = processing_levels.map((level) => provider.hours_to_deliver[level])
      assert.ok(hours.every((each) => each > 0))
      assert.deepEqual(
        hours,
        hours.toSorted((one, other) => one - other),
        'what takes more steps takes longer',
      )
    })

    test('has a name, and serves something that is sold', () => {
      assert.match(provider.name, /^[a-z0-9-]+$/)
      const codes = Object.keys(products).filter((code) => provider.serves(`${code}-M`))
      assert.ok(codes.length > 0)
      for (const code of codes) assert.equal(fleetOf(provider).of(`${code}-M`).name, provider.name)
      assert.equal(fleetOf(provider).named(provider.name), provider)
    })

    test('says whether it can do what is asked, or why not', async () => {
      const answer = await provider.assess(asked)
      if (answer.feasible) return
      assert.ok(answer.reason_code in reasons && answer.message.length > 0)
    })

    test('offers no more opportunities than are wanted, or names what is in the way', async () => {
      const request: OpportunityRequest = { ...asked, footprint: null, limit: 3 }
      const { opportunities, has_more, constraint } = await provider.opportunities!(request)
      assert.ok(opportunities.length <= 3)
      for (const one of opportunities) Pass.parse(one)
      if (has_more) assert.equal(opportunities.length, 3)
      if (opportunities.length > 0) assert.equal(constraint, null)
      if (constraint) assert.ok(constraint_names.includes(constraint.name))
    })

    test('names images that are there, if it has any', async () => {
      for (const source of (await provider.sources?.(asked)) ?? []) {
        assert.ok(new Date(source.acquired_at).getTime() <= Date.now())
        assert.ok(source.processing_levels.every((level) => processing_levels.includes(level)))
      }
    })

    test('takes a repeated request, and the end of what it does not have', async () => {
      const capture_id = `capt.${name.replaceAll(' ', '-')}`
      for (const _time of [1, 2]) await provider.plan(captureOf(capture_id))
      for (const _time of [1, 2]) await provider.produce(productsOf(`${capture_id}-products`))
      for (const _time of [1, 2]) await provider.cancel(capture_id)
      await provider.cancel('capt.unknown')
    })

    if (away) {
      test('throws when it cannot be reached, so that it is asked again', async () => {
        await assert.rejects(away.plan(captureOf('capt.away')))
        await assert.rejects(away.produce(productsOf('capt.away')))
        await assert.rejects(away.cancel('capt.away'))
      })
    }
  })
}

test('what is planned twice with the simulator is collected once', async () => {
  for (const _time of [1, 2]) await sky.plan(captureOf('capt.once'))
  await untilReported('capt.once', 'acquired')
  const statuses = reported.filter((one) => one.capture_id === 'capt.once').map(({ status }) => status)
  assert.deepEqual(statuses.toSorted(), [...new Set(statuses)].sort())
})

test('orders of a SKU go to the first provider that serves it, and to nobody where none does', () => {
  const archived = Object.entries(products).filter(([, { images }]) => images === 'archived')
  const collected = Object.entries(products).filter(([, { images }]) => images !== 'archived')
  assert.ok(archived.length > 0 && collected.length > 0)
  const both = fleetOf(sky)
  for (const [code] of archived) assert.ok(both.of(`${code}-M`).sources)
  for (const [code] of collected) assert.equal(both.of(`${code}-M`), sky)
  assert.throws(() => fleetOf().of(`${collected[0]![0]}-M`), /No provider serves/)
  assert.throws(() => both.named('stranger'), /There is no provider stranger/)
})

test('the simulator ends when it is told to, though somebody holds a connection and asks nothing', {
  timeout: 60_000,
}, async (t) => {
  const silent = connect(port, '127.0.0.1')
  t.after(() => silent.destroy())
  await once(silent, 'connect')
  const { code } = await simulator.kill('SIGTERM')
  assert.equal(code, 0, simulator.told)
})
