import { splitAtAntimeridian } from './antimeridian.ts'
import type { AreaGeometry, LonLat, Ring } from './geometry.ts'
import { polygonsOf } from './geometry.ts'
import type { LocalPlane, PlanePoint, Rectangle } from './plane.ts'
import { bendKm, distanceKm, localPlane, MAX_RECTANGLE_BEND_KM, rectangleOnGlobe } from './plane.ts'
import { edgesOf, unwrapRing } from './ring.ts'

export interface StripPlan {
  geometry: AreaGeometry
  swath_width_km: number
  max_length_km: number
  overlap_km: number
  heading_deg: number
}

export interface Strip {
  index: number
  polygon: AreaGeometry
  /** The polygons of the area, counted from 0, that the strip meets. */
  parts: number[]
  centre: { lon: number; lat: number }
  width_km: number
  length_km: number
}

export const MAX_STRIPS = 5000
/** Beyond this distance from its centre an area leaves room for no rectangle round it in the plane. */
const MAX_RADIUS_KM = 8000
/** The distance by which the area's outline in the plane may miss the true one. */
const MAX_OUTLINE_BEND_KM = 0.01
/** Strips are laid as much wider as the outline and their own sides may bend. */
const MARGIN_KM = MAX_OUTLINE_BEND_KM + MAX_RECTANGLE_BEND_KM
const MAX_OUTLINE_EDGE_KM = 50
/** The most pieces of the outline together: the work for a plan grows with them. */
const MAX_OUTLINE_EDGES = 100_000
const RADIANS_PER_DEGREE = Math.PI / 180

type Interval = [from: number, to: number]
type PlaneEdge = [PlanePoint, PlanePoint]

/** Equal slots on one axis of the plane, each reaching `overlap_km` into the next. */
interface Slots {
  start_km: number
  step_km: number
  size_km: number
  count: number
}

/**
 * Rectangular strips flown along `heading_deg` (clockwise from north) that cover the area: a grid over its
 * extent without the rectangles that do not touch it, first along the heading, then to its right. Neighbours
 * overlap by `overlap_km`. All strips of a plan have the same width; each is as long as the area is in its
 * rectangle, and no shorter than it is wide.
 */
export function planStrips(plan: StripPlan): Strip[] {
  const { plane, cells } = layOut(plan)
  return cells.map(({ parts, ...rectangle }, index) => {
    const { centre, width_km, length_km } = rectangle
    const [lon, lat] = plane.toLonLat(centre)
    const polygon = splitAtAntimeridian(rectangleOnGlobe(plane, rectangle))
    return { index, polygon, parts, centre: { lon, lat }, width_km, length_km }
  })
}

/** The rectangles of a plan in their plane, which is all that it takes to know how many and how large they are. */
export function layOut(plan: StripPlan): { plane: LocalPlane; cells: Cell[] } {
  const outlines = polygonsOf(plan.geometry).map((rings) => rings.map(unwrapRing))
  const plane = localPlane(centreOf(outlines.flat()), plan.heading_deg)
  const edges = outlinesInPlane(outlines, plane)
  const columns = fixedSlots(extentOf(edges.flat(), 0), plan.swath_width_km, plan.overlap_km)
  const rows = fittedSlots(extentOf(edges.flat(), 1), plan.max_length_km, plan.overlap_km)
  const shortest_km = Math.min(plan.swath_width_km, plan.max_length_km)
  return { plane, cells: gridCells(edges, columns, rows, shortest_km) }
}

/** The direction of the mean of the vertices in space, which knows no antimeridian and no pole. */
function centreOf(rings: Ring[]): LonLat {
  const sum = { x: 0, y: 0, z: 0 }
  for (const [lon, lat] of rings.flat()) {
    const [lambda, phi] = [lon * RADIANS_PER_DEGREE, lat * RADIANS_PER_DEGREE]
    sum.x += Math.cos(phi) * Math.cos(lambda)
    sum.y += Math.cos(phi) * Math.sin(lambda)
    sum.z += Math.sin(phi)
  }
  const lat = Math.atan2(sum.z, Math.hypot(sum.x, sum.y)) / RADIANS_PER_DEGREE
  return [Math.atan2(sum.y, sum.x) / RADIANS_PER_DEGREE, lat]
}

