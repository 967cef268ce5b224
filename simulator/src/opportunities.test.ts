import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { assess } from './assess.ts'
import { findOpportunities } from './opportunities.ts'
import { standing } from './stories.testing.ts'
import { centreOf, type Geometry, type Inquiry } from './task.ts'

const now_ms = Date.UTC(2026, 5, 1, 8)
const day_ms = 86_400_000
const limits = {
  min_off_nadir_deg: 0,
  max_off_nadir_deg: 25,
  min_sun_elevation_deg: 10,
  max_sun_elevation_deg: 90,
  max_cloud_pct: 20,
}

function inquiry(more: Partial<Inquiry> = {}): Inquiry {
  return {
    geometry: { type: 'Point', coordinates: [2.35, 48.85] },
    window: { start: new Date(now_ms), end: new Date(now_ms + 3 * day_ms) },
    limits,
    order_name: 'a question',
    metadata: {},
    ...standing,
    footprint: { width_km: 5, length_km: 10 },
    limit: 1000,
    ...more,
  }
}
const rectangle = (west: number, east: number, south: number, north: number) => [
  [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ],
]

describe('opportunities', () => {
  test('come in order of time, within the window and the limits, and say when there are more', () => {
    const { opportunities, has_more, obstacle } = findOpportunities(inquiry(), [], now_ms)
    assert.ok(opportunities.length > 10)
    assert.deepEqual([has_more, obstacle], [false, undefined])
    const starts = opportunities.map((one) => Date.parse(one.start))
    assert.deepEqual(
      starts,
      starts.toSorted((a, b) => a - b),
    )
    assert.ok(starts.at(-1)! <= now_ms + 3 * day_ms)
    for (const { off_nadir_deg, sun_elevation_deg } of opportunities) {
      assert.ok(off_nadir_deg <= 25 && sun_elevation_deg >= 10)
    }
    const few = findOpportunities(inquiry({ limit: 3 }), [], now_ms)
    assert.deepEqual([few.opportunities.length, few.has_more], [3, true])
    assert.deepEqual(few.opportunities, opportunities.slice(0, 3))
  })

  test('leave the half hour that it takes to command a satellite', () => {
    const [first] = findOpportunities(inquiry(), [], now_ms).opportunities
    const begins_ms = Date.parse(first!.start)
    for (const [minutes, is_offered] of [
      [29, false],
      [32, true],
    ] as const) {
      const [offered] = findOpportunities(inquiry(), [], begins_ms - minutes * 60_000).opportunities
      assert.equal(offered!.start === first!.start, is_offered, `${minutes} minutes before`)
    }
  })

  test('leave out passes during which the satellite looks elsewhere', () => {
    const [first, second] = findOpportunities(inquiry(), [], now_ms).opportunities
    const booking = {
      satellite_name: first!.satellite_name,
      start_ms: Date.parse(first!.start) + 1000,
      end_ms: Date.parse(first!.end) + 1000,
    }
    assert.deepEqual(findOpportunities(inquiry(), [booking], now_ms).opportunities[0], second)
  })

  test('of an area are those of each of its strips, also where one crosses the antimeridian or Greenwich', () => {
    const areas: [Geometry, lon: number][] = [
      [{ type: 'Polygon', coordinates: rectangle(10, 10.2, 0, 0.2) }, 10.1],
      [{ type: 'Polygon', coordinates: rectangle(179.9, -179.9, 0, 0.2) }, 180],
      [
        {
          type: 'MultiPolygon',
          coordinates: [rectangle(179.9, 180, 0, 0.2), rectangle(-180, -179.9, 0, 0.2)],
        },
        180,
      ],
      [
        { type: 'MultiPolygon', coordinates: [rectangle(-0.2, -0.1, 0, 0.2), rectangle(0.1, 0.2, 0, 0.2)] },
        0,
      ],
    ]
    const strips = areas.map(([frame], index) => ({ parts: [index + 1], frame }))
    const geometry: Geometry = { type: 'MultiPolygon', coordinates: areas.map(() => []) }
    const together = findOpportunities(
      inquiry({ geometry, strips, footprint: null, limit: 5000 }),
      [],
      now_ms,
    ).opportunities
    const starts = together.map((one) => one.start)
    assert.deepEqual(starts, starts.toSorted())
    for (const [index, [frame, lon]] of areas.entries()) {
      assert.ok(Math.abs(centreOf(frame).lon - lon) < 1e-9, JSON.stringify(frame))
      const middle: Geometry = { type: 'Point', coordinates: [lon, 0.1] }
      const of_middle = findOpportunities(inquiry({ geometry: middle }), [], now_ms).opportunities
      const of_strip = together.filter(({ parts }) => parts![0] === index + 1)
      assert.deepEqual(
        of_strip.map((one) => [one.satellite_name, one.start.slice(0, 19)]),
        of_middle.map((one) => [one.satellite_name, one.start.slice(0, 19)]),
      )
      assert.ok(of_strip.every(({ footprint }) => footprint.coordinates[0]!.length === 5))
    }
  })
})

