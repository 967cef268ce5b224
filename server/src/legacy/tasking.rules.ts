import type { Capture } from '@swath/contract/captures'
import type { Problem } from '@swath/contract/errors'
import type { Geometry } from '@swath/contract/geometry'
import { durationMs } from '@swath/contract/intervals'
import {
  type CreateTask,
  type SpaceTask,
  type Task,
  type TaskStatus,
  timedeltaMs,
  type V1Capture,
  type V1SpacePoint,
} from '@swath/contract/legacy'
import type { Nei, SpacePoint } from '@swath/contract/nei'
import type { Order, PlaceOrder, TaskingParameters } from '@swath/contract/orders'
import { productOf } from '@swath/contract/products/registry'
import { resultOf } from '@swath/contract/states'

/** The status that v1 gives to an order in this status or, when it is closed, with this outcome. */
export function taskStatusOf(order: Pick<Order['properties'], 'status' | 'outcome'>): TaskStatus {
  const result = resultOf(order)
  return result === 'in_progress' ? 'received' : result
}

export function taskOf({ id, geometry, properties }: Order): Task {
  const { order_name, project_name, parameters, contract_name, created_at, priority } = properties
  const { start, end, task_id, revisit_period, remapping_period, max_captures, nei } = parameters
  const period = (revisit_period ?? remapping_period) as string | undefined
  return {
    task_id,
    order_id: id,
    task_name: order_name,
    project_name,
    product: productOf(properties.sku).v1!.pk,
    target: withHeights(geometry),
    start: v1Time(start),
    end: v1Time(end),
    max_captures: (max_captures as number | undefined) ?? null,
    expected_age: period === undefined ? null : timedeltaOf(durationMs(period)!),
    priority,
    client: contract_name,
    created_time: created_at,
    status: taskStatusOf(properties),
    nei: (nei as Nei | undefined) ?? null,
  }
}

/** The order that a v1 task asks for, under a SKU of the contract. */
export function orderOf(task: CreateTask, sku: string): PlaceOrder {
  const { task_name: order_name, project_name, mode } = task
  const nei = mode === undefined ? task.nei : neiOf(task as unknown as SpaceTask)
  const { geometry, parameters } = nei === undefined ? onEarth(task) : inSpace(nei)
  return {
    type: 'Feature',
    geometry,
    properties: {
      order_name,
      project_name,
      sku,
      metadata: {},
      parameters: { ...windowOf(task), ...parameters },
    },
  }
}

function windowOf({ start, end }: CreateTask) {
  return { ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) }
}

type Wanted = Pick<PlaceOrder, 'geometry'> & { parameters: TaskingParameters }

function onEarth({ target, max_captures, expected_age }: CreateTask): Wanted {
  const is_point = target!.type === 'Point'
  // An area is mapped once in each period, so one capture of it is no wish of its own.
  const wanted = is_point || max_captures !== 1 ? max_captures : undefined
  const period = is_point ? 'revisit_period' : 'remapping_period'
  const parameters = {
    ...(wanted === undefined ? {} : { max_captures: wanted }),
    ...(expected_age === undefined ? {} : { [period]: isoPeriod(expected_age) }),
  }
  return { geometry: target!, parameters }
}

function inSpace(nei: Nei): Wanted {
  const { longitude, latitude, altitude_m } = nei.first_point
  return {
    geometry: { type: 'Point', coordinates: [longitude, latitude, altitude_m] },
    parameters: { nei },
  }
}

function neiOf({ mode, satellite, first_point_time, first_point, last_point, duration = 6 }: SpaceTask): Nei {
  return {
    mode,
    satellite,
    first_point_time,
    first_point: spacePointOf(first_point),
    ...(last_point && { last_point: spacePointOf(last_point) }),
    duration_s: duration,
  }
}

function spacePointOf(point: V1SpacePoint): SpacePoint {
  const [longitude, latitude, altitude_m] = Array.isArray(point)
    ? point
    : [point.longitude, point.latitude, point.altitude]
  return { longitude, latitude, altitude_m }
}

const places: readonly [string, string][] = [
  ['/properties/order_name', '/task_name'],
  ['/properties/project_name', '/project_name'],
  ['/properties/sku', '/product'],
  ['/properties/parameters/revisit_period', '/expected_age'],
  ['/properties/parameters/remapping_period', '/expected_age'],
  ['/properties/parameters/nei/duration_s', '/duration'],
  ['/properties/parameters/nei', ''],
  ['/properties/parameters', ''],
  ['/geometry', '/target'],
]

/** The problem of the order, told of the task that it came from. */
export function problemOfTask(problem: Problem): Problem {
  const [from, to] = places.find(([place]) => problem.pointer.startsWith(place)) ?? ['', '']
  return { ...problem, pointer: to + problem.pointer.slice(from.length) }
}

export function v1CaptureOf(capture: Capture, task_id: number): V1Capture {
  const { capture_id, status, access, outcome_id, reason_code } = capture
  return {
    capture_id,
    task_id,
    start: access && v1Time(access.start),
    end: access && v1Time(access.end),
    satellite_name: access?.satellite_name ?? null,
    status,
    sceneset_id: outcome_id,
    reason_code,
  }
}

/** v1 wrote fractions of seconds only where there are any. */
export function v1Time(time: string): string {
  return time.replace(/\.0+Z$/, 'Z')
}

function withHeights(geometry: Geometry): Geometry {
  return { ...geometry, coordinates: lift(geometry.coordinates) } as Geometry
}

function lift(coordinates: unknown): unknown {
  const all = coordinates as unknown[]
  if (typeof all[0] !== 'number') return all.map(lift)
  return all.length === 2 ? [...all, 0] : all
}

/** As Python writes a period: `7 days, 0:00:00`, with two digits for the hours, as v1 did. */
export function timedeltaOf(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  const days = Math.floor(seconds / 86_400)
  const clock = new Date((seconds % 86_400) * 1000).toISOString().slice(11, 19)
  return days === 0 ? clock : `${days} ${days === 1 ? 'day' : 'days'}, ${clock}`
}

function isoPeriod(expected_age: string): string {
  const minutes = Math.floor(timedeltaMs(expected_age)! / 60_000)
  const days = Math.floor(minutes / 1440)
  const rest = minutes % 1440
  return `P${days === 0 ? '' : `${days}D`}${rest === 0 ? '' : `T${rest}M`}`
}
