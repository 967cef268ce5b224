import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { box, close, multiPolygon, polygon } from './shapes.testing.ts'
import { findGeometryProblems } from './validate.ts'

const codes = (geometry: unknown) => findGeometryProblems(geometry).map(({ code }) => code)
const only = (geometry: unknown) => {
  const problems = findGeometryProblems(geometry)
  assert.equal(problems.length, 1, JSON.stringify(problems))
  return problems[0]!
}

describe('the rings of a polygon', () => {
  const exterior = box(0, 0, 10, 10)

  it('may be a hole inside the exterior, touching it in a point', () => {
    assert.deepEqual(codes(polygon(exterior, box(2, 2, 4, 4), box(5, 5, 6, 6))), [])
    assert.deepEqual(
      codes(
        polygon(
          exterior,
          close([
            [0, 5],
            [2, 4],
            [2, 6],
          ]),
        ),
      ),
      [],
    )
    assert.deepEqual(codes(polygon(exterior, box(2, 2, 4, 4), box(4, 4, 6, 6))), [])
  })

  it('are in conflict when a hole lies outside, crosses or runs along the exterior', () => {
    for (const hole of [
      box(11, 0, 12, 1),
      box(9, 4, 11, 5),
      box(0, 1, 2, 2),
      close([
        [10, 5],
        [12, 4],
        [12, 6],
      ]),
    ]) {
      const problem = only(polygon(exterior, hole))
      assert.equal(problem.code, 'geometry_hole_outside')
      assert.equal(problem.pointer, '/coordinates/1')
    }
  })

  it('are in conflict when a hole leaves the exterior where it only touches it', () => {
    const hole = close([
      [5, 5],
      [10, 4],
      [12, 5],
      [10, 6],
    ])
    assert.equal(only(polygon(exterior, hole)).code, 'geometry_hole_outside')
  })

  it('are in conflict when holes overlap, contain each other or share an edge', () => {
    const hole = box(2, 2, 5, 5)
    for (const other of [box(4, 4, 6, 6), box(3, 3, 4, 4), box(5, 2, 6, 5), box(1, 1, 6, 6)]) {
      const { code, pointer, message } = only(polygon(exterior, hole, other))
      assert.equal(code, 'geometry_holes_overlap')
      const named = [pointer, /the hole (\S+)/.exec(message)?.[1]]
      assert.deepEqual(named.sort(), ['/coordinates/1', '/coordinates/2'])
    }
  })

  it('are in conflict when one repeats another', () => {
    const turned = [...box(0, 0, 10, 10).slice(2, 4), ...box(0, 0, 10, 10).slice(0, 3)]
    assert.equal(only(polygon(exterior, turned.toReversed())).code, 'geometry_duplicate_ring')
    const hole = box(2, 2, 5, 5)
    assert.match(only(polygon(exterior, hole, hole)).message, /repeats the ring \/coordinates\/1/)
  })

  it('are compared across the antimeridian', () => {
    const pacific = box(170, -10, 190, 10)
    assert.deepEqual(codes(polygon(pacific, box(-179, 0, -178, 1), box(178, 0, 179, 1))), [])
    assert.deepEqual(codes(polygon(pacific, box(-165, 0, -164, 1))), ['geometry_hole_outside'])
  })
})

describe('the parts of a multi-polygon', () => {
  const ring_road = [box(0, 0, 10, 10), box(2, 2, 8, 8)]

  it('may touch in points and lie in holes of each other', () => {
    assert.deepEqual(codes(multiPolygon([box(0, 0, 1, 1)], [box(1, 1, 2, 2)])), [])
    assert.deepEqual(codes(multiPolygon(ring_road, [box(3, 3, 4, 4)])), [])
    assert.deepEqual(
      codes(
        multiPolygon(
          [
            close([
              [2, 5],
              [4, 4],
              [4, 6],
            ]),
          ],
          ring_road,
        ),
      ),
      [],
    )
  })

  it('may be nested in holes several times over', () => {
    const roads = [1, 2, 3].map((size) => [
      box(-size, -size, size, size),
      box(-size + 0.4, -size + 0.4, size - 0.4, size - 0.4),
    ])
    assert.deepEqual(codes(multiPolygon(...roads)), [])
  })

  it('may not leave a hole of another part where they only touch it', () => {
    const part = close([
      [5, 5],
      [8, 4],
      [9, 5],
      [8, 6],
    ])
    assert.deepEqual(codes(multiPolygon(ring_road, [part])), ['geometry_parts_overlap'])
    assert.deepEqual(codes(multiPolygon([part], ring_road)), ['geometry_parts_overlap'])
  })

  it('may not overlap, contain each other or share an edge', () => {
    const whole = [box(0, 0, 10, 10)]
    for (const other of [
      [box(9, 9, 11, 11)],
      [box(3, 3, 4, 4)],
      [box(10, 0, 11, 10)],
      whole,
      [box(-1, -1, 11, 11)],
    ]) {
      const problem = only(multiPolygon(whole, other))
      assert.equal(problem.code, 'geometry_parts_overlap')
      assert.equal(problem.pointer, '/coordinates/1')
    }
    assert.deepEqual(codes(multiPolygon(ring_road, [box(1, 1, 9, 9)])), ['geometry_parts_overlap'])
  })

  it('may not meet in so many places that checking them would block a server', () => {
    const petals = Array.from({ length: 600 }, (_, index) => {
      const [a, b] = [index / 100, (index + 0.5) / 100]
      return [
        close([
          [0, 0],
          [Math.cos(a), Math.sin(a)],
          [Math.cos(b), Math.sin(b)],
        ]),
      ]
    })
    assert.deepEqual(codes(multiPolygon(...petals)), ['geometry_too_many_contacts'])
  })
})
