import type { Geometry } from '@swath/contract/geometry'
import { type Database, isInTransaction } from '../database/db.ts'
import { splitAtAntimeridian } from '../lib/geo/antimeridian.ts'
import type { Clock } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import type { ImageArchive } from '../providers/archive/provider.ts'
import type { ProviderHost } from '../providers/host.ts'
import { openProvider } from '../providers/open.ts'
import type { Provider } from '../providers/provider.ts'
import { Fleet, type Member, type Providers } from '../providers/registry.ts'
import type { OrderToRoute } from '../providers/routes.ts'
import { listHealth } from './health.store.ts'
import type { Health } from './health.ts'
import type { ProviderSecrets } from './secrets.ts'
import { insertFirst, listProviders, listRules, type ProviderRow, regionsRound } from './store.ts'

/** A change by another process is seen after so long. */
const fresh_ms = 1_000

interface Parts {
  db: Database
  clock: Clock
  secrets: ProviderSecrets
  log: Log
  host: ProviderHost
  health: Health
  archive: ImageArchive
  /** Providers of this process: they need no rows, and stand for those of their names. */
  built_in: readonly Provider[] | undefined
}

/** The providers as the database has them, read again soon after they change. */
export class KnownProviders implements Providers {
  #parts: Parts
  #fleet: Promise<Fleet> | undefined
  #latest: Fleet | undefined
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

  current(): Promise<Fleet> {
    const is_fresh = performance.now() <= this.#read_at + fresh_ms
    // A transaction that has the only connection waits for nobody who waits for it.
    if (isInTransaction()) return is_fresh && this.#latest ? Promise.resolve(this.#latest) : this.#read()
    if (!this.#fleet || !is_fresh) {
      this.#read_at = performance.now()
      this.#fleet = this.#read()
      // Those who wait are told; the next asks again.
      this.#fleet.catch(() => this.forget())
    }
    return this.#fleet
  }

  latest(): Fleet | undefined {
    return this.#latest
  }

  async candidates({ geometry, ...order }: OrderToRoute & { geometry: Geometry }): Promise<Provider[]> {
    const fleet = await this.current()
    if (!fleet.hasRegions(order.sku)) return fleet.candidates(order)
    const planar = splitAtAntimeridian(geometry)
    const holding = await this.#parts.db.system((tx) => regionsRound(tx, order.sku, planar))
    return fleet.candidates(order, new Set(holding))
  }

  /** The rows have changed here: whoever asks next sees it. */
  forget() {
    this.#fleet = undefined
    this.#latest = undefined
  }

  async #read(): Promise<Fleet> {
    const { db, built_in = [], archive } = this.#parts
    const { rows, rules, health } = await db.system(async (tx) => ({
      rows: await listProviders(tx),
      rules: Map.groupBy(await listRules(tx), ({ sku }) => sku),
      health: await listHealth(tx),
    }))
    this.#parts.health.learn(health)
    const without_row = built_in.filter(({ name }) => !rows.some((row) => row.name === name))
    const members = await Promise.all(rows.map((row) => this.#member(row)))
    const here = without_row.map((provider) => ({
      provider,
      is_enabled: true,
      reroute_after_s: 900,
      away_since: null,
    }))
    this.#latest = new Fleet([...here, ...members.filter((one) => one !== undefined)], archive, rules)
    return this.#latest
  }

  async #member(row: ProviderRow): Promise<Member | undefined> {
    const provider = await this.#opened(row)
    const { health } = this.#parts
    const { name, is_enabled, reroute_after_s } = row
    if (!provider) return undefined
    return {
      provider,
      is_enabled,
      reroute_after_s,
      // A provider may stop answering after its row was read.
      get away_since() {
        return health.awaySince(name)
      },
    }
  }

  async #opened(row: ProviderRow): Promise<Provider | undefined> {
    const { name, row_version } = row
    const here = this.#parts.built_in?.find((one) => one.name === name)
    if (here) return this.#parts.health.guarded(here)
    const known = this.#open.get(name)
    if (known?.row_version === row_version) return known.provider
    try {
      const provider = this.#parts.health.guarded(await this.#openRow(row))
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
