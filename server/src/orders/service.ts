import { SwathError } from '@swath/contract/errors'
import { event_types } from '@swath/contract/events'
import type { ForceClose, UpdateOrder } from '@swath/contract/orders'
import type { Timeline } from '@swath/contract/timeline'
import type { Caller } from '../access/auth.ts'
import { requireMatch } from '../answers/etag.ts'
import { type Database, requireNoTransaction, type Transaction } from '../database/db.ts'
import { quantityScale } from '../lib/price.ts'
import type { ListQuery, Lists } from '../lists/lists.ts'
import type { Page } from '../lists/pages.ts'
import { type Clock, timestamp, timestampOrNull } from '../platform/clock.ts'
import { SharedRuns } from '../platform/shared-runs.ts'
import type { Decisions } from '../providers/decisions.ts'
import type { Providers } from '../providers/registry.ts'
import { listEvents } from '../record/events.ts'
import { lockRow, mayNow, recordCreation, requireOrder, transition } from '../record/transition.ts'
import type { Shapes } from '../threads/shapes.ts'
import type { SpendingApprovals } from './approvals.ts'
import { Assessor } from './assessor.ts'
import type { SpendCaps } from './budget.ts'
import { BulkOrders } from './bulk.ts'
import { type Cancellations, cancelIfAllowed, mayBeCanceled } from './cancellation.ts'
import { orderEntity } from './document.ts'
import { end, endIfOver } from './ending.ts'
import { examineByContract, examineByTerms, requireOpenCaptures } from './examination.ts'
import { Examiner, type ReadyOrder } from './examiner.ts'
import type { NamedPasses } from './named-passes.ts'
import { captureCount, type Placement } from './placement.rules.ts'
import { priceOf } from './price.rules.ts'
import { takeQuote } from './quotes.ts'
import { requireOwn, requirePlacement } from './refusals.ts'
import type { Refusals } from './rules.ts'
import {
  divisionOf,
  documentByAnyId,
  documentOfTask,
  endPlanning,
  findOrder,
  insertOrder,
  listExpectations,
  listedOrders,
  listOfProject,
  listStrips,
  listUnplanned,
  type OrderChanges,
  orderDocument,
  orderWithReference,
  renameProjectOf,
  touch,
} from './store.ts'
import { timelineOf } from './timeline.rules.ts'
import type { ToldOdds } from './told-odds.ts'
import { moveWindowEnd } from './window.ts'

/** Knows projects by name; those that are new are created. */
export interface Projects {
  ensure(
    tx: Transaction,
    contract_id: string,
    names: readonly string[],
    now: Date,
  ): Promise<Map<string, string>>
}

interface Parts {
  db: Database
  clock: Clock
  providers: Providers
  decisions: Decisions
  lists: Lists
  approvals: SpendingApprovals
  spend_caps: SpendCaps
  shapes: Shapes
  projects: Projects
  passes: NamedPasses
  told_odds: ToldOdds
  cancellations: Cancellations
}

export class Orders {
  #db: Database
  #clock: Clock
  #assessor: Assessor
  #decisions: Decisions
  #lists: Lists
  #approvals: SpendingApprovals
  #spend_caps: SpendCaps
  #projects: Projects
  #passes: NamedPasses
  #told_odds: ToldOdds
  #cancellations: Cancellations
  readonly #progressed = new SharedRuns()
  readonly examiner: Examiner
  readonly bulk: BulkOrders

  constructor({
    db,
    clock,
    providers,
    decisions,
    lists,
    approvals,
    spend_caps,
    shapes,
    projects,
    passes,
    told_odds,
    cancellations,
  }: Parts) {
    this.#db = db
    this.#clock = clock
    this.#assessor = new Assessor(providers, shapes, passes)
    this.#decisions = decisions
    this.#lists = lists
    this.#approvals = approvals
    this.#spend_caps = spend_caps
    this.#projects = projects
    this.#passes = passes
    this.#told_odds = told_odds
    this.#cancellations = cancellations
    this.examiner = new Examiner(db, clock, shapes, providers, passes)
    this.bulk = new BulkOrders(db, this.examiner, (caller, ready) => this.place(caller, ready))
  }

