import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sunPosition } from './sun.ts'

/**
 * Time, lon, lat, elevation, azimuth: astropy 8 (ERFA) without refraction; the last from the paper of NREL's
 * SPA.
 */
const ALMANAC = [
  ['2026-03-20T14:46:00Z', 0, 0, 50.3489, 270.0],
  ['2026-06-21T12:00:00Z', -58.3816, -34.6037, 9.4903, 52.7486],
  ['2026-12-21T03:00:00Z', 179.9, -66.5, 38.4221, 303.4558],
  ['2027-01-10T09:30:00Z', 25.75, 62.24, 5.0983, 167.357],
  ['2026-11-23T18:00:00Z', -122.4194, 37.7749, 25.6874, 149.693],
  ['2031-06-21T00:30:00Z', 15.6, 78.2, 12.4801, 21.2411],
  ['2024-02-29T22:15:00Z', 151.2, -33.87, 30.4955, 77.7229],
  ['2003-10-17T19:30:30Z', -105.1786, 39.742476, 39.872, 194.3402],
] as const

for (const [time, lon, lat, elevation, azimuth] of ALMANAC) {
  test(`the sun over ${lon}, ${lat} at ${time} stands within 0.02 degrees of the almanac`, () => {
    const sun = sunPosition({ lon, lat }, Date.parse(time))
    assert.ok(Math.abs(sun.sun_elevation_deg - elevation) < 0.02, `elevation ${sun.sun_elevation_deg}`)
    assert.ok(Math.abs(sun.sun_azimuth_deg - azimuth) < 0.03, `azimuth ${sun.sun_azimuth_deg}`)
  })
}

test('the sun circles the pole at a constant height', () => {
  const heights = [0, 6, 12, 18].map((hour) => {
    return sunPosition({ lon: 0, lat: 90 }, Date.UTC(2026, 5, 21, hour)).sun_elevation_deg
  })
  for (const height of heights) assert.ok(Math.abs(height - 23.437) < 0.01, `${height}`)
})