/** The edges of each polygon. */
function outlinesInPlane(polygons: Ring[][], plane: LocalPlane): PlaneEdge[][] {
  let left = MAX_OUTLINE_EDGES
  return polygons.map((rings) => {
    const edges: PlaneEdge[] = []
    for (const ring of rings) {
      const corners = ring.map((corner) => plane.toPlane(corner))
      for (const [index, { from, to }] of edgesOf(ring).entries()) {
        edges.push(...edgeInPlane(plane, from, to, corners[index]!, corners[index + 1]!))
        if (edges.length > left) throw new RangeError('its outline is too long for its strips to be told')
      }
    }
    left -= edges.length
    return edges
  })
}

/** An edge that is straight in longitude and latitude, as a chain of edges that are straight in the plane. */
function edgeInPlane(
  plane: LocalPlane,
  from: LonLat,
  to: LonLat,
  start: PlanePoint,
  end: PlanePoint,
): PlaneEdge[] {
  if (Math.hypot(...start) > MAX_RADIUS_KM)
    throw new RangeError(`the area reaches further than ${MAX_RADIUS_KM} km from its centre`)
  const middle: LonLat = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2]
  const bend = plane.toPlane(middle)
  if (distanceKm(start, end) <= MAX_OUTLINE_EDGE_KM && bendKm(start, end, bend) <= MAX_OUTLINE_BEND_KM)
    return [[start, end]]
  return [...edgeInPlane(plane, from, middle, start, bend), ...edgeInPlane(plane, middle, to, bend, end)]
}

function extentOf(edges: PlaneEdge[], axis: 0 | 1): Interval {
  let [from, to] = [Infinity, -Infinity]
  for (const [start] of edges) {
    from = Math.min(from, start[axis])
    to = Math.max(to, start[axis])
  }
  return [from - MARGIN_KM, to + MARGIN_KM]
}

/** Slots of exactly `size_km`, centred on the extent. */
function fixedSlots([from, to]: Interval, size_km: number, overlap_km: number): Slots {
  const step_km = size_km - overlap_km
  const count = slotCount(to - from, size_km, overlap_km)
  return { start_km: (from + to - step_km * count - overlap_km) / 2, step_km, size_km, count }
}

/** Slots that end where the extent ends, as few as `max_size_km` allows. A lone slot overlaps nothing. */
function fittedSlots([from, to]: Interval, max_size_km: number, overlap_km: number): Slots {
  const count = slotCount(to - from, max_size_km, overlap_km)
  if (count === 1) return { start_km: from, step_km: to - from, size_km: to - from, count }
  const step_km = (to - from - overlap_km) / count
  return { start_km: from, step_km, size_km: step_km + overlap_km, count }
}

function slotCount(extent_km: number, size_km: number, overlap_km: number): number {
  if (!(overlap_km >= 0 && overlap_km < size_km))
    throw new RangeError(`strips of ${size_km} km cannot overlap by ${overlap_km} km`)
  const count = Math.max(1, Math.ceil((extent_km - overlap_km) / (size_km - overlap_km)))
  if (count > MAX_STRIPS) throw tooManyStrips()
  return count
}

/** A rectangle of the plane that covers the area in a cell of the grid, and which polygons it meets. */
interface Cell extends Rectangle {
  parts: number[]
}

/** @param edges of each polygon of the area */
function gridCells(edges: PlaneEdge[][], columns: Slots, rows: Slots, shortest_km: number): Cell[] {
  const cells: Cell[] = []
  const of_columns = edges.map((of_part) => edgesByColumn(of_part, columns))
  for (let column = 0; column < columns.count; column++) {
    const across_km = slotCentre(columns, column)
    const touched = of_columns.flatMap((of_part, part) =>
      touchedSlots(areaInColumn(of_part.get(column) ?? [], columns, column), rows).map((touch) => ({
        ...touch,
        part,
      })),
    )
    const of_rows = Map.groupBy(touched, ({ slot }) => slot)
    for (const [, touches] of [...of_rows].sort(([a], [b]) => a - b)) {
      const { along_km, length_km, parts } = cover(touches)
      const size = { width_km: columns.size_km, length_km: Math.max(length_km, shortest_km) }
      cells.push({ centre: [across_km, along_km], ...size, parts })
    }
    if (cells.length > MAX_STRIPS) throw tooManyStrips()
  }
  return cells
}

