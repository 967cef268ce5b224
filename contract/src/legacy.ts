import { z } from 'zod'
import { Capture } from './captures.ts'
import { Pass } from './feasibility.ts'
import type { ListFilters } from './filters.ts'
import { Geometry, GeometryInput } from './geometry.ts'
import { Nei, nei_modes } from './nei.ts'
import { type OrderOutcome, type OrderStatus, outcomesOf } from './states.ts'
import { Instant } from './times.ts'

// The words of the v1 APIs. Their tasks, captures and scenes are our orders, captures and deliverables.

/** The status of a v1 task, and the statuses or, of closed orders, the outcomes that it stands for. */
export const stages_of_task = {
  received: ['received', 'in_progress'],
  completed: outcomesOf('completed'),
  failed: outcomesOf('failed'),
  rejected: outcomesOf('rejected'),
  canceled: outcomesOf('canceled'),
} satisfies Record<string, readonly (OrderStatus | OrderOutcome)[]>

export type TaskStatus = keyof typeof stages_of_task
export const task_statuses = Object.keys(stages_of_task) as [TaskStatus, ...TaskStatus[]]

function v1ListOf<T extends z.ZodType>(item: T, id: string) {
  const link = z.string().nullable().meta({ description: 'Absolute URL' })
  return z.object({ count: z.int(), next: link, previous: link, results: z.array(item) }).meta({ id })
}

const V1Time = z.string().meta({ format: 'date-time', examples: ['2026-01-03T00:00:00Z'] })

export const V1ProductList = v1ListOf(
  z.object({
    pk: z.int(),
    name: z.string(),
    is_area: z.boolean(),
    sku: z.string().meta({ description: 'What the contract orders by this product' }),
  }),
  'V1ProductList',
)

export const V1ClientList = v1ListOf(z.object({ name: z.string(), contract_id: z.string() }), 'V1ClientList')

const timedelta = /^(?:(\d+) days?, )?(\d{1,2}):(\d{2}):(\d{2})(?:\.\d+)?$/

/** Milliseconds of a period as Python writes it: `7 days, 00:00:00`. */
export function timedeltaMs(text: string): number | undefined {
  const parts = timedelta.exec(text)
  if (!parts) return undefined
  const [days, hours, minutes, seconds] = parts.slice(1).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
  ]
  return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000
}

const V1SpacePoint = z
  .union([
    z.tuple([z.number(), z.number(), z.number()]),
    z.object({ longitude: z.number(), latitude: z.number(), altitude: z.number() }),
  ])
  .meta({ description: 'Longitude, latitude in degrees and altitude in metres, as an array or by name' })
export type V1SpacePoint = z.infer<typeof V1SpacePoint>

/** The parameters of a task against an object in space, besides or instead of a target and a window. */
const in_space = {
  mode: z.enum(nei_modes),
  satellite: Nei.shape.satellite,
  first_point_time: Nei.shape.first_point_time,
  first_point: V1SpacePoint,
  last_point: V1SpacePoint.optional(),
  duration: z.number().optional().meta({ description: 'Seconds; 6 when absent' }),
}

/** The form of an order against an object in space, as v1 has it. */
export const SpaceTask = z.looseObject(in_space)
export type SpaceTask = z.infer<typeof SpaceTask>

export const CreateTask = z
  .looseObject({
    task_name: z.string().min(1).max(120),
    project_name: z.string().min(1).max(120),
    product: z.int().meta({ description: 'See GET /tasking/products/', examples: [169] }),
    target: GeometryInput.optional().meta({ description: 'Needed, but for a task in space' }),
    start: Instant.optional().meta({ description: 'Needed, but for a task in space' }),
    end: Instant.optional().meta({ description: 'Needed, but for a task in space' }),
    ...z.object(in_space).partial().shape,
    nei: Nei.optional().meta({
      description: 'Instead of the fields of a task in space, as an answer has them',
    }),
    max_captures: z.int().min(1).max(366).optional(),
    expected_age: z
      .string()
      .refine((text) => timedeltaMs(text) !== undefined, 'A period such as "7 days, 00:00:00"')
      .optional()
      .meta({ description: 'How often the target is wanted', examples: ['7 days, 00:00:00'] }),
  })
  .superRefine((task, context) => {
    if (task.nei !== undefined) return
    const needed =
      task.mode === undefined
        ? (['target', 'start', 'end'] as const)
        : (['satellite', 'first_point_time', 'first_point'] as const)
    for (const name of needed) {
      if (task[name] !== undefined) continue
      context.addIssue({
        code: 'custom',
        path: [name],
        message: 'is needed',
        params: { code: 'missing_field' },
      })
    }
  })
  .meta({ id: 'CreateTask', description: 'A v1 task. Other fields are ignored, as they were in v1.' })
