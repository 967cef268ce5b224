import { SwathError } from '@swath/contract/errors'
import type { Reroute, Rerouted } from '@swath/contract/providers'
import type { ReasonCode } from '@swath/contract/reasons'
import { isOneOf } from '@swath/contract/states'
import type { Caller } from '../access/auth.ts'
import type { Database, Transaction } from '../database/db.ts'
import type { Clock } from '../platform/clock.ts'
import type { Decisions } from '../providers/decisions.ts'
import type { Provider } from '../providers/provider.ts'
import type { Fleet, Providers } from '../providers/registry.ts'
import { lockRow, recordCreation, requireOrder, transition } from '../record/transition.ts'
import { captureEntity } from './document.ts'
import { before_collection } from './machine.ts'
import {
  captureRoute,
  isTaken,
  listOpenOf,
  listWaitingFor,
  skusWaitingFor,
  type WaitingCapture,
} from './rerouting.store.ts'
import { type CaptureRow, findCapture, insertNextAttempt, lockOrderOf, type OrderOfCapture } from './store.ts'

/** Captures that are read together. */
const at_once = 100

interface Parts {
  db: Database
  clock: Clock
  providers: Providers
  decisions: Decisions
}

interface Why {
  reason_code: ReasonCode | null
  message: string
  actor: string
}

/** Gives captures to another provider than the one that has them: as a next attempt, so that only one ever counts. */
export class Rerouting {
  #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** The next provider that may make this part of the order and has not tried; undefined where there is none. */
  async nextFor(capture_id: string): Promise<Provider | undefined> {
    const { db, providers } = this.#parts
    const { tried, is_for_kept_pass, ...order } = await db.system((tx) => captureRoute(tx, capture_id))
    if (is_for_kept_pass) return undefined
    const fleet = await providers.current()
    const candidates = await providers.candidates(order)
    return candidates.find(({ name }) => !tried.includes(name) && !fleet.member(name)?.away_since)
  }

  /** Ends an attempt that has not begun, and queues the next at another provider; the former is told by a job. */
  async move(
    tx: Transaction,
    { capture_id }: Pick<CaptureRow, 'capture_id'>,
    to: string,
    why: Why,
  ): Promise<string> {
    const change = { actor: why.actor, now: this.#parts.clock.now() }
    await transition(tx, captureEntity, capture_id, 'cancel', { ...change, reason_code: 'REROUTED' })
    return this.attempt(tx, capture_id, to, why)
  }

  /** Queues the next attempt after one that has ended. */
  async attempt(tx: Transaction, capture_id: string, provider: string, why: Why): Promise<string> {
    const { clock, decisions } = this.#parts
    const now = clock.now()
    const next = await insertNextAttempt(tx, capture_id, now, now, provider)
    const { contract_id, order_id } = (await findCapture(tx, next))!
    const decision = {
      contract_id,
      order_id,
      capture_id: next,
      provider,
      decision: 'rerouted',
      ...why,
    } as const
    await decisions.keep([decision], now)
    await recordCreation(tx, captureEntity, next, 'plan', { actor: why.actor, now })
    return next
  }

  /** Gives what waits for a provider that was away too long to the next. What it has taken it may carry out. */
  async fromAway(): Promise<void> {
    const { clock, providers } = this.#parts
    const fleet = await providers.current()
    for (const { provider, away_since, reroute_after_s } of fleet.members) {
      if (!away_since || clock.now().getTime() - away_since.getTime() < reroute_after_s * 1000) continue
      const message = `The provider before has not answered since ${away_since.toISOString()}`
      for await (const capture of this.#waitingFor(provider.name, fleet)) {
        const next = await this.nextFor(capture.capture_id)
        if (!next) continue
        await this.#moveIfWaiting(
          capture,
          next.name,
          { reason_code: null, message, actor: 'swath' },
          isUntaken,
        )
      }
    }
  }

