import type { Problem } from '@swath/contract/errors'
import { event_types } from '@swath/contract/events'
import { durationMs, recur } from '@swath/contract/intervals'
import { stages_of_task, timedeltaMs } from '@swath/contract/legacy'
import { isDownload, productOf } from '@swath/contract/products/registry'
import type { SkuTerms } from '@swath/contract/products/terms'
import { reasons } from '@swath/contract/reasons'
import type { OrderOutcome } from '@swath/contract/states'
import { splitAtAntimeridian } from '../lib/geo/antimeridian.ts'
import { geodesicAreaKm2 } from '../lib/geo/area.ts'
import { overlapShare, type Swath } from '../lib/geo/swath.ts'
import { lineItems, quantityScale, totalOf } from '../lib/price.ts'
import type { Task } from './lines.rules.ts'
import { readReason } from './reasons.rules.ts'

/** A SKU of the contract; the order keeps a copy. */
export type Terms = SkuTerms & { v1_product: number | null }

/** The terms that a task was under, or why there are none. */
export function termsOf(task: Task, all: readonly Terms[]): Terms | Problem {
  const { sku, product, target, status, outcome } = task
  const terms = all.find((one) => (sku === undefined ? one.v1_product === product : one.sku === sku))
  if (!terms || isDownload(terms.sku)) {
    const wanted = sku === undefined ? `no SKU for the product ${product}` : `no task under the SKU ${sku}`
    const valid = all.map((one) => `${one.sku} (${one.v1_product ?? 'no product'})`).join(', ')
    const pointer = sku === undefined ? '/product' : '/sku'
    const message = `The contract has ${wanted}; it has ${valid || 'none'}`
    return { pointer, code: 'sku_not_in_contract', message }
  }
  const { name, geometries } = productOf(terms.sku)
  if (!(geometries as readonly string[]).includes(target.type)) {
    const message = `${name} (${terms.sku}) takes ${geometries.join(' or ')}, not ${target.type}`
    return { pointer: '/target', code: 'geometry_not_for_sku', message }
  }
  if (outcome !== undefined && !(stages_of_task[status] as readonly string[]).includes(outcome)) {
    const message = `A task that is ${status} does not have the outcome ${outcome}`
    return { pointer: '/outcome', code: 'invalid_value', message }
  }
  return terms
}

/** The columns of the order that represents a task, but for those that other rows decide. */
export function orderRowOf(task: Task, terms: Terms, swath: Swath) {
  const { target, start, end, max_captures } = task
  const period = periodOf(task)
  const every_ms = period === undefined ? undefined : durationMs(period)
  const periods = recur({ start, end }, every_ms, max_captures).slice(0, 366)
  const { footprint_width_km: width_km, footprint_length_km: length_km } = terms
  const area_km2 = target.type === 'Point' ? (width_km ?? 0) * (length_km ?? 0) : geodesicAreaKm2(target)
  const { default_processing_levels: processing_levels } = terms
  const whole = { geometry: target, area_km2, strip_count: 0, overlap_share: overlapShare(swath), periods }
  const ordered = { terms, ...whole, processing_levels }
  const agreed = {
    ...terms,
    priority: task.priority ?? terms.priority,
    quantity_scale: quantityScale(ordered),
  }
  return {
    ...agreementOf(agreed, processing_levels),
    price_minor: totalOf(lineItems(ordered)),
    order_name: task.task_name,
    window_start: start,
    window_end: end,
    parameters: {
      ...(period && { [target.type === 'Point' ? 'revisit_period' : 'remapping_period']: period }),
      ...(max_captures && { max_captures }),
    },
    requested_geometry: target,
    geometry: splitAtAntimeridian(target),
    area_km2,
    periods: periods.length,
    created_at: task.created_time,
  }
}

