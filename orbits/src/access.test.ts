import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import * as satelliteJs from 'satellite.js'
import {
  type AccessConstraints,
  eachAccess,
  explainNoAccess,
  findAccesses,
  type Satellite,
} from './access.ts'
import { compare, requests, satellites } from './cases.testing.ts'
import { testConstellation } from './constellation.testing.ts'
import { angleDeg, DAY_MS, geodeticOf, horizonAt, minus, type Vec3 } from './earth.ts'
import { siteAt } from './look.ts'
import { positionAt } from './orbit.ts'
import { sunPosition } from './sun.ts'

const START_MS = Date.UTC(2026, 10, 23)
const constellation = testConstellation(new Date(START_MS))
const BUENOS_AIRES = { lon: -58.38, lat: -34.6 }
const MONTH: AccessConstraints = {
  satellites: constellation,
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
  return { fixed, longitude, latitude, height }
}

function geodetic({ lon, lat }: { lon: number; lat: number }) {
  return {
    longitude: satelliteJs.degreesToRadians(lon),
    latitude: satelliteJs.degreesToRadians(lat),
    height: 0,
  }
}

test('a search finds what a scan of every second finds, within one second, for any orbit, place, window and limits', () => {
  let windows = 0
  fc.sample(satellites, { seed: 20261123, numRuns: 16 }).forEach((satellite, index) => {
    for (const { request, found, runs, agree } of compare(
      satellite,
      fc.sample(requests, { seed: index, numRuns: 25 }),
    )) {
      const { elements } = satellite.orbit
      assert.ok(agree, `${JSON.stringify({ elements, request, found, runs })}`)
      windows += runs.length
    }
  })
  assert.ok(windows > 150, `the scan saw only ${windows} accesses`)
})

describe('an access', () => {
  /** The cubics of a path are so near to SGP4, and a satellite turns a degree a second. */
  const TOLERANCE_DEG = 2e-4
  const asked: AccessConstraints[] = [
    MONTH,
    { ...MONTH, max_off_nadir_deg: 60, min_sun_elevation_deg: 30, max_sun_elevation_deg: 45 },
    { ...MONTH, target: { lon: 179.99, lat: -17 }, min_off_nadir_deg: 10 },
    { ...MONTH, target: { lon: 20, lat: -80 }, max_off_nadir_deg: 45, min_sun_elevation_deg: 28 },
  ]

  test('keeps its constraints at every moment inside, and breaks one a twentieth of a second outside', () => {
    for (const constraints of asked) {
      const site = siteAt(constraints.target)
      const offNadirDeg = (position_km: Vec3) =>
        angleDeg(minus(position_km, site.position_km), horizonAt(geodeticOf(position_km)).up)
      const accesses = findAccesses(constraints)
      assert.ok(accesses.length > 20, `${accesses.length} accesses`)
      for (const access of accesses) {
        const { orbit } = constellation.find((one) => one.satellite_name === access.satellite_name)!
        const holdsAt = (time_ms: number, tolerance_deg = TOLERANCE_DEG) => {
          const off_nadir_deg = offNadirDeg(positionAt(orbit, time_ms))
          const sun = sunPosition(constraints.target, time_ms).sun_elevation_deg
          return (
            time_ms >= constraints.start_ms &&
            time_ms <= constraints.end_ms &&
            off_nadir_deg >= (constraints.min_off_nadir_deg ?? 0) &&
            off_nadir_deg >= access.off_nadir_deg - TOLERANCE_DEG &&
            off_nadir_deg <= constraints.max_off_nadir_deg! + tolerance_deg &&
            sun >= constraints.min_sun_elevation_deg! - tolerance_deg &&
            sun <= (constraints.max_sun_elevation_deg ?? 90) + tolerance_deg
          )
        }
        for (let step = 0; step <= 20; step++) {
          assert.ok(holdsAt(Math.round(access.start_ms + ((access.end_ms - access.start_ms) * step) / 20)))
        }
        assert.ok(access.peak_ms >= access.start_ms && access.peak_ms <= access.end_ms)
        assert.ok(!holdsAt(access.start_ms - 50, 0))
        assert.ok(!holdsAt(access.end_ms + 50, 0))
      }
    }
  })

  test('describes the view as satellite.js sees it', () => {
    for (const access of findAccesses({ ...MONTH, limit: 40, max_off_nadir_deg: 50 })) {
      const satellite = constellation.find((one) => one.satellite_name === access.satellite_name)!
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

  test('tells how likely its sky is clear, and is left out below the limit', () => {
    const clearProbability = (_: unknown, time_ms: number) => (Math.floor(time_ms / DAY_MS) % 10) / 10
    const all = findAccesses({ ...MONTH, clearProbability })
    assert.ok(all.every((access) => access.clear_probability === clearProbability(null, access.peak_ms)))
    const clear = findAccesses({ ...MONTH, clearProbability, min_clear_probability: 0.5 })
    assert.deepEqual(
      clear,
      all.filter((access) => access.clear_probability! >= 0.5),
    )
    assert.ok(clear.length > 0 && clear.length < all.length)
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
})

describe('a window without accesses', () => {
  const hour = { ...MONTH, end_ms: START_MS + 3_600_000 }

  test('is explained by the off-nadir limit, and allowing the best angle gives an access', () => {
    const narrow = { ...MONTH, end_ms: START_MS + 2 * DAY_MS, max_off_nadir_deg: 0.5 }
    const reason = explainNoAccess(narrow)!
    assert.equal(reason.constraint, 'OFF_NADIR')
    assert.equal(findAccesses(narrow).length, 0)
    assert.ok(findAccesses({ ...narrow, max_off_nadir_deg: reason.best + 1e-3 }).length > 0)
    assert.equal(findAccesses({ ...narrow, max_off_nadir_deg: reason.best - 1e-3 }).length, 0)
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
    assert.ok(reason.best < 64.999 || reason.best > 65, `${reason.best}`)
    assert.ok(Math.abs(reason.best - 65) < 10, `${reason.best}`)
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
      max_off_nadir_deg: 0.01,
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
    const lonely = { ...hour, satellites: constellation.slice(0, 1), min_sun_elevation_deg: -90 }
    const reason = explainNoAccess(lonely)!
    assert.equal(reason.constraint, 'NEVER_VISIBLE')
    assert.ok(reason.best < 15, `${reason.best}`)
  })

  test('is never claimed where there is an access', () => {
    assert.equal(explainNoAccess(MONTH), null)
  })
})
