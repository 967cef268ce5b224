import { z } from 'zod'
import { CaptureAccess } from './captures.ts'
import { Geometry } from './geometry.ts'
import { Timestamp } from './lists.ts'
import { Nei } from './nei.ts'
import { LineError, PlaceOrder } from './orders.ts'

const OrderProperties = PlaceOrder.shape.properties

/** The same Feature as for an order, so that what was analysed can be placed as it is. */
export const AnalyseOrder = PlaceOrder.extend({
  properties: OrderProperties.extend({
    order_name: OrderProperties.shape.order_name.default('analysis'),
  }),
}).meta({ id: 'AnalyseOrder', description: 'As for placing an order; the name may be left out' })

export const analysis_statuses = ['PENDING', 'SUCCESS', 'FAILED'] as const

/** V1 tells this of an opportunity. */
export const Pass = CaptureAccess.extend({
  ground_track_heading_deg: z
    .number()
    .nullable()
    .meta({ description: 'Where the satellite flies, from north' }),
  clear_probability: z.number().min(0).max(1).nullable().meta({
    description: "How likely the sky there is clear enough for the product's cloud limit",
  }),
  footprint: Geometry.meta({
    description:
      'What the image would cover: of an area, one of its strips; the target itself where the provider does not tell it',
  }),
  parts: z.array(z.int().min(1)).optional().meta({
    description: 'Of an area: which polygons of its geometry, counted from 1, the strip shows',
  }),
}).meta({
  id: 'Pass',
  description:
    'One pass of one satellite that could serve the order. What the provider does not tell of it is null',
})
export type Pass = z.infer<typeof Pass>

export const orbit_directions = ['ascending', 'descending'] as const
/** Whence the probability of a clear sky is known. */
export const clear_bases = ['climate', 'forecast'] as const
/** Whence odds are known: a forecast as soon as one of the attempts is foretold. */
export const odds_bases = [...clear_bases, 'provider'] as const
export type OddsBasis = (typeof odds_bases)[number]
export const conflict_classes = ['none', 'possible', 'expected'] as const

export const Opportunity = Pass.extend({
  opportunity_id: z
    .string()
    .nullable()
    .meta({
      description:
        'Order just this pass by naming it in `parameters.opportunity_id`; null where one image is not the whole order, and where the provider reserves nothing',
      examples: ['opp.<uuid>.0'],
    }),
  price: z
    .object({ total_minor: z.int(), currency: z.string() })
    .nullable()
    .meta({ description: 'Of the order that names it' }),
  expires_at: Timestamp.meta({ description: 'Until when it can be ordered' }),
  orbit_direction: z.enum(orbit_directions).nullable().meta({
    description: 'To the north or to the south; null where the provider does not tell it',
  }),
  ground_sample_distance_m: z.number().nullable().meta({
    description: 'In the middle of the image, between the values along and across the line of sight',
  }),
  clear_basis: z.enum(clear_bases).nullable().meta({
    description: 'Whether clear_probability is climate, by place and month, or a forecast of this day',
  }),
  conflict: z.enum(conflict_classes).meta({
    description:
      'Beside the captures of your own contract: `expected` if the satellite is at one of them within a minute, `possible` if one that has no pass yet is near and may take this one. It says nothing about other customers',
  }),
  expected_delivery: z.record(z.string(), Timestamp).meta({
    description: 'When a product of each ordered level would be there, if the image is taken then',
  }),
}).meta({ id: 'Opportunity', description: 'One pass of one satellite that could serve the order' })
export type Opportunity = z.infer<typeof Opportunity>

/**
 * The reasons that make a request impossible: a limit, under the name of its parameter; or the window, in which nobody
 * comes by; or the constellation, all of whose passes are taken; or the provider, who does not want it. A
 * point in space has reasons of its own: from this satellite, at this time.
 */
export const constraint_names = [
  'min_ona',
  'max_ona',
  'min_sun_elevation',
  'max_sun_elevation',
  'window',
  'capacity',
  'provider',
  'satellite',
  'altitude',
  'range',
  'line_of_sight',
  'sun_angle',
  'slew_rate',
] as const

const Constraint = z
  .object({
    name: z.enum(constraint_names),
    requested_deg: z.number().nullable().meta({ description: 'The limit that was analysed' }),
    nearest_deg: z.number().nullable().meta({
      description: 'The limit that the nearest pass in the first five days of the window would need',
    }),
    message: z.string(),
  })
  .meta({ id: 'Constraint', description: 'What makes a request impossible' })
export type Constraint = z.infer<typeof Constraint>

const limit = z.number().optional()
export const Relaxation = z
  .object({
    parameters: z
      .object({
        start: Timestamp.optional(),
        end: Timestamp.optional(),
        min_ona: limit,
        max_ona: limit,
        min_sun_elevation: limit,
        max_sun_elevation: limit,
      })
      .meta({ description: 'One parameter or two, to put in the place of those that were asked' }),
    passes: z.int().meta({
      description: 'How many passes there would be; others may be seen at a moment that is not their best',
    }),
    first_at: Timestamp.meta({ description: 'When the first of them begins' }),
    message: z.string(),
  })
  .meta({ id: 'Relaxation', description: 'A change of a request by which it would be possible' })
