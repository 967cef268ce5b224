import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { splitAtAntimeridian } from '../lib/geo/antimeridian.ts'
import { type AreaGeometry, polygonsOf } from '../lib/geo/geometry.ts'
import { isUtm, tilesUnder, zoneOf } from './grid.ts'

const box = (west: number, south: number, side_deg: number): AreaGeometry =>
  splitAtAntimeridian({
    type: 'Polygon',
    coordinates: [
      [
        [west, south],
        [west + side_deg, south],
        [west + side_deg, south + side_deg],
        [west, south + side_deg],
        [west, south],
      ],
    ],
  })

describe('the zone of a footprint', () => {
  for (const [lon, lat, epsg] of [
    [2, 48, 32_631],
    [-60.5, -33, 32_720],
    [-179.99, 10, 32_601],
    [179.9, 10, 32_660],
    [0.01, 0.01, 32_631],
    [-0.2, -0.2, 32_730],
    [10, 85, undefined],
    [10, -81, undefined],
  ] as const) {
    it(`at ${lon} ${lat} is ${epsg}`, () => assert.equal(zoneOf(box(lon, lat, 0.05)), epsg))
  }
})

describe('a code of EPSG', () => {
  it('is that of a UTM zone or is not', () => {
    assert.ok([32_601, 32_660, 32_701, 32_760].every(isUtm))
    assert.ok(![32_600, 32_661, 32_761, 4326, 3857, '32631', null, undefined, 32_631.5].some(isUtm))
  })
})

describe('tiles', () => {
  it('are squares of 2 km on even kilometres, each there once', () => {
    // The south-west corner of the zone's middle square is where easting is 500 km.
    const tiles = tilesUnder(box(9, 45, 0.03), 32_632)
    const corners = tiles.map((tile) => `${tile.zone} ${tile.easting_km} ${tile.northing_km}`)
    assert.equal(new Set(corners).size, tiles.length)
    assert.deepEqual(corners.slice(0, 3), ['32N 500 4982', '32N 500 4984', '32N 500 4986'])
    assert.deepEqual([...new Set(tiles.map((tile) => tile.easting_km))], [500, 502])
  })

  it('of the vendor are found again: 564_1816 spans eastings 564 to 566 km', () => {
    // Longitude 93.6 east, latitude 16.43 north in zone 46.
    const tiles = tilesUnder(box(93.601, 16.425, 0.001), 32_646)
    assert.deepEqual(
      tiles.map((tile) => [tile.zone, tile.easting_km, tile.northing_km]),
      [['46N', 564, 1816]],
    )
  })

  it('stay within the map on both sides of the antimeridian', () => {
    for (const tile of tilesUnder(box(179.98, 10, 0.04), 32_660)) {
      for (const [ring] of polygonsOf(tile.geometry)) {
        const lons = ring!.map(([lon]) => lon)
        assert.ok(lons.every((lon) => Math.abs(lon) <= 180))
        assert.ok(Math.max(...lons) - Math.min(...lons) < 0.05, 'a tile goes round the Earth')
      }
    }
  })

  it('are not made of what is no scene', () => {
    assert.deepEqual(tilesUnder(box(-60, -60, 100), 32_632), [])
  })
})
