import type { Order } from '@swath/contract/orders'
import { productNameOf } from '@swath/contract/products/registry'
import { resultOf } from '@swath/contract/states'
import type { Transaction } from '../database/db.ts'
import { actionsFrom } from '../lib/machine.ts'
import { timestamp, timestampOrNull } from '../platform/clock.ts'
import type { Entity } from '../record/transition.ts'
import {
  countParts,
  type LatestEvent,
  latestEvents,
  type PartCount,
  remainingGeometries,
  storeDocuments,
} from './document.store.ts'
import { type OrderAction, type OrderStage, orderMachine } from './machine.ts'
import { type FeeFrom, feeAt, feesUntil, priceShare } from './price.rules.ts'
import { cancellationOf, deliveredKm2, nextExpectedAt, type StripFacts } from './rules.ts'
import { nextStepAt, type StripSituation, situationOf } from './situation.rules.ts'
import { findOrders, listStripsOf, type OrderRow } from './store.ts'

/** Orders as `transition` knows them. */
export const orderEntity: Entity<OrderAction> = {
  name: 'order',
  table: 'orders',
  key: 'order_id',
  machine: orderMachine,
  stages: {
    of: ({ awaits_approval, awaits_spending_approval }): OrderStage => {
      if (awaits_spending_approval) return 'awaiting_spending_approval'
      return awaits_approval ? 'awaiting_approval' : 'undisputed'
    },
    reach: (stage) => ({
      awaits_spending_approval: stage === 'awaiting_spending_approval',
      awaits_approval: stage === 'awaiting_approval',
    }),
  },
  refresh: (tx, id) => refreshOrders(tx, [id]),
  refreshAll: refreshOrders,
}

async function refreshOrders(tx: Transaction, order_ids: readonly string[]): Promise<void> {
  const orders = await findOrders(tx, order_ids)
  const strips = Map.groupBy(await listStripsOf(tx, order_ids), (strip) => strip.order_id)
  const counts = await countParts(tx, order_ids)
  const latest = await latestEvents(tx, order_ids)
  // Something else remains of a recurring order in every period: its captures tell.
  const areas = orders.filter((order) => order.requested_geometry.type !== 'Point' && order.periods === 1)
  const area_ids = areas.map((order) => order.order_id)
  const remaining = area_ids.length === 0 ? undefined : await remainingGeometries(tx, area_ids)
  const documents = orders.map((order) => {
    const { order_id, area_km2, periods } = order
    const own_strips = strips.get(order_id) ?? []
    const parts = counts.get(order_id) ?? []
    const progress = {
      ...partsOf(parts),
      requested_km2: round(area_km2 * periods),
      delivered_km2: round(deliveredKm2(own_strips)),
      levels: levelsOf(order.processing_levels, parts, own_strips),
      remaining_geometry: remaining?.get(order_id) ?? null,
    }
    return renderOrder(order, own_strips, parts, progress, latest.get(order_id)!)
  })
  await storeDocuments(
    tx,
    documents.map(({ id }) => id),
    documents.map((document) => JSON.stringify(document)),
    {
      reason_codes: documents.map(({ properties }) => properties.status_report.reason_code),
      totals_minor: documents.map(({ properties }) => properties.price.total_minor),
    },
  )
}

function partsOf(counts: readonly PartCount[]) {
  const of = (part: PartCount['part']) => byStatus(counts.filter((row) => row.part === part))
  return { captures: of('captures'), deliverables: of('deliverables'), deliveries: of('deliveries') }
}

function byStatus(counts: readonly PartCount[]): Record<string, number> {
  const statuses = Map.groupBy(counts, ({ status }) => status)
  const sums = [...statuses].map(([status, rows]) => [status, rows.reduce((sum, row) => sum + row.count, 0)])
  return Object.fromEntries(sums)
}

/** The progress of each level that was ordered, or that there is. */
function levelsOf(
  ordered: readonly string[],
  counts: readonly PartCount[],
  strips: readonly StripSituation[],
): Progress['levels'] {
  const present = counts.flatMap(({ processing_level }) => processing_level ?? [])
  const levels = [...new Set([...ordered, ...present])].map((level) => {
    const of_level = strips.map((strip) => ({
      ...strip,
      status: 'acquired' as const,
      deliverables: strip.products.filter((one) => one.processing_level === level).map((one) => one.status),
    }))
    const deliverables = byStatus(counts.filter((row) => row.processing_level === level))
    return [level, { delivered_km2: round(deliveredKm2(of_level)), deliverables }]
  })
  return Object.fromEntries(levels)
}

type Progress = Order['properties']['status_report']['progress']

