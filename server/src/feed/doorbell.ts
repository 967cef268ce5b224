import { setTimeout } from 'node:timers/promises'
import type { Database } from '../database/db.ts'
import { readHorizon } from './store.ts'

const channel = 'swath_events'
/** A notification that got lost delays a waiting reader by this much. */
const poll_ms = 10_000
/** The shortest wait before looking again whether announced events can be read. */
const shortest_look_ms = 10
const longest_look_ms = 250

/**
 * Tells waiting readers when there is something new to read in their contract. One for all readers of the
 * process, on one connection, which exists from the first reader on.
 */
export class Doorbell {
  #db: Database
  #bells = new Map<string, Set<Bell>>()
  /** Committed, but not below the horizon yet: `<contract_id> <transaction_id>`, as the trigger announces it. */
  #announced = new Set<string>()
  #is_looking = false
  #closing = new AbortController()
  #listener: ReturnType<Database['pool']['listen']> | undefined
  #poll: NodeJS.Timeout | undefined

  constructor(db: Database) {
    this.#db = db
  }

  /** A bell that rings when events of the contract can be read. Whoever takes one disposes of it. */
  take(contract_id: string): Bell {
    this.#listener ??= this.#listen()
    const bells = this.#bells.get(contract_id) ?? new Set()
    const bell = new Bell(() => {
      bells.delete(bell)
      if (bells.size === 0) this.#bells.delete(contract_id)
    })
    this.#bells.set(contract_id, bells.add(bell))
    return bell
  }

  async close() {
    this.#closing.abort()
    clearInterval(this.#poll)
    await (await this.#listener)?.close()
  }

  #listen() {
    this.#poll = setInterval(() => this.#ring(), poll_ms).unref()
    const onNotification = (announcement: string) => {
      this.#announced.add(announcement)
      void this.#look()
    }
    return this.#db.pool.listen(channel, onNotification, () => this.#ring())
  }

  /**
   * An announced event can be read once every older transaction has ended. Nothing announces that moment, so
   * the process looks for it, with one small query for all its readers, as long as something is announced.
   */
  async #look() {
    if (this.#is_looking) return
    this.#is_looking = true
    const { signal } = this.#closing
    try {
      for (let pause_ms = shortest_look_ms; this.#announced.size > 0; ) {
        const has_rung = this.#ringBelow(await this.#db.system(readHorizon))
        pause_ms = has_rung ? shortest_look_ms : Math.min(2 * pause_ms, longest_look_ms)
        await setTimeout(pause_ms, undefined, { signal })
      }
    } catch {
      // Closing, or the database is away: the poll, or being connected again, rings all bells.
      this.#announced.clear()
    } finally {
      this.#is_looking = false
    }
  }

  #ringBelow(horizon: bigint): boolean {
    const before = this.#announced.size
    for (const announcement of this.#announced) {
      const [contract_id, transaction_id] = announcement.split(' ') as [string, string]
      if (BigInt(transaction_id) >= horizon) continue
      this.#announced.delete(announcement)
      this.#ring(contract_id)
    }
    return this.#announced.size < before
  }

  /** Rings for the readers of a contract, or for all. */
  #ring(contract_id?: string) {
    const sets = contract_id === undefined ? this.#bells.values() : [this.#bells.get(contract_id) ?? []]
    for (const bells of sets) for (const bell of bells) bell.ring()
  }
}

/** Rings for one reader. It remembers that it rang until the reader comes back to wait. */
export class Bell implements Disposable {
  #has_rung = false
  #wake: (() => void) | undefined
  #giveBack: () => void

  constructor(giveBack: () => void) {
    this.#giveBack = giveBack
  }

  ring() {
    this.#has_rung = true
    this.#wake?.()
  }

  /** Whether it rang since the last call; waits for that until `ended`. */
  async hasRung(ended: AbortSignal): Promise<boolean> {
    if (!this.#has_rung && !ended.aborted) {
      const { promise, resolve } = Promise.withResolvers<void>()
      this.#wake = resolve
      ended.addEventListener('abort', this.#wake, { once: true })
      await promise
      ended.removeEventListener('abort', this.#wake)
    }
    const has_rung = this.#has_rung
    this.#has_rung = false
    return has_rung
  }

  [Symbol.dispose]() {
    this.#giveBack()
  }
}
