import { z } from 'zod'
import { Timestamp } from './lists.ts'
import { SpaceAge } from './times.ts'

const seconds = z.number().positive().max(86_400)
const Place = { lon: z.number().min(-180).max(180), lat: z.number().min(-90).max(90) }

export const PlannerSettings = z
  .strictObject({
    elements: z.string().min(1).max(1_000_000).meta({
      description:
        'The constellation: two-line element sets, or orbit mean-elements messages as JSON, XML or KVN',
    }),
    skus: z.array(z.string().max(100)).min(1).meta({ description: 'The SKUs that it carries out' }),
    swath: z
      .strictObject({
        swath_width_km: z.number().positive().max(1000),
        overlap_km: z.number().min(0),
        max_length_km: z.number().positive().max(5000),
        track_heading_deg: z.number().min(0).max(360),
      })
      .refine(({ swath_width_km, overlap_km }) => overlap_km < swath_width_km, {
        error: 'overlap_km must be less than swath_width_km',
        path: ['overlap_km'],
      })
      .meta({ description: 'The view of its cameras, by which areas are divided' }),
    gsd_m: z.number().positive().optional().meta({ description: 'Looking straight down' }),
    imaging_s: seconds.default(8).meta({ description: 'How long an image takes' }),
    agility: z
      .strictObject({
        settle_s: z.number().positive().max(3600),
        rate_deg_per_s: z.number().positive(),
        acceleration_deg_per_s2: z.number().positive(),
      })
      .default({ settle_s: 5, rate_deg_per_s: 2, acceleration_deg_per_s2: 0.5 }),
    most_timing_error_s: seconds.optional().meta({
      description:
        'Passes of a satellite that may come by more than this earlier or later, since its elements are old, are neither offered nor planned; half of imaging_s if absent',
    }),
    uplink_lead_minutes: z.number().min(0).max(2880).default(60).meta({
      description: 'What is nearer is not changed any more: its commands are on their way',
    }),
    most_imaging_s_per_orbit: seconds.optional(),
    memory: z
      .strictObject({
        capacity_mb: z.number().positive(),
        image_mb: z.number().positive(),
        downlink_mb_per_s: z.number().positive(),
      })
      .optional()
      .meta({
        description: 'Images must be on the ground by the last contact; without it memory is no limit',
      }),
    ground_stations: z
      .array(
        z.strictObject({
          name: z.string().max(100),
          ...Place,
          min_elevation_deg: z.number().min(0).max(90).default(5),
        }),
      )
      .max(100)
      .default([]),
    command_format: z.string().max(40).optional().meta({
      description:
        'The format of its command files where a request names none: json, csv, or one that the operator has added',
    }),
    maintenance: z
      .array(z.strictObject({ satellite_name: z.string(), start: SpaceAge, end: SpaceAge }))
      .max(1000)
      .default([])
      .meta({ description: 'When a satellite takes no images' }),
  })
  .refine(({ memory, ground_stations }) => !memory || ground_stations.length > 0, {
    error: 'Whoever has a memory needs a ground station',
    path: ['ground_stations'],
  })
  .meta({ id: 'PlannerSettings', description: 'A constellation that Swath plans by itself' })
export type PlannerSettings = z.infer<typeof PlannerSettings>

const Command = z
  .object({
    capture_id: z.string(),
    order_id: z.string(),
    satellite_name: z.string(),
    start: Timestamp,
    end: Timestamp,
    lon: z.number(),
    lat: z.number(),
    off_nadir_deg: z.number(),
    priority_class: z.string(),
    is_frozen: z.boolean().meta({ description: 'It does not change any more' }),
  })
  .meta({ id: 'ImagingCommand' })
export type ImagingCommand = z.infer<typeof Command>

export const CommandFile = z
  .object({ satellite_name: z.string(), date: z.string(), commands: z.array(Command) })
  .meta({ id: 'CommandFile', description: 'What a satellite is to do on a day (UTC)' })
export type CommandFile = z.infer<typeof CommandFile>

const Unplanned = z
  .object({
    capture_id: z.string(),
    order_id: z.string(),
    priority_class: z.string(),
    obstacle: z.string().meta({ description: 'The limit that is in the way of its best pass' }),
    capture_ids: z.array(z.string()).meta({ description: 'The captures that have what it needs' }),
  })
  .meta({ id: 'UnplannedCapture' })
export type UnplannedCapture = z.infer<typeof Unplanned>

export const ConstellationPlan = z
  .object({ files: z.array(CommandFile), unplanned: z.array(Unplanned) })
  .meta({
    id: 'ConstellationPlan',
    description: 'A command file for each satellite and day, and who has no pass and why',
  })
export type ConstellationPlan = z.infer<typeof ConstellationPlan>

export const element_states = ['good', 'old', 'too_old'] as const

const SatelliteElements = z
  .object({
    satellite_name: z.string(),
    catalog_number: z.int(),
    epoch: Timestamp.meta({ description: 'For this moment its elements are exact, nearly' }),
    age_days: z.number().meta({ description: 'Since the epoch; negative before it' }),
    timing_error_s: z.number().meta({
      description:
        'Passes may come so much earlier or later than computed: one standard deviation by a rule of thumb, without manoeuvres',
    }),
    along_track_error_km: z.number(),
    across_track_error_km: z.number(),
    state: z.enum(element_states).meta({
      description:
        'old: the error is more than half of what is allowed, so give newer elements; too_old: no pass of the satellite is offered or planned',
    }),
    too_old_at: Timestamp.meta({ description: 'When the error reaches what is allowed' }),
  })
  .meta({ id: 'SatelliteElements' })
export type SatelliteElements = z.infer<typeof SatelliteElements>

export const ConstellationElements = z
  .object({
    allowed_timing_error_s: z.number(),
    satellites: z.array(SatelliteElements).meta({ description: 'Those with the largest error first' }),
  })
  .meta({
    id: 'ConstellationElements',
    description:
      'How old the elements of a constellation are that Swath plans, and how far off its passes may be',
  })
export type ConstellationElements = z.infer<typeof ConstellationElements>
