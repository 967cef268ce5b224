import type { LonLat, Ring } from './geometry.ts'
import { toLonLat } from './geometry.ts'
import type { GeometryProblem } from './problems.ts'
import { describePosition } from './problems.ts'

const SUPPORTED_TYPES = ['Point', 'Polygon', 'MultiPolygon']
const MAX_VERTICES = 20_000
const MAX_PARTS = 1000
/** The most holes of all parts together. */
const MAX_HOLES = 1000

/** A ring of a geometry and where it stands in it. */
export interface SourceRing<Positions = Ring> {
  pointer: string
  part: number
  is_hole: boolean
  positions: Positions
}

/** The content of a geometry: the rings that are well formed, and what is wrong with the rest. */
export interface Structure {
  rings: SourceRing[]
  problems: GeometryProblem[]
}

/** Reads anything as a geometry. The coordinates of a point are no ring, and need no further checks. */
export function readStructure(geometry: unknown): Structure {
  const { type, coordinates } = Object(geometry) as { type?: unknown; coordinates?: unknown }
  if (typeof type !== 'string' || !SUPPORTED_TYPES.includes(type)) return failure(unsupportedType(type))
  if (!isFilledArray(coordinates)) return failure(emptyAt('/coordinates', `The ${type} has no coordinates.`))
  if (type === 'Point')
    return { rings: [], problems: findPositionProblems('/coordinates', coordinates, isSwapped(coordinates)) }
  const excess = findExcess(geometry)
  if (excess) return failure(excess)
  const parts = type === 'Polygon' ? [coordinates] : coordinates
  const part_pointer = (part: number) => (type === 'Polygon' ? '/coordinates' : `/coordinates/${part}`)
  const empty_parts = parts.flatMap((part, index) =>
    isFilledArray(part)
      ? []
      : emptyAt(part_pointer(index), 'A polygon is an array of rings, exterior first.'),
  )
  const structure = readRings(parts.flatMap((part, index) => ringsOfPart(part, index, part_pointer(index))))
  return { ...structure, problems: [...empty_parts, ...structure.problems] }
}

const isFilledArray = (value: unknown): value is unknown[] => Array.isArray(value) && value.length > 0
const failure = (problem: GeometryProblem): Structure => ({ rings: [], problems: [problem] })
const emptyAt = (pointer: string, message: string): GeometryProblem => ({
  pointer,
  code: 'geometry_empty',
  message,
})

function unsupportedType(type: unknown): GeometryProblem {
  const found =
    typeof type === 'string' ? `The geometry type '${type}' is not supported` : 'The type is missing'
  const message = `${found}; use one of ${SUPPORTED_TYPES.join(', ')}.`
  return { pointer: '/type', code: 'geometry_type', message }
}

function ringsOfPart(part: unknown, index: number, pointer: string): SourceRing<unknown>[] {
  if (!isFilledArray(part)) return []
  return part.map((positions, order) => ({
    pointer: `${pointer}/${order}`,
    part: index,
    is_hole: order > 0,
    positions,
  }))
}

function readRings(candidates: SourceRing<unknown>[]): Structure {
  const positions = candidates.flatMap((ring) => (Array.isArray(ring.positions) ? ring.positions : []))
  const looks_swapped = positions.filter(isPosition).every(isSwapped)
  const structure: Structure = { rings: [], problems: [] }
  for (const ring of candidates) {
    const problems = findRingProblems(ring, looks_swapped)
    structure.problems.push(...problems)
    if (problems.length === 0)
      structure.rings.push({ ...ring, positions: (ring.positions as Ring).map(toLonLat) })
  }
  return structure
}

