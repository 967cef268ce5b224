import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { findAccesses } from '@swath/orbits/access'
import { DAY_MS, DEG, geodeticOf, minus, norm } from '@swath/orbits/earth'
import { positionAt } from '@swath/orbits/orbit'
import { tleChecksum } from '@swath/orbits/tle'
import { constellationAt, makeConstellation, type Satellite } from './constellation.ts'

const NOVEMBER_MS = Date.UTC(2026, 10, 1)
const HALF_ORBIT_MS = 2_900_000

const satellites = constellationAt(NOVEMBER_MS)

/** The first millisecond at which something holds that turns from false to true once in between. */
function firstWhere(low_ms: number, high_ms: number, holds: (time_ms: number) => boolean): number {
  if (high_ms - low_ms <= 1) return high_ms
  const middle_ms = Math.floor((low_ms + high_ms) / 2)
  return holds(middle_ms) ? firstWhere(low_ms, middle_ms, holds) : firstWhere(middle_ms, high_ms, holds)
}

/** The first moment after `from_ms` at which a satellite crosses the equator in the given direction. */
function equatorCrossing({ orbit }: Satellite, from_ms: number, direction: 1 | -1): number {
  const isPast = (time_ms: number) => direction * positionAt(orbit, time_ms)[2] >= 0
  const before_ms = isPast(from_ms)
    ? firstWhere(from_ms, from_ms + HALF_ORBIT_MS, (t) => !isPast(t))
    : from_ms
  return firstWhere(before_ms, before_ms + HALF_ORBIT_MS, isPast)
}

/** Mean local solar time (hours) under a satellite. */
function localTimeH({ orbit }: Satellite, time_ms: number): number {
  const { lon } = geodeticOf(positionAt(orbit, time_ms))
  return ((time_ms % DAY_MS) / 3_600_000 + lon / 15 + 24) % 24
}

/**
 * Right ascension under a satellite at the equator: its node. Counted in whole turns of the Earth, never
 * wrapped.
 */
function nodeDeg({ orbit }: Satellite, time_ms: number): number {
  const { lon } = geodeticOf(positionAt(orbit, time_ms))
  return lon + 360.98564736629 * (time_ms / DAY_MS)
}

