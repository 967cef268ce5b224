import { z } from 'zod'
import { Geometry } from '../geometry.ts'
import { Timestamp } from '../lists.ts'
import { Nei } from '../nei.ts'
import { priority_classes } from '../priority-classes.ts'
import { processing_levels } from '../states.ts'

/** The one for whom something is made, and how much it matters. No provider is told who the customer is. */
const whom = {
  sku: z.string().optional(),
  contract: z.string().optional().meta({
    description:
      'The same for all orders of one customer; it says nothing else, and is another for each provider',
  }),
  priority_class: z.enum(priority_classes).optional(),
  promised_at: Timestamp.nullable().optional().meta({ description: 'By when the customer was promised it' }),
  order_name: z
    .string()
    .optional()
    .meta({ description: 'The words of the customer, where the operator tells them' }),
  metadata: z.record(z.string(), z.string()).optional(),
}

const Window = z.object({ start: Timestamp, end: Timestamp }).meta({ id: 'CollectionWindow' })
const Limits = z
  .object({
    min_off_nadir_deg: z.number(),
    max_off_nadir_deg: z.number(),
    min_sun_elevation_deg: z.number(),
    max_sun_elevation_deg: z.number(),
    max_cloud_pct: z.number(),
  })
  .meta({ id: 'CollectionLimits' })

/** When, and within which limits, something is to be collected. */
const wish = {
  window: Window,
  limits: Limits,
  nei: Nei.optional().meta({ description: 'The target of a capture in space' }),
}

const Strip = z
  .object({
    parts: z.array(z.int()).meta({ description: 'Which polygons of the area it shows, counted from 1' }),
    frame: Geometry,
  })
  .meta({ id: 'Strip' })

const reservation_id = z
  .string()
  .optional()
  .meta({ description: 'A pass that is kept for it: that one, and no other' })

const asked = {
  geometry: Geometry,
  strips: z.array(Strip).meta({
    description:
      'What has to be seen of an area, each of them; none of a point, and none for who plans its own frames',
  }),
  ...wish,
  reservation_id,
  ...whom,
}

export const AssessmentRequest = z
  .object({ order_id: z.string().optional(), ...asked })
  .meta({ id: 'AssessmentRequest', description: 'Can all of this be collected?' })

export const OpportunitiesRequest = z
  .object({
    ...asked,
    footprint: z
      .object({ width_km: z.number(), length_km: z.number() })
      .nullable()
      .meta({ description: 'The image round a point; an area has none' }),
    limit: z.int().positive().meta({ description: 'The most opportunities that are wanted' }),
  })
  .meta({ id: 'OpportunitiesRequest', description: 'When could this be collected? Nothing is reserved' })

export const FramesRequest = z
  .object({
    order_id: z.string(),
    geometry: Geometry,
    ...wish,
    ...whom,
    max_frames: z.int().positive().meta({ description: 'The most frames that the order may have' }),
  })
  .meta({ id: 'FramesRequest', description: 'Into which frames is this area divided?' })

export const CaptureTask = z
  .object({
    capture_id: z.string(),
    order_id: z.string(),
    frame: Geometry.meta({ description: 'What the image has to show' }),
    attempt: z.int().positive(),
    ...wish,
    reservation_id,
    processing_levels: z.array(z.enum(processing_levels)),
    ...whom,
  })
  .meta({ id: 'CaptureTask', description: 'Collect this' })

export const ReservationRequest = z
  .object({
    reservation_id: z.string(),
    satellite_name: z.string(),
    start: Timestamp,
    end: Timestamp,
    geometry: Geometry,
    ...whom,
  })
  .meta({
    id: 'ReservationRequest',
    description: 'Keep this pass until a capture names it, or it is released. Nobody else gets it then',
  })

export const ReleaseRequest = z
  .object({ reservation_id: z.string() })
  .meta({ id: 'ReleaseRequest', description: 'Nobody wants this pass any more' })

const angle = z.number().nullable()
const Source = z
  .object({
    outcome_id: z.string(),
    acquired_at: Timestamp,
    access: z.object({
      satellite_name: z.string(),
      start: Timestamp,
      end: Timestamp,
      off_nadir_deg: angle,
      view_azimuth_deg: angle,
      incidence_angle_deg: angle,
      sun_elevation_deg: angle,
      sun_azimuth_deg: angle,
    }),
    cloud_cover_pct: z.number().nullable(),
    footprint: Geometry,
    processing_levels: z.array(z.enum(processing_levels)),
  })
  .meta({ id: 'ImageSource', description: 'An image of the archive' })

export const ProductTask = z
  .object({
    capture_id: z.string(),
    order_id: z.string(),
    source: Source,
    target: Geometry.meta({ description: 'The part of the image that is wanted' }),
    products: z.array(z.object({ processing_level: z.enum(processing_levels), is_present: z.boolean() })),
    priority: z.number().meta({ description: 'The higher the sooner' }),
    ...whom,
  })
  .meta({ id: 'ProductTask', description: 'Make these files of an image that is there' })

export const CancellationRequest = z
  .object({ capture_id: z.string() })
  .meta({ id: 'CancellationRequest', description: 'Do not collect this any more, or do not make its files' })