/** Finds what is too much to be looked at, counted before any of it is. */
export function findExcess(geometry: unknown): GeometryProblem | undefined {
  const parts = partsOf(geometry).map(listOf)
  const filled = parts.filter(isFilledArray)
  const holes = filled.flat().length - filled.length
  const positions = countPositions(geometry)
  if (parts.length > MAX_PARTS)
    return excessOf('geometry_too_many_parts', `${parts.length} parts`, MAX_PARTS, 'Make several of it.')
  if (holes > MAX_HOLES)
    return excessOf('geometry_too_many_holes', `${holes} holes`, MAX_HOLES, 'Leave out the small ones.')
  if (positions <= MAX_VERTICES) return undefined
  const [code, advice] = ['geometry_too_many_vertices', 'Simplify its outline.'] as const
  return excessOf(code, `${positions} positions`, MAX_VERTICES, advice)
}

/** Counts the positions of all rings of anything that may be an area. */
export function countPositions(geometry: unknown): number {
  return ringsOf(geometry).reduce((sum, ring) => sum + ring.length, 0)
}

/** Measures the outline of anything that may be an area, roughly; a value that is no position counts nothing. */
export function outlineDegrees(geometry: unknown): number {
  return ringsOf(geometry).reduce((sum, ring) => sum + lengthOf(ring.map(listOf)), 0)
}

function lengthOf(ring: unknown[][]): number {
  const along = (axis: number, at: number) => Math.abs(Number(ring[at]![axis]) - Number(ring[at - 1]![axis]))
  let degrees = 0
  for (let at = 1; at < ring.length; at++) degrees += along(0, at) + along(1, at) || 0
  return degrees
}

const ringsOf = (geometry: unknown) => partsOf(geometry).flatMap(listOf).map(listOf)

function partsOf(geometry: unknown): unknown[] {
  const { type, coordinates } = Object(geometry) as { type?: unknown; coordinates?: unknown }
  if (type === 'Polygon') return [coordinates]
  return type === 'MultiPolygon' ? listOf(coordinates) : []
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

const excessOf = (
  code: GeometryProblem['code'],
  found: string,
  limit: number,
  advice: string,
): GeometryProblem => ({
  pointer: '/coordinates',
  code,
  message: `The geometry has ${found}; at most ${limit} are allowed. ${advice}`,
})

function findRingProblems(
  { pointer, positions }: SourceRing<unknown>,
  looks_swapped: boolean,
): GeometryProblem[] {
  if (!Array.isArray(positions) || positions.length < 4) {
    const message = 'A ring needs at least four positions, the last the same as the first.'
    return [{ pointer, code: 'geometry_ring_short', message }]
  }
  const problems = positions.flatMap((position: unknown, index) =>
    findPositionProblems(`${pointer}/${index}`, position, looks_swapped),
  )
  const [first, last]: unknown[] = [positions[0], positions.at(-1)]
  if (isPosition(first) && isPosition(last) && (first[0] !== last[0] || first[1] !== last[1])) {
    const ends = `It starts at ${describePosition(first)} and ends at ${describePosition(last)}`
    const message = `The ring is not closed. ${ends}; repeat the first position at the end.`
    problems.push({ pointer, code: 'geometry_ring_open', message })
  }
  return problems
}

function findPositionProblems(pointer: string, position: unknown, looks_swapped: boolean): GeometryProblem[] {
  if (!isPosition(position)) {
    const message = 'A position is an array of two or three finite numbers: longitude, latitude, height.'
    return [{ pointer, code: 'geometry_position', message }]
  }
  if (isInRange(position)) return []
  const [lon, lat] = position
  const wrong =
    Math.abs(lat) > 90
      ? `Latitude ${lat} is not between -90 and 90.`
      : `Longitude ${lon} is not between -180 and 180.`
  const hint = looks_swapped ? ' The coordinates look swapped: the order is longitude, latitude.' : ''
  return [{ pointer, code: 'geometry_out_of_range', message: wrong + hint }]
}

const isPosition = (value: unknown): value is LonLat =>
  Array.isArray(value) && (value.length === 2 || value.length === 3) && value.every(Number.isFinite)

const isInRange = ([lon, lat]: LonLat) => Math.abs(lon) <= 180 && Math.abs(lat) <= 90
const isSwapped = (value: unknown) => isPosition(value) && isInRange([value[1], value[0]])
