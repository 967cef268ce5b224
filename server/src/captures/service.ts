import type { CaptureReport, ReportReceipt } from '@swath/contract/captures'
import { SwathError } from '@swath/contract/errors'
import { productOf } from '@swath/contract/products/registry'
import { type ReasonCode, reasons } from '@swath/contract/reasons'
import { type CaptureStatus, isOneOf } from '@swath/contract/states'
import { dateOf } from '@swath/contract/times'
import type { Caller } from '../access/auth.ts'
import type { Database, Transaction } from '../database/db.ts'
import { isAllowed } from '../lib/machine.ts'
import { promisedAt } from '../lib/promise.ts'
import { equal } from '../lists/filters.ts'
import type { ListQuery, Lists } from '../lists/lists.ts'
import type { Page } from '../lists/pages.ts'
import type { Clock } from '../platform/clock.ts'
import type { OrderStanding, Source } from '../providers/provider.ts'
import { Refusal, refusedForEver } from '../providers/refusal.ts'
import type { Fleet, Providers } from '../providers/registry.ts'
import { listEvents } from '../record/events.ts'
import { captureToReport, type Judgement, type Reporter, recordReport } from '../record/reports.ts'
import {
  type Change,
  lockRow,
  recordCreation,
  requireOrder,
  transition,
  transitionIfAllowed,
} from '../record/transition.ts'
import { captureEntity } from './document.ts'
import { before_collection, captureMachine } from './machine.ts'
import type { Rerouting } from './rerouting.ts'
import { contentOf, isBehind, isRerouted, isRetried, judgeNews, type Standing, settle } from './rules.ts'
import {
  type CaptureRow,
  captureDocument,
  captureOfDeliverable,
  compensationDue,
  deliverableStatuses,
  exactTarget,
  findCapture,
  handTo,
  insertNextAttempt,
  listBehindEnd,
  listedCaptures,
  listedCapturesOfAll,
  listOverdue,
  lockOrderOf,
  markTaken,
  type OrderOfCapture,
  passToldAt,
} from './store.ts'

interface Parts {
  db: Database
  clock: Clock
  providers: Providers
  lists: Lists
  rerouting: Rerouting
}

export class Captures {
  #db: Database
  #clock: Clock
  #providers: Providers
  #lists: Lists
  #rerouting: Rerouting

  constructor({ db, clock, providers, lists, rerouting }: Parts) {
    this.#db = db
    this.#clock = clock
    this.#providers = providers
    this.#lists = lists
    this.#rerouting = rerouting
  }

  list(caller: Caller, query: ListQuery, known: string | undefined) {
    return this.#lists.read(caller.contract_id, listedCaptures, query, known)
  }

  /** Lists the captures of all contracts, for operators. */
  listAll(query: ListQuery, known: string | undefined) {
    return this.#lists.readAll(listedCapturesOfAll, query, known)
  }

  /** @throws SwathError `not_found` */
  async listOfOrder(caller: Caller, order_id: string, query: ListQuery, known: string | undefined) {
    await this.#db.tenant(caller.contract_id, (tx) => requireOrder(tx, order_id))
    const of_order = equal('order_id', order_id)
    return this.#lists.read(caller.contract_id, listedCaptures, query, known, [of_order])
  }

  /** @throws SwathError `not_found` */
  get(caller: Caller, capture_id: string): Promise<string> {
    return this.#db.tenant(caller.contract_id, (tx) => requireDocument(tx, capture_id))
  }

