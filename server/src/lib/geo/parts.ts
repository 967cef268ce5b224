import type { Ring } from './geometry.ts'

/** Kilometres of a sphere about as large as the Earth: places are only grouped by it. */
const RADIUS_KM = 6371
const RADIANS_PER_DEGREE = Math.PI / 180

/** A polygon by its place in the list, and from where to where it reaches on each axis of space. */
interface Part {
  place: number
  reach: [from_km: number, to_km: number][]
}

/**
 * Places in the list of polygons, grouped: between the polygons of one group and those of another lie more than
 * `gap_km` on some axis of space, which knows no antimeridian and no pole. Groups are in order of their first.
 */
export function groupsApart(polygons: readonly Ring[][], gap_km: number): number[][] {
  const parts = polygons.map(([exterior], place) => ({ place, reach: reachOf(exterior!) }))
  const groups = split(parts, gap_km).map((group) => group.map(({ place }) => place).sort((a, b) => a - b))
  return groups.sort((a, b) => a[0]! - b[0]!)
}

function reachOf(ring: Ring): Part['reach'] {
  const reach: Part['reach'] = [0, 1, 2].map(() => [Infinity, -Infinity])
  for (const [lon, lat] of ring) {
    const [lambda, phi] = [lon * RADIANS_PER_DEGREE, lat * RADIANS_PER_DEGREE]
    const place = [Math.cos(phi) * Math.cos(lambda), Math.cos(phi) * Math.sin(lambda), Math.sin(phi)]
    for (const [axis, range] of reach.entries()) {
      range[0] = Math.min(range[0], place[axis]! * RADIUS_KM)
      range[1] = Math.max(range[1], place[axis]! * RADIUS_KM)
    }
  }
  return reach
}

function split(parts: Part[], gap_km: number): Part[][] {
  for (const axis of [0, 1, 2]) {
    const groups = splitOnAxis(parts, axis, gap_km)
    if (groups.length > 1) return groups.flatMap((group) => split(group, gap_km))
  }
  return [parts]
}

function splitOnAxis(parts: Part[], axis: number, gap_km: number): Part[][] {
  const groups: Part[][] = []
  let end_km = -Infinity
  for (const part of parts.toSorted((a, b) => a.reach[axis]![0] - b.reach[axis]![0])) {
    const [from_km, to_km] = part.reach[axis]!
    if (from_km > end_km + gap_km) groups.push([])
    groups.at(-1)!.push(part)
    end_km = Math.max(end_km, to_km)
  }
  return groups
}
