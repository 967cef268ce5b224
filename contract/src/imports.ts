import { z } from 'zod'
import { task_statuses, timedeltaMs } from './legacy.ts'
import { max_amount_minor } from './money.ts'
import { type CaptureStatus, capture_statuses, order_outcomes, processing_levels } from './states.ts'
import { dateOf, SpaceAge } from './times.ts'

/**
 * The kinds of lines that can be imported from another system. A line comes from JSON, where numbers are numbers, or
 * from CSV, where everything is text; an empty text is as good as nothing. Columns that are not named here are
 * ignored.
 */
export const import_kinds = ['tasks', 'captures', 'scenes', 'consumptions'] as const
export type ImportKind = (typeof import_kinds)[number]

const fromText = (value: unknown) =>
  typeof value === 'string' && value.trim() !== '' ? Number(value) : value
const Whole = (min: number, max: number) => z.preprocess(fromText, z.int().min(min).max(max))
const Decimal = (min: number, max: number) => z.preprocess(fromText, z.number().min(min).max(max))
const Name = z.preprocess((value) => (typeof value === 'number' ? String(value) : value), z.string().max(500))

const Moment = SpaceAge.transform(dateOf)

/** GeoJSON as an object or as text, or WKT; the server reads it. */
const Shape = z.union([z.string().max(1_000_000), z.looseObject({ type: z.string() })])
const Reason = z
  .string()
  .max(500)
  .meta({ description: 'Why it ended: a reason code of Swath, or a sentence' })

export const TaskLine = z
  .object({
    task_id: Whole(1, 1e12).meta({ description: 'The order keeps it' }),
    task_name: Name.pipe(z.string().min(1)),
    project_name: Name.default('default'),
    product: Whole(1, 1e6).optional().meta({ description: '169 or 178; the contract says which SKU it is' }),
    sku: z.string().optional().meta({ description: 'Instead of product' }),
    target: Shape,
    start: Moment,
    end: Moment,
    created_time: Moment,
    status: z.enum(task_statuses),
    outcome: z.enum(order_outcomes).optional().meta({ description: 'Of a closed task, where it is known' }),
    closed_time: Moment.optional().meta({ description: 'The end of the window when absent' }),
    reason: Reason.optional(),
    expected_age: z
      .string()
      .refine((text) => timedeltaMs(text) !== undefined, 'A period such as "7 days, 00:00:00"')
      .optional(),
    max_captures: Whole(1, 366).optional(),
    priority: Whole(-1000, 1000).optional(),
  })
  .refine(({ product, sku }) => product !== undefined || sku !== undefined, {
    path: ['product'],
    message: 'A task needs a product or a sku',
  })
  .refine(({ start, end }) => end > start, { path: ['end'], message: 'The window ends before it starts' })
export type TaskLine = z.infer<typeof TaskLine>

/** These may come before there is a pass, or instead of one. */
const without_pass: readonly CaptureStatus[] = ['queued', 'failed', 'canceled']

export const CaptureLine = z
  .object({
    capture_id: Name,
    task_id: Whole(1, 1e12),
    start: Moment.optional().meta({ description: 'Needed from scheduled on' }),
    end: Moment.optional().meta({ description: 'start when absent' }),
    satellite_name: z.string().max(100).default('unknown'),
    status: z.enum(capture_statuses),
    sceneset_id: z.uuid().toLowerCase().optional().meta({ description: 'The outcome_id' }),
    cloud_cover: Decimal(0, 100).optional().meta({ description: 'Percent' }),
    footprint: Shape.optional(),
    reason: Reason.optional(),
  })
  .refine(({ start, status }) => start !== undefined || without_pass.includes(status), {
    path: ['start'],
    message: 'A capture that is scheduled, or further, needs its start',
  })
export type CaptureLine = z.infer<typeof CaptureLine>

export const SceneLine = z
  .object({
    scene_id: Name.pipe(z.string().min(1)),
    sceneset_id: z.uuid().toLowerCase().optional(),
    capture_id: Name.optional(),
    processing_level: z.enum(processing_levels),
    delivered_at: Moment,
    area_km2: Decimal(0, 1e9).optional().meta({ description: 'Computed from footprint when absent' }),
    footprint: Shape.optional().meta({ description: 'That of the capture when absent' }),
    amount_minor: Whole(0, max_amount_minor)
      .optional()
      .meta({ description: 'What was charged; else price times quantity' }),
    currency: z.string().length(3).optional(),
  })
  .refine(({ sceneset_id, capture_id }) => sceneset_id !== undefined || capture_id !== undefined, {
    path: ['sceneset_id'],
    message: 'A scene needs a sceneset_id or a capture_id',
  })
export type SceneLine = z.infer<typeof SceneLine>

export const ConsumptionLine = z.object({
  item_id: Name.pipe(z.string().min(1)),
  collection: z.string().min(1).max(100),
  outcome_id: z.uuid().toLowerCase(),
  processing_level: z.enum(processing_levels),
  downloaded_at: Moment,
  acquired_at: Moment,
  geometry: Shape,
  area_km2: Decimal(0, 1e9).optional(),
  satellite_name: z.string().max(100).default('unknown'),
  cloud_cover: Decimal(0, 100).optional(),
  amount_minor: Whole(0, max_amount_minor).optional(),
})
export type ConsumptionLine = z.infer<typeof ConsumptionLine>

export const import_lines = {
  tasks: TaskLine,
  captures: CaptureLine,
  scenes: SceneLine,
  consumptions: ConsumptionLine,
} as const satisfies Record<ImportKind, z.ZodType>

export const ImportRequest = z
  .strictObject({
    contract_id: z.string().max(100),
    source: z
      .string()
      .regex(/^[A-Za-z0-9._-]{1,60}$/, 'Up to 60 letters, digits, dots, dashes and underscores')
      .meta({ description: 'The system that the lines come from; ids are unique within it' }),
    kind: z.enum(import_kinds),
    lines: z
      .array(z.unknown())
      .min(1)
      .max(1000)
      .meta({ description: 'Columns by kind: docs/guides/import.md' }),
    dry_run: z.boolean().default(false).meta({ description: 'Say what would happen, and store nothing' }),
  })
  .meta({ id: 'ImportRequest' })
export type ImportRequest = z.infer<typeof ImportRequest>

export const line_results = ['created', 'updated', 'unchanged', 'refused'] as const

export const ImportResult = z
  .object({
    created: z.int(),
    updated: z.int(),
    unchanged: z.int(),
    refused: z.int(),
    results: z
      .array(
        z.object({
          index: z.int().meta({ description: 'Of the line in the request, from 0' }),
          problems: z.array(z.object({ pointer: z.string(), code: z.string(), message: z.string() })),
        }),
      )
      .meta({ description: 'The refused lines only, and why' }),
  })
  .meta({ id: 'ImportResult' })
export type ImportResult = z.infer<typeof ImportResult>
