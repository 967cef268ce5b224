import { z } from 'zod'
import { Crs, Geometry, GeometryInput } from './geometry.ts'
import { featuresOf, listOf, Timestamp } from './lists.ts'
import { Nei } from './nei.ts'
import { priority_classes } from './priority-classes.ts'
import { Price } from './quotes.ts'
import { reason_codes } from './reasons.ts'
import { order_outcomes, order_results, order_statuses, processing_levels } from './states.ts'
import { Instant } from './times.ts'

const degrees = (low: number, high: number) => z.number().min(low).max(high)

/** Beyond it nobody looks at the ground. */
export const most_off_nadir_deg = 45

export const TaskingParameters = z
  .strictObject({
    start: Instant.optional().meta({ description: 'Start of the window; now when absent' }),
    end: Instant.optional().meta({ description: "End of the window; the product's default when absent" }),
    min_ona: degrees(0, most_off_nadir_deg)
      .optional()
      .meta({ description: 'Lower limit of the off-nadir angle, degrees' }),
    max_ona: degrees(0, most_off_nadir_deg)
      .optional()
      .meta({ description: 'Upper limit of the off-nadir angle, degrees' }),
    min_sun_elevation: degrees(-90, 90).optional(),
    max_sun_elevation: degrees(-90, 90).optional(),
    revisit_period: z
      .string()
      .max(20)
      .optional()
      .meta({
        description: 'Of a point: an image in every period of this ISO 8601 duration within the window',
        examples: ['P1D'],
      }),
    remapping_period: z
      .string()
      .max(20)
      .optional()
      .meta({
        description: 'Of an area: map it in every period of this ISO 8601 duration within the window',
        examples: ['P15D'],
      }),
    max_captures: z.int().min(1).max(366).optional().meta({
      description:
        'Of a point: so many images, one in each of the first periods; without a period, spread evenly over the window',
    }),
    remapping_mode: z.enum(['piecewise', 'batch']).optional().meta({
      description: 'Accepted; the area is mapped once per period in either mode',
    }),
    processing_level: z
      .enum(processing_levels)
      .optional()
      .meta({ description: 'Only this level; the default levels of the product when absent' }),
    outcome_id: z.uuid().optional().meta({
      description: 'Of archive imagery only: from this capture, the `satl:outcome_id` of its STAC items',
    }),
    datetime: z
      .string()
      .max(80)
      .optional()
      .meta({
        description: 'Of archive imagery only: taken in this interval, of which either end may be `..`',
        examples: ['2026-01-01T00:00:00Z/..'],
      }),
    uplifts: z
      .array(z.string().max(40))
      .max(20)
      .optional()
      .meta({ description: 'What is asked for besides, of the uplifts of the SKU' }),
    opportunity_id: z
      .string()
      .max(80)
      .optional()
      .meta({
        description:
          'An opportunity of an analysis of the same sku and geometry. The order is for that pass, which is reserved with it or refused; the other parameters are those of the analysis',
        examples: ['opp.<uuid>.0'],
      }),
    nei: Nei.optional().meta({
      description: 'Of Non-Earth Imaging only, which needs it; the window is its interval when absent',
    }),
  })
  .meta({ id: 'TaskingParameters' })
export type TaskingParameters = z.infer<typeof TaskingParameters>

export const PlaceOrder = z
  .object({
    type: z.literal('Feature'),
    crs: Crs.optional().meta({ description: 'WGS84, if it is there' }),
    geometry: GeometryInput,
    properties: z.strictObject({
      order_name: z.string().min(1).max(120),
      project_name: z.string().min(1).max(120).default('default'),
      sku: z
        .string()
        .min(1)
        .max(40)
        .meta({ examples: ['TSKPOI-M'] }),
      client_reference: z.string().min(1).max(120).optional().meta({
        description: 'Your own reference; unique in the contract, so that an order cannot be placed twice',
      }),
      destination_id: z.string().max(60).nullable().optional().meta({
        description:
          'Where deliverables are sent; null: nowhere; the default of project or contract when absent',
      }),
      quote_id: z.string().max(60).optional().meta({ description: 'Order at the price of this quote' }),
      parameters: TaskingParameters.default({}),
      metadata: z
        .record(z.string().min(1).max(60), z.string().max(500))
        .refine((labels) => Object.keys(labels).length <= 20, 'At most 20 labels')
        .default({})
        .meta({ description: 'Labels of your own; the sandbox reads `scenario`' }),
    }),
  })
  .meta({
    id: 'PlaceOrder',
    description:
      'One order as one GeoJSON Feature; id, bbox and foreign members of the Feature say nothing here',
  })