export type Relaxation = z.infer<typeof Relaxation>

const climate_source = z.string().meta({ description: 'Where the chances of a clear sky come from' })

const Odds = z
  .object({
    source: climate_source,
    basis: z.enum(odds_bases).meta({
      description:
        'forecast as soon as one of the attempts is foretold; provider where it tells the chances and not whence',
    }),
    by_day: z
      .array(
        z.object({
          by: Timestamp,
          attempts: z.int().meta({ description: 'Each begins when the one before is known to have failed' }),
          probability: z.number(),
        }),
      )
      .meta({ description: 'For each day that has an attempt, as it is after the last one of the day' }),
  })
  .meta({
    id: 'Odds',
    description:
      'How likely the sky is clear enough at one of the attempts. That skies change slowly is reckoned with',
  })
export type Odds = z.infer<typeof Odds>

const Coverage = z
  .object({
    source: climate_source,
    strips: z.int().meta({ description: 'Images that show the area once' }),
    expected_attempts: z.number().meta({ description: 'How many images it takes on average, with clouds' }),
    by_day: z.array(z.object({ by: Timestamp, share: z.number() })).meta({
      description: 'The share of the area that is expected to be imaged by then',
    }),
  })
  .meta({ id: 'Coverage', description: 'How an area fills' })
export type Coverage = z.infer<typeof Coverage>

export const Analysis = z
  .object({
    analysis_id: z.string().meta({ examples: ['analysis.<uuid>'] }),
    id: z.string().meta({ description: 'The same as analysis_id' }),
    contract_id: z.string(),
    status: z
      .enum(analysis_statuses)
      .meta({ description: 'FAILED: the provider could not be asked, or tells no passes' }),
    message: z.string(),
    sku: z.string(),
    geometry: Geometry,
    price: z
      .object({ total_minor: z.int(), currency: z.string() })
      .meta({ description: 'Of the order that was analysed' }),
    parameters: z
      .object({
        start: Timestamp,
        end: Timestamp,
        min_ona: z.number(),
        max_ona: z.number(),
        min_sun_elevation: z.number(),
        max_sun_elevation: z.number(),
        max_cloud_pct: z.number(),
        processing_levels: z.array(z.string()),
        periods: z.int().meta({ description: 'How often the target is to be imaged' }),
        limit: z.int().meta({ description: 'How many opportunities are told' }),
        nei: Nei.meta({ id: 'AnalysedNei' }).optional(),
      })
      .meta({ description: 'What was analysed, with defaults filled in' }),
    feasible: z.boolean().nullable().meta({
      description:
        'null until the status is SUCCESS; of an area, whether each of its strips has an opportunity',
    }),
    opportunities: z.array(Opportunity).meta({ description: 'In order of time' }),
    has_more: z.boolean().meta({ description: 'There are more opportunities than the limit' }),
    odds: Odds.nullable().meta({ description: 'Of one image; null of an area and of a recurring order' }),
    coverage: Coverage.nullable().meta({ description: 'Of an area that is to be imaged once' }),
    constraint: Constraint.nullable().meta({
      description: 'Why there is no opportunity; of an area, which parts have none',
    }),
    relaxations: z.array(Relaxation).nullable().meta({
      description:
        'Of a request without an opportunity: the smallest changes that would give it one, the smallest first. Empty if there is none; null if nobody has looked: while the analysis is PENDING, where the provider did not answer to this or does not tell the angles, and for an area of more than 100 strips',
    }),
    created_at: Timestamp,
    finished_at: Timestamp.nullable(),
    expires_at: Timestamp,
  })
  .meta({ id: 'Analysis', description: 'A feasibility analysis. It is free, and nothing is ordered.' })
export type Analysis = z.infer<typeof Analysis>

/** More of them are several requests. */
export const most_targets = 100

/** Each target is judged by itself, so that a wrong one does not refuse the others. */
export const AnalyseOrders = z
  .strictObject({
    targets: z
      .array(z.unknown())
      .min(1)
      .max(most_targets)
      .meta({ description: 'Features as for one analysis' }),
  })
  .meta({ id: 'AnalyseOrders' })

const AnalysisLine = z.object({
  index: z.int().meta({ description: 'Which of the targets, from 0' }),
  status: z.int().meta({
    description: '202 as long as it is PENDING, then 200; or the status that the target alone would have got',
  }),
  analysis: Analysis.optional(),
  error: LineError.optional(),
})
export type AnalysisLine = z.infer<typeof AnalysisLine>

export const AnalysisBatch = z
  .object({
    batch_id: z.string().meta({ examples: ['batch.<uuid>'] }),
    refused: z.int().meta({ description: 'How many targets could not be ordered' }),
    pending: z.int().meta({ description: 'How many are still to be answered; 0 when all is done' }),
    feasible: z.int().meta({ description: 'How many have an opportunity' }),
    results: z.array(AnalysisLine).meta({ description: 'One for each target, in their order' }),
    expires_at: Timestamp,
  })
  .meta({
    id: 'AnalysisBatch',
    description: 'Analyses of several targets. They are free, and nothing is ordered.',
  })
export type AnalysisBatch = z.infer<typeof AnalysisBatch>
