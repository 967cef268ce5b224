import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PixelGrid } from '@swath/imagery/raster'
import { type EastingNorthing, type LonLat, projectionOf } from '@swath/imagery/utm'
import { CLOUD_CODE } from './clouds.ts'
import { renderScene, type Scene, type SceneRequest } from './scene.ts'

const SUN = { elevation_deg: 50, azimuth_deg: 135 }

/** A grid in zone 31 north with everything inside of the footprint, unless told otherwise. */
function requestFor(grid: Partial<PixelGrid>, more: Partial<SceneRequest> = {}): SceneRequest {
  const whole: PixelGrid = {
    epsg: 32631,
    origin_easting_m: 430_000,
    origin_northing_m: 4_580_000,
    pixel_size_m: 20,
    width: 200,
    height: 150,
    ...grid,
  }
  return {
    grid: whole,
    ring: outline(whole),
    sun: SUN,
    cloud_cover_pct: 0,
    world_seed: 7,
    capture_seed: 1,
    noise_fraction: 0,
    ...more,
  }
}

function outline({
  origin_easting_m: west,
  origin_northing_m: north,
  ...grid
}: PixelGrid): EastingNorthing[] {
  const east = west + grid.width * grid.pixel_size_m
  const south = north - grid.height * grid.pixel_size_m
  return [
    [west, north],
    [east, north],
    [east, south],
    [west, south],
    [west, north],
  ]
}

function pixelAt({ analytic }: Scene, column: number, row: number): number[] {
  const start = (row * analytic.width + column) * analytic.bands
  return [...analytic.samples.subarray(start, start + analytic.bands)]
}

function countOf({ cloud }: Scene, code: number): number {
  return cloud.samples.reduce((count, sample) => count + Number(sample === code), 0)
}

test('neighbouring images join without a seam', () => {
  const whole = renderScene(requestFor({}))
  const east = renderScene(requestFor({ origin_easting_m: 432_000, width: 100 }))
  const south = renderScene(requestFor({ origin_northing_m: 4_578_000, height: 50 }))
  for (let row = 0; row < 150; row++) assert.deepEqual(pixelAt(east, 0, row), pixelAt(whole, 100, row))
  for (let column = 0; column < 200; column++) {
    assert.deepEqual(pixelAt(south, column, 0), pixelAt(whole, column, 100))
  }
})

/** The one pixel around a place, as a zone sees it. */
function lookAt(place: LonLat, epsg: number): number[] {
  const [easting, northing] = projectionOf(epsg).forward(place)
  const corner = { origin_easting_m: easting - 10, origin_northing_m: northing + 10 }
  return pixelAt(renderScene(requestFor({ epsg, ...corner, width: 1, height: 1 })), 0, 0)
}

test('a place looks the same from the neighbouring zone, also across the antimeridian', () => {
  for (const [border_deg, west, east] of [
    [6, 32631, 32632],
    [180, 32660, 32601],
  ] as const) {
    for (let step = -10; step <= 10; step++) {
      const place = [border_deg + step * 0.001, 44.1] as const
      const [seen, again] = [lookAt(place, west), lookAt(place, east)]
      // The light alone differs now: north is not quite the same direction in the two zones.
      seen.forEach((value, band) => {
        assert.ok(Math.abs(value - again[band]!) < 0.02 * value, `${place}: ${seen} and ${again}`)
      })
    }
  }
})

test('another seed is another Earth', () => {
  const [one, other] = [7, 8].map((world_seed) => renderScene(requestFor({}, { world_seed })))
  assert.notDeepEqual(one!.analytic.samples, other!.analytic.samples)
})

test('as much of the footprint is under cloud as was wanted', () => {
  for (const cloud_cover_pct of [0, 3, 30, 75, 100]) {
    for (const capture_seed of [1, 2, 3]) {
      const scene = renderScene(requestFor({}, { cloud_cover_pct, capture_seed }))
      const seen_pct = (100 * countOf(scene, CLOUD_CODE.cloud)) / scene.cloud.samples.length
      assert.ok(Math.abs(seen_pct - cloud_cover_pct) < 0.5, `${seen_pct} for ${cloud_cover_pct}`)
    }
  }
})

test('a cloudless capture has no haze either', () => {
  assert.equal(countOf(renderScene(requestFor({})), CLOUD_CODE.haze), 0)
})

test('clouds are bright, and their shadows lie away from the sun', () => {
  const clear = renderScene(requestFor({}))
  const cloudy = renderScene(requestFor({}, { cloud_cover_pct: 25 }))
  // From 1100 m above, the sun half-way up in the south-east: 653 m north-west of the cloud.
  const offset = Math.round(653 / 20)
  let shadows = 0
  let shadowsUnderCloud = 0
  cloudy.cloud.samples.forEach((code, pixel) => {
    const [column, row] = [pixel % 200, Math.floor(pixel / 200)]
    const red = pixelAt(cloudy, column, row)[2]!
    if (code === CLOUD_CODE.cloud) assert.ok(red > 2000)
    if (code !== CLOUD_CODE.clear || red > 0.75 * pixelAt(clear, column, row)[2]!) return
    const [cloudColumn, cloudRow] = [column + offset, row + offset]
    if (cloudColumn >= 200 || cloudRow >= 150) return
    shadows++
    if (cloudy.cloud.samples[cloudRow * 200 + cloudColumn]! > CLOUD_CODE.clear) shadowsUnderCloud++
  })
  assert.ok(shadows > 500 && shadowsUnderCloud > 0.9 * shadows, `${shadowsUnderCloud} of ${shadows}`)
})

test('plants shine and water is dark in the near infrared', () => {
  const { analytic } = renderScene(requestFor({ width: 400, height: 400 }))
  const greenness: number[] = []
  for (let i = 0; i < analytic.samples.length; i += 4) {
    const [red, nir] = [analytic.samples[i + 2]!, analytic.samples[i + 3]!]
    greenness.push((nir - red) / (nir + red))
  }
  const share = (test: (ndvi: number) => boolean) => greenness.filter(test).length / greenness.length
  assert.ok(share((ndvi) => ndvi < -0.1) > 0.005, 'a river')
  assert.ok(share((ndvi) => ndvi > 0.5) > 0.2, 'woods and crops')
  assert.ok(share((ndvi) => ndvi > 0 && ndvi < 0.4) > 0.1, 'soils and roofs')
  assert.ok(greenness.every((ndvi) => ndvi > -0.8 && ndvi < 0.9))
})

test('pixels have data inside of the footprint, and only there', () => {
  const request = requestFor({}, { cloud_cover_pct: 20, noise_fraction: 1 })
  const [northWest, , southEast, southWest] = outline(request.grid)
  const scene = renderScene({ ...request, ring: [northWest!, southEast!, southWest!, northWest!] })
  scene.cloud.samples.forEach((code, pixel) => {
    const [x, y] = [((pixel % 200) + 0.5) / 200, (Math.floor(pixel / 200) + 0.5) / 150]
    const samples = pixelAt(scene, pixel % 200, Math.floor(pixel / 200))
    if (x < y) assert.ok(code > 0 && samples.every((sample) => sample > 0))
    if (x > y) assert.deepEqual([code, ...samples], [0, 0, 0, 0, 0])
  })
})
