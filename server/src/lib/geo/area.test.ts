import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import geographiclib from 'geographiclib-geodesic'
import { geodesicAreaKm2 } from './area.ts'
import type { AreaGeometry, Polygon, Position } from './geometry.ts'
import {
  areaArbitrary,
  between,
  box,
  close,
  FIJI,
  multiPolygon,
  normalizeLon,
  polarCap,
  polygon,
  starArbitrary,
} from './shapes.testing.ts'

/** Surface of the WGS84 ellipsoid. */
const EARTH_KM2 = 510065621.724

function assertClose(actual: number, expected: number, relative: number): void {
  assert.ok(Math.abs(actual - expected) <= relative * expected, `${actual} is not ${expected}`)
}

/** The reference: GeographicLib's geodesic polygon through many positions on each edge. */
function referenceKm2(corners: Position[], steps: number): number {
  const reference = geographiclib.Geodesic.WGS84.Polygon()
  for (const [index, from] of corners.entries()) {
    const to = corners[(index + 1) % corners.length]!
    for (let step = 0; step < steps; step++)
      reference.AddPoint(
        from[1]! + ((to[1]! - from[1]!) * step) / steps,
        from[0]! + ((to[0]! - from[0]!) * step) / steps,
      )
  }
  return Math.abs(reference.Compute(false, true).area!) / 1e6
}

describe('the area of a geometry', () => {
  it('is that of the WGS84 ellipsoid for a cell of one degree', () => {
    // Integral of the surface element. The geodesic quadrilateral has 12308.778361 km2 (GeographicLib); its northern side bulges 0.3 km2 further.
    assertClose(geodesicAreaKm2(polygon(box(0, 0, 1, 1))), 12308.463894, 1e-9)
    assertClose(
      geodesicAreaKm2(polygon(box(10, 45, 11, 46))),
      referenceKm2(box(10, 45, 11, 46).slice(0, 4), 3000),
      1e-9,
    )
  })

  it('adds up to the Earth', () => {
    const hemisphere = polarCap([0, 0, 0, 0])
    assertClose(2 * geodesicAreaKm2(hemisphere), EARTH_KM2, 1e-9)
    const cells = Array.from({ length: 18 * 36 }, (_, index) => {
      const [west, south] = [-180 + 10 * (index % 36), -90 + 10 * Math.floor(index / 36)]
      return [box(west, south, west + 10, south + 10)]
    })
    assertClose(geodesicAreaKm2(multiPolygon(...cells)), EARTH_KM2, 1e-9)
  })

  it('agrees with GeographicLib on star-shaped rings', () => {
    fc.assert(
      fc.property(starArbitrary, (corners) => {
        assertClose(geodesicAreaKm2(polygon(close(corners))), referenceKm2(corners, 200), 1e-4)
      }),
      { numRuns: 30 },
    )
  })

  it('is zero for a point, and leaves out holes', () => {
    assert.equal(geodesicAreaKm2({ type: 'Point', coordinates: [10, 20] }), 0)
    const whole = geodesicAreaKm2(polygon(FIJI.coordinates[0]!))
    const hole = geodesicAreaKm2(polygon(FIJI.coordinates[1]!))
    assertClose(geodesicAreaKm2(FIJI), whole - hole, 1e-12)
  })

  it('is the same round a pole, whether the pole is drawn or not', () => {
    const drawn = polygon(
      close([
        [-180, -70],
        [-180, -90],
        [180, -90],
        [180, -70],
        [90, -70],
        [0, -70],
        [-90, -70],
      ]),
    )
    assertClose(geodesicAreaKm2(polarCap([-70, -70, -70])), geodesicAreaKm2(drawn), 1e-12)
  })

  it('does not depend on start, direction or longitude', () => {
    fc.assert(
      fc.property(areaArbitrary, fc.nat(), between(-360, 360), (area, start, shift) => {
        const expected = geodesicAreaKm2(area)
        const corners = (area.coordinates[0] as Position[]).slice(0, -1)
        const at = start % corners.length
        const rotated = close([...corners.slice(at), ...corners.slice(0, at)])
        const moved = corners.map(([lon, lat]) => [normalizeLon(lon! + shift), lat!])
        for (const ring of [rotated, rotated.toReversed(), close(moved)])
          assertClose(geodesicAreaKm2(polygon(ring)), expected, 1e-9)
      }),
    )
  })

  it('of parts adds up to the whole, wherever a box is cut', () => {
    fc.assert(
      fc.property(between(-180, 180), between(-80, 70), between(0.01, 0.99), (west, south, share) => {
        const whole = close([
          [west, south],
          [west + 9, south + 3],
          [west + 4, south + 9],
        ])
        const cut: Position = [west + 9 * share, south + 3 * share]
        const parts: AreaGeometry = multiPolygon(
          [close([[west, south], cut, [west + 4, south + 9]])],
          [close([cut, [west + 9, south + 3], [west + 4, south + 9]])],
        )
        assertClose(geodesicAreaKm2(parts), geodesicAreaKm2(polygon(whole)), 1e-9)
      }),
    )
  })

  it('is never negative', () => {
    const inside_out: Polygon = polygon(box(2, 2, 3, 3), box(0, 0, 9, 9))
    assert.equal(geodesicAreaKm2(inside_out), 0)
  })
})
