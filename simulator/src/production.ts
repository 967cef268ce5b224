import { z } from 'zod'
import type { Scenario } from './scenarios.ts'
import { constellationAt } from './sky/constellation.ts'
import { Chapters, type Image, type Story } from './story.ts'
import { Geometry, ringOf } from './task.ts'

const angle = z.number().nullable()

const Source = z.object({
  outcome_id: z.string(),
  acquired_at: z.iso.datetime(),
  access: z.object({
    satellite_name: z.string(),
    off_nadir_deg: angle,
    view_azimuth_deg: angle,
    incidence_angle_deg: angle,
    sun_elevation_deg: angle,
    sun_azimuth_deg: angle,
  }),
  cloud_cover_pct: z.number().nullable(),
  footprint: Geometry,
})

/** Make these products of a part of an image that is there already. `capture_id` makes a repeated request harmless. */
export const Production = z.object({
  capture_id: z.string(),
  source: Source,
  target: Geometry,
  products: z.array(
    z.object({
      processing_level: z.enum(['L0', 'L1A', 'L1B', 'L1C', 'L1D', 'L1D_SR']),
      is_present: z.boolean(),
    }),
  ),
  priority: z.number(),
  order_name: z.string(),
  metadata: z.record(z.string(), z.string()),
})
export type Production = z.infer<typeof Production>

/** A capture of our own, and what it shows. */
export interface Original {
  capture_id: string
  image: Image
}

const minute_ms = 60_000
const hour_ms = 60 * minute_ms
/**
 * The time that an order without any priority waits for the processing chain, and the priority with which none waits.
 */
const queue_ms = 12 * hour_ms
const first_in_queue = 20

/** Tells how products are made: what is present is only cut out, what is missing waits for its turn first. */
export function tellProduction(
  production: Production,
  original: Original | undefined,
  scenario: Scenario | undefined,
  now_ms: number,
): Story {
  const chapters = new Chapters(production.capture_id, now_ms)
  for (const { processing_level, is_present } of production.products) {
    chapters.at_ms = now_ms + minute_ms + (is_present ? 0 : waitOf(production.priority))
    chapters.processed(processing_level, scenario, is_present ? minute_ms : undefined)
  }
  const steps = chapters.steps.toSorted((a, b) => a.at_ms - b.at_ms)
  return { steps, booking: undefined, image: imageOf(production, original) }
}

function waitOf(priority: number): number {
  return (queue_ms * Math.max(0, first_in_queue - priority)) / first_in_queue
}

function imageOf({ source, target }: Production, original: Original | undefined): Image {
  const geometry = target as { type: 'Polygon' | 'MultiPolygon'; coordinates: unknown[] }
  if (original) return { ...original.image, clip: { geometry, capture_id: original.capture_id } }
  const { outcome_id, acquired_at, access } = source
  return {
    outcome_id,
    acquired_at,
    satellite_name: access.satellite_name,
    satellite_generation: generationOf(access.satellite_name, acquired_at),
    footprint: ringOf(source.footprint),
    cloud_cover_pct: source.cloud_cover_pct ?? 0,
    off_nadir_deg: access.off_nadir_deg ?? 0,
    view_azimuth_deg: access.view_azimuth_deg ?? 0,
    incidence_angle_deg: access.incidence_angle_deg ?? 0,
    sun_elevation_deg: access.sun_elevation_deg ?? 45,
    sun_azimuth_deg: access.sun_azimuth_deg ?? 150,
    // All that is cut from one capture shows the same weather.
    clip: { geometry, capture_id: outcome_id },
  }
}

function generationOf(satellite_name: string, acquired_at: string): string {
  const satellites = constellationAt(Date.parse(acquired_at))
  return satellites.find((one) => one.satellite_name === satellite_name)?.generation ?? 'MarkV'
}
