import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { visitContacts } from './contacts.ts'
import type { LonLat, Position } from './geometry.ts'
import type { Outline, OutlineSegment } from './outline.ts'
import { samplesOf, traceOutline } from './outline.ts'
import { type Met, pairwiseContacts, pairwiseLocation, pairwiseOuters } from './pairwise.testing.ts'
import { areaArbitrary, box, close, multiPolygon, starArbitrary } from './shapes.testing.ts'
import { Slabs } from './slabs.ts'
import { readStructure } from './structure.ts'
import { Sweep } from './sweep.ts'
import { findGeometryProblems } from './validate.ts'

/** On a small grid, where corners touch, edges share stretches, and boxes lie in each other. */
const gridBox: fc.Arbitrary<Position[]> = fc
  .tuple(fc.nat(12), fc.nat(12), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }))
  .map(([west, south, width, height]) => box(west, south, west + width, south + height))

const gridRing: fc.Arbitrary<Position[]> = fc
  .array(fc.tuple(fc.nat(6), fc.nat(6)), { minLength: 3, maxLength: 7 })
  .map((corners) => close(corners))

/** Diamonds that touch boxes and each other in corners only, as valid parts may. */
const diamond: fc.Arbitrary<Position[]> = fc
  .tuple(fc.nat(6), fc.nat(6), fc.constantFrom(1, 0.5, 2))
  .map(([x, y, r]) =>
    close([
      [2 * x - r, 2 * y],
      [2 * x, 2 * y - r],
      [2 * x + r, 2 * y],
      [2 * x, 2 * y + r],
    ]),
  )

const anyRing = fc.oneof(
  gridBox,
  gridRing,
  diamond,
  starArbitrary.map((corners) => close(corners)),
  areaArbitrary.map((area) => area.coordinates[0] as Position[]),
)

/** Rings of one kind meet each other often. */
const ringsArbitrary: fc.Arbitrary<Position[][]> = fc.oneof(
  ...[gridBox, gridRing, diamond, anyRing].map((ring) => fc.array(ring, { minLength: 1, maxLength: 14 })),
)

const outlinesOf = (rings: Position[][]): Outline[] =>
  readStructure(multiPolygon(...rings.map((ring) => [ring]))).rings.map((ring) => traceOutline(ring))

function spikes(corners: number): Position[] {
  const ring = Array.from({ length: corners - 1 }, (_, index) => {
    const angle = (2 * Math.PI * index) / (corners - 1)
    const radius = index % 2 ? 0.01 : 10
    return [radius * Math.cos(angle), radius * Math.sin(angle)]
  })
  return close(ring)
}

const runs = { numRuns: 500 }

describe('a sweep', () => {
  it('finds the contacts that comparing all pairs finds', () => {
    fc.assert(
      fc.property(ringsArbitrary, (rings) => {
        const segments = outlinesOf(rings).flatMap((outline) => outline.segments)
        const found: Met[] = []
        assert.ok(visitContacts(segments, Infinity, (pair) => found.push(pair) > 0))
        assert.deepEqual(namesOf(found, segments), namesOf(pairwiseContacts(segments), segments))
      }),
      runs,
    )
  })

  it('gives up exactly where segments cross or share a stretch', () => {
    fc.assert(
      fc.property(ringsArbitrary, (rings) => {
        const segments = outlinesOf(rings).flatMap((outline) => outline.segments)
        const conflicts = pairwiseContacts(segments).filter(({ contact }) => contact.kind !== 'touch')
        const sweep = new Sweep(segments)
        assert.equal(sweep.findTouches(Infinity) === undefined, conflicts.length > 0)
      }),
      runs,
    )
  })

  it('looks at few pairs of a star of 20,000 corners, all of whose sides lie beside each other', () => {
    const segments = outlinesOf([spikes(20_000)])[0]!.segments
    let looks = 0
    for (const segment of segments) {
      const { from } = segment
      Object.defineProperty(segment, 'from', { get: () => ++looks && from })
    }
    assert.ok(new Sweep(segments).findTouches(Infinity))
    assert.ok(looks < 8 * segments.length * Math.log2(segments.length), `${looks} looks at segments`)
  })

  it('tells a crossing of sides that are too many to be compared', () => {
    const ring = spikes(20_000)
    ;[ring[5000], ring[5003]] = [ring[5003]!, ring[5000]!]
    const problems = findGeometryProblems(multiPolygon([ring]))
    const [told, rest] = ['geometry_self_intersection', 'geometry_too_many_contacts']
    assert.deepEqual(
      problems.map(({ code }) => code),
      [told, rest],
    )
  })
})

describe('slabs', () => {
  it('place points as comparing them with all segments does', () => {
    fc.assert(
      fc.property(ringsArbitrary, (rings) => {
        const outlines = outlinesOf(rings)
        const slabs = new Slabs(outlines)
        for (const point of outlines.flatMap(({ segments }) => samplesOf(segments))) {
          for (const outline of outlines)
            assert.equal(slabs.locate(point, outline), pairwiseLocation(point, outline))
          assert.deepEqual(offBoundary(slabs.outersOf(point), point), pairwiseOuters(point, outlines))
        }
      }),
    )
  })
})

const offBoundary = (outlines: Outline[], point: LonLat) =>
  outlines.filter((outline) => pairwiseLocation(point, outline) !== 'boundary')

function namesOf(pairs: Met[], segments: OutlineSegment[]): string[] {
  const numbers = new Map(segments.map((segment, index) => [segment, index]))
  return pairs
    .map(
      ({ first, second, contact }) =>
        `${numbers.get(first)} ${numbers.get(second)} ${JSON.stringify(contact)}`,
    )
    .sort()
}