export type CreateTask = z.infer<typeof CreateTask>

export const Task = z
  .object({
    task_id: z.int(),
    order_id: z.string().meta({ description: 'The same work in /v2/orders/' }),
    task_name: z.string(),
    project_name: z.string(),
    product: z.int(),
    target: Geometry.meta({ description: 'With heights, as v1 answers' }),
    start: V1Time,
    end: V1Time,
    max_captures: z.int().nullable(),
    expected_age: z.string().nullable(),
    priority: z.int(),
    client: z.string(),
    created_time: V1Time,
    status: z.enum(task_statuses),
    nei: Nei.nullable().meta({ description: 'Of a task in space' }),
  })
  .meta({ id: 'Task', description: 'An order as v1 shows it' })
export type Task = z.infer<typeof Task>

export const TaskList = v1ListOf(Task, 'TaskList')

export const CanceledTask = z
  .object({
    task_id: z.int(),
    status: z.enum(task_statuses).meta({
      description:
        '`canceled`; of a task of which something has begun, `completed`, or `received` until that is finished',
    }),
  })
  .meta({ id: 'CanceledTask' })
export type CanceledTask = z.infer<typeof CanceledTask>

export const task_filters = {
  id: 'task_id',
  fields: {
    task_id: 'integer',
    task_name: 'text',
    project_name: 'text',
    status: task_statuses,
    start: 'time',
    end: 'time',
    created_time: 'time',
    updated_at: 'time',
  },
  sortable: ['created_time', 'start', 'end', 'task_name'],
  sort: '-created_time',
  query: 'name, ids, project name and labels of the task',
  geometry: 'the target',
} as const satisfies ListFilters

const V1Capture = z
  .object({
    capture_id: z.string(),
    task_id: z.int(),
    start: V1Time.nullable().meta({ description: 'Of the collection, once it is planned' }),
    end: V1Time.nullable(),
    satellite_name: z.string().nullable(),
    status: Capture.shape.status,
    sceneset_id: z.string().nullable().meta({ description: 'For GET /telluric/scenes/?sceneset_id=' }),
    reason_code: Capture.shape.reason_code,
  })
  .meta({ id: 'V1Capture' })
export type V1Capture = z.infer<typeof V1Capture>

export const V1CaptureList = v1ListOf(V1Capture, 'V1CaptureList')

export const CanAddOrder = z
  .object({
    can_add_order: z.boolean(),
    message: z.string().meta({ description: 'Why not, or how many opportunities there are' }),
    opportunities: z.array(Pass).meta({ description: 'In order of time, at most max_captures' }),
  })
  .meta({ id: 'CanAddOrder' })
export type CanAddOrder = z.infer<typeof CanAddOrder>

const SceneFile = z.object({
  file_name: z.string(),
  url: z.string().meta({ description: 'For a plain GET without a token; it expires after an hour' }),
  media_type: z.string(),
  size_bytes: z.int(),
  sha256: z.string(),
})

export const Scene = z
  .object({
    scene_id: z.string(),
    sceneset_id: z.string().nullable(),
    order_id: z.string(),
    deliverable_id: z.string(),
    productname: z.string(),
    footprint: Geometry.nullable(),
    last_modified: V1Time,
    attachments: z.array(SceneFile.extend({ name: z.string().meta({ examples: ['delivery_zip'] }) })),
    rasters: z.array(
      SceneFile.extend({
        tiles: z.string().meta({ description: 'Template of the map tiles: fill in {x}, {y} and {z}' }),
      }),
    ),
  })
  .meta({ id: 'Scene', description: 'A deliverable as v1 shows it' })
export type Scene = z.infer<typeof Scene>

export const SceneList = v1ListOf(Scene, 'SceneList')
export const RasterList = v1ListOf(Scene.shape.rasters.element, 'RasterList')
