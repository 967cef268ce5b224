/** From the pixels of a grid to places in the pretended world. */

import type { PixelGrid } from '@swath/imagery/raster'
import { projectionOf } from '@swath/imagery/utm'
import { WORLD_BITS } from './noise.ts'

const WORLD_UNITS = 2 ** WORLD_BITS
const EARTH_CIRCUMFERENCE_M = 40_075_017
const NODE_SPACING_PX = 32

/** Places (world units) and latitudes of a run of pixels in one row. */
export interface WorldRow {
  readonly u: Float64Array
  readonly v: Float64Array
  readonly lat_deg: Float64Array
}

export function createWorldRow(width: number): WorldRow {
  return { u: new Float64Array(width), v: new Float64Array(width), lat_deg: new Float64Array(width) }
}

/** Fills `target` with the pixels from column -1 on of a row, which may lie outside of the grid. */
export type LocateRow = (row: number, target: WorldRow) => void

interface Place {
  readonly u: number
  readonly v: number
  readonly lat_deg: number
}

/**
 * Locates exactly at nodes some hundreds of metres apart and linearly between them, which is off by
 * millimetres. Nodes lie at fixed places of the plane, so that neighbouring grids get the same numbers.
 */
export function createWorldMap(grid: PixelGrid): LocateRow {
  const spacing_m = NODE_SPACING_PX * grid.pixel_size_m
  const nodeAt = createNodes(grid.epsg, spacing_m)
  return (row, target) => {
    const y = (grid.origin_northing_m - (row + 0.5) * grid.pixel_size_m) / spacing_m
    const south = Math.floor(y)
    for (let i = 0; i < target.u.length; i++) {
      const x = (grid.origin_easting_m + (i - 0.5) * grid.pixel_size_m) / spacing_m
      const west = Math.floor(x)
      const corners = nodeAt(west, south)
      interpolate(corners, x - west, y - south, target, i)
    }
  }
}

/** South-west, south-east, north-west, north-east. */
type Corners = readonly [Place, Place, Place, Place]

function interpolate([sw, se, nw, ne]: Corners, x: number, y: number, target: WorldRow, index: number): void {
  const between = (a: number, b: number, c: number, d: number) => {
    const south = a + x * (b - a)
    return south + y * (c + x * (d - c) - south)
  }
  target.u[index] = between(sw.u, se.u, nw.u, ne.u)
  target.v[index] = between(sw.v, se.v, nw.v, ne.v)
  target.lat_deg[index] = between(sw.lat_deg, se.lat_deg, nw.lat_deg, ne.lat_deg)
}

/** Finds the four nodes around a cell, each computed once. */
function createNodes(epsg: number, spacing_m: number): (column: number, row: number) => Corners {
  const cells = new Map<number, Corners>()
  const place = createPlace(epsg)
  const at = (column: number, row: number) => place(column * spacing_m, row * spacing_m)
  let latest: { column: number; row: number; corners: Corners } | undefined
  return (column, row) => {
    if (latest?.column === column && latest.row === row) return latest.corners
    const key = row * 2 ** 26 + column
    const corners = cells.get(key) ?? [
      at(column, row),
      at(column + 1, row),
      at(column, row + 1),
      at(column + 1, row + 1),
    ]
    cells.set(key, corners)
    latest = { column, row, corners }
    return corners
  }
}

function createPlace(epsg: number): (easting_m: number, northing_m: number) => Place {
  const projection = projectionOf(epsg)
  const middleUnits = projection.inverse([500_000, 5_000_000])[0] * (WORLD_UNITS / 360)
  const isPolar = epsg % 100 === 61
  return (easting_m, northing_m) => {
    const [lon_deg, lat_deg] = projection.inverse([easting_m, northing_m])
    // Mercator has no poles; there, the polar plane itself is the map.
    if (isPolar) return { u: toUnits(easting_m), v: toUnits(northing_m), lat_deg }
    const u = lon_deg * (WORLD_UNITS / 360)
    const psi = Math.asinh(Math.tan((lat_deg * Math.PI) / 180))
    const v = psi * (WORLD_UNITS / (2 * Math.PI))
    return { u: u - WORLD_UNITS * Math.round((u - middleUnits) / WORLD_UNITS), v, lat_deg }
  }
}

function toUnits(length_m: number): number {
  return length_m * (WORLD_UNITS / EARTH_CIRCUMFERENCE_M)
}

/** World units in a metre on the ground. */
export function unitsPerMetre(lat_deg: number): number {
  // Beyond 84 degrees the map is the polar plane, which is true to scale within a percent.
  const stretch = Math.abs(lat_deg) > 84 ? 1 : Math.cos((lat_deg * Math.PI) / 180)
  return WORLD_UNITS / (EARTH_CIRCUMFERENCE_M * stretch)
}
