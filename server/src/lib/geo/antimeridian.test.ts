import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { splitAtAntimeridian } from './antimeridian.ts'
import { geodesicAreaKm2 } from './area.ts'
import type { AreaGeometry, Position, Ring } from './geometry.ts'
import { polygonsOf } from './geometry.ts'
import { planarArea } from './ring.ts'
import {
  areaArbitrary,
  between,
  box,
  close,
  FIJI,
  multiPolygon,
  normalizeLon,
  planarContains,
  polarCap,
  polygon,
  starArbitrary,
} from './shapes.testing.ts'
import { findGeometryProblems } from './validate.ts'

/** Splits, and checks what must be true of every result. */
function splitAndCheck(geometry: AreaGeometry): AreaGeometry {
  const split = splitAtAntimeridian(geometry)
  for (const rings of polygonsOf(split))
    for (const [order, ring] of rings.entries()) {
      assert.deepEqual(ring.at(-1), ring[0])
      assert.ok(ring.every(([lon, lat]) => Math.abs(lon) <= 180 && Math.abs(lat) <= 90))
      assert.equal(planarArea(ring) > 0, order === 0, 'exteriors counter-clockwise, holes clockwise')
    }
  assert.deepEqual(findGeometryProblems(split), [])
  assert.deepEqual(splitAtAntimeridian(split), split)
  const [before, after] = [geodesicAreaKm2(geometry), geodesicAreaKm2(split)]
  assert.ok(Math.abs(before - after) <= 1e-9 * before, `${before} ${after}`)
  return split
}

/** A ring from its lowest, then leftmost corner, for comparison. */
function fromLowest(ring: Position[]): Position[] {
  const corners = ring.slice(0, -1)
  const lowest = corners.toSorted((a, b) => a[1]! - b[1]! || a[0]! - b[0]!)[0]!
  const at = corners.indexOf(lowest)
  return [...corners.slice(at), ...corners.slice(0, at), lowest]
}

