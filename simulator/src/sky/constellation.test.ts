import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { twoline2satrec } from 'satellite.js'
import { firstWhere } from './bisect.ts'
import { constellationAt, makeConstellation, type Satellite } from './constellation.ts'
import { DAY_MS, DEG, geodeticOf, minus, norm } from './earth.ts'
import { orbitOf, positionAt, stateAt } from './orbit.ts'
import { formatTle, tleChecksum } from './tle.ts'

const NOVEMBER_MS = Date.UTC(2026, 10, 1)
const HALF_ORBIT_MS = 2_900_000

const satellites = constellationAt(NOVEMBER_MS)

/** The first moment after `from_ms` at which a satellite crosses the equator in the given direction. */
function equatorCrossing({ tle }: Satellite, from_ms: number, direction: 1 | -1): number {
  const orbit = orbitOf(tle)
  const isPast = (time_ms: number) => direction * positionAt(orbit, time_ms)[2] >= 0
  const before_ms = isPast(from_ms)
    ? firstWhere(from_ms, from_ms + HALF_ORBIT_MS, (t) => !isPast(t))
    : from_ms
  return firstWhere(before_ms, before_ms + HALF_ORBIT_MS, isPast)
}

/** Mean local solar time (hours) under a satellite. */
function localTimeH({ tle }: Satellite, time_ms: number): number {
  const { lon } = geodeticOf(positionAt(orbitOf(tle), time_ms))
  return ((time_ms % DAY_MS) / 3_600_000 + lon / 15 + 24) % 24
}

/**
 * Right ascension under a satellite at the equator: its node. Counted in whole turns of the Earth, never
 * wrapped.
 */
function nodeDeg({ tle }: Satellite, time_ms: number): number {
  const { lon } = geodeticOf(positionAt(orbitOf(tle), time_ms))
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
    for (const { tle } of satellites) {
      const orbit = orbitOf(tle)
      for (let minute = 0; minute < 95; minute++) {
        const { height_km } = geodeticOf(positionAt(orbit, NOVEMBER_MS + minute * 60_000))
        assert.ok(height_km > 465 && height_km < 535, `${height_km}`)
      }
    }
  })

  test('spreads the satellites of a plane 60 degrees apart', () => {
    for (let first = 0; first < 36; first += 6) {
      const plane = satellites.slice(first, first + 6).map(({ tle }) => positionAt(orbitOf(tle), NOVEMBER_MS))
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
    assert.deepEqual(constellationAt(NOVEMBER_MS), makeConstellation(new Date(NOVEMBER_MS)))
  })

  test('goes from month to month without a jump of more than 100 m', () => {
    for (const [before, after] of [
      [Date.UTC(2026, 9, 15), Date.UTC(2026, 10, 15)],
      [Date.UTC(2026, 11, 15), Date.UTC(2027, 0, 15)],
    ] as const) {
      constellationAt(before).forEach(({ tle, satellite_name }, index) => {
        const next = orbitOf(constellationAt(after)[index]!.tle)
        for (const time_ms of [before, (before + after) / 2, after]) {
          const gap_km = norm(minus(positionAt(orbitOf(tle), time_ms), positionAt(next, time_ms)))
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

  test('checksums are those of published element sets', () => {
    assert.equal(tleChecksum('1 28057U 03049A   06177.78615833  .00000060  00000-0  35940-4 0  1836'), 6)
    assert.equal(tleChecksum('2 28057  98.4283 247.6961 0000884  88.1964 271.9322 14.35478080140550'), 0)
    assert.equal(tleChecksum('1 04632U 70093B   04031.91070959 -.00000084  00000-0  10000-3 0  9955'), 5)
  })

  test('give back through satellite.js what was put in', () => {
    const epoch = new Date('2028-12-31T18:00:00Z')
    const elements = {
      catalog_number: 99_042,
      designator: '24902F',
      epoch,
      inclination_deg: 97.3389,
      raan_deg: -20.5,
      argument_of_latitude_deg: 359.99999,
      mean_motion_rev_per_day: 15.28600201,
    }
    const orbit = orbitOf(formatTle(elements))
    const satrec = twoline2satrec(...formatTle(elements))
    assert.equal(satrec.satnum, '99042')
    assert.equal(orbit.epoch_ms, epoch.getTime())
    assert.ok(Math.abs(satrec.inclo / DEG - 97.3389) < 1e-9)
    assert.ok(Math.abs(satrec.nodeo / DEG - 339.5) < 1e-9)
    assert.equal(satrec.mo, 0)
    assert.deepEqual([satrec.ecco, satrec.bstar, satrec.ndot, satrec.error], [0, 0, 0, 0])
  })
})

test('SGP4 reproduces the published verification states of a sun-synchronous satellite to a metre', () => {
  // Satellite 28057 of AIAA 2006-6753: distance from the centre and height over the equator, which no
  // rotation changes.
  const orbit = orbitOf([
    '1 28057U 03049A   06177.78615833  .00000060  00000-0  35940-4 0  1836',
    '2 28057  98.4283 247.6961 0000884  88.1964 271.9322 14.35478080140550',
  ])
  const published = [
    [120, [-1816.87920942, -1835.78762132, 6661.07926465]],
    [1320, [-2311.57375797, -3560.99112891, 5748.167496]],
  ] as const
  for (const [minutes, expected] of published) {
    const { position_km } = stateAt(orbit, orbit.epoch_ms + minutes * 60_000)
    assert.ok(Math.abs(norm(position_km) - norm(expected)) < 0.001)
    assert.ok(Math.abs(position_km[2] - expected[2]) < 0.001)
  }
})

test('the Earth-fixed velocity is the rate of change of the Earth-fixed position', () => {
  const orbit = orbitOf(satellites[7]!.tle)
  const time_ms = NOVEMBER_MS + 12_345_678
  const moved = minus(positionAt(orbit, time_ms + 500), positionAt(orbit, time_ms - 500))
  assert.ok(norm(minus(moved, stateAt(orbit, time_ms).velocity_km_s)) < 1e-4)
})
