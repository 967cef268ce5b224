import { type Database, requireNoTransaction } from '../database/db.ts'
import type { Clock } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import type { ImageArchive } from '../providers/archive/provider.ts'
import { openProvider, type ProviderHost } from '../providers/open.ts'
import type { Provider } from '../providers/provider.ts'
import { Fleet, type Providers } from '../providers/registry.ts'
import type { ProviderSecrets } from './secrets.ts'
import { insertFirst, listProviders, type ProviderRow } from './store.ts'

/** A change by another process is seen after so long. */
const fresh_ms = 1_000

interface Parts {
  db: Database
  clock: Clock
  secrets: ProviderSecrets
  log: Log
  host: ProviderHost
  archive: ImageArchive
  /** Providers of this process: they need no rows, and stand for those of their names. */
  built_in: readonly Provider[] | undefined
}

/** The providers as the database has them, read again soon after they change. */
export class KnownProviders implements Providers {
  #parts: Parts
  #fleet: Promise<Fleet> | undefined
  #read_at = 0
  /** Providers stay open as long as their rows stay as they are. */
  #open = new Map<string, { row_version: string; provider: Provider }>()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** An installation that has no provider begins with the simulator. */
  async begin(): Promise<void> {
    const { db, clock, built_in } = this.#parts
    if (!built_in) await db.system((tx) => insertFirst(tx, clock.now()))
  }

  /** Not within a transaction, which another that reads would wait for. */
  current(): Promise<Fleet> {
    requireNoTransaction('A reading of the providers, which others share,')
    if (!this.#fleet || performance.now() > this.#read_at + fresh_ms) {
      this.#read_at = performance.now()
      this.#fleet = this.#read()
      // Whoever waits is told; the next asks again.
      this.#fleet.catch(() => this.forget())
    }
    return this.#fleet
  }

  /** The rows have changed here: whoever asks next sees it. */
  forget() {
    this.#fleet = undefined
  }

  async #read(): Promise<Fleet> {
    const { db, built_in = [], archive } = this.#parts
    const rows = await db.system(listProviders)
    const without_row = built_in.filter(({ name }) => !rows.some((row) => row.name === name))
    const opened = await Promise.all(rows.filter((row) => row.is_enabled).map((row) => this.#opened(row)))
    return new Fleet([...without_row, ...opened.filter((one) => one !== undefined)], archive)
  }

  async #opened(row: ProviderRow): Promise<Provider | undefined> {
    const { name, row_version } = row
    const here = this.#parts.built_in?.find((one) => one.name === name)
    if (here) return here
    const known = this.#open.get(name)
    if (known?.row_version === row_version) return known.provider
    try {
      const provider = await this.#openRow(row)
      this.#open.set(name, { row_version, provider })
      return provider
    } catch (err) {
      this.#parts.log.error({ err, provider: name }, 'a provider cannot be opened, and gets no orders')
      return undefined
    }
  }

  async #openRow({ name, kind, settings, secret, capabilities }: ProviderRow): Promise<Provider> {
    const { secrets, host } = this.#parts
    const opened = secret === null ? null : await secrets.decrypt(name, secret)
    return openProvider(kind, { name, settings, secret: opened, capabilities }, host)
  }
}
