import { type ErrorCode, type Problem, SwathError } from '@swath/contract/errors'
import { event_types } from '@swath/contract/events'
import type { Geometry } from '@swath/contract/geometry'
import type { ForceClose, PlaceOrder } from '@swath/contract/orders'
import { type ReasonCode, reasons } from '@swath/contract/reasons'
import type { OrderOutcome } from '@swath/contract/states'
import type { Connector, OrderToAssess } from '../connectors/connector.ts'
import { splitAtAntimeridian } from '../lib/geo/antimeridian.ts'
import { geodesicAreaKm2 } from '../lib/geo/area.ts'
import { findGeometryProblems } from '../lib/geo/validate.ts'
import type { Caller } from '../platform/auth.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database, Transaction } from '../platform/db.ts'
import { listEvents } from '../platform/events.ts'
import type { Page } from '../platform/pages.ts'
import { lockRow, recordCreation, requireOrder, transition } from '../platform/transition.ts'
import { orderEntity } from './document.ts'
import type { OrderAction } from './machine.ts'
import {
  collectionLimits,
  decideEnding,
  findOrderProblems,
  mayCancel,
  resolveWindow,
  type Terms,
} from './rules.ts'
import {
  ensureProject,
  findOrder,
  insertOrder,
  listDocuments,
  listStrips,
  listTerms,
  type OrderFilter,
  type OrderRow,
  orderDocument,
  touch,
} from './store.ts'

export class Orders {
  #db: Database
  #clock: Clock
  #connector: Connector

  constructor(db: Database, clock: Clock, connector: Connector) {
    this.#db = db
    this.#clock = clock
    this.#connector = connector
  }

  /**
   * Stores an order and its first event. Nothing is stored when anything is wrong with it.
   * @returns the public document
   * @throws SwathError with everything that is wrong at once
   */
  place(caller: Caller, request: PlaceOrder): Promise<string> {
    return this.#db.tenant(caller.contract_id, async (tx) => {
      const now = this.#clock.now()
      const { order_name, project_name, sku, parameters, metadata } = request.properties
      const terms = findTerms(await listTerms(tx, caller.contract_id), sku)
      const geometry = validGeometry(request.geometry)
      const area_km2 = geometry.type === 'Point' ? footprintKm2(terms) : geodesicAreaKm2(geometry)
      const window = resolveWindow(parameters, terms, now)
      refuse(findOrderProblems(request, terms, window, area_km2, now))
      const order_id = await insertOrder(tx, {
        contract_id: caller.contract_id,
        project_id: await ensureProject(tx, caller.contract_id, project_name, now),
        order_name,
        sku,
        message: event_types.OrderReceived,
        window_start: window.start,
        window_end: window.end,
        parameters,
        terms,
        limits: collectionLimits(parameters, terms),
        processing_levels: parameters.processing_level
          ? [parameters.processing_level]
          : terms.processing_levels,
        metadata,
        requested_geometry: request.geometry,
        geometry: splitAtAntimeridian(geometry),
        area_km2,
        now,
      })
      await recordCreation(tx, orderEntity, order_id, 'place', { actor: caller.client_id, now })
      return (await orderDocument(tx, order_id))!
    })
  }

  /** @throws SwathError `not_found` */
  get(caller: Caller, order_id: string): Promise<string> {
    return this.#db.tenant(caller.contract_id, (tx) => requireDocument(tx, order_id))
  }

  list(caller: Caller, filter: OrderFilter) {
    return this.#db.tenant(caller.contract_id, (tx) => listDocuments(tx, filter))
  }

  events(caller: Caller, order_id: string, page: Page) {
    return this.#db.tenant(caller.contract_id, async (tx) => {
      await requireOrder(tx, order_id)
      return listEvents(tx, { of: { order_id }, ...page })
    })
  }

  /**
   * Cancels the order if no image of it is being or has been collected. Asking again changes nothing.
   * @throws SwathError `cancellation_rejected` (the refusal is kept as an event), `illegal_transition`
   */
  async cancel(caller: Caller, order_id: string): Promise<string> {
    const { allowed, document } = await this.#db.tenant(caller.contract_id, async (tx) => {
      const allowed = await this.#decideCancellation(tx, caller, order_id)
      return { allowed, document: await requireDocument(tx, order_id) }
    })
    if (!allowed) throw new SwathError('cancellation_rejected', reasons.CANCELLATION_TOO_LATE.meaning)
    return document
  }

  async #decideCancellation(tx: Transaction, { client_id: actor }: Caller, order_id: string) {
    const { outcome } = await lockRow(tx, orderEntity, order_id)
    if (outcome === 'canceled') return true
    const now = this.#clock.now()
    await transition(tx, orderEntity, order_id, 'request_cancellation', { actor, now })
    const allowed = mayCancel(await listStrips(tx, order_id))
    if (allowed) {
      await end(tx, order_id, 'cancel', {
        outcome: 'canceled',
        reason_code: 'CANCELED_BY_CUSTOMER',
        actor,
        now,
      })
    } else {
      const change = { actor: 'swath', now, reason_code: 'CANCELLATION_TOO_LATE' as const }
      await transition(tx, orderEntity, order_id, 'reject_cancellation', change)
    }
    return allowed
  }

  /** Ends an order by hand, with the outcome that the operator gives. */
  forceClose(caller: Caller, order_id: string, { outcome, message }: ForceClose): Promise<string> {
    return this.#db.system(async (tx) => {
      const change = { outcome, message, actor: caller.client_id, now: this.#clock.now() }
      await end(tx, order_id, 'force_close', { ...change, reason_code: 'CLOSED_BY_OPERATOR' })
      return requireDocument(tx, order_id)
    })
  }

  /** Asks the provider whether the order can be carried out, and accepts or rejects it. */
  async assess(contract_id: string, order_id: string): Promise<void> {
    const order = await this.#db.tenant(contract_id, (tx) => findOrder(tx, order_id))
    if (order?.status !== 'received') return
    const assessment = await this.#connector.assess(toAssess(order))
    await this.#db.tenant(contract_id, async (tx) => {
      const now = this.#clock.now()
      const { status } = await lockRow(tx, orderEntity, order_id)
      if (status !== 'received') return
      if (assessment.feasible) {
        await transition(tx, orderEntity, order_id, 'accept', {
          actor: 'swath',
          now,
          set: { message: event_types.OrderAccepted },
        })
      } else {
        await end(tx, order_id, 'reject', { outcome: 'rejected', actor: 'swath', now, ...assessment })
      }
    })
  }

  /** Brings the order up to date with its captures and deliverables, and closes it when nothing more can come. */
  progress(contract_id: string, order_id: string): Promise<void> {
    return this.#db.tenant(contract_id, async (tx) => {
      const { status } = await lockRow(tx, orderEntity, order_id)
      const now = this.#clock.now()
      const ending = status === 'in_progress' ? decideEnding(await listStrips(tx, order_id)) : undefined
      if (ending) {
        const { action, ...how } = ending
        await end(tx, order_id, action, { ...how, actor: 'swath', now })
      } else {
        await touch(tx, order_id, now)
        await orderEntity.refresh(tx, order_id)
      }
    })
  }
}

