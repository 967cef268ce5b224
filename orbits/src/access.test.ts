import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import * as satelliteJs from 'satellite.js'
import {
  type Access,
  type AccessConstraints,
  eachAccess,
  explainNoAccess,
  findAccesses,
  type Satellite,
} from './access.ts'
import { testConstellation } from './constellation.testing.ts'
import { DAY_MS } from './earth.ts'
import { positionAt } from './orbit.ts'
import { offNadirDeg, siteAt } from './passes.ts'
import { sunPosition } from './sun.ts'

const START_MS = Date.UTC(2026, 10, 23)
const satellites = testConstellation(new Date(START_MS))
const BUENOS_AIRES = { lon: -58.38, lat: -34.6 }
const MONTH: AccessConstraints = {
  satellites,
  target: BUENOS_AIRES,
  start_ms: START_MS,
  end_ms: START_MS + 30 * DAY_MS,
  max_off_nadir_deg: 30,
  min_sun_elevation_deg: 10,
}

/** A look at one satellite by satellite.js alone: none of the geometry of this folder. */
function independentLook({ orbit }: Satellite, time_ms: number) {
  const time = new Date(time_ms)
  const gmst = satelliteJs.gstime(time)
  const { position } = satelliteJs.propagate(orbit.satrec, time)!
  const { longitude, latitude, height } = satelliteJs.eciToGeodetic(position, gmst)
  const fixed = satelliteJs.eciToEcf(position, gmst)
  const up = [
    Math.cos(latitude) * Math.cos(longitude),
    Math.cos(latitude) * Math.sin(longitude),
    Math.sin(latitude),
  ] as const
  return { fixed, up, longitude, latitude, height }
}

function geodetic({ lon, lat }: { lon: number; lat: number }) {
  return {
    longitude: satelliteJs.degreesToRadians(lon),
    latitude: satelliteJs.degreesToRadians(lat),
    height: 0,
  }
}

describe('a scan of every second of two days', () => {
  const SECONDS = 2 * 86_400
  const scanned = [satellites[2]!, satellites[10]!, satellites[35]!]
  /** Per satellite and second: Earth-fixed position and local vertical. */
  const tracks = scanned.map((satellite) => {
    const track = new Float64Array(6 * SECONDS)
    for (let second = 0; second < SECONDS; second++) {
      const { fixed, up } = independentLook(satellite, START_MS + second * 1000)
      track.set([fixed.x, fixed.y, fixed.z, ...up], 6 * second)
    }
    return track
  })

  /** Off-nadir angle of a target at a second, or undefined below the horizon. */
  function scanner({ lon, lat }: { lon: number; lat: number }) {
    const { x, y, z } = satelliteJs.geodeticToEcf(geodetic({ lon, lat }))
    const { latitude, longitude } = geodetic({ lon, lat })
    const vertical = [
      Math.cos(latitude) * Math.cos(longitude),
      Math.cos(latitude) * Math.sin(longitude),
      Math.sin(latitude),
    ] as const
    return (track: Float64Array, second: number) => {
      const at = 6 * second
      const [dx, dy, dz] = [track[at]! - x, track[at + 1]! - y, track[at + 2]! - z]
      if (dx * vertical[0] + dy * vertical[1] + dz * vertical[2] < 0) return undefined
      const cos =
        (dx * track[at + 3]! + dy * track[at + 4]! + dz * track[at + 5]!) /
        Math.sqrt(dx * dx + dy * dy + dz * dz)
      return satelliteJs.radiansToDegrees(Math.acos(Math.min(cos, 1)))
    }
  }

  /** `name first-last` in seconds of each run of good seconds, and its smallest off-nadir angle. */
  function scan(constraints: AccessConstraints) {
    const {
      target,
      min_off_nadir_deg = 0,
      max_off_nadir_deg,
      min_sun_elevation_deg,
      max_sun_elevation_deg = 90,
    } = constraints
    const offNadirAt = scanner(target)
    const runs: { name: string; first: number; last: number; off_nadir_deg: number }[] = []
    const [from, to] = [
      Math.ceil((constraints.start_ms - START_MS) / 1000),
      Math.floor((constraints.end_ms - START_MS) / 1000),
    ]
    tracks.forEach((track, index) => {
      const name = scanned[index]!.satellite_name
      for (let second = from; second <= to; second++) {
        const off_nadir_deg = offNadirAt(track, second)
        if (off_nadir_deg === undefined || off_nadir_deg > max_off_nadir_deg) continue
        const sun = sunPosition(target, START_MS + second * 1000).sun_elevation_deg
        if (sun < min_sun_elevation_deg || sun > max_sun_elevation_deg) continue
        const run = runs.at(-1)
        if (run?.name === name && run.last === second - 1) {
          run.last = second
          run.off_nadir_deg = Math.min(run.off_nadir_deg, off_nadir_deg)
        } else runs.push({ name, first: second, last: second, off_nadir_deg })
      }
    })
    return runs
      .filter((run) => run.off_nadir_deg >= min_off_nadir_deg)
      .sort((a, b) => a.first - b.first || a.name.localeCompare(b.name))
  }

  /** The whole seconds inside an access; one that falls between two seconds has none. */
  function secondsOf(access: Access) {
    const first = Math.ceil((access.start_ms - START_MS) / 1000)
    const last = Math.floor((access.end_ms - START_MS) / 1000)
    return { name: access.satellite_name, first, last, off_nadir_deg: access.off_nadir_deg }
  }

  const targets = fc.record({
    lon: fc.oneof(
      fc.constantFrom(180, -180, 179.95, -179.95, 0),
      fc.double({ min: -180, max: 180, noNaN: true }),
    ),
    lat: fc.oneof(fc.constantFrom(80, -80, 0, 89.9, -90), fc.double({ min: -90, max: 90, noNaN: true })),
  })
  const requests = fc.record({
    target: targets,
    start_s: fc.integer({ min: 0, max: 40_000 }),
    end_s: fc.integer({ min: 120_000, max: SECONDS - 1 }),
    min_off_nadir_deg: fc.constantFrom(0, 0, 0, 12),
    max_off_nadir_deg: fc.double({ min: 5, max: 65, noNaN: true }),
    min_sun_elevation_deg: fc.constantFrom(-90, -90, 5, 10, 30),
    max_sun_elevation_deg: fc.constantFrom(90, 90, 40, 0),
  })

  test('finds the same accesses, second by second, for any target, window and constraints', () => {
    let found = 0
    fc.assert(
      fc.property(requests, ({ start_s, end_s, ...rest }) => {
        const constraints = {
          ...rest,
          satellites: scanned,
          start_ms: START_MS + start_s * 1000,
          end_ms: START_MS + end_s * 1000,
        }
        const accesses = findAccesses(constraints)
          .map(secondsOf)
          .filter(({ first, last }) => last >= first)
          .sort((a, b) => a.first - b.first || a.name.localeCompare(b.name))
        const runs = scan(constraints)
        const seconds = ({ name, first, last }: { name: string; first: number; last: number }) =>
          `${name} ${first}-${last}`
        assert.deepEqual(accesses.map(seconds), runs.map(seconds))
        accesses.forEach((access, index) => {
          const gap = runs[index]!.off_nadir_deg - access.off_nadir_deg
          // Julian days in a double make satellite.js up to 40 microseconds late, at almost a degree per
          // second.
          assert.ok(gap > -1e-4 && gap < 0.5, `the peak is the smallest angle: ${gap}`)
        })
        found += runs.length
      }),
      { numRuns: 150, seed: 20261123 },
    )
    assert.ok(found > 300, `the scan saw only ${found} accesses`)
  })
})

