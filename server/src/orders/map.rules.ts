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

/** The cells of a zoom, or larger ones where the box is much larger than a screen. */
export function gridOf(zoom: number, bbox: Condition | undefined): Grid {
  const boxes = bbox ? bbox.values.map((box) => JSON.parse(box) as Box) : [whole_earth]
  const width = boxes.reduce((sum, [west, , east]) => sum + (east - west) / 360, 0)
  const [[, south, , north]] = boxes as [Box]
  const side = Math.max(width, mercatorOf(north) - mercatorOf(south), 1e-9)
  const zoom_of_box = Math.floor(Math.log2(most_cells_beside / side / cells_in_tile))
  const level = Math.max(0, Math.min(Math.floor(zoom), zoom_of_box))
  return { cells_around: cells_in_tile * 2 ** level, tolerance_deg: 360 / 512 / 2 ** level / 2 }
}

type Box = [west: number, south: number, east: number, north: number]
const whole_earth: Box = [-180, -90, 180, 90]

/** From 0 in the south to 1 in the north, as far as web mercator goes. */
function mercatorOf(lat: number): number {
  const bounded = Math.min(Math.max(lat, -85.05), 85.05)
  return 0.5 + Math.log(Math.tan(Math.PI / 4 + (bounded * Math.PI) / 360)) / (2 * Math.PI)
}