describe('the constellation', () => {
  test('names 36 satellites newsat31 to newsat66, half of each generation', () => {
    assert.deepEqual(
      satellites.map((satellite) => satellite.satellite_name),
      Array.from({ length: 36 }, (_, index) => `newsat${31 + index}`),
    )
    assert.equal(new Set(satellites.map((satellite) => satellite.catalog_number)).size, 36)
    const imagers = satellites.map(({ generation, swath_km, gsd_m }) => `${generation} ${swath_km} ${gsd_m}`)
    assert.deepEqual(new Set(imagers), new Set(['MarkIV 5.2 1', 'MarkV 6.9 0.7']))
    assert.equal(imagers.filter((imager) => imager.startsWith('MarkV ')).length, 18)
  })

  test('flies between 465 and 535 km above the ellipsoid', () => {
    for (const { orbit } of satellites) {
      for (let minute = 0; minute < 95; minute++) {
        const { height_km } = geodeticOf(positionAt(orbit, NOVEMBER_MS + minute * 60_000))
        assert.ok(height_km > 465 && height_km < 535, `${height_km}`)
      }
    }
  })

  test('spreads the satellites of a plane 60 degrees apart', () => {
    for (let first = 0; first < 36; first += 6) {
      const plane = satellites.slice(first, first + 6).map(({ orbit }) => positionAt(orbit, NOVEMBER_MS))
      plane.forEach((position, slot) => {
        const next = plane[(slot + 1) % 6]!
        const chord = norm(minus(position, next)) / ((norm(position) + norm(next)) / 2)
        assert.ok(Math.abs(2 * Math.asin(chord / 2) - 60 * DEG) < 0.005)
      })
    }
  })

  test('turns its planes with the mean sun, 0.9856 degrees per day', () => {
    for (const satellite of satellites) {
      const first_ms = equatorCrossing(satellite, NOVEMBER_MS, 1)
      const last_ms = equatorCrossing(satellite, NOVEMBER_MS + 30 * DAY_MS, 1)
      const turned = nodeDeg(satellite, last_ms) - nodeDeg(satellite, first_ms)
      const days = (last_ms - first_ms) / DAY_MS
      // Only whole turns of the Earth are ambiguous.
      const expected = 0.9856 * days
      const rate = (turned - 360 * Math.round((turned - expected) / 360)) / days
      assert.ok(Math.abs(rate - 0.9856) < 0.002, `${satellite.satellite_name}: ${rate}`)
    }
  })

  for (const month of ['2025-02-01', '2026-11-01', '2034-07-01']) {
    test(`crosses the equator at its local times all through the month of ${month}`, () => {
      const start_ms = Date.parse(month)
      for (const day of [0, 14, 27]) {
        const from_ms = start_ms + day * DAY_MS
        const nodes = constellationAt(start_ms).map((satellite) => {
          const down = localTimeH(satellite, equatorCrossing(satellite, from_ms, -1))
          const up = localTimeH(satellite, equatorCrossing(satellite, from_ms, 1))
          const isMorning = down > 6 && down < 12
          return isMorning ? `down ${down.toFixed(2)}` : `up ${up.toFixed(2)}`
        })
        const perPlane = ['down 10.50', 'up 13.50', 'down 9.75', 'up 12.75', 'down 11.25', 'up 14.25']
        assert.deepEqual(
          nodes,
          perPlane.flatMap((time) => Array(6).fill(time)),
        )
      }
    })
  }

  test('is the same object for a whole month and equal whenever it is made', () => {
    assert.equal(constellationAt(NOVEMBER_MS), constellationAt(NOVEMBER_MS + 30 * DAY_MS - 1))
    assert.notEqual(constellationAt(NOVEMBER_MS), constellationAt(NOVEMBER_MS - 1))
    const tles = (all: readonly Satellite[]) => all.map(({ tle }) => tle)
    assert.deepEqual(tles(constellationAt(NOVEMBER_MS)), tles(makeConstellation(new Date(NOVEMBER_MS))))
  })

  test('goes from month to month without a jump of more than 100 m', () => {
    for (const [before, after] of [
      [Date.UTC(2026, 9, 15), Date.UTC(2026, 10, 15)],
      [Date.UTC(2026, 11, 15), Date.UTC(2027, 0, 15)],
    ] as const) {
      constellationAt(before).forEach(({ orbit, satellite_name }, index) => {
        const next = constellationAt(after)[index]!.orbit
        for (const time_ms of [before, (before + after) / 2, after]) {
          const gap_km = norm(minus(positionAt(orbit, time_ms), positionAt(next, time_ms)))
          assert.ok(gap_km < 0.1, `${satellite_name} jumps ${gap_km} km`)
        }
      })
    }
  })
})

describe('element sets', () => {
  test('fill the columns of the format and carry correct checksums', () => {
    const line1 =
      /^1 \d{5}U \d{5}[A-Z]{1,3} {0,2} \d{5}\.\d{8} {2}\.00000000 {2}00000\+0 {2}00000\+0 0 {2}\d{4}$/
    const line2 =
      /^2 \d{5} [ \d]{3}\.\d{4} [ \d]{3}\.\d{4} \d{7} [ \d]{3}\.\d{4} [ \d]{3}\.\d{4} \d{2}\.\d{8}[ \d]{5}\d$/
    for (const { tle } of satellites) {
      assert.match(tle[0], line1)
      assert.match(tle[1], line2)
      for (const line of tle) {
        assert.equal(line.length, 69)
        assert.equal(Number(line[68]), tleChecksum(line))
      }
    }
  })
})

test('accesses do not depend on the month whose element sets are used, to 50 ms', () => {
  const request = {
    target: { lon: -58.38, lat: -34.6 },
    start_ms: Date.UTC(2026, 10, 23),
    end_ms: Date.UTC(2026, 11, 23),
    max_off_nadir_deg: 30,
    min_sun_elevation_deg: 10,
  }
  const november = findAccesses({ ...request, satellites })
  const december = findAccesses({ ...request, satellites: constellationAt(Date.UTC(2026, 11, 1)) })
  assert.equal(december.length, november.length)
  december.forEach((access, index) => {
    assert.ok(Math.abs(access.peak_ms - november[index]!.peak_ms) < 50)
  })
})
