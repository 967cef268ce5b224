import type { Condition } from '../lists/filters.ts'

/** The grid by which orders are put together: so many cells lie around the Earth, and in web mercator so many up. */
export interface Grid {
  cells_around: number
  /** As wide as half a pixel of a map of that zoom. */
  tolerance_deg: number
}

/** A cell is as wide as an eighth of a tile of 512 pixels. */
const cells_in_tile = 8
/** More of them beside each other are more than anybody can tell apart, and what an answer has room for. */
const most_cells_beside = 64

/** A phone that shows all of the Earth has this zoom. */
export const least_zoom = -2

/** The cells of a zoom, or larger ones where the box is much larger than a screen. */
export function gridOf(zoom: number, bbox: Condition | undefined): Grid {
  const boxes = bbox ? bbox.values.map((box) => JSON.parse(box) as Box) : [whole_earth]
  const width = boxes.reduce((sum, [west, , east]) => sum + (east - west) / 360, 0)
  const [[, south, , north]] = boxes as [Box]
  const side = Math.max(width, mercatorOf(north) - mercatorOf(south), 1e-9)
  const zoom_of_box = Math.floor(Math.log2(most_cells_beside / side / cells_in_tile))
  const level = Math.max(least_zoom, Math.min(Math.floor(zoom), zoom_of_box))
  return { cells_around: cells_in_tile * 2 ** level, tolerance_deg: 360 / 512 / 2 ** level / 2 }
}

type Box = [west: number, south: number, east: number, north: number]
const whole_earth: Box = [-180, -90, 180, 90]

/** From 0 in the south to 1 in the north, as far as web mercator goes. */
function mercatorOf(lat: number): number {
  const bounded = Math.min(Math.max(lat, -85.05), 85.05)
  return 0.5 + Math.log(Math.tan(Math.PI / 4 + (bounded * Math.PI) / 360)) / (2 * Math.PI)
}

/** Orders whose middles lie in one cell. */
export interface Cell {
  /** One of them. */
  order_id: string
  count: number
  states: Record<string, number>
  lon: number
  lat: number
  west: number
  south: number
  east: number
  north: number
}

/** Clusters nearer than this share of a cell would cover each other. */
const reach = 0.75

/** Neighbours on either side of the edge of a cell become one, the largest first. */
export function withoutOverlaps(cells: readonly Cell[], { cells_around }: Grid): Cell[] {
  const kept = new Map<string, Cell[]>()
  const placeOf = ({ lon, lat }: Cell) => [((lon + 180) / 360) * cells_around, mercatorOf(lat) * cells_around]
  for (const cell of cells.toSorted((a, b) => b.count - a.count)) {
    const [x, y] = placeOf(cell) as [number, number]
    const around = neighbours(x, y).flatMap((key) => kept.get(key) ?? [])
    const near = around.find((one) => {
      const [other_x, other_y] = placeOf(one) as [number, number]
      return Math.hypot(other_x - x, other_y - y) < reach
    })
    if (near) absorb(near, cell)
    else kept.set(keyOf(x, y), [...(kept.get(keyOf(x, y)) ?? []), { ...cell, states: { ...cell.states } }])
  }
  return [...kept.values()].flat()
}

const keyOf = (x: number, y: number) => `${Math.floor(x)} ${Math.floor(y)}`

const neighbours = (x: number, y: number) =>
  [-1, 0, 1].flatMap((right) => [-1, 0, 1].map((up) => keyOf(Math.floor(x) + right, Math.floor(y) + up)))

/** It stays where it is: what moves could come too near to another one. */
function absorb(into: Cell, { count, states, west, south, east, north }: Cell) {
  into.count += count
  for (const [state, more] of Object.entries(states)) into.states[state] = (into.states[state] ?? 0) + more
  into.west = Math.min(into.west, west)
  into.south = Math.min(into.south, south)
  into.east = Math.max(into.east, east)
  into.north = Math.max(into.north, north)
}