describe('an access', () => {
  const requests: AccessConstraints[] = [
    MONTH,
    { ...MONTH, max_off_nadir_deg: 60, min_sun_elevation_deg: 30, max_sun_elevation_deg: 45 },
    { ...MONTH, target: { lon: 179.99, lat: -17 }, min_off_nadir_deg: 10 },
    { ...MONTH, target: { lon: 20, lat: -80 }, max_off_nadir_deg: 45, min_sun_elevation_deg: 28 },
  ]

  test('keeps its constraints at every moment inside, and breaks one a millisecond outside', () => {
    for (const constraints of requests) {
      const site = siteAt(constraints.target)
      const accesses = findAccesses(constraints)
      assert.ok(accesses.length > 20, `${accesses.length} accesses`)
      for (const access of accesses) {
        const { orbit } = satellites.find((one) => one.satellite_name === access.satellite_name)!
        const holdsAt = (time_ms: number) => {
          const off_nadir_deg = offNadirDeg(positionAt(orbit, time_ms), site)
          const sun = sunPosition(constraints.target, time_ms).sun_elevation_deg
          return (
            time_ms >= constraints.start_ms &&
            time_ms <= constraints.end_ms &&
            off_nadir_deg >= (constraints.min_off_nadir_deg ?? 0) &&
            off_nadir_deg >= access.off_nadir_deg &&
            off_nadir_deg <= constraints.max_off_nadir_deg &&
            sun >= constraints.min_sun_elevation_deg &&
            sun <= (constraints.max_sun_elevation_deg ?? 90)
          )
        }
        for (let step = 0; step <= 20; step++) {
          assert.ok(holdsAt(Math.round(access.start_ms + ((access.end_ms - access.start_ms) * step) / 20)))
        }
        assert.ok(access.peak_ms >= access.start_ms && access.peak_ms <= access.end_ms)
        assert.ok(!holdsAt(access.start_ms - 1))
        assert.ok(!holdsAt(access.end_ms + 1))
      }
    }
  })

  test('describes the view as satellite.js sees it', () => {
    for (const access of findAccesses({ ...MONTH, limit: 40, max_off_nadir_deg: 50 })) {
      const satellite = satellites.find((one) => one.satellite_name === access.satellite_name)!
      const look = independentLook(satellite, access.peak_ms)
      const angles = satelliteJs.ecfToLookAngles(geodetic(BUENOS_AIRES), look.fixed)
      const close = (value: number, expected: number, tolerance: number) =>
        assert.ok(Math.abs(value - expected) < tolerance, `${value} is not ${expected}`)
      close(access.view_azimuth_deg, satelliteJs.radiansToDegrees(angles.azimuth), 1e-3)
      close(access.incidence_angle_deg, 90 - satelliteJs.radiansToDegrees(angles.elevation), 1e-3)
      close(access.altitude_km, look.height, 1e-3)
      const sun = sunPosition(BUENOS_AIRES, access.peak_ms)
      assert.deepEqual(
        [access.sun_elevation_deg, access.sun_azimuth_deg],
        [sun.sun_elevation_deg, sun.sun_azimuth_deg],
      )

      const later = independentLook(satellite, access.peak_ms + 1000)
      const north = later.latitude - look.latitude
      const east = (later.longitude - look.longitude) * Math.cos((later.latitude + look.latitude) / 2)
      const heading = (satelliteJs.radiansToDegrees(Math.atan2(east, north)) + 360) % 360
      close(access.ground_track_heading_deg, heading, 0.3)
      assert.equal(access.pass, north > 0 ? 'ascending' : 'descending')
    }
  })

  test('comes in order of start, and a limit gives the first of them', () => {
    const all = findAccesses(MONTH)
    assert.deepEqual(
      all,
      all.toSorted((a, b) => a.start_ms - b.start_ms),
    )
    assert.deepEqual(findAccesses({ ...MONTH, limit: 5 }), all.slice(0, 5))
    assert.deepEqual(findAccesses({ ...MONTH, limit: 0 }), [])
    assert.deepEqual(eachAccess(MONTH).next().value, all[0])
  })

  test('is found in a month of 36 satellites within two seconds', () => {
    const before = performance.now()
    findAccesses({ ...MONTH, target: { lon: 0, lat: 50 }, max_off_nadir_deg: 60, min_sun_elevation_deg: -90 })
    assert.ok(performance.now() - before < 2000)
  })
})

