/**
 * Reproducible randomness on the map of the world.
 *
 * Places are given in world units: Mercator, 2^24 units around the Earth, so one is about 2.4 m on the ground
 * at the equator and shrinks with the cosine of the latitude. All patterns repeat after 2^24 units, which is
 * what lets them join at the antimeridian.
 */

export const WORLD_BITS = 24

/** 32 random bits that depend on two whole numbers and a seed only (murmur3's finaliser). */
export function hash(x: number, y: number, seed: number): number {
  let bits = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1) ^ Math.imul(seed, 0x9e3779b1)
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return (bits ^ (bits >>> 16)) >>> 0
}

/** Like `hash`, as a fraction in [0, 1). */
export function chance(x: number, y: number, seed: number): number {
  return hash(x, y, seed) / 2 ** 32
}

/** 0 below `from`, 1 above `to`, smooth between. */
export function smoothstep(from: number, to: number, value: number): number {
  const part = Math.min(Math.max((value - from) / (to - from), 0), 1)
  return part * part * (3 - 2 * part)
}

const DIRECTIONS = 256
// Perlin noise peaks near 0.7 for unit gradients; longer ones bring it to about -1 to 1.
const GRADIENT_LENGTH = 1.5
const GRADIENT_U = Float64Array.from(
  { length: DIRECTIONS },
  (_, i) => GRADIENT_LENGTH * Math.cos((i * 2 * Math.PI) / DIRECTIONS),
)
const GRADIENT_V = Float64Array.from(
  { length: DIRECTIONS },
  (_, i) => GRADIENT_LENGTH * Math.sin((i * 2 * Math.PI) / DIRECTIONS),
)

/** Height that the gradient at a lattice point gives a place (du, dv) away from it. */
function slopeFrom(lattice: number, du: number, dv: number): number {
  // One round of scrambling, its best bits: a full hash costs twice the time and looks the same.
  const direction = Math.imul(lattice ^ (lattice >>> 15), 0x2c1b3c6d) >>> 24
  return GRADIENT_U[direction]! * du + GRADIENT_V[direction]! * dv
}

function fade(part: number): number {
  return part * part * part * (part * (part * 6 - 15) + 10)
}

/** Perlin's gradient noise, about -1 to 1, with bumps 2^cellBits world units wide. */
export function noise(u: number, v: number, cellBits: number, seed: number): number {
  const x = u / (1 << cellBits)
  const y = v / (1 << cellBits)
  const column = Math.floor(x)
  const row = Math.floor(y)
  const mask = (1 << (WORLD_BITS - cellBits)) - 1
  const west = Math.imul(column & mask, 0x27d4eb2d)
  const east = Math.imul((column + 1) & mask, 0x27d4eb2d)
  const salt = Math.imul(seed, 0x9e3779b1)
  const south = Math.imul(row, 0x165667b1) ^ salt
  const north = Math.imul(row + 1, 0x165667b1) ^ salt
  const du = x - column
  const dv = y - row
  const eastShare = fade(du)
  const southWest = slopeFrom(west ^ south, du, dv)
  const northWest = slopeFrom(west ^ north, du, dv - 1)
  const southEdge = southWest + eastShare * (slopeFrom(east ^ south, du - 1, dv) - southWest)
  const northEdge = northWest + eastShare * (slopeFrom(east ^ north, du - 1, dv - 1) - northWest)
  return southEdge + fade(dv) * (northEdge - southEdge)
}

/** Sum of `octaves` noises, each half as wide and half as strong as the one before; about -1 to 1. */
export function fractal(u: number, v: number, cellBits: number, octaves: number, seed: number): number {
  let sum = 0
  let strength = 1
  for (let octave = 0; octave < octaves; octave++) {
    // Gradient noise is 0 on its lattice; the shift keeps the lattices of the octaves apart.
    const shift = octave * 1013.7
    sum += strength * noise(u + shift, v + shift, cellBits - octave, seed + octave)
    strength /= 2
  }
  return sum / (1.6 * (1 - strength))
}
