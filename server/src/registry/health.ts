import type { Database } from '../database/db.ts'
import type { Clock } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import { NotYetAnswered, ProviderAway } from '../providers/away.ts'
import type { Elsewhere, Provider } from '../providers/provider.ts'
import { Refusal } from '../providers/refusal.ts'
import { countFailure, countSuccesses, type HealthRow } from './health.store.ts'

/** After so many failures in a row a provider is not asked any more. */
const many_failures = 5
/** One call of each process finds out whether it answers again. */
const probe_every_s = 15
const flush_ms = 5_000

/** The calls that another machine answers, or does not. */
const calls: ReadonlySet<PropertyKey> = new Set([
  'assess',
  'opportunities',
  'frames',
  'reserve',
  'release',
  'plan',
  'produce',
  'cancel',
  'capabilities',
] satisfies (keyof Provider)[])
/** The calls that a system elsewhere answers; all else is answered here. */
const calls_elsewhere: ReadonlySet<PropertyKey> = new Set([
  'opportunities',
  'plan',
  'cancel',
] satisfies (keyof Provider)[])
const questions: ReadonlySet<PropertyKey> = new Set(['news'] satisfies (keyof Elsewhere)[])

interface Standing {
  failures_in_row: number
  away_since: Date | null
  probe_at: number
  /** Successes that are not counted yet. */
  uncounted: number
  counted_at: number
}

/** Counts how providers answer, and keeps everybody from waiting for one that does not: a circuit breaker for each. */
export class Health {
  #db: Database
  #clock: Clock
  #log: Log
  #standings = new Map<string, Standing>()

  constructor(db: Database, clock: Clock, log: Log) {
    this.#db = db
    this.#clock = clock
    this.#log = log
  }

  /** Other processes have met it as well. */
  learn(rows: readonly HealthRow[]) {
    for (const { provider, failures_in_row, away_since } of rows) {
      Object.assign(this.#of(provider), { failures_in_row, away_since })
    }
  }

  awaySince(name: string): Date | null {
    return this.#of(name).away_since
  }

  /** The provider, each call of which is counted, and throws ProviderAway at once while it is away. */
  guarded(provider: Provider): Provider {
    const { name, elsewhere } = provider
    if (!elsewhere) return this.#guard(name, provider, calls)
    const asked = this.#guard(name, elsewhere, questions)
    return new Proxy(this.#guard(name, provider, calls_elsewhere), {
      get: (target, key) => (key === 'elsewhere' ? asked : Reflect.get(target, key)),
    })
  }

  #guard<T extends object>(name: string, one: T, counted: ReadonlySet<PropertyKey>): T {
    return new Proxy(one, {
      get: (target, key) => {
        const value: unknown = Reflect.get(target, key, target)
        if (typeof value !== 'function') return value
        if (!counted.has(key)) return value.bind(target)
        return (...given: unknown[]) => this.#call(name, () => value.apply(target, given))
      },
    })
  }

  /** The next call is made although it is away. */
  letThrough(name: string) {
    this.#of(name).probe_at = 0
  }

  async #call<T>(name: string, work: () => Promise<T>): Promise<T> {
    this.#requireAnswering(name)
    try {
      const answer = await work()
      await this.#succeeded(name)
      return answer
    } catch (error) {
      // Who refuses has answered, and who fetches its work is there.
      if (error instanceof Refusal || error instanceof NotYetAnswered) await this.#succeeded(name)
      else await this.#failed(name, error)
      throw error
    }
  }

  #requireAnswering(name: string) {
    const standing = this.#of(name)
    const { away_since, probe_at } = standing
    if (!away_since) return
    if (performance.now() < probe_at) {
      throw new ProviderAway(`${name} has not answered since ${away_since.toISOString()}`, probe_every_s)
    }
    standing.probe_at = performance.now() + probe_every_s * 1000
  }

  async #succeeded(name: string): Promise<void> {
    const standing = this.#of(name)
    standing.uncounted += 1
    const is_news = standing.failures_in_row > 0
    if (!is_news && performance.now() < standing.counted_at + flush_ms) return
    if (standing.away_since) this.#log.info({ provider: name }, 'a provider answers again')
    const { uncounted } = standing
    Object.assign(standing, {
      failures_in_row: 0,
      away_since: null,
      uncounted: 0,
      counted_at: performance.now(),
    })
    await this.#db.system((tx) => countSuccesses(tx, name, uncounted, this.#clock.now()))
  }

  async #failed(name: string, error: unknown): Promise<void> {
    const standing = this.#of(name)
    const was_away = standing.away_since !== null
    const said = String(error).slice(0, 500)
    const counted = await this.#db.system((tx) =>
      countFailure(tx, name, said, many_failures, this.#clock.now()),
    )
    if (!counted) return
    Object.assign(standing, counted)
    if (was_away || !counted.away_since) return
    standing.probe_at = performance.now() + probe_every_s * 1000
    this.#log.warn({ provider: name, err: error }, 'a provider does not answer, and is not asked for now')
  }

  #of(name: string): Standing {
    const known = this.#standings.get(name)
    if (known) return known
    const fresh = { failures_in_row: 0, away_since: null, probe_at: 0, uncounted: 0, counted_at: 0 }
    this.#standings.set(name, fresh)
    return fresh
  }
}