function cover(touches: (Touch & { part: number })[]) {
  const from_km = Math.min(...touches.map((touch) => touch.from_km))
  const to_km = Math.max(...touches.map((touch) => touch.to_km))
  const parts = [...new Set(touches.map(({ part }) => part))]
  return { along_km: (from_km + to_km) / 2, length_km: to_km - from_km, parts }
}

export const tooManyStrips = () => new RangeError(`the area needs more than ${MAX_STRIPS} strips`)

const slotCentre = ({ start_km, step_km, size_km }: Slots, slot: number) =>
  start_km + slot * step_km + size_km / 2

/** The edges that each column may meet, so that none looks at all of them. */
function edgesByColumn(edges: PlaneEdge[], columns: Slots): Map<number, PlaneEdge[]> {
  const by_column = new Map<number, PlaneEdge[]>()
  for (const edge of edges) {
    const [from, to] = [edge[0][0], edge[1][0]].sort((a, b) => a - b) as Interval
    const last = slotAt(to + columns.step_km, columns)
    for (let column = slotAt(from - columns.step_km, columns); column <= last; column++) {
      const beside = by_column.get(column)
      if (beside) beside.push(edge)
      else by_column.set(column, [edge])
    }
  }
  return by_column
}

/**
 * The intervals along the heading in which a column meets the area: the pieces of the outline inside the column, and
 * the inside of the area on the column's middle line, for rectangles that no outline enters. Columns count from the
 * middle of one overlap to the middle of the next; the outermost reach to the end of the area.
 */
function areaInColumn(edges: PlaneEdge[], columns: Slots, column: number): Interval[] {
  const middle = slotCentre(columns, column)
  const half = columns.step_km / 2 + MARGIN_KM
  const band: Interval = [
    column === 0 ? -Infinity : middle - half,
    column === columns.count - 1 ? Infinity : middle + half,
  ]
  const crossings: number[] = []
  const pieces: Interval[] = []
  for (const edge of edges) {
    const piece = clipToBand(edge, band)
    if (piece) pieces.push(piece)
    const [[across_a], [across_b]] = edge
    if (across_a <= middle !== across_b <= middle) crossings.push(alongAt(edge, middle))
  }
  crossings.sort((a, b) => a - b)
  for (let index = 1; index < crossings.length; index += 2)
    pieces.push([crossings[index - 1]!, crossings[index]!])
  return pieces
}

function clipToBand(edge: PlaneEdge, [left, right]: Interval): Interval | undefined {
  const [from, to] = edge[0][0] <= edge[1][0] ? edge : [edge[1], edge[0]]
  if (to[0] < left || from[0] > right) return undefined
  const first = from[0] < left ? alongAt(edge, left) : from[1]
  const last = to[0] > right ? alongAt(edge, right) : to[1]
  return [Math.min(first, last), Math.max(first, last)]
}

function alongAt([start, end]: PlaneEdge, across_km: number): number {
  return start[1] + ((end[1] - start[1]) * (across_km - start[0])) / (end[0] - start[0])
}

/** The part of a slot that an interval touches. */
interface Touch {
  slot: number
  from_km: number
  to_km: number
}

function touchedSlots(intervals: Interval[], slots: Slots): Touch[] {
  const touched: Touch[] = []
  for (const [from, to] of intervals) {
    const last = slotAt(to + MARGIN_KM, slots)
    for (let slot = slotAt(from - MARGIN_KM, slots); slot <= last; slot++) {
      const start_km = slots.start_km + slot * slots.step_km
      const from_km = Math.max(from - MARGIN_KM, start_km)
      touched.push({ slot, from_km, to_km: Math.min(to + MARGIN_KM, start_km + slots.size_km) })
    }
  }
  return touched
}

/** The slot whose own part, up to the middle of its overlaps, holds the coordinate. */
function slotAt(coordinate_km: number, { start_km, step_km, size_km, count }: Slots): number {
  const overlap_km = size_km - step_km
  const slot = Math.floor((coordinate_km - start_km - overlap_km / 2) / step_km)
  return Math.min(Math.max(slot, 0), count - 1)
}
