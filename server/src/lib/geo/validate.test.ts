import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Position } from './geometry.ts'
import {
  areaArbitrary,
  between,
  box,
  capArbitrary,
  close,
  FIJI,
  normalizeLon,
  polarCap,
  polygon,
  starArbitrary,
  wavyRing,
} from './shapes.testing.ts'
import { findGeometryProblems } from './validate.ts'

const codes = (geometry: unknown) => findGeometryProblems(geometry).map(({ code }) => code)
const only = (geometry: unknown) => {
  const problems = findGeometryProblems(geometry)
  assert.equal(problems.length, 1, JSON.stringify(problems))
  return problems[0]!
}

describe('a ring', () => {
  it('that crosses itself is told where, and between which segments', () => {
    const problem = only(
      polygon(
        close([
          [0, 0],
          [2, 2],
          [2, 0],
          [0, 2],
        ]),
      ),
    )
    assert.equal(problem.code, 'geometry_self_intersection')
    assert.equal(problem.pointer, '/coordinates/0/0')
    assert.match(problem.message, /Segments 0 and 2 .*cross at longitude 1, latitude 1;/)
  })

  it('that crosses itself on the antimeridian is found there', () => {
    const problem = only(
      polygon(
        close([
          [179, 0],
          [181, 2],
          [181, 0],
          [179, 2],
        ]),
      ),
    )
    assert.equal(problem.code, 'geometry_self_intersection')
    assert.match(problem.message, /longitude -?180, latitude 1;/)
  })

  it('that touches itself in a corner, or along a side, is found', () => {
    const pinched = close([
      [0, 0],
      [2, 0],
      [1, 1],
      [2, 2],
      [0, 2],
      [1, 1],
    ])
    assert.match(only(polygon(pinched)).message, /touch at longitude 1, latitude 1/)
    const spike = close([
      [0, 0],
      [2, 0],
      [2, 2],
      [3, 2],
      [2, 2],
      [0, 2],
    ])
    assert.ok(codes(polygon(spike)).every((code) => code === 'geometry_self_intersection'))
    assert.ok(codes(polygon(spike)).length > 0)
  })

  it('without area is one problem, not many', () => {
    const line = close([
      [0, 0],
      [0.1, 0.3],
      [0.2, 0.6],
    ])
    const there_and_back = close([
      [0, 0],
      [1, 1],
      [2, 3],
      [1, 1],
    ])
    const spikes = close([
      [0, 0],
      [1, 0],
      [0, 0],
      [0, 1],
      [0, 0],
      [-1, -1],
    ])
    const dot = [
      [5, 5],
      [5, 5],
      [5, 5],
      [5, 5],
    ]
    for (const ring of [line, there_and_back, spikes, dot])
      assert.deepEqual(codes(polygon(ring)), ['geometry_zero_area'])
  })

  it('may repeat positions and wind either way', () => {
    const repeated = box(0, 0, 1, 1).flatMap((position) => [position, position])
    assert.deepEqual(codes(polygon(repeated)), [])
    assert.deepEqual(codes(polygon(repeated.toReversed())), [])
  })

  it('may cross the antimeridian, or repeat a position there with both longitudes', () => {
    assert.deepEqual(codes(FIJI), [])
    assert.deepEqual(
      codes(
        polygon([
          [170, 0],
          [180, 2],
          [-180, 2],
          [170, 4],
          [170, 0],
        ]),
      ),
      [],
    )
  })

  it('may go round a pole, or follow the edge of the map along it', () => {
    assert.deepEqual(codes(polarCap([-60, -62, -65, -61])), [])
    assert.deepEqual(
      codes(
        polygon([
          [-180, -70],
          [0, -60],
          [180, -70],
          [180, -90],
          [-180, -90],
          [-180, -70],
        ]),
      ),
      [],
    )
    assert.deepEqual(
      codes(polygon(polarCap([60, 60, 60]).coordinates[0]!, polarCap([80, 80, 80]).coordinates[0]!)),
      [],
    )
  })

  it('round a pole that doubles back across the antimeridian must not cross itself there', () => {
    const good = close([
      [0, 60],
      [90, 60],
      [170, 60],
      [190, 62],
      [175, 64],
      [200, 66],
      [270, 60],
    ])
    const bad = close([
      [0, 60],
      [90, 60],
      [170, 60],
      [190, 62],
      [150, 59],
      [200, 58],
      [270, 60],
    ])
    assert.deepEqual(codes(polygon(good)), [])
    assert.ok(codes(polygon(bad)).includes('geometry_self_intersection'))
  })

  it('of 10,000 waves is valid, also across the antimeridian', () => {
    assert.deepEqual(codes(polygon(wavyRing(10_000, [10, 45]))), [])
    assert.deepEqual(codes(polygon(wavyRing(10_000, [179, 45]))), [])
  })
})

