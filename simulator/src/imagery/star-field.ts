/** The picture of a camera that looks away from the Earth: noise, stars, and the object that it was sent for. */

import type { Raster } from '@swath/imagery/raster'
import { hash01 } from '../sky/hash.ts'
import type { Nei } from '../task.ts'

/** A capture in space as its files tell it. */
export interface SpaceScene {
  nei: Nei
  range_km: number
  sun_angle_deg: number
}

const size_px = 512
const stars = 260
const background_dn = 120
const noise_dn = 12
const brightest_dn = 12_000
const object_dn = 9_000
/** The length of the trails of stars in evo_stripe, and of the object in spotlight. */
const trail_px = 28
const blur_px = 1.3

type Draw = (...parts: (string | number)[]) => number

/**
 * Raw counts of one panchromatic frame, 16 bits. In spotlight the camera rests while the object flies through, and
 * in evo_stripe it goes with the object: what does not keep still is a trail.
 */
export function renderStarField({ nei }: SpaceScene, seed: string): Raster<Uint16Array> {
  const draw: Draw = (...parts) => hash01(seed, ...parts)
  const light = new Float32Array(size_px * size_px)
  const follows = nei.mode === 'evo_stripe'
  const direction_rad = draw('direction') * 2 * Math.PI
  for (let star = 0; star < stars; star++) {
    // Ten times as many stars for every factor of about four in brightness.
    const peak_dn = brightest_dn * (0.02 + draw('light', star)) ** 4
    const [x, y] = [draw('x', star) * size_px, draw('y', star) * size_px]
    addTrail(light, { x, y, peak_dn, length_px: follows ? trail_px : 0, direction_rad })
  }
  const middle = size_px / 2
  const length_px = follows ? 0 : trail_px * 3
  addTrail(light, { x: middle, y: middle, peak_dn: object_dn, length_px, direction_rad })
  return { width: size_px, height: size_px, bands: 1, samples: expose(light, draw) }
}

/** Counts are never 0, which would be no data. */
function expose(light: Float32Array, draw: Draw): Uint16Array {
  // Sums of hashes for every pixel would be slow: two sequences that do not divide each other look the same.
  const noise = Float32Array.from({ length: 4093 }, (_, n) => draw('a', n) + draw('b', n) - 1)
  return Uint16Array.from(light, (dn, pixel) => {
    const grain = noise[pixel % noise.length]! + noise[(pixel * 7) % 4091]!
    return Math.max(1, Math.round(background_dn + noise_dn * grain + dn))
  })
}

interface Trail {
  x: number
  y: number
  peak_dn: number
  length_px: number
  direction_rad: number
}

/** A blurred point, moved along a line about its place; its light is spread over the line. */
function addTrail(light: Float32Array, { x, y, peak_dn, length_px, direction_rad }: Trail) {
  const points = Math.max(1, Math.round(length_px))
  for (let n = 0; n < points; n++) {
    const from_middle = points === 1 ? 0 : (n / (points - 1) - 0.5) * length_px
    const at = {
      x: x + from_middle * Math.cos(direction_rad),
      y: y + from_middle * Math.sin(direction_rad),
    }
    addPoint(light, at.x, at.y, peak_dn / Math.sqrt(points))
  }
}

function addPoint(light: Float32Array, x: number, y: number, peak_dn: number) {
  const reach = Math.ceil(4 * blur_px)
  for (let row = Math.floor(y) - reach; row <= y + reach; row++) {
    for (let column = Math.floor(x) - reach; column <= x + reach; column++) {
      if (row < 0 || column < 0 || row >= size_px || column >= size_px) continue
      const distance2 = (column - x) ** 2 + (row - y) ** 2
      light[row * size_px + column]! += peak_dn * Math.exp(-distance2 / (2 * blur_px ** 2))
    }
  }
}
