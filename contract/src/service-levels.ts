import { z } from 'zod'
import { listOf } from './lists.ts'

/** The stages that are measured, each from event to event. */
export const service_stages = {
  decision: 'From the order to its acceptance or rejection.',
  collection: 'Of each capture: from when it could be collected to the image, over all attempts.',
  processing: 'Of each deliverable: from the image to the finished product at the provider.',
  delivery: 'Of each deliverable: from the finished product to its files being here to download.',
  total: 'Of each deliverable: from the order to the delivery; what a SKU promises is about this.',
} as const
export type ServiceStage = keyof typeof service_stages
const stage_names = Object.keys(service_stages) as [ServiceStage, ...ServiceStage[]]

const Seconds = z.number().nonnegative()

export const ServiceLevel = z
  .object({
    month: z.string().meta({ description: 'In which the stage ended, in UTC', examples: ['2026-06'] }),
    sku: z.string(),
    stage: z.enum(stage_names),
    count: z.int(),
    p50_s: Seconds.meta({ description: 'Half took no longer than these seconds' }),
    p90_s: Seconds,
    p95_s: Seconds,
    max_s: Seconds,
    promised_hours: z.int().nullable().meta({ description: 'What the order was promised; of total only' }),
    kept: z.int().nullable().meta({ description: 'How many came within the promise' }),
    missed: z.int().nullable(),
  })
  .meta({ id: 'ServiceLevel' })
export type ServiceLevel = z.infer<typeof ServiceLevel>

export const ServiceLevelList = listOf(ServiceLevel, 'ServiceLevelList')
