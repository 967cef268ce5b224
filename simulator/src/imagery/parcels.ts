/** Man's geometry: districts between roads, each with its own direction of fields and of streets. */
import { chance, hash, WORLD_BITS } from './noise.ts'

const DISTRICT_BITS = 9
const MASK = (1 << (WORLD_BITS - DISTRICT_BITS)) - 1

/** The district around a place. Lengths in world units. */
export interface District {
  readonly id: number
  /** Distance to the border, along which a road runs. */
  readonly road_distance: number
  /** The place, seen from the district's centre and turned into the direction of its fields. */
  readonly along: number
  readonly across: number
}

/** A rectangle of land inside a district, and the distance of the place to its nearest side. */
export interface Parcel {
  readonly id: number
  readonly edge_distance: number
}

/** Worley cells: a place belongs to the nearest of the centres scattered one to a lattice square. */
export function districtAt(u: number, v: number, seed: number): District {
  const column = Math.floor(u / (1 << DISTRICT_BITS))
  const row = Math.floor(v / (1 << DISTRICT_BITS))
  let nearest = NOWHERE
  let second = NOWHERE
  for (let y = row - 1; y <= row + 1; y++) {
    for (let x = column - 1; x <= column + 1; x++) {
      const centre = centreFrom(u, v, x, y, seed)
      if (centre.distance2 < nearest.distance2) {
        second = nearest
        nearest = centre
      } else if (centre.distance2 < second.distance2) second = centre
    }
  }
  const { id, du, dv } = nearest
  const between = Math.sqrt((du - second.du) ** 2 + (dv - second.dv) ** 2)
  const angle = chance(id, 1, seed) * Math.PI
  const cosine = Math.cos(angle)
  const sine = Math.sin(angle)
  return {
    id,
    road_distance: (second.distance2 - nearest.distance2) / (2 * between),
    along: du * cosine + dv * sine,
    across: dv * cosine - du * sine,
  }
}

/** The centre of a lattice square, and the way from it to a place. */
interface Centre {
  readonly id: number
  readonly du: number
  readonly dv: number
  readonly distance2: number
}

const NOWHERE: Centre = { id: 0, du: 0.1, dv: 0.1, distance2: Number.POSITIVE_INFINITY }

function centreFrom(u: number, v: number, x: number, y: number, seed: number): Centre {
  const id = hash(x & MASK, y, seed)
  const du = u - (x + 0.15 + (0.7 * (id & 0xffff)) / 0xffff) * (1 << DISTRICT_BITS)
  const dv = v - (y + 0.15 + (0.7 * (id >>> 16)) / 0xffff) * (1 << DISTRICT_BITS)
  return { id, du, dv, distance2: du * du + dv * dv }
}

/** Bricks of land, `length` by `width` world units, each row of them shifted by its own amount. */
export function parcelAt(district: District, length: number, width: number): Parcel {
  const lane = Math.floor(district.across / width)
  const shifted = district.along / length + chance(lane, 2, district.id)
  const place = Math.floor(shifted)
  const fromSide = Math.abs(district.across / width - lane - 0.5)
  const fromEnd = Math.abs(shifted - place - 0.5)
  return {
    id: hash(place, lane, district.id),
    edge_distance: Math.min((0.5 - fromSide) * width, (0.5 - fromEnd) * length),
  }
}
