/** The squares of 2 km into which orthorectified images are cut. */

import type { EastingNorthing } from '@swath/imagery/utm'
import type { PlaneFootprint } from '../imagery/footprint.ts'

/** A square of the grid with what an image shows of it. */
export interface Tile {
  epsg: number
  /** `31N_448_5410`: zone, and the lower left corner in kilometres. */
  name: string
  west_m: number
  south_m: number
  /** The part that the image covers, on the plane, closed. */
  ring: EastingNorthing[]
  /** The share of the square that the image covers. */
  covered_share: number
}

export const side_m = 2000
/** A capture that only touches a square is no image of it. */
const least_share = 0.02

export function tilesOf({ epsg, ring }: PlaneFootprint): Tile[] {
  const [eastings, northings] = [ring.map(([easting]) => easting), ring.map(([, northing]) => northing)]
  const cells = (values: number[]) => [
    Math.floor(Math.min(...values) / side_m),
    Math.ceil(Math.max(...values) / side_m),
  ]
  const [west, east] = cells(eastings) as [number, number]
  const [south, north] = cells(northings) as [number, number]
  const tiles: Tile[] = []
  for (let column = west; column < east; column++) {
    for (let row = south; row < north; row++) {
      const tile = tileAt(epsg, ring, column * side_m, row * side_m)
      if (tile.covered_share >= least_share) tiles.push(tile)
    }
  }
  return tiles
}

function tileAt(epsg: number, ring: readonly EastingNorthing[], west_m: number, south_m: number): Tile {
  const zone = `${String(epsg % 100).padStart(2, '0')}${epsg > 32700 ? 'S' : 'N'}`
  const part = clip(ring.slice(0, -1), west_m, south_m)
  return {
    epsg,
    name: `${zone}_${west_m / 1000}_${south_m / 1000}`,
    west_m,
    south_m,
    ring: part.length > 0 ? [...part, part[0]!] : [],
    covered_share: Math.abs(area(part)) / side_m ** 2,
  }
}

/** Sutherland and Hodgman: both are convex, so what is left is one piece. */
function clip(ring: readonly EastingNorthing[], west_m: number, south_m: number): EastingNorthing[] {
  const [eastOf, northOf] = [(at: EastingNorthing) => at[0], (at: EastingNorthing) => at[1]]
  const west = cut(ring, (at) => eastOf(at) - west_m)
  const east = cut(west, (at) => west_m + side_m - eastOf(at))
  const south = cut(east, (at) => northOf(at) - south_m)
  return cut(south, (at) => south_m + side_m - northOf(at))
}

/** The part where the depth is not negative. */
function cut(ring: readonly EastingNorthing[], depthOf: (at: EastingNorthing) => number): EastingNorthing[] {
  return ring.flatMap((to, index) => {
    const from = ring.at(index - 1)!
    const [from_depth, to_depth] = [depthOf(from), depthOf(to)]
    const kept: EastingNorthing[] = to_depth >= 0 ? [to] : []
    if (from_depth * to_depth >= 0) return kept
    const share = from_depth / (from_depth - to_depth)
    const between = (axis: 0 | 1) => from[axis] + share * (to[axis] - from[axis])
    return [[between(0), between(1)], ...kept]
  })
}

/** Shoelace. */
function area(ring: readonly EastingNorthing[]): number {
  return ring.reduce((sum, [x, y], index) => {
    const [next_x, next_y] = ring[(index + 1) % ring.length]!
    return sum + (x * next_y - next_x * y) / 2
  }, 0)
}
