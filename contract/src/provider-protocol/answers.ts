import { z } from 'zod'
import { Access } from '../captures.ts'
import { clear_bases, constraint_names, orbit_directions } from '../feasibility.ts'
import { MultiPolygon, Polygon } from '../geometry.ts'
import { reason_codes } from '../reasons.ts'
import { SpaceAge } from '../times.ts'

const Area = z.union([Polygon, MultiPolygon])
const why = z.string().max(2000)

export const AssessmentAnswer = z
  .discriminatedUnion('feasible', [
    z.object({ feasible: z.literal(true) }),
    z.object({ feasible: z.literal(false), reason_code: z.enum(reason_codes), message: why }),
  ])
  .meta({ id: 'AssessmentAnswer' })

const Opportunity = z
  .object({
    ...Access.shape,
    start: SpaceAge,
    end: SpaceAge,
    ground_track_heading_deg: z.number(),
    clear_probability: z.number().min(0).max(1).nullable(),
    footprint: Area.meta({ description: 'Edges go the short way round across the antimeridian' }),
    parts: z.array(z.int().min(1)).max(2000).optional(),
    orbit_direction: z.enum(orbit_directions).nullable().default(null),
    ground_sample_distance_m: z.number().positive().nullable().default(null),
    clear_basis: z.enum(clear_bases).nullable().default(null),
  })
  .meta({ id: 'ProviderOpportunity' })

const Obstacle = z
  .object({
    name: z.enum(constraint_names),
    requested_deg: z.number().nullable(),
    nearest_deg: z.number().nullable(),
    message: why,
  })
  .meta({ id: 'ProviderConstraint' })

export const OpportunitiesAnswer = z
  .object({
    opportunities: z.array(Opportunity).max(10_000),
    has_more: z.boolean(),
    constraint: Obstacle.nullable().meta({ description: 'Why there is no opportunity' }),
  })
  .meta({ id: 'OpportunitiesAnswer' })

export const ReservationAnswer = z
  .discriminatedUnion('reserved', [
    z.object({ reserved: z.literal(true) }),
    z.object({ reserved: z.literal(false), message: z.string().min(1).max(500) }),
  ])
  .meta({ id: 'ReservationAnswer' })

export const FramesAnswer = z
  .object({
    frames: z.array(Area).min(1).max(2000).meta({ description: 'Together they cover the area' }),
  })
  .meta({ id: 'FramesAnswer' })

export const TakenAnswer = z
  .object({})
  .meta({ id: 'TakenAnswer', description: 'It is taken; what becomes of it is told by reports' })

export const CancellationAnswer = z
  .discriminatedUnion('outcome', [
    z.object({ outcome: z.literal('canceled') }),
    z.object({ outcome: z.literal('refused'), message: z.string().min(1).max(500) }),
  ])
  .meta({
    id: 'CancellationAnswer',
    description: 'What is not known is canceled. What is refused goes on, and is reported on',
  })
export type CancellationAnswer = z.infer<typeof CancellationAnswer>