  /** Those of which the SKU alone does not say already that nobody else makes them. */
  async *#waitingFor(name: string, fleet: Fleet) {
    const { db } = this.#parts
    const all = await db.system((tx) => skusWaitingFor(tx, name))
    const others = (sku: string) => fleet.candidates({ sku }).filter((one) => one.name !== name)
    const skus = all.filter((sku) => others(sku).some((one) => !fleet.member(one.name)?.away_since))
    for (let last: WaitingCapture | undefined; skus.length > 0; ) {
      const page = await db.system((tx) => listWaitingFor(tx, name, { skus, limit: at_once }, last))
      yield* page
      last = page.at(-1)
      if (page.length < at_once) return
    }
  }

  /** @returns the next attempt; undefined where this one has begun, or its order is over */
  #moveIfWaiting(
    { contract_id, capture_id }: Pick<CaptureRow, 'contract_id' | 'capture_id'>,
    to: string,
    why: Why,
    isWaiting: (tx: Transaction, capture_id: string) => Promise<boolean> = async () => true,
  ): Promise<string | undefined> {
    return this.#parts.db.tenant(contract_id, async (tx) => {
      const capture = (await findCapture(tx, capture_id))!
      const order = await lockOrderOf(tx, capture.order_id)
      const { status } = await lockRow(tx, captureEntity, capture_id)
      const goes_on = order.status === 'in_progress' && order.canceled_at === null
      if (!goes_on || !isOneOf(before_collection, status) || capture.provider === to) return undefined
      if (!(await isWaiting(tx, capture_id))) return undefined
      return this.move(tx, capture, to, why)
    })
  }

  /**
   * An operator gives an order, or some of its captures, to a provider. What the sky has begun stays.
   * @throws SwathError `not_found`, `invalid_request` for a provider that cannot have it
   */
  async byHand(
    caller: Caller,
    order_id: string,
    { provider, capture_ids, message }: Reroute,
  ): Promise<Rerouted> {
    const { db, clock, providers, decisions } = this.#parts
    const fleet = await providers.current()
    const order = await db.system(async (tx) => {
      await requireOrder(tx, order_id)
      return lockOrderOf(tx, order_id)
    })
    requireServes(fleet, provider, order)
    const why = { reason_code: null, message, actor: caller.client_id }
    const open = await db.system((tx) => listOpenOf(tx, order_id))
    const wanted = capture_ids === undefined ? open : pick(open, capture_ids)
    if (capture_ids === undefined) {
      const { contract_id } = order
      await decisions.keep(
        [{ contract_id, order_id, capture_id: null, provider, decision: 'rerouted', ...why }],
        clock.now(),
      )
    }
    const rerouted: Rerouted = { rerouted: [], kept: [] }
    for (const capture of wanted) {
      const { capture_id } = capture
      const next = await this.#moveIfWaiting(capture, provider, why)
      if (next === undefined) rerouted.kept.push(capture_id)
      else rerouted.rerouted.push({ capture_id, next_capture_id: next })
    }
    return rerouted
  }
}

const isUntaken = async (tx: Transaction, capture_id: string) => !(await isTaken(tx, capture_id))

function requireServes(fleet: Fleet, name: string, { sku, opportunity_id }: OrderOfCapture) {
  const member = fleet.member(name)
  const serves = member?.is_enabled && member.provider.serves(sku)
  if (serves && opportunity_id === null) return
  const message = !member
    ? `There is no provider ${name}`
    : serves
      ? 'The order is for one pass, which only the provider that has it keeps'
      : `The provider ${name} is disabled, or does not serve ${sku}`
  const problems = [{ pointer: '/provider', code: 'invalid_value', message }]
  throw new SwathError('invalid_request', `/provider: ${message}`, { problems })
}

type OpenCapture = Pick<CaptureRow, 'contract_id' | 'capture_id'>

function pick(open: readonly OpenCapture[], capture_ids: readonly string[]): OpenCapture[] {
  return capture_ids.map((id, at) => {
    const found = open.find(({ capture_id }) => capture_id === id)
    if (found) return found
    const message = `No capture ${id} of this order is open`
    const problems = [{ pointer: `/capture_ids/${at}`, code: 'invalid_value', message }]
    throw new SwathError('invalid_request', `/capture_ids/${at}: ${message}`, { problems })
  })
}
