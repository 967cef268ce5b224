/** The table tells how often a sky has clouds, by place and month. README.md tells the source, and how coarse it is. */
import { cell_deg, months } from './table.ts'

export interface Place {
  lon: number
  lat: number
}

/** To be told with every number that comes from here. */
export const source = 'ITU-R P.840-7 and P.837-7, means over 5 degrees'

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const columns = 360 / cell_deg
const rows = 180 / cell_deg
const shares = months.map((text) => Float32Array.from(text, (letter) => letters.indexOf(letter) / 63))

/** The share of the sky that clouds cover on average, between the middles of cells and of months: it has no seam. */
export function meanCloud({ lon, lat }: Place, time_ms: number): number {
  const [first, second, later] = monthsAbout(time_ms)
  return between(inMonth(first, lon, lat), inMonth(second, lon, lat), later)
}

/** The two months whose middles a time lies between, and how near it is to the second. */
function monthsAbout(time_ms: number): [first: number, second: number, later: number] {
  const time = new Date(time_ms)
  const [year, month] = [time.getUTCFullYear(), time.getUTCMonth()]
  const begin_ms = Date.UTC(year, month)
  const at = month + (time_ms - begin_ms) / (Date.UTC(year, month + 1) - begin_ms) - 0.5
  const first = Math.floor(at)
  return [(first + 12) % 12, (first + 13) % 12, at - first]
}

function inMonth(month: number, lon: number, lat: number): number {
  const x = (lon + 180) / cell_deg - 0.5
  const y = Math.min(Math.max((lat + 90) / cell_deg - 0.5, 0), rows - 1)
  const [west, south] = [Math.floor(x), Math.min(Math.floor(y), rows - 2)]
  const along = (row: number) => between(cell(month, row, west), cell(month, row, west + 1), x - west)
  return between(along(south), along(south + 1), y - south)
}

const cell = (month: number, row: number, column: number): number =>
  shares[month]![row * columns + (((column % columns) + columns) % columns)]!

const between = (from: number, to: number, share: number): number => from + (to - from) * share