  /**
   * Stores an order and its first event. Nothing is stored when anything is wrong with it.
   * @returns the public document
   * @throws SwathError with everything that is wrong at once
   */
  place(caller: Caller, ready: ReadyOrder): Promise<string> {
    const { request, pass } = ready
    return this.#db.tenant(caller.contract_id, async (tx) => {
      const now = this.#clock.now()
      const { order_name, project_name, sku, metadata, client_reference, quote_id, destination_id } =
        request.properties
      const placement = await this.#placement(tx, caller, ready, now)
      const { terms, planar, area_km2, window, periods, limits, processing_levels, parameters } = placement
      const order_id = await insertOrder(tx, {
        contract_id: caller.contract_id,
        project_id: await this.#projectOf(tx, caller, project_name, now),
        client_reference: client_reference ?? null,
        quote_id: quote_id ?? null,
        destination_id,
        placed_by: caller.client_id,
        replaces_deliverable_id: null,
        price_minor: priceOf(placement).total_minor,
        order_name,
        sku,
        message: event_types.OrderReceived,
        window_start: window.start,
        window_end: window.end,
        parameters,
        terms: { ...terms, quantity_scale: quantityScale(placement) },
        limits,
        processing_levels,
        metadata,
        requested_geometry: request.geometry,
        geometry: planar,
        area_km2,
        periods: periods.length,
        capture_count: captureCount(placement),
        now,
      })
      if (order_id === undefined) throw await referenceTaken(tx, client_reference!)
      if (pass) await this.#passes.give(tx, pass.opportunity_id, order_id)
      await this.#told_odds.keep(tx, { order_id, contract_id: caller.contract_id, request, pass })
      await recordCreation(tx, orderEntity, order_id, 'place', { actor: caller.client_id, now })
      await this.#spend_caps.requireWithin(caller.client_id, terms.currency, now)
      await this.#approvals.holdOrReserve(tx, caller, { order_id, approval: placement.approval }, now)
      await requireOpenCaptures(tx, caller.contract_id, placement)
      return (await orderDocument(tx, order_id))!
    })
  }

  async #projectOf(tx: Transaction, { contract_id }: Caller, name: string, now: Date): Promise<string> {
    return (await this.#projects.ensure(tx, contract_id, [name], now)).get(name)!
  }

  async #placement(
    tx: Transaction,
    caller: Caller,
    { request, survey, pass_problems }: ReadyOrder,
    now: Date,
  ): Promise<Placement> {
    const { client_reference } = request.properties
    if (client_reference !== undefined && (await orderWithReference(tx, client_reference))) {
      throw await referenceTaken(tx, client_reference)
    }
    const has_quote = request.properties.quote_id !== undefined
    const found = has_quote
      ? await examineByTerms(
          tx,
          caller.contract_id,
          [await takeQuote(tx, request, now)],
          request,
          survey,
          now,
        )
      : await examineByContract(tx, caller.contract_id, request, survey, now)
    return requirePlacement(found, pass_problems)
  }

  /** By order id or, where no order has that id, by task id. @throws SwathError `not_found` */
  get(caller: Caller, id: string): Promise<string> {
    return this.#db.tenant(caller.contract_id, async (tx) => found(await documentByAnyId(tx, id), id))
  }

  /** By the id of its v1 task. @throws SwathError `not_found` */
  ofTask(caller: Caller, task_id: number): Promise<string> {
    return this.#db.tenant(caller.contract_id, async (tx) => {
      const document = await documentOfTask(tx, task_id)
      if (document === undefined)
        throw new SwathError('not_found', `There is no task ${task_id} in this contract`)
      return document
    })
  }

  list(caller: Caller, query: ListQuery, known: string | undefined) {
    return this.#lists.read(caller.contract_id, listedOrders, query, known)
  }

  events(caller: Caller, order_id: string, page: Page) {
    return this.#db.tenant(caller.contract_id, async (tx) => {
      await requireOrder(tx, order_id)
      return listEvents(tx, { of: { order_id }, ...page })
    })
  }

  /** Tells what happened to the order and its parts, and what is expected. @throws SwathError `not_found` */
  timeline(caller: Caller, order_id: string): Promise<Timeline> {
    return this.#db.tenant(caller.contract_id, async (tx) => {
      await requireOrder(tx, order_id)
      const { events } = await listEvents(tx, { of: { order_id }, limit: 10_000, offset: 0 })
      const entries = timelineOf(events, await listExpectations(tx, order_id)).map((entry) => ({
        ...entry,
        at: timestamp(entry.at),
        recorded_at: timestampOrNull(entry.recorded_at),
      }))
      return { order_id, entries }
    })
  }

  /**
   * Changes what a customer may change of an open order: its name, project, labels and the end of its window. What
   * is planned behind an earlier end is withdrawn, unless that costs a fee.
   * @throws SwathError `illegal_transition` when the order is closed, `window_invalid`
   */
  update(caller: Caller, order_id: string, { properties }: UpdateOrder, if_match?: string): Promise<string> {
    return this.#db.tenant(caller.contract_id, async (tx) => {
      await lockRow(tx, orderEntity, order_id)
      requireMatch(if_match, await requireDocument(tx, order_id))
      const order = (await findOrder(tx, order_id))!
      requireOwn(order_id, order.origin)
      const now = this.#clock.now()
      const { order_name, project_name, metadata, parameters } = properties
      const set: OrderChanges = {}
      if (order_name !== undefined) set.order_name = order_name
      if (metadata !== undefined) set.metadata = metadata
      if (project_name !== undefined) set.project_id = await this.#projectOf(tx, caller, project_name, now)
      if (parameters !== undefined) set.window_end = await moveWindowEnd(tx, order, parameters.end, now)
      await transition(tx, orderEntity, order_id, 'update', { actor: caller.client_id, now, set: { ...set } })
      return requireDocument(tx, order_id)
    })
  }

  /**
   * Cancels what has not begun of the order; what has begun, or is not canceled by its provider, is finished and
   * charged. Asking again changes nothing, but after a refusal providers are asked again. Waits for providers.
   * @throws SwathError `cancellation_rejected` (the refusal is kept as an event), `illegal_transition`,
   * `provider_unreachable`
   */
  async cancel(caller: Caller, order_id: string, if_match?: string): Promise<string> {
    const refusals = await this.#askToCancel(caller, order_id, if_match)
    const { rejection, document } = await this.#db.tenant(caller.contract_id, async (tx) => {
      await lockRow(tx, orderEntity, order_id)
      requireMatch(if_match, await requireDocument(tx, order_id))
      const about = { actor: caller.client_id, now: this.#clock.now(), refusals }
      const rejection = await cancelIfAllowed(tx, order_id, about, this.#cancellations)
      return { rejection, document: await requireDocument(tx, order_id) }
    })
    if (rejection) throw new SwathError('cancellation_rejected', rejection.message, { is_settled: true })
    return document
  }

  /** Nobody is asked about an order that is not canceled anyway. */
  async #askToCancel({ contract_id }: Caller, order_id: string, if_match?: string): Promise<Refusals> {
    const is_open = await this.#db.tenant(contract_id, async (tx) => {
      requireMatch(if_match, await requireDocument(tx, order_id))
      return mayBeCanceled((await findOrder(tx, order_id))!)
    })
    return is_open ? this.#cancellations.ask(contract_id, order_id) : new Map()
  }

  /** Ends an order by hand, with the outcome that the operator gives. */
  forceClose(caller: Caller, order_id: string, { outcome, message }: ForceClose): Promise<string> {
    return this.#db.system(async (tx) => {
      const change = { outcome, message, actor: caller.client_id, now: this.#clock.now() }
      await end(tx, order_id, 'force_close', { ...change, reason_code: 'CLOSED_BY_OPERATOR' })
      return requireDocument(tx, order_id)
    })
  }

  /** Orders whose window is over before they were divided into captures: nothing comes of them any more. */
  async closeWindows(): Promise<void> {
    const now = this.#clock.now()
    for (const { contract_id, order_id } of await this.#db.system((tx) => listUnplanned(tx, now))) {
      await this.#db.tenant(contract_id, async (tx) => {
        await lockRow(tx, orderEntity, order_id)
        await endPlanning(tx, order_id, now)
      })
      await this.progress(contract_id, order_id)
    }
  }

  /** Nobody can tell whether the order can be carried out: it is closed. */
  giveUp(contract_id: string, order_id: string): Promise<void> {
    return this.#db.tenant(contract_id, async (tx) => {
      if (!mayNow(orderEntity, await lockRow(tx, orderEntity, order_id), 'reject')) return
      const change = { outcome: 'rejected', actor: 'swath', now: this.#clock.now() } as const
      await end(tx, order_id, 'reject', { ...change, reason_code: 'CANNOT_BE_PLANNED' })
    })
  }

  /** Asks the providers whether the order can be carried out, and accepts or rejects it. */
  async assess(contract_id: string, order_id: string): Promise<void> {
    const order = await this.#db.tenant(contract_id, (tx) => findOrder(tx, order_id))
    if (order?.origin !== 'swath' || !mayNow(orderEntity, { ...order }, 'accept')) return
    const { assessment, decisions } = await this.#assessor.assess(order)
    await this.#db.tenant(contract_id, async (tx) => {
      const now = this.#clock.now()
      if (!mayNow(orderEntity, await lockRow(tx, orderEntity, order_id), 'accept')) return
      await this.#decisions.keep(decisions, now)
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

  /** After a project was renamed: its orders tell the new name. */
  async renameProject(contract_id: string, project_id: string): Promise<void> {
    for (let last: string | undefined = ''; last !== undefined; ) {
      const after: string = last
      const batch = await this.#db.tenant(contract_id, (tx) => listOfProject(tx, project_id, after))
      for (const order_id of batch) {
        await this.#db.tenant(contract_id, async (tx) => {
          await lockRow(tx, orderEntity, order_id)
          await renameProjectOf(tx, order_id, this.#clock.now())
          await orderEntity.refresh(tx, order_id)
        })
      }
      last = batch.at(-1)
    }
  }

  /** Brings the order up to date with its captures and deliverables, and closes it when nothing more can come. */
  progress(contract_id: string, order_id: string): Promise<void> {
    requireNoTransaction('Progress, which others share,')
    // All of its parts are read: however many of them move at once, that is done once for them.
    return this.#progressed.run(order_id, () => this.#progress(contract_id, order_id))
  }

  #progress(contract_id: string, order_id: string): Promise<void> {
    return this.#db.tenant(contract_id, async (tx) => {
      const { status, origin } = await lockRow(tx, orderEntity, order_id)
      const now = this.#clock.now()
      const may_end = status === 'in_progress' && origin === 'swath'
      const division = await divisionOf(tx, order_id, now)
      if (may_end && (await endIfOver(tx, order_id, await listStrips(tx, order_id), now, division))) return
      await touch(tx, [order_id], now)
      await orderEntity.refresh(tx, order_id)
    })
  }
}

async function requireDocument(tx: Transaction, order_id: string): Promise<string> {
  return found(await orderDocument(tx, order_id), order_id)
}

function found(document: string | undefined, id: string): string {
  if (document === undefined) throw new SwathError('not_found', `There is no order ${id} in this contract`)
  return document
}

async function referenceTaken(tx: Transaction, client_reference: string): Promise<SwathError> {
  const order_id = await orderWithReference(tx, client_reference)
  const detail = `The order ${order_id} has the client_reference ${client_reference}`
  return new SwathError('client_reference_taken', detail, { extra: { order_id } })
}
