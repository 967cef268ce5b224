import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import geographiclib from 'geographiclib-geodesic'
import { stripsOver as stripsOf } from './frames.ts'
import type { AreaGeometry } from './geometry.ts'
import { polygonsOf } from './geometry.ts'
import { box, multiPolygon, planarContains, polygon } from './shapes.testing.ts'
import { swath } from './swath.testing.ts'

const stripsOver = (area: AreaGeometry) => stripsOf(area, swath)

const paris = box(2.3, 48.8, 2.36, 48.86)
const tokyo = box(139.7, 35.6, 139.76, 35.66)
const farthestKm = (frame: Parameters<typeof polygonsOf>[0], lon: number, lat: number) =>
  Math.max(
    ...polygonsOf(frame)
      .flat(2)
      .map((corner) => geographiclib.Geodesic.WGS84.Inverse(lat, lon, corner[1], corner[0]).s12! / 1000),
  )

describe('the strips over an area', () => {
  it('are those of each of its parts alone, where no strip shows two of them', () => {
    const both = stripsOver(multiPolygon([paris], [tokyo]))
    const alone = [paris, tokyo].flatMap((part, index) =>
      stripsOver(polygon(part)).map(({ frame }) => ({ parts: [index + 1], frame })),
    )
    assert.deepEqual(both, alone)
    for (const { parts, frame } of both) {
      const [lon, lat] = parts[0] === 1 ? [2.33, 48.83] : [139.73, 35.63]
      assert.ok(farthestKm(frame, lon!, lat!) < 15)
    }
  })

  it('are found for parts on opposite sides of the Earth, and round a pole', () => {
    const opposite = stripsOver(multiPolygon([box(10, 40, 10.1, 40.1)], [box(-170, -40.1, -169.9, -40)]))
    assert.deepEqual([...new Set(opposite.map(({ parts }) => parts[0]))], [1, 2])
    const polar = stripsOver(multiPolygon([box(-1, 89.9, 1, 89.95)], [box(179, 89.9, 181 - 360, 89.95)]))
    assert.deepEqual(new Set(polar.flatMap(({ parts }) => parts)), new Set([1, 2]))
  })

  it('serve parts that lie near together, and each names all that it meets', () => {
    const near = [box(10, 45, 10.02, 45.02), box(10, 45.03, 10.02, 45.05), box(10.5, 45, 10.52, 45.02)]
    const strips = stripsOver(multiPolygon(...near.map((part) => [part])))
    assert.ok(strips.some(({ parts }) => parts.length === 2 && parts[0] === 1 && parts[1] === 2))
    assert.deepEqual(new Set(strips.flatMap(({ parts }) => parts)), new Set([1, 2, 3]))
    for (const [index, part] of near.entries())
      for (const corner of part) {
        const showing = strips.filter(({ frame }) => planarContains(frame, corner))
        assert.ok(showing.some(({ parts }) => parts.includes(index + 1)))
      }
  })
})