interface End {
  outcome: OrderOutcome
  reason_code: ReasonCode
  actor: string
  now: Date
  message?: string
}

/** Closes the order. It keeps the reason and a sentence for people, which its status report shows. */
async function end(tx: Transaction, order_id: string, action: OrderAction, { message, ...change }: End) {
  const why = message || reasons[change.reason_code].meaning
  const set = { closed_at: change.now, message: why }
  await transition(tx, orderEntity, order_id, action, { ...change, message: why, set })
}

async function requireDocument(tx: Transaction, order_id: string): Promise<string> {
  const document = await orderDocument(tx, order_id)
  if (document === undefined)
    throw new SwathError('not_found', `There is no order ${order_id} in this contract`)
  return document
}

function findTerms(all: readonly Terms[], sku: string): Terms {
  const terms = all.find((one) => one.sku === sku)
  if (terms) return terms
  const valid = all.map((one) => one.sku)
  const message = `The contract has no SKU ${sku}; it has ${valid.join(', ') || 'none'}`
  throw new SwathError('sku_not_in_contract', `Invalid product. ${message}`, {
    problems: [{ pointer: '/properties/sku', code: 'sku_not_in_contract', message }],
    extra: { valid_skus: valid },
  })
}

function validGeometry(geometry: PlaceOrder['geometry']): Geometry {
  refuse(
    findGeometryProblems(geometry).map((found) => ({ ...found, pointer: `/geometry${found.pointer}` })),
    'invalid_geometry',
  )
  return geometry as Geometry
}

/** Throws everything that is wrong at once. The error has the code of the first problem, unless one is given. */
function refuse(problems: readonly Problem[], code?: ErrorCode) {
  const [first, ...more] = problems
  if (!first) return
  const others = more.length === 0 ? '' : ` (and ${more.length} more)`
  throw new SwathError(code ?? (first.code as ErrorCode), `${first.pointer}: ${first.message}${others}`, {
    problems,
  })
}

function footprintKm2(terms: Terms): number {
  return (terms.footprint_width_km ?? 0) * (terms.footprint_length_km ?? 0)
}

function toAssess(order: OrderRow): OrderToAssess {
  return {
    order_id: order.order_id,
    geometry: order.requested_geometry,
    window: { start: order.window_start, end: order.window_end },
    limits: order.limits,
    order_name: order.order_name,
    metadata: order.metadata,
  }
}