function renderOrder(
  order: OrderRow,
  strips: StripSituation[],
  parts: readonly PartCount[],
  progress: Progress,
  latest: LatestEvent,
): Order {
  return {
    type: 'Feature',
    id: order.order_id,
    geometry: order.requested_geometry,
    properties: {
      order_id: order.order_id,
      order_name: order.order_name,
      client_reference: order.client_reference,
      awaits_approval: order.awaits_approval,
      awaits_spending_approval: order.awaits_spending_approval,
      replaces_deliverable_id: order.replaces_deliverable_id,
      contract_id: order.contract_id,
      contract_name: order.contract_name,
      project_id: order.project_id,
      project_name: order.project_name,
      ...(order.uses_default_destination ? {} : { destination_id: order.destination_id }),
      sku: order.sku,
      product_name: productNameOf(order.sku),
      status: order.status,
      outcome: order.outcome,
      created_at: timestamp(order.created_at),
      updated_at: timestamp(order.updated_at),
      closed_at: timestampOrNull(order.closed_at),
      parameters: {
        ...order.parameters,
        start: timestamp(order.window_start),
        end: timestamp(order.window_end),
        task_id: order.task_id,
      },
      metadata: order.metadata,
      area_km2: round(order.area_km2),
      priority: order.terms.priority,
      priority_class: order.terms.priority_class,
      status_report: {
        status: resultOf(order),
        ...reportOf(order, strips),
        progress,
      },
      latest_event: {
        id: latest.event_id,
        type: latest.type,
        time: timestamp(latest.time),
        reason_code: latest.reason_code,
        message: latest.message,
      },
      price: priceOf(order, parts),
      ...allowances(order, strips),
    },
  }
}

/** Reports on the order now: by its parts while it goes on, and otherwise by its last change. */
function reportOf(order: OrderRow, strips: readonly StripSituation[]) {
  const { status, origin, message, reason_code, canceled_at, limits, window_end, updated_at } = order
  const goes_on = status === 'in_progress' && origin === 'swath' && strips.length > 0
  const situation = goes_on ? situationOf(strips, limits) : { message, reason_code }
  if (goes_on && canceled_at !== null) situation.message = `${message} ${situation.message}`
  const next_step = status === 'closed' ? null : nextStepAt(strips, window_end, updated_at)
  return { ...situation, next_expected_at: timestampOrNull(next_step) }
}

function priceOf(order: OrderRow, parts: readonly PartCount[]): Order['properties']['price'] {
  const { status, price_minor: quoted_minor, cancellation_fee_minor, terms, quote_id } = order
  const sum = (field: 'charged_minor' | 'credited_minor') =>
    parts.reduce((total, part) => total + part[field], 0)
  const charged_minor = cancellation_fee_minor + sum('charged_minor')
  const credited_minor = sum('credited_minor')
  const total_minor = status === 'closed' ? charged_minor - credited_minor : quoted_minor
  return { total_minor, quoted_minor, charged_minor, credited_minor, currency: terms.currency, quote_id }
}

/** The actions of the machine that the customer may take now. */
function allowances(order: OrderRow, strips: StripFacts[]) {
  const open = order.origin === 'swath' && actionsFrom(orderMachine, order.status).includes('cancel')
  const { is_allowed, canceled, kept } = cancellationOf(strips)
  const allowed = open && order.canceled_at === null && is_allowed
  const fees = allowed ? cancellationFees(order, strips, canceled) : []
  const fee_minor = allowed ? feeAt(fees, order.updated_at) : order.cancellation_fee_minor
  return {
    cancellation: {
      allowed,
      until: allowed ? timestampOrNull(nextExpectedAt(canceled)) : null,
      captures_to_cancel: allowed ? canceled.length : 0,
      captures_kept: allowed ? kept.length : 0,
      fee_minor,
      fees: fees.map((step) => ({ ...step, from: timestamp(step.from) })),
    },
    actions: open ? ['update', ...(allowed ? ['cancel'] : [])] : [],
  }
}

/** The fee for cancelling some parts of the order: a share of their price, and never more than is left of all of it. */
export function cancellationFees(
  { terms, price_minor, area_km2, periods }: OrderRow,
  strips: readonly StripFacts[],
  canceled: readonly StripFacts[],
): FeeFrom[] {
  const some = areaOf(canceled)
  const all = canceled.length === strips.length ? some : Math.max(areaOf(strips), area_km2 * periods)
  const left_minor = price_minor - strips.reduce((sum, strip) => sum + strip.charged_minor, 0)
  const fees = feesUntil(terms, priceShare(price_minor, { some, all }), nextExpectedAt(canceled))
  return fees.map(({ from, fee_minor }) => ({
    from,
    fee_minor: Math.max(0, Math.min(fee_minor, left_minor)),
  }))
}

function areaOf(strips: readonly StripFacts[]): number {
  return strips.reduce((sum, strip) => sum + strip.area_km2, 0)
}

/** Areas are told to the square metre. */
function round(km2: number): number {
  return Math.round(km2 * 1e6) / 1e6
}