describe('random shapes', () => {
  it('are valid when they are stars or polar caps, in either direction', () => {
    fc.assert(
      fc.property(areaArbitrary, (area) => {
        assert.deepEqual(codes(area), [])
        const reversed = (area.coordinates as Position[][]).map((ring) => ring.toReversed())
        assert.deepEqual(codes(polygon(...reversed)), [])
      }),
    )
  })

  it('are invalid when two neighbouring corners of a convex ring change places', () => {
    const shape = fc.record({
      lon: between(-180, 180),
      size: between(1e-4, 10),
      count: fc.integer({ min: 4, max: 40 }),
      swapped: fc.nat(),
    })
    fc.assert(
      fc.property(shape, ({ lon, size, count, swapped }) => {
        const corners = Array.from({ length: count }, (_, index) => {
          const angle = (2 * Math.PI * index) / count
          return [lon + size * Math.cos(angle), size * Math.sin(angle)]
        })
        const [first, second] = [swapped % count, (swapped + 1) % count]
        ;[corners[first], corners[second]] = [corners[second]!, corners[first]!]
        assert.deepEqual(new Set(codes(polygon(close(corners)))), new Set(['geometry_self_intersection']))
      }),
    )
  })

  it('stay valid when a position is added anywhere on an edge', () => {
    fc.assert(
      fc.property(starArbitrary, fc.nat(), between(0, 1), (corners, edge, share) => {
        const at = edge % corners.length
        const [a, b] = [corners[at]!, corners[(at + 1) % corners.length]!]
        const added = [a[0]! + share * (b[0]! - a[0]!), a[1]! + share * (b[1]! - a[1]!)]
        assert.deepEqual(codes(polygon(close(corners.toSpliced(at + 1, 0, added)))), [])
      }),
    )
  })

  it('have the same problems wherever they lie along the equator', () => {
    const shifted = (shift: number) =>
      codes(
        polygon(
          close(
            [
              [0, 0],
              [2, 2],
              [2, 0],
              [0, 2],
              [-1, 1],
            ].map(([lon, lat]) => [normalizeLon(lon! + shift), lat!]),
          ),
        ),
      )
    for (const shift of [0, 90, 178, 179, 180, -180]) assert.deepEqual(shifted(shift), shifted(10))
  })

  it('never throw, whatever is passed', () => {
    const ordinate = fc.oneof(fc.double(), fc.integer({ min: -200, max: 200 }), fc.anything())
    const ring = fc.array(fc.array(ordinate, { maxLength: 4 }))
    const anything = fc.record({
      type: fc.constantFrom('Point', 'Polygon', 'MultiPolygon'),
      coordinates: fc.oneof(fc.anything(), fc.array(ring), fc.array(fc.array(ring))),
    })
    fc.assert(fc.property(anything, (geometry) => Array.isArray(findGeometryProblems(geometry))))
  })

  it('round a pole keep a hole round the same pole', () => {
    fc.assert(
      fc.property(capArbitrary, (cap) => {
        const pole = Math.sign(cap.coordinates[0]![0]![1]!)
        const hole = polarCap([89.5, 89.6, 89.5].map((lat) => pole * lat)).coordinates[0]!
        assert.deepEqual(codes(polygon(...cap.coordinates, hole)), [])
        assert.deepEqual(codes(polygon(hole, ...cap.coordinates)), ['geometry_hole_outside'])
      }),
    )
  })
})