describe('where there is no opportunity', () => {
  const impossible = (more: Partial<Inquiry>) => findOpportunities(inquiry(more), [], now_ms).obstacle!

  for (const [reason, name, too_strict] of [
    ['off_nadir', 'max_off_nadir_deg', { max_off_nadir_deg: 0.05 }],
    ['off_nadir', 'min_off_nadir_deg', { min_off_nadir_deg: 40, max_off_nadir_deg: 40.01 }],
    ['sun_elevation', 'min_sun_elevation_deg', { min_sun_elevation_deg: 80 }],
    ['sun_elevation', 'max_sun_elevation_deg', { min_sun_elevation_deg: -90, max_sun_elevation_deg: -80 }],
  ] as const) {
    test(`the ${name} that would do is named, and does`, () => {
      const { reason: found, nearest_deg } = impossible({ limits: { ...limits, ...too_strict } })
      assert.equal(found, reason)
      const relaxed = { ...limits, ...too_strict, [name]: nearest_deg }
      assert.ok(findOpportunities(inquiry({ limits: relaxed }), [], now_ms).opportunities.length > 0)
    })
  }

  test('a window too short for any pass, a refusal by scenario and a busy constellation say so', () => {
    const window = { start: new Date(now_ms), end: new Date(now_ms + 60_000) }
    assert.equal(impossible({ window }).reason, 'never_visible')
    assert.equal(impossible({ metadata: { scenario: 'reject' } }).reason, 'refused')
    const busy = findOpportunities(inquiry(), [], now_ms).opportunities.map(({ satellite_name }) => ({
      satellite_name,
      start_ms: now_ms,
      end_ms: now_ms + 3 * day_ms,
    }))
    assert.equal(findOpportunities(inquiry(), busy, now_ms).obstacle!.reason, 'taken')
  })

  const in_winter = Date.UTC(2026, 11, 1, 8)
  const milan = rectangle(9.1, 9.17, 45.4, 45.46)
  const svalbard = rectangle(15.5, 15.8, 78.2, 78.25)
  const places = (...coordinates: (typeof milan)[]) =>
    inquiry({
      geometry: { type: 'MultiPolygon', coordinates },
      strips: coordinates.map((part, index) => ({
        parts: [index + 1],
        frame: { type: 'Polygon', coordinates: part },
      })),
      window: { start: new Date(in_winter), end: new Date(in_winter + 3 * day_ms) },
      footprint: null,
    })

  test('to one part of an area, that part is named with where it is and what to do; the others are not', () => {
    const { obstacle, opportunities } = findOpportunities(places(milan, svalbard), [], in_winter)
    assert.deepEqual(opportunities, [])
    assert.equal(obstacle!.reason, 'sun_elevation')
    assert.match(
      obstacle!.message,
      /^Part 2 of 2, near 78\.2\d N 15\.65 E: No pass within the sun-elevation limits/,
    )
    assert.match(obstacle!.message, /Order what can be had without these parts/)
    assert.doesNotMatch(obstacle!.message, /Part 1/)
    const relaxed = { ...limits, min_sun_elevation_deg: obstacle!.nearest_deg! }
    const both = { ...places(milan, svalbard), limits: relaxed }
    assert.ok(findOpportunities(both, [], in_winter).opportunities.length > 0)
  })

  test('an order is judged as its analysis, strip by strip', () => {
    for (const [asked, is_feasible] of [
      [places(milan), true],
      [places(milan, svalbard), false],
      [places(svalbard, milan), false],
    ] as const) {
      const judged = assess(asked, [], in_winter)
      const { obstacle } = findOpportunities(asked, [], in_winter)
      assert.equal(judged.feasible, is_feasible)
      assert.deepEqual(judged, is_feasible ? { feasible: true } : { feasible: false, ...obstacle })
    }
  })
})
