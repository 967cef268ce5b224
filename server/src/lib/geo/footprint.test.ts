import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import geographiclib from 'geographiclib-geodesic'
import { geodesicAreaKm2 } from './area.ts'
import { footprintAround } from './footprint.ts'
import { polygonsOf } from './geometry.ts'
import { between, planarContains } from './shapes.testing.ts'
import { findGeometryProblems } from './validate.ts'

const footprintArbitrary = fc.record({
  centre: fc.record({
    lon: between(-180, 180),
    lat: fc.oneof(between(-90, 90), between(89, 90), between(-90, -89)),
  }),
  width_km: between(0.1, 200),
  length_km: between(0.1, 500),
  heading_deg: between(0, 360),
})

describe('a footprint', () => {
  it('has the area of its sides within 0.1 %, anywhere and in any direction', () => {
    fc.assert(
      fc.property(footprintArbitrary, ({ centre, width_km, length_km, heading_deg }) => {
        const footprint = footprintAround(centre, width_km, length_km, heading_deg)
        const share = geodesicAreaKm2(footprint) / (width_km * length_km)
        assert.ok(Math.abs(share - 1) < 1e-3, `${share}`)
      }),
      { numRuns: 100 },
    )
  })

  it('is a valid geometry round its centre', () => {
    fc.assert(
      fc.property(footprintArbitrary, ({ centre, width_km, length_km, heading_deg }) => {
        const footprint = footprintAround(centre, width_km, length_km, heading_deg)
        assert.deepEqual(findGeometryProblems(footprint), [])
        const is_off_border = Math.abs(centre.lon) < 179.99 && Math.abs(centre.lat) < 89.99
        if (is_off_border) assert.ok(planarContains(footprint, [centre.lon, centre.lat]))
      }),
    )
  })

  it('has its corners where a geodesic from the centre leads', () => {
    const corner = geographiclib.Geodesic.WGS84.Direct(60, 10, 193 + 45, 10_000 * Math.SQRT2)
    const [ring] = polygonsOf(footprintAround({ lon: 10, lat: 60 }, 20, 20, 193))[0]!
    const nearest = Math.min(...ring!.map(([lon, lat]) => Math.hypot(lon - corner.lon2!, lat - corner.lat2!)))
    assert.ok(nearest < 1e-6, `${nearest}`)
  })

  it('has a vertex every 10 km, and no more than it needs across the antimeridian', () => {
    const corners = (lon: number) =>
      polygonsOf(footprintAround({ lon, lat: 20 }, 12, 100, 193)).flat(2).length
    assert.equal(corners(0), 25)
    assert.ok(corners(180) <= 25 + 6, `${corners(180)}`)
  })

  it('crosses the antimeridian in two parts and holds a pole in one', () => {
    assert.equal(footprintAround({ lon: 179.99, lat: 10 }, 20, 20, 0).type, 'MultiPolygon')
    assert.equal(footprintAround({ lon: 12, lat: 89.99 }, 20, 20, 30).type, 'Polygon')
    assert.ok(planarContains(footprintAround({ lon: 12, lat: -89.9 }, 50, 50, 30), [100, -89.999]))
  })
})