/** The terms of its contract that an order keeps. */
export function agreementOf(terms: SkuTerms, processing_levels: readonly string[]) {
  return {
    sku: terms.sku,
    message: event_types.OrderReceived,
    terms,
    limits: {
      min_off_nadir_deg: 0,
      max_off_nadir_deg: terms.max_off_nadir_deg,
      min_sun_elevation_deg: terms.min_sun_elevation_deg,
      max_sun_elevation_deg: 90,
      max_cloud_pct: terms.max_cloud_pct,
    },
    processing_levels,
    metadata: {},
  }
}

/** ISO 8601; nothing where the period is no whole number of minutes, or none at all. */
function periodOf({ expected_age }: Task): string | undefined {
  const minutes = expected_age === undefined ? 0 : Math.floor(timedeltaMs(expected_age)! / 60_000)
  if (minutes === 0) return undefined
  return minutes % 1440 === 0 ? `P${minutes / 1440}D` : `PT${minutes}M`
}

/** The order that a task is already represented by. */
export interface KnownOrder {
  order_id: string
  origin_id: string
  status: string
  outcome: string | null
  order_name: string
  window_end: Date
  /** A capture failed, and no later one made up for it. */
  has_gap: boolean
}

/** The changes that bring a new order to where the task is. */
export function wholeHistory(task: Task, now: Date) {
  const place = { action: 'place', occurred_at: task.created_time }
  const message = 'The work goes on in another system; this order shows what is known of it.'
  const accept = { action: 'accept', occurred_at: null, message, set: { message } }
  // Nothing of ours may begin for it, so it does not wait for anything of ours either.
  if (task.status === 'received') return [place, accept]
  if (task.status === 'rejected') return [place, endingOf(task, 'reject', now)]
  return [place, accept, endingOf(task, actions[task.status], now)]
}

/** The changes that bring an order to where its task is now; nothing that is final is taken back. */
export function newsOf(task: Task, order: KnownOrder, now: Date) {
  if (order.status === 'closed') return []
  const is_changed = task.task_name !== order.order_name || task.end.getTime() !== order.window_end.getTime()
  const set = { order_name: task.task_name, window_end: task.end }
  const update = is_changed ? [{ action: 'update', occurred_at: null, set }] : []
  if (task.status === 'received') return update
  const is_late = task.status === 'rejected' && order.status !== 'received'
  return [...update, endingOf(task, is_late ? 'force_close' : actions[task.status], now, order.has_gap)]
}

const actions = { completed: 'complete', failed: 'fail', rejected: 'reject', canceled: 'cancel' } as const

function endingOf(task: Task, action: string, now: Date, has_gap = false) {
  const { outcome, reason_code, message } = howItEnded(task, has_gap)
  const closed_at = task.closed_time ?? (task.end < now ? task.end : now)
  return {
    action: outcome === 'unfulfilled' ? 'expire' : action,
    occurred_at: task.closed_time ?? null,
    outcome,
    reason_code,
    message,
    set: { closed_at, message },
  }
}

function howItEnded({ status, reason, ...task }: Task, has_gap: boolean) {
  switch (status) {
    case 'completed': {
      const outcome: OrderOutcome = task.outcome ?? (has_gap ? 'partially_fulfilled' : 'fulfilled')
      return {
        outcome,
        ...readReason(reason, outcome === 'fulfilled' ? 'ALL_DELIVERED' : 'PARTLY_DELIVERED'),
      }
    }
    case 'rejected':
      return { outcome: 'rejected', ...readReason(reason, 'NOT_FEASIBLE') }
    case 'canceled':
      return { outcome: 'canceled', ...readReason(reason, 'CANCELED_BY_CUSTOMER') }
    default: {
      const why = readReason(reason, task.outcome === 'unfulfilled' ? 'WINDOW_CLOSED' : 'FAILED_ELSEWHERE')
      const by_the_sky = reasons[why.reason_code].cause === 'sky'
      return { outcome: task.outcome ?? (by_the_sky ? 'unfulfilled' : 'failed'), ...why }
    }
  }
}
