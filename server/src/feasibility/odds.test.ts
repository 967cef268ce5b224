import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Chance, coverageOf, isOpen, oddsOf, withChance } from './odds.ts'

const hour_ms = 3_600_000
const footprintAt = (lon: number, lat: number): Chance['footprint'] => ({
  type: 'Polygon',
  coordinates: [
    [
      [lon, lat],
      [lon + 0.1, lat],
      [lon + 0.1, lat + 0.1],
      [lon, lat],
    ],
  ],
})

function passAt(hours: number, clear_probability = 0.5, footprint = footprintAt(2.3, 48.8)): Chance {
  const start_ms = Date.UTC(2026, 11, 1) + hours * hour_ms
  return {
    satellite_name: 'newsat31',
    start: new Date(start_ms).toISOString(),
    end: new Date(start_ms + 8000).toISOString(),
    off_nadir_deg: 1,
    view_azimuth_deg: 1,
    incidence_angle_deg: 1,
    sun_elevation_deg: 30,
    sun_azimuth_deg: 180,
    ground_track_heading_deg: 193,
    clear_probability,
    clear_basis: 'climate',
    footprint,
  }
}

test('the odds grow with each attempt, and are told for each day that has one', () => {
  const odds = oddsOf([10, 34, 40, 106].map((hours) => passAt(hours)))!
  assert.deepEqual(
    odds.by_day.map(({ by, attempts }) => [by.slice(0, 10), attempts]),
    [
      ['2026-12-01', 1],
      ['2026-12-02', 3],
      ['2026-12-05', 4],
    ],
  )
  const [first, second, third] = odds.by_day.map(({ probability }) => probability) as [number, number, number]
  assert.ok(Math.abs(first - 0.5) < 0.01)
  assert.ok(second > 0.75 && second < 0.86, 'the third attempt sees much of the sky of the second')
  assert.ok(third > second && third < 0.95)
  assert.match(odds.source, /ITU-R/)
  assert.equal(oddsOf([]), null)
})

test('passes that come before a failure is known are no attempts', () => {
  const odds = oddsOf([10, 10.5, 11, 11.5].map((hours) => passAt(hours)))!
  assert.deepEqual(
    odds.by_day.map(({ attempts }) => attempts),
    [2],
  )
})

test('an area is covered strip by strip, and takes as many attempts as clouds make it', () => {
  const [east, west] = [footprintAt(2.4, 48.8), footprintAt(2.2, 48.8)]
  const passes = [passAt(10, 0.5, east), passAt(11, 1, west), passAt(106, 0.5, east)]
  const { by_day, strips, expected_attempts } = coverageOf(passes, 2)
  assert.equal(strips, 2)
  assert.ok(Math.abs(expected_attempts - 2.5) < 0.1, `${expected_attempts}`)
  const [first, last] = by_day.map(({ share }) => share) as [number, number]
  assert.ok(Math.abs(first - 0.75) < 0.01 && Math.abs(last - 0.875) < 0.01, `${first} ${last}`)
})

test('the climate says what the provider does not know', () => {
  const unknown = { ...passAt(10), clear_probability: null, clear_basis: null }
  const desert = withChance({ ...unknown, footprint: footprintAt(30, 24) }, 20)
  const forest = withChance({ ...unknown, footprint: footprintAt(20, 0) }, 20)
  assert.ok(desert.clear_probability > 0.5 && forest.clear_probability < 0.3)
  assert.equal(desert.clear_basis, 'climate')
  assert.deepEqual(withChance(passAt(10, 0.9), 20), passAt(10, 0.9))
})

test('a forecast is asked for where nobody knows, or the climate alone, and never instead of what the provider tells', () => {
  const pass = passAt(10, 0.9)
  assert.ok(isOpen({ ...pass, clear_probability: null, clear_basis: null }))
  assert.ok(isOpen({ ...pass, clear_basis: 'climate' }))
  assert.ok(!isOpen({ ...pass, clear_basis: 'forecast' }))
  assert.ok(!isOpen({ ...pass, clear_basis: null }))
})
