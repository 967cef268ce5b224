import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { extentOf, isTile, partsOf, worldToRaster } from '../mercator.ts'
import { epsgAt, type LonLat, projectionOf } from '../utm.ts'
import { georeference, gridAround, tileAt } from './tiles.testing.ts'
import { locateInTile, mapPixels, spanOf } from './warp.ts'

const places = fc.tuple(
  fc.double({ min: -180, max: 179.99, noNaN: true }),
  fc.double({ min: -84.9, max: 84.9, noNaN: true }),
)

test('a tile is a whole row and column of the square that its zoom has', () => {
  assert.ok(isTile({ z: 0, x: 0, y: 0 }) && isTile({ z: 3, x: 7, y: 7 }))
  const wrong = [
    { z: 0, x: 1, y: 0 },
    { z: 3, x: 8, y: 0 },
    { z: 3, x: 0, y: 8 },
    { z: -1, x: 0, y: 0 },
    { z: 3, x: -1, y: 0 },
    { z: 3, x: 0.5, y: 0 },
    { z: 40, x: 0, y: 0 },
    { z: Number.NaN, x: 0, y: 0 },
  ]
  for (const tile of wrong) assert.ok(!isTile(tile), JSON.stringify(tile))
})

test('every place is projected to less than a quarter of a pixel, at any zoom', () => {
  const zooms = fc.integer({ min: 0, max: 20 })
  // From a scene of a few kilometres to one that is as wide as its zone, and wider near the poles.
  const pixels_m = fc.constantFrom(1, 10, 200, 1500)
  fc.assert(
    fc.property(places, zooms, pixels_m, (place, z, pixel_size_m) => {
      const grid = georeference(gridAround(place, epsgAt(place), 400, pixel_size_m))
      const tile = tileAt(z, place)
      const locate = locateInTile(worldToRaster(grid), tile, 256)
      for (const part of partsOf(tile, 256, extentOf(grid))) {
        const span = spanOf(locate, part)
        const { columns, rows } = mapPixels(locate, part, { x: span, y: span })
        for (let pixel = 0; pixel < columns.length; pixel += 37) {
          const x = part.left + (pixel % part.width) + 0.5
          const y = part.top + Math.floor(pixel / part.width) + 0.5
          const [column, row] = locate(x, y)
          const error = Math.hypot(column / span - columns[pixel]!, row / span - rows[pixel]!)
          assert.ok(error < 0.25, `${error} of a pixel`)
        }
      }
    }),
    { numRuns: 300 },
  )
})

test('no pixel of a raster lies outside of the parts of tiles that are looked at', () => {
  fc.assert(
    fc.property(
      places,
      fc.integer({ min: 0, max: 14 }),
      fc.constantFrom(20, 1500),
      (place, z, pixel_size_m) => {
        const epsg = epsgAt(place)
        const grid = georeference(gridAround(place, epsg, 400, pixel_size_m))
        const extent = extentOf(grid)
        for (let corner = 0; corner < 36; corner++) {
          const [right, down] = [(corner % 6) / 5, Math.floor(corner / 6) / 5]
          const seen: LonLat = projectionOf(epsg).inverse([
            grid.origin_easting_m + right * 400 * pixel_size_m,
            grid.origin_northing_m - down * 400 * pixel_size_m,
          ])
          if (Math.abs(seen[1]) > 85) continue
          const tile = tileAt(z, seen)
          const x = (((seen[0] + 180) / 360) * 2 ** z - tile.x) * 256
          const within = partsOf(tile, 256, extent).some(
            (part) => x >= part.left && x <= part.left + part.width,
          )
          assert.ok(within, `${seen} in ${JSON.stringify(tile)}`)
        }
      },
    ),
  )
})
