import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PlannerSettings } from '@swath/contract/planner-provider'
import { DAY_MS } from '@swath/orbits/earth'
import { formatTle } from '@swath/orbits/tle'
import { Constellation, type View } from './constellation.ts'
import { type Contender, solve } from './puzzle.ts'
import { assessTargets, findPasses } from './search.ts'

const now_ms = Date.UTC(2026, 5, 2)
const tle = formatTle({
  catalog_number: 99_031,
  designator: '24901A',
  epoch: new Date(now_ms),
  inclination_deg: 97.3,
  raan_deg: 220,
  argument_of_latitude_deg: 0,
  mean_motion_rev_per_day: 15.3,
})
const settings: PlannerSettings = {
  elements: ['OWN-1', ...tle].join('\n'),
  skus: ['TSKPOI-M'],
  swath: { swath_width_km: 5.2, overlap_km: 0.3, max_length_km: 60, track_heading_deg: 193 },
  imaging_s: 8,
  agility: { settle_s: 5, rate_deg_per_s: 2, acceleration_deg_per_s2: 0.5 },
  uplink_lead_minutes: 60,
  ground_stations: [{ name: 'North', lon: 15.4, lat: 78.2, min_elevation_deg: 5 }],
  maintenance: [],
}
const limits = {
  max_cloud_pct: 30,
  min_off_nadir_deg: 0,
  max_off_nadir_deg: 30,
  min_sun_elevation_deg: -90,
  max_sun_elevation_deg: 90,
}
const place = { lon: 2, lat: 48 }
const reserved: View[] = []
const contender = (capture_id: string): Contender => ({
  capture_id,
  place,
  start_ms: now_ms,
  end_ms: now_ms + 5 * DAY_MS,
  limits,
  priority_class: 'standard',
  promised_ms: null,
  had: null,
  is_reserved: false,
})

test('images that were sent to the ground before now leave the memory to those that come', () => {
  // About three of them come to the ground in a day.
  const memory = { capacity_mb: 6000, image_mb: 1000, downlink_mb_per_s: 0.5 }
  const flown = Array.from({ length: 8 }, (_, index) => {
    const start_ms = now_ms - 1.5 * DAY_MS + index * 60_000
    const [start, end] = [new Date(start_ms).toISOString(), new Date(start_ms + 8000).toISOString()]
    const had = { satellite_name: 'OWN-1', start, end, off_nadir_deg: 0, view_azimuth_deg: 0 }
    return { ...contender(`flown${index}`), had: had as Contender['had'] }
  })
  const soon = { ...contender('new'), place: { lon: 15, lat: 78 }, end_ms: now_ms + 0.6 * DAY_MS }
  const outcomes = solve({
    settings: { ...settings, memory },
    contenders: [...flown, soon],
    reserved,
    now_ms,
  })
  const found = outcomes.find(({ capture_id }) => capture_id === 'new')!
  assert.ok(found.view, JSON.stringify(found))
})

test('images that are commanded close to each other, or that turn too slowly for it by now, keep no other from a pass', () => {
  const crowd = Array.from({ length: 30 }, (_, n) => ({
    ...contender(`one${n}`),
    place: { lon: 2 + 0.013 * n, lat: 48 },
  }))
  const told = solve({ settings, contenders: crowd, reserved, now_ms }).flatMap(({ capture_id, view }) =>
    view ? [{ ...contender(capture_id), had: view }] : [],
  )
  assert.ok(told.length > 5)
  const agility = { ...settings.agility, settle_s: 9 }
  for (const now of [settings, { ...settings, agility }]) {
    const later = {
      settings: { ...now, uplink_lead_minutes: 2880 },
      contenders: [...told, contender('new')],
      reserved,
    }
    const outcomes = solve({ ...later, now_ms: now_ms + 2 * DAY_MS })
    const frozen = told.filter(({ had }) => Date.parse(had.start) <= now_ms + 4 * DAY_MS)
    assert.ok(frozen.length > 5)
    for (const { capture_id, had } of frozen)
      assert.deepEqual(outcomes.find((one) => one.capture_id === capture_id)!.view, had)
  }
})

