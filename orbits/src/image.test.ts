import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findAccesses } from './access.ts'
import { testConstellation } from './constellation.testing.ts'
import { azimuthDeg, geodeticOf, horizonAt, minus, norm, surfacePoint } from './earth.ts'
import { imageFootprint } from './image.ts'
import { positionAt } from './orbit.ts'

const START_MS = Date.UTC(2026, 10, 23)
const satellites = testConstellation(new Date(START_MS))
const size = { width_km: 6, length_km: 9 }
const pointOf = ([lon, lat]: readonly [number, number]) => surfacePoint({ lon, lat })
const sidesOf = (ring: [number, number][]) =>
  ring.slice(1).map((corner, i) => norm(minus(pointOf(corner), pointOf(ring[i]!))))

for (const target of [
  { lon: -58.4, lat: -34.6 },
  { lon: 179.999, lat: 10 },
  { lon: 20, lat: 81 },
]) {
  test(`images around ${target.lon}, ${target.lat} are rings along the track that grow with the angle of view`, () => {
    const accesses = findAccesses({
      satellites,
      target,
      start_ms: START_MS,
      end_ms: START_MS + 3 * 86_400_000,
      max_off_nadir_deg: 45,
    })
    assert.ok(accesses.length > 20)
    for (const access of accesses) {
      const { orbit } = satellites.find((one) => one.satellite_name === access.satellite_name)!
      const ring = imageFootprint({ orbit, time_ms: access.peak_ms, target, ...size })
      assert.deepEqual(ring[0], ring[4])
      assert.ok(
        ring.every(([lon]) => Math.abs(lon - target.lon) < 10),
        'no edge goes round the Earth',
      )
      const [right, front] = sidesOf(ring)
      const grows = access.range_km / access.altitude_km
      const altitudes = access.altitude_km / ((orbit.satrec.a - 1) * 6378.135)
      const stretch = 1 / Math.cos((access.incidence_angle_deg * Math.PI) / 180)
      assert.ok(Math.abs(right! / (size.length_km * altitudes * grows) - 1) < 0.03, `${right}`)
      assert.ok(Math.abs(front! / (size.width_km * altitudes * grows * stretch) - 1) < 0.03, `${front}`)
      const heading = azimuthDeg(minus(pointOf(ring[1]!), pointOf(ring[0]!)), horizonAt(target))
      const off_deg = Math.abs(((heading - access.ground_track_heading_deg + 540) % 360) - 180)
      // Towards the poles meridians meet: the heading below the satellite is another than at the target.
      if (Math.abs(target.lat) < 60) assert.ok(off_deg < 12, `${off_deg}`)
    }
  })
}

test('an image that would look past the Earth is refused', () => {
  const { orbit } = satellites[0]!
  const target = geodeticOf(positionAt(orbit, START_MS))
  assert.throws(
    () => imageFootprint({ orbit, time_ms: START_MS, target, width_km: 3000, length_km: 3000 }),
    /^RangeError: A part of the image looks past the Earth$/,
  )
})