  /** @throws SwathError `not_found` */
  events(caller: Caller, capture_id: string, page: Page) {
    return this.#db.tenant(caller.contract_id, async (tx) => {
      await requireDocument(tx, capture_id)
      return listEvents(tx, { of: { entity_id: capture_id }, ...page })
    })
  }

  /** Hands a queued capture to the provider, or takes it from the archive. */
  async task(contract_id: string, capture_id: string): Promise<void> {
    const fleet = await this.#providers.current()
    const job = await this.#db.tenant(contract_id, async (tx) => {
      const capture = await findCapture(tx, capture_id)
      return capture?.status === 'queued' ? { capture, ...(await handOver(tx, capture, fleet)) } : undefined
    })
    if (job?.order.status !== 'in_progress' || job.order.canceled_at !== null) return
    const { capture, order, provider } = job
    if (capture.source) return this.#retrieve(contract_id, capture_id, capture.source)
    const planned = provider.plan({
      capture_id,
      order_id: order.order_id,
      ...standingOf(order),
      frame: capture.frame,
      attempt: capture.attempt,
      window: { start: capture.not_before, end: capture.planned_until ?? endOf(capture, order) },
      limits: order.limits,
      ...(order.nei && { nei: order.nei }),
      ...(order.opportunity_id && { reservation_id: order.opportunity_id }),
      processing_levels: order.processing_levels,
      order_name: order.order_name,
      metadata: order.metadata,
    })
    const refused = await planned.then(
      () => undefined,
      (error: unknown) => ({ error }),
    )
    const is_wanted = await this.#afterHandingOver(contract_id, capture_id, refused === undefined)
    if (refused && is_wanted) await this.#takeRefusal(contract_id, capture_id, refused.error)
  }

  /** A capture that was canceled while it was handed over may have been canceled there before it was there. */
  #afterHandingOver(contract_id: string, capture_id: string, is_taken: boolean): Promise<boolean> {
    return this.#db.tenant(contract_id, async (tx) => {
      const { order_id, status } = (await findCapture(tx, capture_id))!
      const is_wanted = status !== 'canceled' && status !== 'failed'
      if (!is_wanted)
        tx.enqueue({ name: 'captures.untask', data: { contract_id, order_id, entity_id: capture_id } })
      if (is_taken) await markTaken(tx, capture_id, this.#clock.now())
      return is_wanted
    })
  }

  /** A capture that is refused for ever fails; one that is refused for now is given up where another provider goes on. */
  async #takeRefusal(contract_id: string, capture_id: string, error: unknown): Promise<void> {
    const is_for_now = error instanceof Refusal && error.class === 'not_now'
    const next = is_for_now ? await this.#rerouting.nextFor(capture_id) : undefined
    const refusal = next ? (error as Refusal) : refusedForEver(error)
    await this.#failRefused(contract_id, capture_id, refusal)
  }

  async #failRefused(contract_id: string, capture_id: string, { reason_code, said }: Refusal): Promise<void> {
    const next = await this.#rerouting.nextFor(capture_id)
    await this.#db.tenant(contract_id, async (tx) => {
      const order = await lockOrderOf(tx, (await findCapture(tx, capture_id))!.order_id)
      const { status } = await lockRow(tx, captureEntity, capture_id)
      if (!isAllowed(captureMachine, status as CaptureStatus, 'fail')) return
      const change = { actor: 'swath', now: this.#clock.now(), reason_code, message: said }
      await this.#fail(tx, capture_id, order, change, next?.name)
    })
  }

  /** Takes over what is known of an image that is there already. */
  #retrieve(contract_id: string, capture_id: string, source: Source): Promise<void> {
    return this.#db.tenant(contract_id, async (tx) => {
      const { outcome_id, access, cloud_cover_pct, acquired_at } = source
      const footprint = await exactTarget(tx, capture_id)
      await transitionIfAllowed(tx, captureEntity, capture_id, 'retrieve', {
        actor: 'swath',
        now: this.#clock.now(),
        set: { outcome_id, access, cloud_cover_pct, acquired_at: dateOf(acquired_at), footprint },
      })
    })
  }

  /** Asks the provider for the products of an image from the archive. */
  async produce(contract_id: string, capture_id: string): Promise<void> {
    const fleet = await this.#providers.current()
    const job = await this.#db.tenant(contract_id, async (tx) => {
      const capture = (await findCapture(tx, capture_id))!
      return { capture, ...(await handOver(tx, capture, fleet)) }
    })
    const { source, target, status } = job.capture
    const { order_id, processing_levels, priority, order_name, metadata } = job.order
    if (!source || status !== 'acquired' || job.order.status !== 'in_progress') return
    const products = processing_levels.map((processing_level) => ({
      processing_level,
      is_present: source.processing_levels.includes(processing_level),
    }))
    const labels = { order_id, order_name, metadata }
    const produced = job.provider.produce({ capture_id, source, target, products, priority, ...labels })
    await produced.catch((error) => this.#failRefused(contract_id, capture_id, refusedForEver(error)))
  }

  /** Takes back what was to be collected behind an end that is now earlier, and plans it anew where time is left. */
  shorten(contract_id: string, order_id: string): Promise<void> {
    return this.#db.tenant(contract_id, async (tx) => {
      const order = await lockOrderOf(tx, order_id)
      if (order.status !== 'in_progress') return
      for (const capture_id of await listBehindEnd(tx, order_id)) await this.#replan(tx, capture_id, order)
    })
  }

  async #replan(tx: Transaction, capture_id: string, order: OrderOfCapture) {
    const now = this.#clock.now()
    const change = { actor: 'swath', now }
    await transition(tx, captureEntity, capture_id, 'cancel', { ...change, reason_code: 'WINDOW_SHORTENED' })
    const capture = (await findCapture(tx, capture_id))!
    const end = endOf(capture, order)
    if (order.canceled_at !== null || capture.not_before >= end || now >= end) return
    const next = await insertNextAttempt(tx, capture_id, now, now)
    await recordCreation(tx, captureEntity, next, 'plan', change)
  }

  /** Publishes the capture of a finished deliverable when all are finished, or fails it if none is usable. */
  settle(contract_id: string, deliverable_id: string): Promise<void> {
    return this.#db.tenant(contract_id, async (tx) => {
      const { capture_id, order_id } = await captureOfDeliverable(tx, deliverable_id)
      const order = await lockOrderOf(tx, order_id)
      const { status } = await lockRow(tx, captureEntity, capture_id)
      const action = settle(await deliverableStatuses(tx, capture_id))
      if (status !== 'acquired' || action === undefined) return
      const change = { actor: 'swath', now: this.#clock.now() }
      if (action === 'publish') return transition(tx, captureEntity, capture_id, 'publish', change)
      await this.#fail(tx, capture_id, order, {
        ...change,
        reason_code: 'PROCESSING_FAILED',
        occurred_at: change.now,
      })
    })
  }

  /** Fails the captures that no pass can serve any more because the window of their order is over. */
  async closeWindows(): Promise<void> {
    const now = this.#clock.now()
    const overdue = await this.#db.system((tx) => listOverdue(tx, now))
    for (const { contract_id, capture_id } of overdue) {
      const change = { actor: 'swath', now, reason_code: 'WINDOW_CLOSED' as const }
      await this.#db.tenant(contract_id, (tx) =>
        transitionIfAllowed(tx, captureEntity, capture_id, 'fail', change),
      )
    }
  }

  /** Records what a provider says about a capture, then judges it. @throws SwathError `not_found` */
  async report(caller: Reporter, capture_id: string, body: CaptureReport): Promise<ReportReceipt> {
    const { contract_id, actor } = await this.#db.system((tx) => captureToReport(tx, caller, capture_id))
    const now = this.#clock.now()
    const is_rerouted = body.status === 'failed' && isRerouted(body.reason_code)
    const next = is_rerouted ? await this.#rerouting.nextFor(capture_id) : undefined
    const { client_id: provider } = caller
    const { report_id } = body
    const report = { provider, actor, report_id, contract_id, entity_id: capture_id, body }
    return this.#db.tenant(contract_id, (tx) =>
      recordReport(tx, report, now, () =>
        this.#judge(tx, actor, capture_id, { body, next: next?.name }, now),
      ),
    )
  }

  async #judge(
    tx: Transaction,
    actor: string,
    capture_id: string,
    { body, next }: News,
    now: Date,
  ): Promise<Judgement> {
    const order = await lockOrderOf(tx, (await findCapture(tx, capture_id))!.order_id)
    if (order.status !== 'in_progress') return { result: 'ignored', detail: `The order is ${order.status}` }
    const standing = await this.#lockStanding(tx, capture_id)
    const judged = judgeNews(body, standing)
    if ('ignored' in judged) return { result: 'ignored', detail: judged.ignored }
    const is_dropped = order.canceled_at !== null && !standing.is_kept
    if (is_dropped && isOneOf(before_collection, standing.status)) {
      return { result: 'ignored', detail: 'The order is canceled' }
    }
    if (isBehind(body, order.window_end)) return this.#judgeBehind(tx, actor, capture_id, order, body)
    const { action } = judged
    const content = contentOf(body)
    const change = {
      actor,
      now,
      occurred_at: dateOf(body.occurred_at),
      ...content,
      set: { ...content.set, ...(await compensate(tx, capture_id, body)) },
    }
    if (body.status === 'failed')
      await this.#fail(tx, capture_id, order, { ...change, reason_code: body.reason_code }, next)
    else await transition(tx, captureEntity, capture_id, action, change)
    return { result: 'applied', detail: `The capture: ${action}` }
  }

  /** A capture behind the end of the order is not wanted, and not charged. */
  async #judgeBehind(
    tx: Transaction,
    actor: string,
    capture_id: string,
    order: OrderOfCapture,
    { status, occurred_at }: CaptureReport,
  ): Promise<Judgement> {
    const message = `The pass is behind the end of the window, ${order.window_end.toISOString()}`
    const { planned_until } = (await findCapture(tx, capture_id))!
    if (status === 'acquired') {
      const change = { actor, now: this.#clock.now(), occurred_at: new Date(occurred_at), message }
      await transition(tx, captureEntity, capture_id, 'fail', { ...change, reason_code: 'WINDOW_CLOSED' })
      return { result: 'applied', detail: `${message}: the capture failed` }
    }
    // Somebody who was told of a later end is told of the new one.
    if (status !== 'scheduled' || planned_until === null || planned_until <= order.window_end) {
      return { result: 'ignored', detail: message }
    }
    await this.#replan(tx, capture_id, order)
    return { result: 'applied', detail: `${message}: it is planned anew` }
  }

  async #lockStanding(tx: Transaction, capture_id: string): Promise<Standing & { is_kept: boolean }> {
    const { status, kept_at } = await lockRow(tx, captureEntity, capture_id)
    return {
      status: status as CaptureStatus,
      is_kept: kept_at !== null,
      pass_told_at: await passToldAt(tx, capture_id),
      deliverables: await deliverableStatuses(tx, capture_id),
    }
  }

  /**
   * Fails an attempt and, where the reason and the window allow it, queues the next in the same transaction.
   * @param other the provider that may go on where this one does not
   */
  async #fail(
    tx: Transaction,
    capture_id: string,
    order: OrderOfCapture,
    change: Change & { reason_code: ReasonCode },
    other?: string,
  ) {
    await transition(tx, captureEntity, capture_id, 'fail', change)
    const failed_at = change.occurred_at ?? change.now
    const end = endOf((await findCapture(tx, capture_id))!, order)
    const is_space = productOf(order.sku).shows === 'space'
    const is_retried = isRetried(change.reason_code, failed_at, end, is_space)
    if (order.status !== 'in_progress' || order.canceled_at !== null) return
    if (!is_retried) {
      if (other === undefined || change.now >= end) return
      const { reason_code, message = reasons[reason_code].meaning } = change
      await this.#rerouting.attempt(tx, capture_id, other, { reason_code, message, actor: 'swath' })
      return
    }
    const next = await insertNextAttempt(tx, capture_id, failed_at, change.now)
    await recordCreation(tx, captureEntity, next, 'plan', { actor: 'swath', now: change.now })
  }
}

