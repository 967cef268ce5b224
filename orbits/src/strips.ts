/**
 * Areas, cut into the strips that a satellite takes of them: each as wide as its swath, along its track. They are laid
 * along a great circle through the middle of the area, at any latitude: at its poles and across the antimeridian, too.
 */
import { DEG, dot, horizonAt, type LonLat, type Vec3 } from './earth.ts'

/** The largest radius of curvature of WGS84, at the poles: on the ground, no strip is wider than its swath. */
const RADIUS_KM = 6399.5936
/** Edges of strips follow the track: they have a corner for every so many kilometres. */
const EDGE_KM = 25
/** Pieces of a strip that are nearer to each other are taken in one go. */
const JOINED_KM = 1

export type Position = readonly [lon: number, lat: number]

/** As in GeoJSON: rings of `[lon, lat]`, of which the first is the outside and the others are holes. */
export type Polygon = readonly (readonly Position[])[]

export interface StripRequest {
  area: readonly Polygon[]
  /** It is that of the track over the middle of the area, clockwise from north. */
  heading_deg: number
  swath_km: number
  /** Neighbouring strips lie so far over each other. */
  overlap_km: number
}

export interface Strip {
  /** A closed counter-clockwise ring. Longitudes run on past 180 rather than jump. */
  ring: [lon: number, lat: number][]
  centre: LonLat
  length_km: number
}

/** A sphere that is turned so that the track is its equator: `along` and `across` are its longitude and latitude. */
interface Frame {
  ahead: Vec3
  left: Vec3
  up: Vec3
}

interface Plane {
  along_km: number
  across_km: number
}

/** The strips that cover an area, from right to left of the track, and in each from its start. */
export function stripsOf({ area, heading_deg, swath_km, overlap_km }: StripRequest): Strip[] {
  if (!(overlap_km >= 0 && overlap_km < swath_km)) {
    throw new RangeError(
      `The overlap is ${overlap_km} km; it must be at least 0 and below the swath, ${swath_km} km`,
    )
  }
  const frame = frameOf(area, heading_deg)
  const rings = area.flat().map((ring) => ring.map((position) => planeOf(position, frame)))
  const across = rings.flat().map(({ across_km }) => across_km)
  const [low, high] = [Math.min(...across), Math.max(...across)]
  const pitch_km = swath_km - overlap_km
  const count = Math.max(1, Math.ceil((high - low - overlap_km) / pitch_km))
  // The strips reach beyond the area on both sides alike.
  const first = (low + high) / 2 - ((count - 1) / 2) * pitch_km
  return Array.from({ length: count }, (_, n) => first + n * pitch_km).flatMap((middle) => {
    const [right, left] = [middle - swath_km / 2, middle + swath_km / 2]
    return piecesBetween(rings, right, left).map(([from, to]) => stripIn(frame, [from, to], [right, left]))
  })
}

function frameOf(area: readonly Polygon[], heading_deg: number): Frame {
  const up = middleOf(area)
  const [sin, cos] = [Math.sin(heading_deg * DEG), Math.cos(heading_deg * DEG)]
  const level = Math.hypot(up[0], up[1])
  // At a pole the heading is counted from the meridian of Greenwich.
  const [east, north]: [Vec3, Vec3] =
    level < 1e-9
      ? [
          [0, 1, 0],
          [-Math.sign(up[2]), 0, 0],
        ]
      : [
          [-up[1] / level, up[0] / level, 0],
          [(-up[2] * up[0]) / level, (-up[2] * up[1]) / level, level],
        ]
  return { ahead: combine(sin, east, cos, north), left: combine(-cos, east, sin, north), up }
}

function middleOf(area: readonly Polygon[]): Vec3 {
  const corners = area.flatMap(([outside]) => outside!.slice(1).map(([lon, lat]) => normalAt({ lon, lat })))
  const sum = [0, 1, 2].map((axis) =>
    corners.reduce((total, corner) => total + corner[axis]!, 0),
  ) as unknown as Vec3
  const length = Math.sqrt(dot(sum, sum))
  if (length < 1e-9) throw new RangeError('The area goes round the Earth and has no middle: divide it')
  return [sum[0] / length, sum[1] / length, sum[2] / length]
}

