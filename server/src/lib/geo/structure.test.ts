import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { box, close, multiPolygon, polygon, wavyRing } from './shapes.testing.ts'
import { findGeometryProblems } from './validate.ts'

const codes = (geometry: unknown) => findGeometryProblems(geometry).map(({ code }) => code)
const only = (geometry: unknown) => {
  const problems = findGeometryProblems(geometry)
  assert.equal(problems.length, 1, JSON.stringify(problems))
  return problems[0]!
}

describe('the structure of a geometry', () => {
  it('is valid for a point, a polygon and a multi-polygon, with or without heights', () => {
    assert.deepEqual(findGeometryProblems({ type: 'Point', coordinates: [10, 20, 300] }), [])
    assert.deepEqual(findGeometryProblems(polygon(box(0, 0, 1, 1).map((p) => [...p, 5]))), [])
    assert.deepEqual(findGeometryProblems(multiPolygon([box(0, 0, 1, 1)], [box(2, 0, 3, 1)])), [])
  })

  it('names the types that are supported when the type is another', () => {
    for (const geometry of [
      null,
      7,
      'Polygon',
      [],
      {},
      { type: 'LineString', coordinates: [] },
      { type: 'toString' },
    ]) {
      const problem = only(geometry)
      assert.equal(problem.code, 'geometry_type')
      assert.match(problem.message, /Point, Polygon, MultiPolygon/)
    }
  })

  it('must not be empty at any level', () => {
    assert.deepEqual(codes({ type: 'Polygon' }), ['geometry_empty'])
    assert.deepEqual(codes({ type: 'Polygon', coordinates: [] }), ['geometry_empty'])
    assert.deepEqual(codes({ type: 'Point', coordinates: [] }), ['geometry_empty'])
    assert.equal(only(multiPolygon([box(0, 0, 1, 1)], [])).pointer, '/coordinates/1')
  })

  it('points at every position that is not made of two or three finite numbers', () => {
    const ring: unknown[] = box(0, 0, 1, 1)
    ring[1] = ['1', 0]
    ring[2] = [Number.NaN, 1]
    ring[3] = [0, 1, 2, 3]
    const problems = findGeometryProblems({ type: 'Polygon', coordinates: [ring] })
    assert.deepEqual(
      problems.map(({ pointer }) => pointer),
      ['/coordinates/0/1', '/coordinates/0/2', '/coordinates/0/3'],
    )
    assert.deepEqual(new Set(problems.map(({ code }) => code)), new Set(['geometry_position']))
    assert.deepEqual(codes({ type: 'Polygon', coordinates: box(0, 0, 1, 1) }).at(0), 'geometry_ring_short')
  })

  it('must lie within the ranges of longitude and latitude', () => {
    const problem = only({ type: 'Point', coordinates: [181.5, 10] })
    assert.equal(problem.code, 'geometry_out_of_range')
    assert.match(problem.message, /Longitude 181.5/)
    assert.doesNotMatch(problem.message, /swapped/)
  })

  it('is said to look swapped when exchanging longitude and latitude everywhere brings it into range', () => {
    const tokyo = box(139.6, 35.6, 139.8, 35.8).map(([lon, lat]) => [lat!, lon!])
    const problems = findGeometryProblems(polygon(tokyo))
    assert.equal(problems.length, 5)
    for (const { message } of problems) assert.match(message, /swapped.*longitude, latitude/)
    assert.doesNotMatch(only({ type: 'Point', coordinates: [48.85, 182] }).message, /swapped/)
  })

  it('has closed rings of at least four positions', () => {
    const open = only(polygon(box(0, 0, 1, 1).slice(0, -1)))
    assert.equal(open.code, 'geometry_ring_open')
    assert.match(open.message, /longitude 0, latitude 0 .* longitude 0, latitude 1; repeat the first/)
    assert.equal(
      only(
        polygon([
          [0, 0],
          [1, 1],
          [0, 0],
        ]),
      ).code,
      'geometry_ring_short',
    )
  })

  it('has at most 20,000 positions', () => {
    assert.deepEqual(codes(polygon(wavyRing(20_000, [10, 45]))), [])
    assert.match(only(polygon(wavyRing(20_001, [10, 45]))).message, /20001 positions; at most 20000/)
  })

  it('has at most 1,000 parts and 1,000 holes, which is told before anything else', () => {
    const squares = (count: number) =>
      Array.from({ length: count }, (_, index) => box(index / 10, 0, index / 10 + 0.05, 1))
    const parts = (count: number) => multiPolygon(...squares(count).map((ring) => [ring]))
    const holes = (count: number) => polygon(box(-1, -1, 179, 2), ...squares(count))
    assert.deepEqual(codes(parts(1000)), [])
    assert.deepEqual(codes(holes(1000)), [])
    assert.match(only(parts(1001)).message, /1001 parts; at most 1000 are allowed/)
    assert.match(only(holes(1001)).message, /1001 holes; at most 1000 are allowed/)
    const nonsense = multiPolygon(...Array.from({ length: 1001 }, () => [[[0, 0]]]))
    assert.deepEqual(codes(nonsense), ['geometry_too_many_parts'])
  })

  it('is reported on with at most 20 problems', () => {
    assert.equal(codes(polygon(Array.from({ length: 100 }, () => [200, 100]))).length, 20)
  })

  it('shows problems of different rings together', () => {
    const bow_tie = close([
      [0, 0],
      [1, 1],
      [1, 0],
      [0, 1],
    ])
    const open = box(5, 5, 6, 6).slice(0, -1)
    assert.deepEqual(codes(multiPolygon([bow_tie], [open], [box(8, 8, 9, 9), box(10, 10, 11, 11)])), [
      'geometry_ring_open',
      'geometry_self_intersection',
      'geometry_hole_outside',
    ])
  })
})
