/** Clouds of one capture: a field of density, cut at the height that gives the wanted cover. */
import { fractal, noise } from './noise.ts'
import { blend, brighten, mixOf, SPECTRA, type Spectrum } from './spectra.ts'

/** Codes of the cloud mask, as the vendor defines them from 2025-11-17 on. */
export const CLOUD_CODE = { noData: 0, clear: 1, haze: 2, cloud: 3 } as const

const HAZE_DEPTH = 0.07
const HISTOGRAM_BINS = 4_096

/** Density at a place (world units), about -1 to 1: banks of cloud, broken into billows of `octaves` sizes. */
export function cloudDensity(u: number, v: number, seed: number, octaves = 5): number {
  const banks = noise(u, v, 12, seed)
  const billows = fractal(u, v, 10, octaves, seed + 2)
  return 0.45 * banks + 0.75 * billows
}

/** The density above which a wanted share of the given densities lies; NaN marks pixels that do not count. */
export function cloudThreshold(densities: Float32Array, cover_pct: number): number {
  if (cover_pct <= 0) return Number.POSITIVE_INFINITY
  const counts = new Uint32Array(HISTOGRAM_BINS)
  let total = 0
  for (const density of densities) {
    if (Number.isNaN(density)) continue
    counts[binOf(density)]!++
    total++
  }
  let wanted = (total * Math.min(cover_pct, 100)) / 100
  let bin = HISTOGRAM_BINS
  while (bin > 0 && wanted > 0) wanted -= counts[--bin]!
  return densityOf(bin)
}

function binOf(density: number): number {
  return Math.min(Math.max(Math.floor(((density + 2) / 4) * HISTOGRAM_BINS), 0), HISTOGRAM_BINS - 1)
}

function densityOf(bin: number): number {
  return (bin / HISTOGRAM_BINS) * 4 - 2
}

export function cloudCode(density: number, threshold: number): number {
  if (density >= threshold) return CLOUD_CODE.cloud
  return density >= threshold - HAZE_DEPTH ? CLOUD_CODE.haze : CLOUD_CODE.clear
}

/** Share of light that a cloud keeps from passing: 0 in the clear, about 0.4 where haze turns to cloud, below 1. */
export function cloudOpacity(density: number, threshold: number): number {
  const depth = density - threshold + HAZE_DEPTH
  return depth <= 0 ? 0 : 1 - Math.exp(-((depth / (1.4 * HAZE_DEPTH)) ** 1.5))
}

/** Puts the cloud, brighter where it is thicker, in front of the ground. */
export function paintCloud(color: Spectrum, density: number, threshold: number): void {
  const opacity = cloudOpacity(density, threshold)
  if (opacity === 0) return
  const cloud = mixOf(SPECTRA.cloud)
  brighten(cloud, 0.72 + 0.5 * Math.min(density - threshold + HAZE_DEPTH, 0.6))
  blend(color, cloud, opacity)
}
