import { z } from 'zod'
import { deliverable_filters, type ListFilters } from './filters.ts'
import { listOf, Timestamp } from './lists.ts'
import { processing_levels, units } from './states.ts'

/** Consumption can be grouped by these. Days and months are those of UTC. */
export const consumption_groupings = ['day', 'month', 'sku', 'project', 'order', 'processing_level'] as const
export type ConsumptionGrouping = (typeof consumption_groupings)[number]

/** Everything by which the list of deliverables is filtered. */
export const consumption_filters = deliverable_filters satisfies ListFilters

const sums = {
  unit: z.enum(units),
  currency: z.string(),
  deliverables: z.int().meta({ description: 'How many' }),
  quantity: z.number().meta({ description: 'In unit, as delivered; exact to six places' }),
  amount_minor: z.int().meta({ description: 'As charged at the delivery, in minor units of the currency' }),
  credited_minor: z.int().meta({ description: 'What refunds and re-ratings took back since' }),
  net_minor: z.int().meta({ description: 'amount_minor - credited_minor' }),
}

const ConsumptionTotal = z.object(sums).meta({ id: 'ConsumptionTotal' })
export type ConsumptionTotal = z.infer<typeof ConsumptionTotal>

const ConsumptionGroup = z
  .object({
    day: z.iso.date().optional(),
    month: z
      .string()
      .optional()
      .meta({ examples: ['2026-06'] }),
    sku: z.string().optional(),
    project_id: z.string().optional(),
    project_name: z.string().nullable().optional(),
    order_id: z.string().optional(),
    processing_level: z.enum(processing_levels).optional(),
    ...sums,
    deliverables_href: z.string().meta({ description: 'The deliverables that this adds up, and no others' }),
  })
  .meta({ id: 'ConsumptionGroup', description: 'Has the fields that it is grouped by' })
export type ConsumptionGroup = z.infer<typeof ConsumptionGroup>

const CancellationFees = z
  .object({ currency: z.string(), orders: z.int(), amount_minor: z.int() })
  .meta({ id: 'CancellationFees' })
export type CancellationFees = z.infer<typeof CancellationFees>

export const Consumption = listOf(ConsumptionGroup, 'ConsumptionGroups')
  .extend({
    group_by: z.array(z.enum(consumption_groupings)),
    totals: z.array(ConsumptionTotal).meta({ description: 'Over all groups, for each unit and currency' }),
    cancellation_fees: z.array(CancellationFees).nullable().meta({
      description:
        'Booked in the period for the same orders, beside the totals; null where a filter is about deliverables',
    }),
    read_from: z
      .enum(['rollups', 'deliverables'])
      .meta({ description: 'Both give the same numbers; rollups are faster' }),
  })
  .meta({
    id: 'Consumption',
    description: 'What was delivered in a period: the deliverables that have a delivered_at in it',
  })
export type Consumption = z.infer<typeof Consumption>

export const ConsumptionLine = z
  .object({
    deliverable_id: z.string(),
    order_id: z.string(),
    order_name: z.string(),
    sku: z.string(),
    project_id: z.string(),
    project_name: z.string(),
    capture_id: z.string(),
    processing_level: z.enum(processing_levels),
    status: z.string(),
    delivered_at: Timestamp,
    quantity: z.number(),
    unit: z.enum(units),
    price_minor: z.int(),
    currency: z.string(),
    amount_minor: z.int(),
    credited_minor: z.int(),
    net_minor: z.int(),
    event_id: z.string().nullable().meta({ description: 'The event DeliverableDelivered' }),
  })
  .meta({ id: 'ConsumptionLine' })
export type ConsumptionLine = z.infer<typeof ConsumptionLine>

export const ConsumptionLines = z
  .object({ results: z.array(ConsumptionLine) })
  .meta({ id: 'ConsumptionLines' })

const ConsumptionDifference = z
  .object({
    contract_id: z.string(),
    day: z.iso.date(),
    sku: z.string(),
    project_id: z.string(),
    processing_level: z.string(),
    ...sums,
  })
  .omit({ net_minor: true })
  .meta({ id: 'ConsumptionDifference' })

export const ConsumptionCheck = z
  .object({
    checked_at: Timestamp,
    differences: z.array(ConsumptionDifference).meta({
      description: 'What the deliverables have more than the rollups had; it has been added to them',
    }),
  })
  .meta({ id: 'ConsumptionCheck' })
export type ConsumptionCheck = z.infer<typeof ConsumptionCheck>

const ConsumptionRepair = ConsumptionDifference.extend({ found_at: Timestamp }).meta({
  id: 'ConsumptionRepair',
  description: 'What a check, by night or on demand, found to be missing from the rollups and added',
})
export type ConsumptionRepair = z.infer<typeof ConsumptionRepair>

export const ConsumptionRepairs = listOf(ConsumptionRepair, 'ConsumptionRepairs')

export const ConsumptionForecast = z
  .object({
    computed_at: Timestamp,
    method: z.string().meta({ description: 'How it is computed, for people' }),
    month_end: z.iso.date().meta({ description: 'The last day of the month of UTC that it reaches to' }),
    currencies: z.array(
      z.object({
        currency: z.string(),
        based_on_start: z.iso.date().meta({ description: 'The first day that counts' }),
        based_on_days: z.int().meta({ description: 'How many, up to yesterday: at least 7, at most 28' }),
        based_on_minor: z.int().meta({ description: 'The net of those days' }),
        daily_minor: z.int().meta({ description: 'based_on_minor / based_on_days, rounded' }),
        charged_minor: z.int().meta({ description: 'The net of this month until now' }),
        days_left: z.int().meta({ description: 'Days of the month after today' }),
        expected_minor: z.int().meta({
          description:
            'The net of the whole month: charged_minor + based_on_minor * days_left / based_on_days',
        }),
        budget_minor: z.int().nullable().meta({
          description: 'What the contract can still be charged: available and held; null without a budget',
        }),
        lasts_until: z.iso.date().nullable().meta({
          description: 'The day on which that is used up at this pace; null if never, or not in ten years',
        }),
      }),
    ),
  })
  .meta({
    id: 'ConsumptionForecast',
    description:
      'What this month comes to if deliveries go on as they did. No promise: orders may say otherwise.',
  })
export type ConsumptionForecast = z.infer<typeof ConsumptionForecast>
