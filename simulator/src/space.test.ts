import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { geodeticOf, minus, norm, type Vec3 } from '@swath/orbits/earth'
import { positionAt } from '@swath/orbits/orbit'
import { lowestHeightKm, placeBetween, type SpacePlace, spacePosition } from '@swath/orbits/space'
import { sunDirection } from '@swath/orbits/sun'
import { assess } from './assess.ts'
import { findOpportunities } from './opportunities.ts'
import type { Booking } from './schedule.ts'
import { constellationAt } from './sky/constellation.ts'
import { intervalOf, spaceBooking, spaceObstacles } from './space.ts'
import { standing, storyOf } from './stories.testing.ts'
import { type Nei, type Question, Task } from './task.ts'

const now_ms = Date.UTC(2026, 5, 1, 8)
const time_ms = now_ms + 3 * 3_600_000
const satellite = constellationAt(time_ms).find((one) => one.satellite_name === 'newsat33')!
const satellite_km = positionAt(satellite.orbit, time_ms)
const below = geodeticOf(satellite_km)

/** A point to which the satellite looks down straight, moved by degrees. */
function nei(altitude_km: number, east_deg = 0, north_deg = 0, more: Partial<Nei> = {}): Nei {
  const longitude = below.lon + east_deg
  const first_point = { longitude, latitude: below.lat + north_deg, altitude_m: altitude_km * 1000 }
  const first_point_time = new Date(time_ms).toISOString()
  return { mode: 'spotlight', satellite: 'newsat33', first_point_time, first_point, duration_s: 6, ...more }
}
const reasons = (wanted: Nei, bookings: Booking[] = [], at_ms = now_ms) =>
  spaceObstacles(wanted, bookings, at_ms).map((one) => one.reason)
const messages = (wanted: Nei) => spaceObstacles(wanted, [], now_ms).map((one) => one.message)

const question = (wanted: Nei): Question => ({
  geometry: { type: 'Point', coordinates: [wanted.first_point.longitude, wanted.first_point.latitude] },
  window: { start: new Date(intervalOf(wanted).start_ms), end: new Date(intervalOf(wanted).end_ms) },
  limits: {
    min_off_nadir_deg: 0,
    max_off_nadir_deg: 180,
    min_sun_elevation_deg: -90,
    max_sun_elevation_deg: 90,
    max_cloud_pct: 100,
  },
  nei: wanted,
  order_name: 'something in space',
  metadata: { scenario: 'clear' },
  ...standing,
})
const task = (wanted: Nei, more = {}) =>
  Task.parse({
    ...question(wanted),
    capture_id: 'capt.1',
    frame: {
      type: 'Polygon',
      coordinates: [
        [
          [0, 0],
          [1, 0],
          [1, 1],
          [0, 0],
        ],
      ],
    },
    attempt: 1,
    processing_levels: ['L0'],
    ...more,
  })

describe('the lowest height of a line of sight', () => {
  test('is, in the plane of the equator, where the Earth is a circle, the distance of the line from its centre', () => {
    const from: Vec3 = [6378.137 + 480, 0, 0]
    for (const angle of [0.3, 0.5, 0.7, 0.75]) {
      const to: Vec3 = [6900 * Math.cos(angle), 6900 * Math.sin(angle), 0]
      const area = Math.abs(from[0] * to[1])
      assert.ok(Math.abs(lowestHeightKm(from, to) - (area / norm(minus(to, from)) - 6378.137)) < 0.001)
    }
  })

  test('is no higher than at any place of the line, in whatever direction, and is reached', () => {
    for (const [lon, lat, altitude_km] of [
      [10, 60, 800],
      [-170, -80, 300],
      [100, 5, 36_000],
      [0, 0, 120],
    ] as const) {
      const to = spacePosition({ lon, lat, altitude_km })
      const heights = Array.from({ length: 20_001 }, (_, n) => {
        const at = (axis: 0 | 1 | 2) => satellite_km[axis] + ((to[axis] - satellite_km[axis]) * n) / 20_000
        return geodeticOf([at(0), at(1), at(2)]).height_km
      })
      const lowest = lowestHeightKm(satellite_km, to)
      if (lowest > 0) assert.ok(Math.abs(Math.min(...heights) - lowest) < 0.01, `${lowest}`)
      else assert.ok(Math.min(...heights) < 0)
    }
  })

  test('is that of the nearer end where the line only climbs or falls', () => {
    const point = spacePosition({ ...below, altitude_km: 300 })
    assert.ok(Math.abs(lowestHeightKm(satellite_km, point) - 300) < 1e-6)
  })
})

