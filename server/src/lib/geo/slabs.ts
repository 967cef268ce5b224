import type { LonLat } from './geometry.ts'
import { isOn, isSouthOf, type Location, type SegmentColumns, toColumns } from './locate.ts'
import type { Outline } from './outline.ts'

/**
 * The segments of outlines in slabs from meridian to meridian, of about as many slabs as each holds ends, so that a
 * point is compared with those about its own meridian.
 */
export class Slabs {
  readonly #outlines: Outline[]
  readonly #columns: SegmentColumns
  /** The outlines of the segments, by their order. */
  readonly #owners: Uint32Array
  /** The beginnings of slabs, but for the first. */
  readonly #borders: Float64Array
  readonly #slabs: number[][]
  /** Those that hold the South Pole, by their order. */
  readonly #round_south_pole: number[]

  constructor(outlines: Outline[]) {
    const segments = outlines.flatMap((outline) => outline.segments)
    this.#outlines = outlines
    this.#round_south_pole = [...outlines.keys()].filter((order) => outlines[order]!.south_pole_is_inside)
    this.#columns = toColumns(segments)
    this.#owners = Uint32Array.from(outlines.flatMap((outline, order) => outline.segments.map(() => order)))
    this.#borders = bordersOf(this.#columns.from_lon)
    this.#slabs = Array.from({ length: this.#borders.length + 1 }, () => [])
    for (const [index, { from, to }] of segments.entries()) {
      const last = this.#slabAt(Math.max(from[0], to[0]))
      for (let slab = this.#slabAt(Math.min(from[0], to[0])); slab <= last; slab++)
        this.#slabs[slab]!.push(index)
    }
  }

  /** Outlines that hold a point, in their order; of those on which it lies, any. */
  outersOf([lon, lat]: LonLat): Outline[] {
    const outers = new Set(this.#round_south_pole)
    for (const index of this.#slabs[this.#slabAt(lon)]!) {
      const owner = this.#owners[index]!
      if (isSouthOf(this.#columns, index, lon, lat) && !outers.delete(owner)) outers.add(owner)
    }
    return [...outers].sort((a, b) => a - b).map((owner) => this.#outlines[owner]!)
  }

  /** Locates a point relative to one of the outlines. */
  locate([lon, lat]: LonLat, outline: Outline): Location {
    const owner = this.#outlines.indexOf(outline)
    let is_inside = outline.south_pole_is_inside
    for (const index of this.#slabs[this.#slabAt(lon)]!) {
      if (this.#owners[index] !== owner) continue
      if (isOn(this.#columns, index, lon, lat)) return 'boundary'
      if (isSouthOf(this.#columns, index, lon, lat)) is_inside = !is_inside
    }
    return is_inside ? 'inside' : 'outside'
  }

  #slabAt(lon: number): number {
    let [low, high] = [0, this.#borders.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#borders[middle]! > lon) high = middle
      else low = middle + 1
    }
    return low
  }
}

function bordersOf(lons: Float64Array): Float64Array {
  const sorted = lons.toSorted()
  const size = Math.ceil(Math.sqrt(lons.length))
  return sorted.filter((_, index) => index > 0 && index % size === 0)
}
