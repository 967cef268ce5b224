/** Renders what a satellite sees of a footprint: reflectance and cloud mask, on a given pixel grid. */
import type { PixelGrid, Raster } from '@swath/imagery/raster'
import type { EastingNorthing } from '@swath/imagery/utm'
import { CLOUD_CODE, cloudCode, cloudDensity, cloudOpacity, cloudThreshold, paintCloud } from './clouds.ts'
import { rowSpans } from './footprint.ts'
import { createGroundPainter } from './ground.ts'
import { type Sun, towardsCloud } from './light.ts'
import { hash } from './noise.ts'
import { BANDS, brighten, type Spectrum } from './spectra.ts'
import { createWorldMap, createWorldRow, type LocateRow, unitsPerMetre } from './world.ts'

export interface SceneRequest {
  readonly grid: PixelGrid
  /** On the plane of the grid, closed. Pixels whose centre lies outside are nodata. */
  readonly ring: readonly EastingNorthing[]
  readonly sun: Sun
  /** The share of the pixels inside the footprint, in percent. */
  readonly cloud_cover_pct: number
  /** The land: the same number, the same Earth. */
  readonly world_seed: number
  /** The weather: one number per capture. */
  readonly capture_seed: number
  /** Standard deviation of the sensor's noise, as a fraction of the signal. */
  readonly noise_fraction: number
}

export interface Scene {
  /** Blue, Green, Red, NIR: top-of-atmosphere reflectance x 10000, 0 is nodata. */
  readonly analytic: Raster<Uint16Array>
  /** 0 no data, 1 clear, 2 haze, 3 cloud. */
  readonly cloud: Raster<Uint8Array>
}

const SHADOW_DEPTH = 0.6
// The sun is a disc: what is finer than this does not reach the ground as a shadow.
const SHADOW_OCTAVES = 3

/** It computes for seconds, so it belongs into a thread that answers nobody. */
export function renderScene(request: SceneRequest): Scene {
  const { width, height } = request.grid
  const spans = rowSpans(request.ring, request.grid)
  const locate = createWorldMap(request.grid)
  const densities = measureClouds(request, spans, locate)
  const threshold = cloudThreshold(densities, request.cloud_cover_pct)
  const cloud = new Uint8Array(width * height)
  densities.forEach((density, pixel) => {
    cloud[pixel] = Number.isNaN(density) ? CLOUD_CODE.noData : cloudCode(density, threshold)
  })
  const analytic = paintPixels(request, spans, locate, { densities, threshold })
  return {
    analytic: { width, height, bands: BANDS, samples: analytic },
    cloud: { width, height, bands: 1, samples: cloud },
  }
}

/** Cloud density of each pixel, NaN outside of the footprint. */
function measureClouds(request: SceneRequest, spans: number[][], locate: LocateRow): Float32Array {
  const { width, height } = request.grid
  const densities = new Float32Array(width * height).fill(Number.NaN)
  const place = createWorldRow(width + 2)
  for (let row = 0; row < height; row++) {
    locate(row, place)
    eachColumn(spans[row]!, (column) => {
      const density = cloudDensity(place.u[column + 1]!, place.v[column + 1]!, request.capture_seed)
      densities[row * width + column] = density
    })
  }
  return densities
}

interface Weather {
  readonly densities: Float32Array
  readonly threshold: number
}

function paintPixels(
  request: SceneRequest,
  spans: number[][],
  locate: LocateRow,
  weather: Weather,
): Uint16Array {
  const { width, height } = request.grid
  const analytic = new Uint16Array(width * height * BANDS)
  const ground = createGroundPainter(request.grid, locate, request.sun, request.world_seed)
  const shadow = createShadow(request, locate, weather.threshold)
  const color: Spectrum = [0, 0, 0, 0]
  for (let row = 0; row < height; row++) {
    ground.enterRow(row)
    shadow.enterRow(row)
    eachColumn(spans[row]!, (column) => {
      const pixel = row * width + column
      ground.paint(column, color)
      brighten(color, 1 - SHADOW_DEPTH * shadow.depthAt(column))
      paintCloud(color, weather.densities[pixel]!, weather.threshold)
      record(color, analytic, pixel, request)
    })
  }
  return analytic
}

function eachColumn(spans: readonly number[], visit: (column: number) => void): void {
  for (let i = 0; i + 1 < spans.length; i += 2) {
    for (let column = spans[i]!; column < spans[i + 1]!; column++) visit(column)
  }
}

interface Shadow {
  enterRow(row: number): void
  /** 0 in the sun, 1 under a cloud that nothing passes. */
  depthAt(column: number): number
}

function createShadow(
  { grid, sun, capture_seed }: SceneRequest,
  locate: LocateRow,
  threshold: number,
): Shadow {
  const place = createWorldRow(grid.width + 2)
  const [east_m, north_m] = towardsCloud(sun)
  const isClear = threshold === Number.POSITIVE_INFINITY
  return {
    enterRow: (row) => locate(row, place),
    depthAt(column) {
      if (isClear) return 0
      const scale = unitsPerMetre(place.lat_deg[column + 1]!)
      const u = place.u[column + 1]! + east_m * scale
      const v = place.v[column + 1]! + north_m * scale
      return cloudOpacity(cloudDensity(u, v, capture_seed, SHADOW_OCTAVES), threshold)
    },
  }
}

/** The sensor adds noise, and stores whole numbers that are never the 0 that means nodata. */
function record(color: Spectrum, analytic: Uint16Array, pixel: number, request: SceneRequest): void {
  for (let band = 0; band < BANDS; band++) {
    const bits = hash(pixel, band, request.capture_seed)
    // The sum of two even chances is the cheapest bell; the root gives it a standard deviation of 1.
    const error = (((bits & 0xffff) + (bits >>> 16)) / 0xffff - 1) * Math.sqrt(6)
    const signal = color[band]! * (1 + request.noise_fraction * error)
    analytic[pixel * BANDS + band] = Math.min(Math.max(Math.round(signal), 1), 65_535)
  }
}