const normalAt = (place: LonLat): Vec3 => horizonAt(place).up

const combine = (a: number, u: Vec3, b: number, v: Vec3): Vec3 => [
  a * u[0] + b * v[0],
  a * u[1] + b * v[1],
  a * u[2] + b * v[2],
]

function planeOf([lon, lat]: Position, { ahead, left, up }: Frame): Plane {
  const point = normalAt({ lon, lat })
  return {
    along_km: RADIUS_KM * Math.atan2(dot(point, ahead), dot(point, up)),
    across_km: RADIUS_KM * Math.asin(Math.max(-1, Math.min(1, dot(point, left)))),
  }
}

/** The parts of the area between two lines along the track, as stretches of the track. */
function piecesBetween(rings: readonly Plane[][], right: number, left: number): [from: number, to: number][] {
  const corners = rings.flat().map(({ across_km }) => across_km)
  const levels = [right, left, ...corners].filter((level) => level >= right && level <= left)
  const sorted = [...new Set(levels)].sort((a, b) => a - b)
  return joined(sorted.slice(1).flatMap((upper, index) => stretchesIn(rings, sorted[index]!, upper)))
}

/** Between two levels with no corner in between, the area is trapezoids: each begins and ends with an edge. */
function stretchesIn(rings: readonly Plane[][], lower: number, upper: number): [from: number, to: number][] {
  const edges = rings.flatMap((ring) => edgesAcross(ring, lower, upper))
  edges.sort((a, b) => a[0] + a[1] - b[0] - b[1])
  return edges.flatMap((edge, index) => {
    const end = edges[index + 1]
    if (index % 2 === 1 || !end) return []
    return [[Math.min(...edge), Math.max(...end)]] as [number, number][]
  })
}

/** The edges of a ring cross two levels at these places along the track. */
function edgesAcross(ring: readonly Plane[], lower: number, upper: number): [number, number][] {
  return ring.slice(1).flatMap((to, index) => {
    const from = ring[index]!
    const isAcross =
      Math.min(from.across_km, to.across_km) <= lower && Math.max(from.across_km, to.across_km) >= upper
    if (!isAcross) return []
    const along = (level: number) =>
      from.along_km +
      ((to.along_km - from.along_km) * (level - from.across_km)) / (to.across_km - from.across_km)
    return [[along(lower), along(upper)]] as [number, number][]
  })
}

function joined(stretches: readonly [from: number, to: number][]): [from: number, to: number][] {
  const all: [number, number][] = []
  for (const [from, to] of stretches.toSorted((a, b) => a[0] - b[0])) {
    const before = all.at(-1)
    if (before && from <= before[1] + JOINED_KM) before[1] = Math.max(before[1], to)
    else all.push([from, to])
  }
  return all
}

function stripIn(
  frame: Frame,
  [from, to]: readonly [number, number],
  [right, left]: readonly [number, number],
): Strip {
  const centre = lonLatOf({ along_km: (from + to) / 2, across_km: (right + left) / 2 }, frame)
  const steps = Math.max(1, Math.ceil((to - from) / EDGE_KM))
  const along = Array.from({ length: steps + 1 }, (_, n) => from + ((to - from) * n) / steps)
  const corners = [
    ...along.map((along_km) => ({ along_km, across_km: right })),
    ...along.toReversed().map((along_km) => ({ along_km, across_km: left })),
    { along_km: from, across_km: right },
  ]
  const ring = corners.map((corner): [number, number] => {
    const { lon, lat } = lonLatOf(corner, frame)
    return [lon + 360 * Math.round((centre.lon - lon) / 360), lat]
  })
  return { ring, centre, length_km: to - from }
}

function lonLatOf({ along_km, across_km }: Plane, { ahead, left, up }: Frame): LonLat {
  const [along, across] = [along_km / RADIUS_KM, across_km / RADIUS_KM]
  const level = combine(Math.cos(along), up, Math.sin(along), ahead)
  const [x, y, z] = combine(Math.cos(across), level, Math.sin(across), left)
  return { lon: Math.atan2(y, x) / DEG, lat: Math.atan2(z, Math.hypot(x, y)) / DEG }
}
