import type { Database, Transaction } from '../database/db.ts'
import { splitAtAntimeridian } from '../lib/geo/antimeridian.ts'
import { footprintAround } from '../lib/geo/footprint.ts'
import type { Geometry } from '../lib/geo/geometry.ts'
import type { Clock } from '../platform/clock.ts'
import type { Decisions } from '../providers/decisions.ts'
import type { ImageWish, Provider } from '../providers/provider.ts'
import type { Providers } from '../providers/registry.ts'
import { recordCreation, transition } from '../record/transition.ts'
import type { Shapes } from '../threads/shapes.ts'
import { captureEntity } from './document.ts'
import { advancePlan, endPlan, findPlan, insertPlan, lockPlan, type Part, type Plan } from './plans.store.ts'
import { planRounds } from './rules.ts'
import { insertFirstAttempt, lockOrderToPlan, type OrderToPlan, uncoveredShare } from './store.ts'

/** Captures are made in transactions as short and as small as this, so that others have their turn in between. */
const slice_ms = 100
const slice_captures = 50
/** The most of one order, as when it was placed. */
const max_captures = 2000
/** The share of an area that frames of a provider may leave out: coordinates are rounded. */
const uncovered_share = 0.001

/** The orders, of which all captures are there once their plan has ended. */
export interface PlannedOrders {
  endPlanning(tx: Transaction, order_id: string, now: Date): Promise<void>
}

interface Parts {
  db: Database
  clock: Clock
  providers: Providers
  decisions: Decisions
  shapes: Shapes
  orders: PlannedOrders
}

/** Divides accepted orders into captures: what they are to be is kept first, and they are made slice by slice. */
export class Planning {
  #db: Database
  #clock: Clock
  #providers: Providers
  #decisions: Decisions
  #shapes: Shapes
  #orders: PlannedOrders

  constructor({ db, clock, providers, decisions, shapes, orders }: Parts) {
    this.#db = db
    this.#clock = clock
    this.#providers = providers
    this.#decisions = decisions
    this.#shapes = shapes
    this.#orders = orders
  }

  /** @throws Hopeless for an area that cannot be divided, however often it is tried */
  async plan(contract_id: string, order_id: string, signal: AbortSignal): Promise<void> {
    const plan = await this.#begin(contract_id, order_id)
    if (!plan) return
    while (await this.#slice(contract_id, order_id, plan)) signal.throwIfAborted()
  }

  /** Nothing more is made of the order than is there. */
  giveUp(contract_id: string, order_id: string): Promise<void> {
    return this.#db.tenant(contract_id, (tx) => this.#end(tx, contract_id, order_id))
  }

  /** @returns the plan that was begun, by whomever; undefined where nothing is to be planned */
  async #begin(contract_id: string, order_id: string): Promise<Plan | undefined> {
    const order = await this.#db.tenant(contract_id, (tx) => lockOrderToPlan(tx, order_id))
    if (!order || !isToPlan(order)) {
      if (order?.canceled_at) await this.giveUp(contract_id, order_id)
      return undefined
    }
    const begun = await this.#db.tenant(contract_id, (tx) => findPlan(tx, order_id))
    if (begun) return begun
    const window = { start: order.window_start, end: order.window_end }
    const parts = await this.#partsOf(order, await this.#providerOf(order))
    const plan = { rounds: planRounds(window, order, this.#clock.now()), parts }
    return this.#db.tenant(contract_id, async (tx) => {
      const locked = await lockOrderToPlan(tx, order_id)
      if (locked && isToPlan(locked)) await insertPlan(tx, contract_id, order_id, plan)
      return findPlan(tx, order_id)
    })
  }

