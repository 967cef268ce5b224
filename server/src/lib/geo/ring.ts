import type { LonLat, Ring } from './geometry.ts'

/** A straight piece of a ring. */
export interface Segment {
  from: LonLat
  to: LonLat
}

/**
 * Rings on the globe. One rule reads every edge: it goes the short way round, so an edge with more than
 * 180 degrees between its longitudes crosses the antimeridian. Only an edge along a pole from one side of
 * the map to the other is taken as drawn: planar polygons that contain a pole are closed that way.
 */

/** ... unless a request is for the plane, where every edge is straight between its longitudes. */
export type Reading = 'globe' | 'plane'

/** 1 when the edge crosses the antimeridian eastwards, -1 westwards, 0 when it stays on the map. */
export function antimeridianCrossing(from: LonLat, to: LonLat): -1 | 0 | 1 {
  const delta = to[0] - from[0]
  if (Math.abs(delta) <= 180 || isPoleEdge(from, to)) return 0
  return delta < 0 ? 1 : -1
}

const isPoleEdge = (from: LonLat, to: LonLat) =>
  Math.abs(to[0] - from[0]) === 360 && Math.abs(from[1]) === 90 && from[1] === to[1]

/** True for repeated positions, also when one is written with longitude 180 and the other with -180. */
export function isSamePlace(a: LonLat, b: LonLat): boolean {
  if (a[1] !== b[1]) return false
  return a[0] === b[0] || (Math.abs(a[0] - b[0]) === 360 && !isPoleEdge(a, b))
}

/** The one or two stretches of an edge on the map [-180, 180], in order; stretches without length left out. */
export function stretchesOf({ from, to }: Segment): Segment[] {
  const crossing = antimeridianCrossing(from, to)
  if (crossing === 0) return [{ from, to }]
  const lat = antimeridianLatitude(from, to)
  const stretches: Segment[] = [
    { from, to: [180 * crossing, lat] },
    { from: [-180 * crossing, lat], to },
  ]
  return stretches.filter((stretch) => stretch.from[0] !== stretch.to[0] || stretch.from[1] !== stretch.to[1])
}

/** Computed from the eastern hemisphere in both directions, so that an edge and its reverse meet exactly. */
function antimeridianLatitude(from: LonLat, to: LonLat): number {
  const [east, west] = from[0] > 0 ? [from, to] : [to, from]
  const gap_to_east = 180 - east[0]
  const gap = gap_to_east + (west[0] + 180)
  return gap === 0 ? east[1] : east[1] + ((west[1] - east[1]) * gap_to_east) / gap
}

/** The pole a ring goes round: 1 north, -1 south, 0 none. Of the two sides, the smaller is meant. */
export function enclosedPole(ring: Ring): -1 | 0 | 1 {
  const unrolled = unroll(ring)
  const turn = unrolled.at(-1)![0] - unrolled[0]![0]
  if (turn === 0) return 0
  let latitude_integral = 0
  for (const { from, to } of edgesOf(unrolled))
    latitude_integral += ((from[1] + to[1]) / 2) * (to[0] - from[0])
  return latitude_integral / turn >= 0 ? 1 : -1
}

/**
 * The ring as a closed planar ring with continuous longitudes, which may leave [-180, 180]. A ring round a
 * pole ends 360 degrees from its start and is closed along that pole.
 */
export function unwrapRing(ring: Ring): Ring {
  const unrolled = unroll(ring)
  const pole_lat = 90 * enclosedPole(ring)
  if (pole_lat === 0) return unrolled
  const start = unrolled[0]!
  return [...unrolled, [unrolled.at(-1)![0], pole_lat], [start[0], pole_lat], start]
}

function unroll(ring: Ring): Ring {
  let shift = 0
  return ring.map((position, index) => {
    if (index > 0) shift += 360 * antimeridianCrossing(ring[index - 1]!, position)
    return [position[0] + shift, position[1]]
  })
}

export const edgesOf = (ring: Ring): Segment[] =>
  ring.slice(1).map((to, index) => ({ from: ring[index]!, to }))

/** Area in square degrees of a closed planar ring, positive when counter-clockwise. */
export function planarArea(ring: Ring): number {
  const [lon_0, lat_0] = ring[0]!
  let doubled = 0
  for (const {
    from: [lon_a, lat_a],
    to: [lon_b, lat_b],
  } of edgesOf(ring))
    doubled += (lon_a - lon_0) * (lat_b - lat_0) - (lon_b - lon_0) * (lat_a - lat_0)
  return doubled / 2
}

/** Positive when c lies left of the line from a to b, negative when right, 0 when on it. */
export const orientation = (a: LonLat, b: LonLat, c: LonLat): number =>
  (b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])
