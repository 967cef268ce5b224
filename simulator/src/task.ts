import type { PriorityClass } from '@swath/planner/value'
import { z } from 'zod'

/** From the one that goes before all others. */
export const priority_classes = [
  'urgent',
  'priority',
  'standard',
  'flexible',
] as const satisfies PriorityClass[]
export type { PriorityClass }

export const Geometry = z.object({
  type: z.enum(['Point', 'Polygon', 'MultiPolygon']),
  coordinates: z.array(z.unknown()),
})
export type Geometry = z.infer<typeof Geometry>

const window = z.object({ start: z.coerce.date(), end: z.coerce.date() })
const limits = z.object({
  min_off_nadir_deg: z.number(),
  max_off_nadir_deg: z.number(),
  min_sun_elevation_deg: z.number(),
  max_sun_elevation_deg: z.number(),
  max_cloud_pct: z.number(),
})

const SpacePoint = z.object({ longitude: z.number(), latitude: z.number(), altitude_m: z.number() })
export type SpacePoint = z.infer<typeof SpacePoint>

/** A capture of something in space: its centre is at `first_point_time`, its path begins at `first_point`. */
export const Nei = z.object({
  mode: z.enum(['spotlight', 'evo_stripe']),
  satellite: z.string(),
  first_point_time: z.iso.datetime({ offset: true }),
  first_point: SpacePoint,
  last_point: SpacePoint.optional(),
  duration_s: z.number().positive(),
})
export type Nei = z.infer<typeof Nei>

/** When, and within which limits, something is to be collected. */
export interface Wish {
  window: z.infer<typeof window>
  limits: z.infer<typeof limits>
}

/** The task matters so much; without it, as much as most. */
const standing = {
  priority_class: z.enum(priority_classes).default('standard'),
  promised_at: z.coerce.date().nullable().default(null),
}

const labels = { order_name: z.string(), metadata: z.record(z.string(), z.string()) }

/** May this be collected? `strips` are what has to be seen of an area, and which of its polygons each shows. */
export const Question = z.object({
  geometry: Geometry,
  strips: z.array(z.object({ parts: z.array(z.int()), frame: Geometry })).optional(),
  window,
  limits,
  nei: Nei.optional(),
  /** A pass that it holds is not in its own way. */
  reservation_id: z.string().optional(),
  ...standing,
  ...labels,
})
export type Question = z.infer<typeof Question>

/** When could this be collected? `footprint` is the image round a point; an area has none. */
export const Inquiry = Question.extend({
  footprint: z.object({ width_km: z.number(), length_km: z.number() }).nullable(),
  limit: z.int().positive(),
})
export type Inquiry = z.infer<typeof Inquiry>

/** Collect this. `capture_id` makes a repeated request harmless. */
export const Task = z.object({
  capture_id: z.string(),
  frame: Geometry,
  attempt: z.int(),
  window,
  limits,
  nei: Nei.optional(),
  /** The pass that it takes, and no other. */
  reservation_id: z.string().optional(),
  /** The satellite of that pass, once it is known. */
  satellite_name: z.string().optional(),
  processing_levels: z.array(z.enum(['L0', 'L1A', 'L1B', 'L1C', 'L1D', 'L1D_SR'])),
  ...standing,
  ...labels,
})
export type Task = z.infer<typeof Task>

/** Keep this pass for a capture that is to come. */
export const PassToKeep = z.object({
  reservation_id: z.string(),
  satellite_name: z.string(),
  start: z.coerce.date(),
  end: z.coerce.date(),
  ...standing,
})
export type PassToKeep = z.infer<typeof PassToKeep>

/** A closed ring of [lon, lat]; where it crosses the antimeridian, longitudes run on beyond 180. */
export type Ring = [number, number][]

/**
 * The corners of a geometry: of a polygon its ring, of several polygons the hull. Frames are rectangles, but one
 * that crosses the antimeridian arrives in two parts, whose hull is the rectangle again.
 */
export function ringOf(geometry: Geometry): Ring {
  if (geometry.type === 'Polygon') return unwrap((geometry.coordinates as Ring[])[0]!)
  const parts = (geometry.coordinates as Ring[][]).map((part) => part[0]!)
  return hull(unwrap(parts.flat()))
}

/** Nothing that is ordered reaches half around the Earth: what seems to, crosses the antimeridian. */
function unwrap(ring: Ring): Ring {
  const longitudes = ring.map(([lon]) => lon)
  const crosses = Math.max(...longitudes) - Math.min(...longitudes) > 180
  return ring.map(([lon, lat]) => [crosses && lon < 0 ? lon + 360 : lon, lat])
}

export function centreOf(geometry: Geometry): { lon: number; lat: number } {
  if (geometry.type === 'Point') {
    const [lon, lat] = geometry.coordinates as number[]
    return { lon: lon!, lat: lat! }
  }
  const ring = ringOf(geometry)
  const middle = (values: number[]) => (Math.min(...values) + Math.max(...values)) / 2
  const lon = middle(ring.map((position) => position[0]))
  return { lon: lon > 180 ? lon - 360 : lon, lat: middle(ring.map((position) => position[1])) }
}

/** Monotone chain (Andrew 1979), counter-clockwise and closed. */
function hull(points: Ring): Ring {
  const sorted = points.toSorted((a, b) => a[0] - b[0] || a[1] - b[1])
  const half = (ordered: Ring) => {
    const chain: Ring = []
    for (const point of ordered) {
      while (chain.length > 1 && turn(chain.at(-2)!, chain.at(-1)!, point) <= 0) chain.pop()
      chain.push(point)
    }
    return chain.slice(0, -1)
  }
  const around = [...half(sorted), ...half(sorted.toReversed())]
  return [...around, around[0]!]
}

function turn(a: number[], b: number[], c: number[]) {
  return (b[0]! - a[0]!) * (c[1]! - a[1]!) - (b[1]! - a[1]!) * (c[0]! - a[0]!)
}
