import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import geographiclib from 'geographiclib-geodesic'
import { splitAtAntimeridian } from './antimeridian.ts'
import { geodesicAreaKm2 } from './area.ts'
import { polygonsOf } from './geometry.ts'
import {
  areaArbitrary,
  between,
  box,
  capArbitrary,
  close,
  FIJI,
  multiPolygon,
  planarContains,
  polygon,
} from './shapes.testing.ts'
import type { Strip } from './strips.ts'
import { planStrips } from './strips.ts'
import { findGeometryProblems } from './validate.ts'

const defaults = { swath_width_km: 12, max_length_km: 200, overlap_km: 1, heading_deg: 193 }
const distanceKm = (a: Strip, b: Strip) =>
  geographiclib.Geodesic.WGS84.Inverse(a.centre.lat, a.centre.lon, b.centre.lat, b.centre.lon).s12! / 1000
const one_degree = polygon(box(10, 45, 11, 46))

describe('strips', () => {
  it('cover every point of the area, wherever it lies', () => {
    const plan = fc.record({
      geometry: fc.oneof({ weight: 3, arbitrary: areaArbitrary }, { weight: 1, arbitrary: capArbitrary }),
      heading_deg: between(0, 360),
      overlap_km: fc.constantFrom(0, 5),
    })
    const points = fc.array(fc.tuple(between(0, 1), between(0, 1)), { minLength: 15, maxLength: 15 })
    fc.assert(
      fc.property(plan, points, (plan, shares) => {
        const strips = planStrips({ ...plan, swath_width_km: 150, max_length_km: 600 })
        const area = splitAtAntimeridian(plan.geometry)
        const corners = polygonsOf(area).flat(2)
        const [lons, lats] = [corners.map(([lon]) => lon), corners.map(([, lat]) => lat)]
        const [west, south] = [Math.min(...lons), Math.min(...lats)]
        for (const [x, y] of shares) {
          const point = [west + x * (Math.max(...lons) - west), south + y * (Math.max(...lats) - south)]
          if (!planarContains(area, point)) continue
          assert.ok(
            strips.some(({ polygon }) => planarContains(polygon, point)),
            `${point} is not covered`,
          )
        }
      }),
      { numRuns: 30, endOnFailure: true },
    )
  })

  it('are not told of an outline that takes more than 100,000 edges in the plane', () => {
    const zigzag = (lat: number) =>
      Array.from({ length: 9000 }, (_, at): [number, number] => [-60 + at / 75, lat + (at % 2) * 10])
    const long = polygon(close([...zigzag(-20), ...zigzag(20).reverse()]))
    assert.throws(() => planStrips({ ...defaults, geometry: long }), /outline is too long/)
  })

  it('reach every point of the outline, also of long edges that bend in the plane', () => {
    const corners = [
      [0, 60],
      [10, 60],
      [10, 61],
      [4, 60.3],
    ]
    for (const heading_deg of [0, 90, 193]) {
      const plan = { swath_width_km: 20, max_length_km: 20, overlap_km: 0, heading_deg }
      const strips = planStrips({ ...plan, geometry: polygon(close(corners)) })
      for (const [index, [lon, lat]] of corners.entries()) {
        const [next_lon, next_lat] = corners[(index + 1) % corners.length]!
        for (let share = 0; share < 1; share += 0.0037) {
          const point = [lon! + share * (next_lon! - lon!), lat! + share * (next_lat! - lat!)]
          assert.ok(
            strips.some(({ polygon }) => planarContains(polygon, point)),
            `${point} is not covered`,
          )
        }
      }
    }
  })

  it('have the given width, at most the given length, and area to match', () => {
    const strips = planStrips({ ...defaults, max_length_km: 50, geometry: one_degree })
    assert.deepEqual(
      strips.map(({ index }) => index),
      strips.map((_, index) => index),
    )
    for (const { polygon, width_km, length_km } of strips) {
      assert.equal(width_km, 12)
      assert.ok(length_km <= 50 && length_km >= 12)
      assert.ok(Math.abs(geodesicAreaKm2(polygon) / (width_km * length_km) - 1) < 1e-3)
      assert.deepEqual(findGeometryProblems(polygon), [])
    }
  })

  it('overlap their neighbours by the given width', () => {
    const [first, ...others] = planStrips({ ...defaults, heading_deg: 180, geometry: one_degree })
    const nearest = Math.min(...others.map((other) => distanceKm(first!, other)))
    assert.ok(Math.abs(nearest - 11) < 0.01, `${nearest}`)
    const size = { swath_width_km: 20, max_length_km: 30, overlap_km: 2 }
    const [, second, third] = planStrips({ ...defaults, ...size, heading_deg: 180, geometry: one_degree })
    assert.ok(Math.abs(distanceKm(second!, third!) - (second!.length_km - 2)) < 0.01)
  })

  it('are as long as the area is in them', () => {
    const slanted = polygon(
      close([
        [10, 45],
        [12, 46],
        [12, 46.1],
        [10, 45.1],
      ]),
    )
    const strips = planStrips({ ...defaults, heading_deg: 180, geometry: slanted })
    const planned_km2 = strips.reduce((sum, { polygon }) => sum + geodesicAreaKm2(polygon), 0)
    assert.ok(strips.length > 10 && planned_km2 < 3 * geodesicAreaKm2(slanted), `${planned_km2}`)
  })

  it('run along the heading', () => {
    const [first, second] = planStrips({
      ...defaults,
      swath_width_km: 200,
      max_length_km: 60,
      geometry: one_degree,
    })
    const { azi1 } = geographiclib.Geodesic.WGS84.Inverse(
      first!.centre.lat,
      first!.centre.lon,
      second!.centre.lat,
      second!.centre.lon,
    )
    assert.ok(Math.abs(azi1! + 360 - 193) < 1, `${azi1}`)
  })

  it('are one for an area smaller than a swath', () => {
    const [strip, ...others] = planStrips({ ...defaults, geometry: polygon(box(10, 45, 10.05, 45.05)) })
    assert.equal(others.length, 0)
    assert.ok(Math.abs(strip!.centre.lon - 10.025) < 0.01 && Math.abs(strip!.centre.lat - 45.025) < 0.01)
  })

  it('leave out rectangles that do not touch the area', () => {
    const corners = polygon(
      close([
        [10, 45],
        [12, 45],
        [12, 45.1],
        [10.1, 45.1],
        [10.1, 47],
        [10, 47],
      ]),
    )
    const ell = { ...defaults, heading_deg: 0, max_length_km: 20, geometry: corners }
    const full = { ...ell, geometry: polygon(box(10, 45, 12, 47)) }
    assert.ok(planStrips(ell).length < planStrips(full).length / 4)
    const far_apart = multiPolygon([box(10, 45, 10.1, 45.1)], [box(14, 48, 14.1, 48.1)])
    assert.ok(planStrips({ ...defaults, max_length_km: 50, geometry: far_apart }).length <= 8)
  })

  it('fill the inside of an area that is wider than many strips', () => {
    const strips = planStrips({ ...defaults, max_length_km: 20, geometry: polygon(box(10, 45, 12, 47)) })
    const covered = strips.reduce((sum, { polygon }) => sum + geodesicAreaKm2(polygon), 0)
    assert.ok(covered > geodesicAreaKm2(polygon(box(10, 45, 12, 47))))
    assert.ok(strips.some(({ polygon }) => planarContains(polygon, [11, 46])))
  })

  it('are split at the antimeridian', () => {
    const strips = planStrips({ ...defaults, geometry: FIJI })
    assert.ok(strips.some(({ polygon }) => polygon.type === 'MultiPolygon'))
    for (const { polygon } of strips) assert.deepEqual(findGeometryProblems(polygon), [])
  })

  it('are refused when there would be more than 5,000, and when the area or the overlap is impossible', () => {
    const refused = (plan: Partial<Parameters<typeof planStrips>[0]>, message: RegExp) =>
      assert.throws(() => planStrips({ ...defaults, geometry: one_degree, ...plan }), {
        name: 'RangeError',
        message,
      })
    refused({ swath_width_km: 1, max_length_km: 1, overlap_km: 0 }, /more than 5000 strips/)
    refused({ swath_width_km: 1e-6, overlap_km: 0 }, /more than 5000 strips/)
    refused({ overlap_km: 12 }, /cannot overlap by 12 km/)
    refused({ geometry: polygon(box(-90, -80, 80, 80)) }, /further than 8000 km/)
  })
})