export type PlaceOrder = z.infer<typeof PlaceOrder>

const Metadata = PlaceOrder.shape.properties.shape.metadata.unwrap()

export const UpdateOrder = z
  .object({
    geometry: z.never('The geometry of an order cannot be changed').optional(),
    properties: z.strictObject({
      order_name: z.string().min(1).max(120).optional(),
      project_name: z.string().min(1).max(120).optional(),
      metadata: Metadata.optional().meta({ description: 'Replaces all labels' }),
      parameters: z.strictObject({ end: Instant }).optional().meta({
        description:
          'A new end of the window. A later one brings a recurring order no further images; an earlier one withdraws what is planned behind it, unless that costs a fee',
      }),
    }),
  })
  .meta({ id: 'UpdateOrder', description: 'What may be changed of an open order' })
export type UpdateOrder = z.infer<typeof UpdateOrder>

const Progress = z.object({
  captures: z.record(z.string(), z.int()).meta({ description: 'Number of captures by status' }),
  deliverables: z.record(z.string(), z.int()).meta({ description: 'Number of deliverables by status' }),
  deliveries: z.record(z.string(), z.int()).meta({ description: 'Number of deliveries by status' }),
  requested_km2: z.number(),
  delivered_km2: z.number().meta({ description: 'Of which at least one product is delivered' }),
  levels: z
    .record(
      z.string(),
      z.object({
        delivered_km2: z.number(),
        deliverables: z.record(z.string(), z.int()).meta({ description: 'Their number by status' }),
      }),
    )
    .meta({ description: 'The same for each processing level' }),
  remaining_geometry: Geometry.nullable().meta({
    description: 'Of an area order: what nothing that was delivered covers yet',
  }),
})

