import { isDeepStrictEqual } from 'node:util'
import type { Capabilities } from '@swath/contract/provider-protocol/capabilities'
import type { Database } from '../database/db.ts'
import type { Clock } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import type { Provider } from '../providers/provider.ts'
import type { Health } from './health.ts'
import type { KnownProviders } from './known.ts'
import { findCapabilities, storeCapabilities } from './store.ts'

interface Parts {
  db: Database
  clock: Clock
  log: Log
  health: Health
  providers: KnownProviders
}

/** Asks providers what they can do, and keeps what they say. */
export class Learning {
  #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** One that does not answer holds up no other. */
  async learn(): Promise<void> {
    const fleet = await this.#parts.providers.current()
    await Promise.all(
      fleet.members.filter(({ is_enabled }) => is_enabled).map(({ provider }) => this.#learnOf(provider)),
    )
  }

  async #learnOf(provider: Provider): Promise<void> {
    try {
      await this.ask(provider)
    } catch (err) {
      this.#parts.log.warn({ err, provider: provider.name }, 'a provider does not tell what it can do')
    }
  }

  /** Asks one, also while it is away. @returns undefined where what it can do never changes */
  async ask(provider: Provider): Promise<Capabilities | undefined> {
    this.#parts.health.letThrough(provider.name)
    const told = await provider.capabilities?.()
    if (told) await this.#keep(provider.name, told)
    return told
  }

  async #keep(name: string, told: Capabilities): Promise<void> {
    const { db, clock, providers } = this.#parts
    const is_new = await db.system(async (tx) => {
      const known = await findCapabilities(tx, name)
      if (isDeepStrictEqual(known, JSON.parse(JSON.stringify(told)))) return false
      await storeCapabilities(tx, name, told, clock.now())
      return true
    })
    if (is_new) providers.forget()
  }
}
