import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { azimuthDeg, geodeticOf, horizonAt, minus, norm, surfacePoint } from './earth.ts'
import { footprintAround } from './footprint.ts'

type Ring = ReturnType<typeof footprintAround>

const pointOf = ([lon, lat]: readonly [number, number]) => surfacePoint({ lon, lat })
const sidesKm = (ring: Ring) =>
  ring.slice(1).map((corner, i) => norm(minus(pointOf(corner), pointOf(ring[i]!))))
const signedArea = (ring: Ring) =>
  ring.slice(1).reduce((sum, [lon, lat], i) => sum + ring[i]![0] * lat - lon * ring[i]![1], 0)

const targets = fc.record({
  lon: fc.double({ min: -180, max: 180, noNaN: true }),
  lat: fc.double({ min: -85, max: 85, noNaN: true }),
})

test('a footprint is a closed counter-clockwise rectangle of the given size around its target', () => {
  fc.assert(
    fc.property(targets, fc.integer({ min: 0, max: 359 }), (target, heading) => {
      const ring = footprintAround(target, heading, 5.2, 40)
      assert.deepEqual(ring[0], ring[4])
      assert.ok(signedArea(ring) > 0)
      const expected = [40, 5.2, 40, 5.2]
      sidesKm(ring).forEach((side, i) => {
        assert.ok(Math.abs(side - expected[i]!) < 0.001, `${side}`)
      })
      for (const [lon] of ring) assert.ok(Math.abs(lon - target.lon) < 180)
    }),
    { seed: 7 },
  )
})

test('a footprint points along its heading', () => {
  const target = { lon: 12, lat: 55 }
  const ring = footprintAround(target, 347, 5, 20)
  const frontRight = pointOf(ring[1]!)
  const rearRight = pointOf(ring[0]!)
  assert.ok(Math.abs(azimuthDeg(minus(frontRight, rearRight), horizonAt(target)) - 347) < 0.1)
})

test('a footprint across the antimeridian runs on past 180', () => {
  const eastern = footprintAround({ lon: 179.99, lat: 10 }, 0, 10, 10)
  assert.deepEqual(
    [Math.max(...eastern.map(([lon]) => lon)) > 180, Math.min(...eastern.map(([lon]) => lon)) > 0],
    [true, true],
  )
  const western = footprintAround({ lon: -179.99, lat: 10 }, 0, 10, 10)
  assert.ok(Math.min(...western.map(([lon]) => lon)) < -180)
})

test('geodetic coordinates survive the way over Earth-fixed ones at the height of an orbit', () => {
  fc.assert(
    fc.property(targets, fc.double({ min: 0, max: 600, noNaN: true }), (target, height) => {
      const ground = surfacePoint(target)
      const { up } = horizonAt(target)
      const back = geodeticOf([
        ground[0] + height * up[0],
        ground[1] + height * up[1],
        ground[2] + height * up[2],
      ])
      assert.ok(Math.abs(back.lat - target.lat) < 1e-8)
      assert.ok(Math.abs(back.height_km - height) < 1e-6)
    }),
    { seed: 7 },
  )
})
