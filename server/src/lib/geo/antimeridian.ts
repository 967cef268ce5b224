import type { AreaGeometry, Geometry, LonLat, Point, Ring } from './geometry.ts'
import { polygonsOf, toAreaGeometry, toLonLat } from './geometry.ts'
import { locatePoint, toColumns } from './locate.ts'
import { antimeridianCrossing, edgesOf, planarArea, stretchesOf, unwrapRing } from './ring.ts'

/**
 * The geometry as planar longitude and latitude within [-180, 180], as PostGIS wants it in SRID 4326: cut
 * where it crosses the antimeridian, and closed along latitude 90 or -90 where it contains a pole. Rings
 * come out two-dimensional, closed, exteriors counter-clockwise and holes clockwise. The geometry must be
 * valid (see validate.ts).
 */
export function splitAtAntimeridian(geometry: Point): Point
export function splitAtAntimeridian(geometry: AreaGeometry): AreaGeometry
export function splitAtAntimeridian(geometry: Geometry): Geometry
export function splitAtAntimeridian(geometry: Geometry): Geometry {
  if (geometry.type === 'Point') return { type: 'Point', coordinates: toLonLat(geometry.coordinates) }
  return toAreaGeometry(polygonsOf(geometry).flatMap(splitPolygon))
}

function splitPolygon(rings: Ring[]): Ring[][] {
  const oriented = rings.map(orientRing)
  return oriented.some(crossesAntimeridian) ? cutPolygon(oriented) : [oriented]
}

/** Exteriors (the first ring) keep the area on their left; so do holes when they run clockwise. */
function orientRing(ring: Ring, index: number): Ring {
  const is_counter_clockwise = planarArea(unwrapRing(ring)) > 0
  return is_counter_clockwise === (index === 0) ? ring : ring.toReversed()
}

const crossesAntimeridian = (ring: Ring) =>
  edgesOf(ring).some(({ from, to }) => antimeridianCrossing(from, to) !== 0)

/** A run of edges across the map that starts and ends on its left or right border. */
type Chain = LonLat[]

/**
 * Every ring falls apart into chains. With the area on the left of each chain, the area's outline continues
 * from the end of a chain counter-clockwise along the map's border to the next start of a chain.
 */
function cutPolygon(rings: Ring[]): Ring[][] {
  const chains = rings.flatMap(chainsOf)
  const polygons = joinChains(chains).map((exterior) => ({
    rings: [exterior],
    columns: toColumns(edgesOf(exterior)),
  }))
  for (const hole of rings.filter(staysInside)) {
    const outer = polygons.find(({ columns }) =>
      hole.some((corner) => locatePoint(corner, columns) === 'inside'),
    )
    outer?.rings.push(hole)
  }
  return polygons.map((polygon) => polygon.rings)
}

const isOnBorder = ([lon]: LonLat) => Math.abs(lon) === 180
const staysInside = (ring: Ring) => !ring.some(isOnBorder) && !crossesAntimeridian(ring)

function chainsOf(ring: Ring): Chain[] {
  const stretches = edgesOf(ring).flatMap(stretchesOf)
  const first = stretches.findIndex(({ from }) => isOnBorder(from))
  if (first === -1) return []
  const chains: Chain[] = []
  for (const { from, to } of [...stretches.slice(first), ...stretches.slice(0, first)]) {
    if (isOnBorder(from) && from[0] === to[0]) continue
    if (isOnBorder(from)) chains.push([from])
    chains.at(-1)!.push(to)
  }
  return chains
}

function joinChains(chains: Chain[]): Ring[] {
  const next = pairEndsWithStarts(chains)
  const waiting = new Set(chains)
  const rings: Ring[] = []
  for (const first of chains) {
    const ring: Ring = []
    for (let chain = first; waiting.delete(chain); chain = next.get(chain)!)
      ring.push(...chain, ...cornersBetween(chain.at(-1)!, next.get(chain)![0]!))
    if (ring.length > 0) rings.push(closeRing(ring))
  }
  return rings
}

/** Along the border ends and starts alternate, so the n-th end meets the n-th start, or the one after. */
function pairEndsWithStarts(chains: Chain[]): Map<Chain, Chain> {
  const by_end = chains.toSorted((a, b) => borderPosition(a.at(-1)!) - borderPosition(b.at(-1)!))
  const by_start = chains.toSorted((a, b) => borderPosition(a[0]!) - borderPosition(b[0]!))
  if (chains.length > 0 && borderPosition(by_start[0]![0]!) < borderPosition(by_end[0]!.at(-1)!))
    by_start.push(by_start.shift()!)
  return new Map(by_end.map((chain, index) => [chain, by_start[index]!]))
}

/** Counter-clockwise round the map from its lower right corner: up 180, left 20 (a stand-in), down 180, right 20. */
const borderPosition = ([lon, lat]: LonLat) => (lon > 0 ? 90 + lat : 290 - lat)
const BORDER_LENGTH = 400
const CORNERS: [number, LonLat][] = [
  [180, [180, 90]],
  [200, [-180, 90]],
  [380, [-180, -90]],
  [400, [180, -90]],
]

function cornersBetween(end: LonLat, start: LonLat): LonLat[] {
  const from = borderPosition(end)
  const to = borderPosition(start) < from ? borderPosition(start) + BORDER_LENGTH : borderPosition(start)
  const second_lap = CORNERS.map(([at, corner]): [number, LonLat] => [at + BORDER_LENGTH, corner])
  return [...CORNERS, ...second_lap].filter(([at]) => from < at && at < to).map(([, corner]) => corner)
}

function closeRing(positions: LonLat[]): Ring {
  const closed = [...positions, positions[0]!]
  return closed.filter(([lon, lat], index) => {
    const previous = closed[index - 1]
    return !previous || previous[0] !== lon || previous[1] !== lat
  })
}