describe('a window without accesses', () => {
  const hour = { ...MONTH, end_ms: START_MS + 3_600_000 }

  test('is explained by the off-nadir limit, and allowing the best angle gives an access', () => {
    const narrow = { ...MONTH, end_ms: START_MS + 2 * DAY_MS, max_off_nadir_deg: 0.5 }
    const reason = explainNoAccess(narrow)!
    assert.equal(reason.constraint, 'OFF_NADIR')
    assert.equal(findAccesses(narrow).length, 0)
    assert.ok(findAccesses({ ...narrow, max_off_nadir_deg: reason.best + 1e-6 }).length > 0)
    assert.equal(findAccesses({ ...narrow, max_off_nadir_deg: reason.best - 1e-6 }).length, 0)
  })

  test('is explained by too large a smallest angle as well', () => {
    const steep = {
      ...MONTH,
      end_ms: START_MS + 2 * DAY_MS,
      min_off_nadir_deg: 64.999,
      max_off_nadir_deg: 65,
    }
    const reason = explainNoAccess(steep)!
    assert.equal(reason.constraint, 'OFF_NADIR')
    assert.ok(reason.best < 64.999 && reason.best > 55, `${reason.best}`)
  })

  test('is explained by the sun in the polar night, and allowing the best elevation gives an access', () => {
    const night = { ...MONTH, target: { lon: 20, lat: 80 } }
    const reason = explainNoAccess(night)!
    assert.equal(reason.constraint, 'SUN_ELEVATION')
    assert.ok(reason.best < -9 && reason.best > -15, `${reason.best}`)
    assert.equal(findAccesses(night).length, 0)
    assert.ok(findAccesses({ ...night, min_sun_elevation_deg: reason.best }).length > 0)
  })

  test('is explained by the sun also where the angle is wrong as well', () => {
    const night = {
      ...MONTH,
      target: { lon: 20, lat: 80 },
      end_ms: START_MS + DAY_MS / 4,
      max_off_nadir_deg: 0.1,
    }
    assert.equal(findAccesses({ ...night, min_sun_elevation_deg: -90 }).length, 0)
    assert.equal(explainNoAccess(night)!.constraint, 'SUN_ELEVATION')
  })

  test('is explained by the sun being too high in the polar day', () => {
    const day = {
      ...MONTH,
      target: { lon: 20, lat: -80 },
      min_sun_elevation_deg: -90,
      max_sun_elevation_deg: -5,
    }
    const reason = explainNoAccess(day)!
    assert.equal(reason.constraint, 'SUN_ELEVATION')
    assert.ok(reason.best > 9 && reason.best < 16, `${reason.best}`)
  })

  test('is explained by nothing coming near', () => {
    const lonely = { ...hour, satellites: satellites.slice(0, 1), min_sun_elevation_deg: -90 }
    const reason = explainNoAccess(lonely)!
    assert.equal(reason.constraint, 'NEVER_VISIBLE')
    assert.ok(reason.best < 15, `${reason.best}`)
  })

  test('is never claimed where there is an access', () => {
    assert.equal(explainNoAccess(MONTH), null)
  })
})