/** A capture that loses its pass to an order of a higher class is credited once; the ledger books it. */
async function compensate(tx: Transaction, capture_id: string, news: CaptureReport) {
  if (!('reason_code' in news) || news.reason_code !== 'BUMPED_BY_PRIORITY') return {}
  const { contract_id, order_id, compensation_minor } = await compensationDue(tx, capture_id)
  if (compensation_minor === 0) return {}
  tx.enqueue({ name: 'ledger.compensate', data: { contract_id, order_id, entity_id: capture_id } })
  return { compensation_minor }
}

/** The answer of a provider, and who goes on where it refuses. */
interface News {
  body: CaptureReport
  next: string | undefined
}

function standingOf(order: OrderOfCapture): OrderStanding {
  const { contract_id, sku, priority_class, created_at } = order
  return { contract_id, sku, priority_class, promised_at: promisedAt(created_at, order) }
}

/** Before the provider hears of a capture it may report on it. */
async function handOver(tx: Transaction, { capture_id, order_id, provider: name }: CaptureRow, fleet: Fleet) {
  const order = await lockOrderOf(tx, order_id)
  const provider = name === null ? fleet.of(order.sku) : fleet.namedFor(order.sku, name)
  await handTo(tx, capture_id, provider)
  return { order, provider }
}

/** Its period may end later than an order that was made shorter. */
function endOf({ not_after }: Pick<CaptureRow, 'not_after'>, { window_end }: OrderOfCapture): Date {
  return not_after !== null && not_after < window_end ? not_after : window_end
}

async function requireDocument(tx: Transaction, capture_id: string): Promise<string> {
  const document = await captureDocument(tx, capture_id)
  if (document === undefined)
    throw new SwathError('not_found', `There is no capture ${capture_id} in this contract`)
  return document
}