test('a path keeps its altitude, goes evenly, and the short way across the antimeridian', () => {
  const [from, to]: SpacePlace[] = [
    { lon: 179, lat: 40, altitude_km: 500 },
    { lon: -179, lat: 41, altitude_km: 500 },
  ] as const
  const places = [0, 0.25, 0.5, 0.75, 1].map((part) => spacePosition(placeBetween(from!, to!, part)))
  for (const place of places) assert.ok(Math.abs(geodeticOf(place).height_km - 500) < 1e-6)
  const steps = places.slice(1).map((place, n) => norm(minus(place, places[n]!)))
  assert.ok(Math.max(...steps) / Math.min(...steps) < 1.001)
  assert.ok(Math.abs(Math.abs(placeBetween(from!, to!, 0.5).lon) - 180) < 0.1)
})

describe('a capture in space', () => {
  test('is possible right below the satellite, and not on the other side of the Earth', () => {
    assert.deepEqual(reasons(nei(300)), [])
    assert.deepEqual(
      reasons(nei(300, 180)).filter((one) => one !== 'sun_angle'),
      ['range', 'line_of_sight'],
    )
    assert.match(
      messages(nei(300, 180)).join(),
      /newsat33 at 2026-06-01T11:00:00.000Z is 1?\d,\d{3}(\.\d)? km from the point; at most 2,000 km.*The Earth is in the way/,
    )
  })

  test('has to be 100 km high, within 2000 km, and not too fast to follow', () => {
    assert.deepEqual(reasons(nei(101)), [])
    assert.deepEqual(reasons(nei(99)), ['altitude'])
    assert.match(messages(nei(99))[0]!, /99 km high; at least 100 km/)
    assert.ok(!reasons(nei(450, 0, 16)).includes('range'))
    assert.ok(reasons(nei(450, 0, 18)).includes('range'))
    assert.ok(reasons(nei(below.height_km - 20)).includes('slew_rate'))
    assert.match(messages(nei(below.height_km - 20)).join(), /\d degrees per second; at most 3/)
  })

  test('is not seen through the atmosphere', () => {
    const lineTo = (north_deg: number) => {
      const { longitude, latitude, altitude_m } = nei(450, 0, north_deg).first_point
      const place = { lon: longitude, lat: latitude, altitude_km: altitude_m / 1000 }
      return lowestHeightKm(satellite_km, spacePosition(place))
    }
    const southwards = Math.sign(-below.lat)
    const grazing = [30, 32, 34, 36, 38, 40, 42].map((deg) => deg * southwards)
    for (const north_deg of grazing) {
      const is_hidden = lineTo(north_deg) < 100
      // Within the interval of a few seconds the line moves by some kilometres.
      if (Math.abs(lineTo(north_deg) - 100) < 20) continue
      assert.equal(reasons(nei(450, 0, north_deg)).includes('line_of_sight'), is_hidden, `${north_deg}`)
    }
    const through_air = grazing.find((deg) => lineTo(deg) > 20 && lineTo(deg) < 80)!
    assert.match(
      messages(nei(450, 0, through_air)).join(),
      /The atmosphere is in the way .*; at least 100 km/,
    )
  })

  test('keeps its boresight 30 degrees from the Sun', () => {
    const sun = sunDirection(time_ms)
    const length = norm(sun)
    for (const [tilt_deg, expected] of [
      [5, true],
      [29, true],
      [31, false],
    ] as const) {
      // A direction at right angles to the sun, by which the boresight is tilted.
      const side: Vec3 = [-sun[1], sun[0], 0]
      const [cos, sin] = [Math.cos((tilt_deg * Math.PI) / 180), Math.sin((tilt_deg * Math.PI) / 180)]
      const at = (axis: 0 | 1 | 2) =>
        satellite_km[axis] + 500 * ((cos * sun[axis]) / length + (sin * side[axis]) / norm(side))
      const { lon, lat, height_km } = geodeticOf([at(0), at(1), at(2)])
      const first_point = { longitude: lon, latitude: lat, altitude_m: height_km * 1000 }
      const found = reasons(nei(300, 0, 0, { first_point, duration_s: 1 }))
      assert.equal(found.includes('sun_angle'), expected, `${tilt_deg}: ${found}`)
    }
  })

  test('needs a satellite that exists and is free, and a moment that can be commanded and foreseen', () => {
    assert.deepEqual(reasons(nei(300, 0, 0, { satellite: 'newsat99' })), ['satellite'])
    assert.match(messages(nei(300, 0, 0, { satellite: 'newsat99' }))[0]!, /newsat31 to newsat66/)
    const busy = spaceBooking(nei(300))
    const shifted = { ...busy, start_ms: busy.end_ms + 24_000, end_ms: busy.end_ms + 30_000 }
    assert.deepEqual(reasons(nei(300), [busy]), ['taken'])
    assert.deepEqual(reasons(nei(300), [shifted]), ['taken'])
    assert.deepEqual(reasons(nei(300), [{ ...busy, satellite_name: 'newsat34' }]), [])
    assert.deepEqual(reasons(nei(300), [], time_ms - 29 * 60_000), ['time'])
    assert.deepEqual(reasons(nei(300), [], time_ms - 31 * 86_400_000), ['time'])
  })

  test('along a stripe is looked at as a whole: its end may be out of reach, or the turn too fast', () => {
    const to = (north_deg: number) => ({ ...nei(300, 0, north_deg).first_point })
    const stripe = (north_deg: number) => nei(300, 0, 0, { mode: 'evo_stripe', last_point: to(north_deg) })
    assert.deepEqual(reasons(stripe(0.1)), [])
    assert.ok(reasons(stripe(60)).includes('line_of_sight'))
    assert.ok(reasons(stripe(8)).includes('slew_rate'))
  })

  test('has one opportunity, or the reason why not with its number', () => {
    const inquiry = { ...question(nei(300)), footprint: { width_km: 1, length_km: 1 }, limit: 10 }
    const { opportunities, has_more } = findOpportunities(inquiry, [], now_ms)
    assert.deepEqual([opportunities.length, has_more], [1, false])
    const [one] = opportunities
    assert.deepEqual([one!.satellite_name, one!.start], ['newsat33', '2026-06-01T10:59:57.000Z'])
    assert.ok(one!.off_nadir_deg < 0.01)
    const far = { ...inquiry, nei: nei(300, 180) }
    assert.equal(findOpportunities(far, [], now_ms).obstacle!.reason, 'range')
    assert.equal(assess(question(nei(300)), [], now_ms).feasible, true)
    assert.equal(assess(question(nei(300, 180)), [], now_ms).feasible, false)
  })

  test('is told as one collection at exactly that time, and no clouds; without it, the story says why', () => {
    const story = storyOf(task(nei(300)), 'clear', [], now_ms)
    assert.deepEqual(story.booking, spaceBooking(nei(300)))
    assert.deepEqual(
      story.steps.map((step) => step.report.status),
      ['scheduled', 'collecting', 'acquired', 'processing', 'ready'],
    )
    assert.equal(story.steps[1]!.report.occurred_at, '2026-06-01T10:59:57.000Z')
    assert.equal(storyOf(task(nei(300)), 'cloudy', [], now_ms).image!.cloud_cover_pct, 0)
    const taken = storyOf(task(nei(300)), 'clear', [spaceBooking(nei(300))], now_ms)
    assert.deepEqual(
      taken.steps.map((step) => step.report.reason_code),
      ['NO_CAPACITY'],
    )
    assert.match(taken.steps[0]!.report.message as string, /newsat33 looks at another target/)
  })
})
