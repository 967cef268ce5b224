import { SwathError } from '@swath/contract/errors'
import type { CancellationAnswer } from '@swath/contract/provider-protocol/answers'
import pLimit from 'p-limit'
import type { Database, Transaction } from '../database/db.ts'
import type { Clock } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import type { Fleet, Providers } from '../providers/registry.ts'
import { transitionIfAllowed } from '../record/transition.ts'
import { captureEntity } from './document.ts'
import { keepCaptures, listHanded, listUnwanted, lockOrderOf, providerOf } from './store.ts'

/** Somebody waits: after so long nothing more is asked. Each question has a time limit of its own. */
const patience_ms = 10_000
const at_once = 16

interface Parts {
  db: Database
  clock: Clock
  log: Log
  providers: Providers
}

type Handed = Awaited<ReturnType<typeof listHanded>>[number]

/** Captures that are not wanted any more, and what their providers say to that. */
export class Cancellations {
  #db: Database
  #clock: Clock
  #log: Log
  #providers: Providers

  constructor({ db, clock, log, providers }: Parts) {
    this.#db = db
    this.#clock = clock
    this.#log = log
    this.#providers = providers
  }

  /**
   * Asks the providers that may refuse to cancel what they have of an order.
   * @returns the captures that go on, with the words of their provider
   * @throws SwathError `provider_unreachable`: what was canceled there by then is canceled here
   */
  async ask(contract_id: string, order_id: string): Promise<ReadonlyMap<string, string>> {
    const fleet = await this.#providers.current()
    const handed = await this.#db.tenant(contract_id, (tx) => listHanded(tx, order_id))
    const wary = handed.filter(({ provider }) => fleet.find(provider)?.confirms_cancellation)
    const { answers, failure } = await askEach(fleet, wary)
    if (failure !== undefined) {
      await this.#takeOver(contract_id, order_id, answers)
      const detail = 'The provider of the images does not answer, so the order is not canceled yet; ask again'
      throw new SwathError('provider_unreachable', detail, { cause: failure })
    }
    return new Map(
      [...answers].flatMap(([id, one]) => (one.outcome === 'refused' ? [[id, one.message]] : [])),
    )
  }

  /** The captures of an order that is canceled go on nevertheless. */
  keep(tx: Transaction, capture_ids: readonly string[], now: Date): Promise<void> {
    return keepCaptures(tx, capture_ids, now)
  }

  async #takeOver(contract_id: string, order_id: string, answers: ReadonlyMap<string, CancellationAnswer>) {
    await this.#db.tenant(contract_id, async (tx) => {
      await lockOrderOf(tx, order_id)
      const gone = (await listHanded(tx, order_id)).filter(
        ({ capture_id }) => answers.get(capture_id)?.outcome === 'canceled',
      )
      const change = { actor: 'swath', now: this.#clock.now(), reason_code: 'CANCELED_BY_CUSTOMER' } as const
      for (const { capture_id } of gone)
        await transitionIfAllowed(tx, captureEntity, capture_id, 'cancel', change)
    })
  }

  /** Cancels what is still open of an order that was closed from outside, or has not begun of one that was canceled. */
  withdraw(contract_id: string, order_id: string): Promise<void> {
    return this.#db.tenant(contract_id, async (tx) => {
      const { canceled_at } = await lockOrderOf(tx, order_id)
      const reason_code = canceled_at === null ? 'ORDER_CLOSED' : 'CANCELED_BY_CUSTOMER'
      const change = { actor: 'swath', now: this.#clock.now(), reason_code } as const
      for (const capture_id of await listUnwanted(tx, order_id)) {
        await transitionIfAllowed(tx, captureEntity, capture_id, 'cancel', change)
      }
    })
  }

  /** Tells the provider that has it that a capture is not wanted any more. */
  async tell(contract_id: string, capture_id: string): Promise<void> {
    const provider = await this.#db.tenant(contract_id, (tx) => providerOf(tx, capture_id))
    if (provider === null) return
    const answer = await (await this.#providers.current()).named(provider).cancel(capture_id)
    if (answer.outcome === 'refused') {
      const { message } = answer
      this.#log.warn({ capture_id, provider, message }, 'a provider goes on with what is canceled here')
    }
  }
}

/** One that cannot be asked ends it: the others are not asked in vain. */
async function askEach(fleet: Fleet, handed: readonly Handed[]) {
  const answers = new Map<string, CancellationAnswer>()
  const until = performance.now() + patience_ms
  let failure: unknown
  const ask = async ({ capture_id, provider }: Handed) => {
    if (failure !== undefined) return
    try {
      if (performance.now() > until) throw new Error(`After ${patience_ms} ms more is to be canceled`)
      answers.set(capture_id, await fleet.named(provider).cancel(capture_id))
    } catch (error) {
      failure ??= error
    }
  }
  await pLimit(at_once).map(handed, ask)
  return { answers, failure }
}