  /** The provider that was chosen; orders that were accepted when there was no choice have none. */
  async #providerOf({ order_id, sku }: OrderToPlan): Promise<Provider> {
    const fleet = await this.#providers.current()
    const chosen = await this.#decisions.chosenFor(order_id)
    return chosen === undefined ? fleet.of(sku) : fleet.namedFor(sku, chosen)
  }

  /** The parts of the order: those that the archive has and those that are missing, or those that are to be made. */
  async #partsOf(order: OrderToPlan, provider: Provider): Promise<Part[]> {
    const sources = await provider.sources?.(wishOf(order))
    if (!sources)
      return (await this.#framesOf(order, provider)).map((frame) => ({
        frame,
        source: null,
        is_missing: false,
      }))
    const found = sources.map((source) => ({ frame: source.footprint, source, is_missing: false }))
    // Last, so that it is the part that nothing before it covers.
    const rest = splitAtAntimeridian(order.geometry)
    return [...found, { frame: rest, source: null, is_missing: true }]
  }

  /** The rectangles that the cameras are to see: one around a point, as many as it takes over an area. */
  async #framesOf(order: OrderToPlan, provider: Provider): Promise<Geometry[]> {
    const { geometry, footprint_width_km, footprint_length_km } = order
    const { swath } = provider
    if (geometry.type === 'Point') {
      const [lon, lat] = geometry.coordinates as [number, number]
      return [
        footprintAround({ lon, lat }, footprint_width_km!, footprint_length_km!, swath.track_heading_deg),
      ]
    }
    if (provider.frames) return this.#plannedBy(provider, order)
    return (await this.#shapes.stripsOver(geometry, swath)).map(({ frame }) => frame)
  }

  /**
   * The frames of a provider that plans its own; the price stays what was quoted.
   * @throws Error where they are not what was asked for, so that it is asked again
   */
  async #plannedBy(provider: Provider, order: OrderToPlan): Promise<Geometry[]> {
    const { contract_id, order_id, sku, geometry, limits, window_start: start, window_end: end } = order
    const max_frames = Math.floor(max_captures / Math.max(1, order.periods))
    const asked = { contract_id, order_id, sku, geometry, limits, window: { start, end }, max_frames }
    const frames = await provider.frames!(asked)
    const wrong = (what: string) =>
      new Error(`The frames that ${provider.name} plans for ${order_id} ${what}`)
    if (frames.length > max_frames) throw wrong(`are ${frames.length}; at most ${max_frames} are allowed`)
    for (const [at, frame] of frames.entries()) {
      const [problem] = await this.#shapes.problemsOf(frame, 'plane')
      if (problem) throw wrong(`have a fault in frame ${at}${problem.pointer}: ${problem.message}`)
    }
    const left = await this.#db.tenant(contract_id, (tx) => uncoveredShare(tx, order_id, frames))
    if (left > uncovered_share) throw wrong(`leave ${(left * 100).toFixed(2)} % of the area uncovered`)
    return frames
  }

  /** @returns whether there is more to do */
  #slice(contract_id: string, order_id: string, plan: Plan): Promise<boolean> {
    return this.#db.tenant(contract_id, async (tx) => {
      const order = await lockOrderToPlan(tx, order_id)
      const from = await lockPlan(tx, order_id)
      if (!order || from === undefined) return false
      const total = isToPlan(order) ? plan.rounds.length * plan.parts.length : 0
      const provider = (await this.#decisions.chosenFor(order_id)) ?? null
      const until = performance.now() + slice_ms
      let at = from
      while (at < Math.min(total, from + slice_captures) && performance.now() < until) {
        await this.#makeCapture(tx, order, plan, at, provider)
        at += 1
      }
      if (at < total) await advancePlan(tx, order_id, at)
      else await this.#end(tx, contract_id, order_id, plan.rounds.length < order.periods)
      return at < total
    })
  }

  async #makeCapture(tx: Transaction, order: OrderToPlan, plan: Plan, at: number, provider: string | null) {
    const period = Math.floor(at / plan.parts.length)
    const round = plan.rounds[period]!
    // The end may have been moved since the plan was made.
    if (round.not_before >= order.window_end) return
    const { is_missing, ...part } = plan.parts[at % plan.parts.length]!
    const now = this.#clock.now()
    const capture_id = await insertFirstAttempt(tx, {
      order_id: order.order_id,
      period,
      provider,
      ...part,
      ...round,
      now,
    })
    if (capture_id === undefined) return
    const change = { actor: 'swath', now }
    await recordCreation(tx, captureEntity, capture_id, 'plan', change)
    if (!is_missing) return
    await transition(tx, captureEntity, capture_id, 'fail', { ...change, reason_code: 'NOT_IN_ARCHIVE' })
  }

  /** @param is_less than was paid for, since the window was made shorter in the meantime */
  async #end(tx: Transaction, contract_id: string, order_id: string, is_less = false) {
    await endPlan(tx, order_id)
    await this.#orders.endPlanning(tx, order_id, this.#clock.now())
    const data = { contract_id, order_id, entity_id: order_id }
    tx.enqueue({ name: 'orders.progress', data })
    if (is_less) tx.enqueue({ name: 'ledger.settle', data })
  }
}

function isToPlan({ status, origin, is_planned, canceled_at }: OrderToPlan): boolean {
  return status === 'in_progress' && origin === 'swath' && !is_planned && canceled_at === null
}

function wishOf({ contract_id, geometry, limits, outcome_id, datetime }: OrderToPlan): ImageWish {
  const wish = { contract_id, geometry, limits }
  return { ...wish, ...(outcome_id && { outcome_id }), ...(datetime && { datetime }) }
}
