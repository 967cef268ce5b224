import { z } from 'zod'
import { AmountMinor } from './amounts.ts'
import { eachOnce, listOf, Timestamp } from './lists.ts'
import { priority_classes } from './priority-classes.ts'
import { BumpCompensation, CountingTerms, ListPrice } from './products.ts'
import { processing_levels } from './states.ts'
import { Instant } from './times.ts'

const km = z.number().positive().max(1000)
const days = z.int().min(1).max(730)
const Levels = eachOnce(
  z.array(z.enum(processing_levels)).min(1).max(processing_levels.length),
  (level) => level,
)

/** The terms of a SKU in a contract, but for its price. */
const terms = {
  unit: z.enum(['km2', 'capture']).default('km2'),
  footprint_width_km: km.nullable().default(null).meta({
    description: 'Of the image round a point, as is footprint_length_km; null where orders are areas',
  }),
  footprint_length_km: km.nullable().default(null),
  min_area_km2: z.number().min(0).max(1e6).default(0),
  max_area_km2: z.number().positive().max(1e6),
  max_strip_ratio: z.number().min(1).max(1000).default(20).meta({
    description:
      'The strips over an area have so many times its area at most; compact areas have less than 10',
  }),
  min_strip_km2: z.number().min(0).max(1000).default(5),
  max_cloud_pct: z.number().min(0).max(100).default(20),
  max_off_nadir_deg: z.number().min(0).max(60).default(25),
  min_sun_elevation_deg: z.number().min(-90).max(90).default(10),
  default_window_days: days.default(7),
  max_window_days: days.default(90),
  priority: z.int().min(0).max(100).default(0).meta({
    description: 'Of two images that are processed, the higher goes first',
  }),
  priority_class: z.enum(priority_classes).default('standard').meta({
    description: 'Of two orders that want the same pass, the one of the earlier class in this list gets it',
  }),
  bump_compensation_pct: BumpCompensation.default(0),
  promised_delivery_hours: z.int().min(1).max(10_000).nullable().default(null),
  processing_levels: Levels,
  default_processing_levels: Levels.optional().meta({
    description: 'Those of an order that names none; all, if it is left out',
  }),
  cancellation_fees: z
    .array(
      z.strictObject({ hours_before: z.number().min(0).max(10_000), fee_pct: z.number().min(0).max(100) }),
    )
    .max(20)
    .default([])
    .meta({ description: 'From so many hours before the first collection on; free before that' }),
  min_quantity: CountingTerms.shape.min_quantity.default(0),
  overlap: CountingTerms.shape.overlap.default('once'),
  levels: CountingTerms.shape.levels.default('each'),
  uplifts: CountingTerms.shape.uplifts.default([]),
  is_offered: z.boolean().default(true).meta({ description: 'False: nothing new can be ordered by it' }),
}

const DatedTerms = {
  amount_minor: AmountMinor.meta({ description: 'Per unit, in minor units of the currency' }),
  ...terms,
}

export const V1Product = z.int().min(1).max(1e6).nullable().default(null).meta({
  description: 'The product of the v1 API that means this SKU, at once; another SKU must not have it',
})

/** The rules that terms must keep, whatever stands beside them. */
function fitting<T extends z.ZodObject<typeof DatedTerms>>(schema: T) {
  return schema
    .refine((one) => (one.footprint_width_km === null) === (one.footprint_length_km === null), {
      path: ['footprint_length_km'],
      error: 'A footprint has a width and a length, or neither',
    })
    .refine((one) => one.min_area_km2 <= one.max_area_km2, {
      path: ['min_area_km2'],
      error: 'It is more than max_area_km2',
    })
    .refine((one) => one.default_window_days <= one.max_window_days, {
      path: ['default_window_days'],
      error: 'It is more than max_window_days',
    })
    .refine(
      (one) => one.default_processing_levels?.every((level) => one.processing_levels.includes(level)) ?? true,
      {
        path: ['default_processing_levels'],
        error: 'It names a level that processing_levels lacks',
      },
    )
}

export const SkuDefinition = fitting(
  z.strictObject({
    v1_product: V1Product,
    valid_from: Instant.optional().meta({
      description: 'Now when absent. What was ordered or quoted before keeps its terms and its price',
    }),
    ...DatedTerms,
  }),
).meta({
  id: 'SkuDefinition',
  description: 'The terms on which a contract has a SKU, all of them: what is left out is as the schema says',
})
export type SkuDefinition = z.infer<typeof SkuDefinition>

export const SetupTerms = fitting(
  z.strictObject({
    valid_from: Instant.nullable().default(null).meta({ description: 'null: they hold now' }),
    ...DatedTerms,
  }),
).meta({ id: 'SetupTerms' })
export type SetupTerms = z.infer<typeof SetupTerms>

const Terms = z.object(terms).required()

export const ContractSku = z
  .object({
    contract_id: z.string(),
    sku: z.string(),
    currency: z.string(),
    v1_product: z.int().nullable(),
    prices: z.array(ListPrice).meta({ description: 'Past and to come, one after the other without a gap' }),
    ...Terms.shape,
    changes: z
      .array(z.object({ valid_from: Timestamp, created_by: z.string(), terms: Terms }))
      .meta({ description: 'Past and to come; what stands above is what holds now' }),
  })
  .meta({ id: 'ContractSku' })
export type ContractSku = z.infer<typeof ContractSku>
export type SkuConditions = z.infer<typeof Terms>

export const ContractSkuList = listOf(ContractSku, 'ContractSkuList')

export const CopySkus = z
  .strictObject({
    from_contract_id: z.string(),
    skus: z.array(z.string()).min(1).max(100).optional().meta({ description: 'All, if it is left out' }),
  })
  .meta({
    id: 'CopySkus',
    description: 'The SKUs of another contract of the same currency, on the terms and at the prices of now',
  })
export type CopySkus = z.infer<typeof CopySkus>