describe('splitting at the antimeridian', () => {
  it('returns points and shapes that do not cross unchanged, in two dimensions', () => {
    assert.deepEqual(splitAtAntimeridian({ type: 'Point', coordinates: [1, 2, 3] }), {
      type: 'Point',
      coordinates: [1, 2],
    })
    const shape = polygon(box(0, 0, 9, 9), box(2, 2, 3, 3).toReversed())
    assert.deepEqual(splitAtAntimeridian(shape), shape)
    assert.deepEqual(
      splitAtAntimeridian(polygon(box(170, 0, 180, 9).map((p) => [...p, 7]))),
      polygon(box(170, 0, 180, 9)),
    )
    const two = multiPolygon([box(0, 0, 1, 1)], [box(2, 2, 3, 3)])
    assert.deepEqual(splitAtAntimeridian(two), two)
  })

  it('turns exteriors counter-clockwise and holes clockwise', () => {
    const turned = polygon(box(0, 0, 9, 9).toReversed(), box(2, 2, 3, 3))
    splitAndCheck(turned)
  })

  it('cuts a box and its hole into two halves', () => {
    const split = splitAndCheck(FIJI)
    const exteriors = polygonsOf(split)
      .map(([exterior]) => fromLowest(exterior!))
      .reverse()
    assert.deepEqual(exteriors, [
      [
        [177, -19],
        [180, -19],
        [180, -18],
        [179, -18],
        [179, -17],
        [180, -17],
        [180, -16],
        [177, -16],
        [177, -19],
      ],
      [
        [-180, -19],
        [-178, -19],
        [-178, -16],
        [-180, -16],
        [-180, -17],
        [-179, -17],
        [-179, -18],
        [-180, -18],
        [-180, -19],
      ],
    ])
  })

  it('keeps holes that do not cross in the half they lie in', () => {
    const split = splitAndCheck(polygon(box(170, 0, 190, 10), box(171, 1, 172, 2), box(188, 1, 189, 2)))
    assert.deepEqual(
      polygonsOf(split).map((rings) => rings.length),
      [2, 2],
    )
  })

  it('closes an area round a pole along the edge of the map', () => {
    const split = splitAndCheck(polarCap([-60, -70, -60, -70]))
    assert.equal(split.type, 'Polygon')
    const south = (split.coordinates[0] as Position[]).filter(([, lat]) => lat === -90)
    assert.deepEqual(south.map(([lon]) => lon).sort(), [-180, 180])
    assert.ok(planarContains(split, [123, -89.9]) && !planarContains(split, [123, 89]))
  })

  it('keeps a hole round the pole open', () => {
    const split = splitAndCheck(
      polygon(polarCap([60, 60, 60]).coordinates[0]!, polarCap([80, 80, 80]).coordinates[0]!),
    )
    assert.ok(
      planarContains(split, [0, 70]) && planarContains(split, [179.9, 70]) && !planarContains(split, [0, 85]),
    )
  })

  it('cuts a hole out of an area round a pole', () => {
    for (const side of [-1, 1]) {
      const cap = polarCap([60, 60, 60, 60].map((lat) => side * lat))
      const split = splitAndCheck(polygon(...cap.coordinates, box(175, side * 75, 185, side * 80)))
      assert.ok(planarContains(split, [180, side * 70]) || planarContains(split, [-180, side * 70]))
      assert.ok(!planarContains(split, [179, side * 78]) && !planarContains(split, [-179, side * 78]))
    }
  })

  it('cuts a hole out of a polygon that was drawn to the edges of the map', () => {
    const antarctica = close([
      [-180, -70],
      [-180, -90],
      [180, -90],
      [180, -70],
      [0, -60],
    ])
    const split = splitAndCheck(polygon(antarctica, box(175, -80, 185, -75)))
    assert.ok(planarContains(split, [170, -78]) && planarContains(split, [-170, -78]))
    assert.ok(!planarContains(split, [179, -78]) && !planarContains(split, [-179, -78]))
  })

  it('copes with corners on the antimeridian, written with either sign', () => {
    for (const lon of [180, -180]) {
      const diamond = polygon([
        [179, 0],
        [lon, -1],
        [-179, 0],
        [lon, 1],
        [179, 0],
      ])
      const split = splitAndCheck(diamond)
      assert.deepEqual(
        polygonsOf(split).map(([ring]) => planarArea(ring as Ring)),
        [1, 1],
      )
      const from_the_left = splitAtAntimeridian(
        polygon([
          [170, 0],
          [lon, 2],
          [170, 4],
          [170, 0],
        ]),
      )
      assert.deepEqual(
        polygonsOf(from_the_left).map(([ring]) => ring!.length),
        [4],
      )
    }
  })

  it('gives several parts when a shape crosses several times', () => {
    const comb = close([
      [175, 0],
      [185, 0],
      [185, 1],
      [176, 1],
      [176, 2],
      [185, 2],
      [185, 3],
      [175, 3],
    ])
    const split = splitAndCheck(polygon(comb))
    assert.equal(split.coordinates.length, 3)
  })

  it('changes neither area nor validity, and splits only once', () => {
    fc.assert(fc.property(areaArbitrary, (area) => void splitAndCheck(area)))
  })

  it('keeps every point inside that was inside', () => {
    fc.assert(
      fc.property(starArbitrary, between(-16, 16), between(-16, 16), (corners, east, north) => {
        const unwrapped = polygon([...corners, corners[0]!])
        const point = [corners[0]![0]! + east, corners[0]![1]! + north]
        const split = splitAtAntimeridian(polygon(close(corners)))
        assert.equal(
          planarContains(split, [normalizeLon(point[0]!), point[1]!]),
          planarContains(unwrapped, point),
        )
      }),
      { numRuns: 500 },
    )
  })
})