test('an image waits for the pass over which the sky is foretold to be clear', () => {
  const passes = [
    ...new Constellation(settings, now_ms).passes(place, now_ms + DAY_MS / 12, now_ms + 5 * DAY_MS, limits),
  ]
  const clear = passes.at(-1)!
  const hourOf = (time_ms: number) => Math.round(time_ms / 3_600_000)
  const foretold = new Map(passes.map((pass) => [hourOf(pass.peak_ms), pass === clear ? 0 : 100]))
  const viewBy = (more: Partial<Contender>) =>
    solve({ settings, contenders: [{ ...contender('one'), ...more }], reserved, now_ms })[0]!.view!
  assert.ok(Date.parse(viewBy({}).start) < clear.start_ms)
  const { start } = viewBy({ foretold })
  assert.ok(Date.parse(start) >= clear.start_ms - 1000 && Date.parse(start) <= clear.end_ms, start)
})

const question = { settings, now_ms, taken: [], start_ms: now_ms, end_ms: now_ms + 5 * DAY_MS, limits }
const footprint = { width_km: 5, length_km: 5 }

test('passes over many targets come in order of time, as many as were asked for', () => {
  const targets = [place, { lon: 100, lat: -30 }, { lon: -60, lat: 10 }]
  const one_by_one = targets
    .flatMap((target) => [
      ...new Constellation(settings, now_ms).passes(target, now_ms, question.end_ms, limits),
    ])
    .map(({ peak_ms }) => peak_ms)
    .sort((a, b) => a - b)
  for (const limit of [1, 4, one_by_one.length]) {
    const { opportunities, has_more } = findPasses({ ...question, targets, footprint, limit })
    const middles = opportunities.map(({ start, end }) => (Date.parse(start) + Date.parse(end)) / 2)
    assert.deepEqual(middles.map(toMinutes), one_by_one.slice(0, limit).map(toMinutes))
    assert.equal(has_more, limit < one_by_one.length)
  }
})

test('an area of which a strip has no pass has none, and is told which limit is in the way, as its order is', () => {
  const pole = { lon: 0, lat: 89.5 }
  const ask = (more: Partial<typeof limits>, targets = [place, pole]) => {
    const asked = { ...question, targets, limits: { ...limits, ...more } }
    const found = findPasses({ ...asked, footprint, limit: 3 })
    const answer = assessTargets(asked)
    assert.equal(answer.feasible, found.opportunities.length > 0)
    if (!answer.feasible) assert.equal(answer.message, found.constraint!.message)
    return found
  }
  const { constraint, opportunities } = ask({})
  assert.deepEqual([opportunities, constraint!.name, constraint!.requested_deg], [[], 'max_ona', 30])
  assert.match(constraint!.message, /^The strip near 89\.50 N 0\.00 E: No pass within the off-nadir limits; /)
  assert.equal(ask({ max_off_nadir_deg: constraint!.nearest_deg! }).constraint, null)
  assert.equal(ask({ max_off_nadir_deg: constraint!.nearest_deg! - 0.2 }).constraint!.name, 'max_ona')
  const dark = ask({ min_sun_elevation_deg: 89 }, [place]).constraint!
  assert.deepEqual([dark.name, dark.requested_deg], ['min_sun_elevation', 89])
  assert.equal(ask({ min_sun_elevation_deg: dark.nearest_deg! }, [place]).constraint, null)
  const soon = findPasses({ ...question, end_ms: now_ms + 60_000, targets: [place], footprint, limit: 3 })
  assert.equal(soon.constraint!.name, 'window')
})

test('a pass over a strip shows that strip, and tells which parts of the area it is of', () => {
  const ring = [[2, 48], [2.1, 48], [2.1, 48.1], [2, 48.1], [2, 48]] as [number, number][] // biome-ignore format: a square
  const frame = { type: 'Polygon' as const, coordinates: [ring] }
  const targets = [{ lon: 2.05, lat: 48.05, parts: [2], frame }]
  const [first] = findPasses({ ...question, targets, footprint: null, limit: 1 }).opportunities
  assert.deepEqual([first!.footprint, first!.parts], [frame, [2]])
})

test('a search that is too large ends after some days of the window, and says so', () => {
  const never = { ...limits, min_sun_elevation_deg: 89, max_sun_elevation_deg: 90 }
  const targets = Array.from({ length: 2000 }, (_, n) => ({ lon: 2 + n / 1000, lat: 70 }))
  const large = { ...question, targets, limits: never, end_ms: now_ms + 730 * DAY_MS }
  const answer = assessTargets(large)
  assert.ok(!answer.feasible)
  assert.match(answer.message, /in the first 500 days of the window/)
})

const toMinutes = (time_ms: number): number => Math.round(time_ms / 60_000)