export const Order = z
  .object({
    type: z.literal('Feature'),
    id: z.string(),
    geometry: Geometry,
    properties: z.object({
      order_id: z.string().meta({ examples: ['000123'] }),
      order_name: z.string(),
      client_reference: z.string().nullable(),
      awaits_approval: z.boolean().meta({
        description: 'It goes beyond a limit of the contract, and the order desk has not decided yet',
      }),
      awaits_spending_approval: z.boolean().meta({
        description:
          'It costs more than may be spent without an approver of the customer, who has not decided yet',
      }),
      replaces_deliverable_id: z.string().nullable().meta({
        description: 'The rejected deliverable that it is to make again',
      }),
      contract_id: z.string(),
      contract_name: z.string(),
      project_id: z.string(),
      project_name: z.string(),
      destination_id: z.string().nullable().optional().meta({
        description: 'As it was ordered; null: nowhere; absent: the default',
      }),
      sku: z.string(),
      product_name: z.string(),
      status: z.enum(order_statuses),
      outcome: z.enum(order_outcomes).nullable(),
      created_at: Timestamp,
      updated_at: Timestamp,
      closed_at: Timestamp.nullable(),
      parameters: z.looseObject({ start: Timestamp, end: Timestamp, task_id: z.int() }),
      metadata: z.record(z.string(), z.string()),
      area_km2: z.number().meta({ description: 'Geodesic area that was ordered' }),
      priority: z.int().meta({ description: 'By the contract; the higher the sooner' }),
      priority_class: z.enum(priority_classes).meta({
        description:
          'By the contract. Of two orders that want the same pass, the one of the earlier class gets it',
      }),
      status_report: z.object({
        status: z.enum(order_results).meta({
          description: 'Of a closed order its result, in the words that published clients read first',
        }),
        reason_code: z
          .enum(reason_codes)
          .nullable()
          .meta({ description: 'Why it ended as it did; while it goes on, why something is missing as yet' }),
        message: z.string().meta({ description: 'How it stands, by the newest facts, for people' }),
        progress: Progress,
        next_expected_at: Timestamp.nullable().meta({
          description: 'The next collection or delivery, as far as it can be foretold',
        }),
      }),
      latest_event: z.object({
        id: z.string(),
        type: z.string(),
        time: Timestamp,
        reason_code: z.enum(reason_codes).nullable(),
        message: z.string(),
      }),
      price: z.object({
        total_minor: z.int().meta({
          description:
            'While the order is open, the most that it may cost; once it is closed, what it did cost',
        }),
        quoted_minor: z
          .int()
          .meta({ description: 'What it costs if everything is delivered, as it was ordered' }),
        charged_minor: z
          .int()
          .meta({ description: 'What was charged so far: for deliverables, or for its cancellation' }),
        credited_minor: z.int().meta({ description: 'What was given back of that' }),
        currency: z.string(),
        quote_id: z.string().nullable(),
      }),
      cancellation: z.object({
        allowed: z.boolean(),
        until: Timestamp.nullable().meta({
          description: 'When the next collection starts, which cannot be canceled from then on, where known',
        }),
        captures_to_cancel: z.int().meta({
          description:
            'How many captures it would cancel, as far as they are planned: those that have not begun',
        }),
        captures_kept: z.int().meta({
          description: 'How many would be finished, delivered and charged, since they have begun',
        }),
        fee_minor: z.int().meta({ description: 'What it costs, or did cost, as of updated_at' }),
        fees: z
          .array(z.object({ from: Timestamp, fee_minor: z.int() }))
          .meta({ description: 'What it will cost from which time on, as far as collections are planned' }),
      }),
      actions: z.array(z.string()).meta({ description: 'What may be done with the order now' }),
    }),
  })
  .meta({ id: 'Order' })
export type Order = z.infer<typeof Order>

export const OrderList = featuresOf(Order, 'OrderList')

export const ForceClose = z
  .strictObject({
    outcome: z.enum(order_outcomes),
    message: z.string().min(1).max(500),
  })
  .meta({ id: 'ForceClose' })
export type ForceClose = z.infer<typeof ForceClose>

/** Each line is judged by itself, so that a wrong one does not refuse the request. */
export const PlaceOrders = z
  .strictObject({
    orders: z.array(z.unknown()).min(1).max(1000).meta({ description: 'Features as for placing one order' }),
    all_or_nothing: z.boolean().default(false).meta({ description: 'Place all of them or none' }),
  })
  .meta({ id: 'PlaceOrders' })
export type PlaceOrders = z.infer<typeof PlaceOrders>

const Problems = z.array(z.object({ pointer: z.string(), code: z.string(), message: z.string() }))

export const LineError = z.object({ code: z.string(), message: z.string(), errors: Problems })

const BulkLine = z.object({
  index: z.int(),
  status: z.int().meta({ description: '201, or the status that the order alone would have got' }),
  order: Order.optional(),
  error: LineError.optional(),
})
export type BulkLine = z.infer<typeof BulkLine>

export const BulkResult = z
  .object({ placed: z.int(), refused: z.int(), results: z.array(BulkLine) })
  .meta({ id: 'BulkResult' })

export const Validation = z
  .object({
    valid: z.boolean(),
    errors: Problems,
    price: Price.nullable().meta({ description: 'Of an order that is valid' }),
  })
  .meta({ id: 'Validation', description: 'Everything that is wrong at once, or else the price' })
export type Validation = z.infer<typeof Validation>

export const OrdersToApprove = listOf(Order, 'OrdersToApprove')
