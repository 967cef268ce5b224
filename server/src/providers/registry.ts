import type { Geometry } from '@swath/contract/geometry'
import { findProduct } from '@swath/contract/products/registry'
import type { Swath } from '../lib/geo/swath.ts'
import { archiveProvider, type ImageArchive } from './archive/provider.ts'
import { sandbox_capabilities } from './protocol/sandbox.ts'
import type { Provider } from './provider.ts'
import { type OrderToRoute, routeOf, type SkuRule } from './routes.ts'

/** Knows which providers there are. They come and go while the server runs. */
export interface Providers {
  current(): Promise<Fleet>
  /** Those that may carry out an order, in the order in which they are asked. */
  candidates(order: OrderToRoute & { geometry: Geometry }): Promise<Provider[]>
  /** As they were known last, for whoever cannot wait. */
  latest(): Fleet | undefined
}

/** A provider, and what operators say of it. */
export interface Member {
  provider: Provider
  /** It gets orders. What it has already it keeps. */
  is_enabled: boolean
  /** Captures that it has not taken go to another after it was away for so long. */
  reroute_after_s: number
  /** Since when it has not answered; null where it answers. */
  away_since: Date | null
}

/** The providers that there are at one moment, which carry out what is ordered. */
export class Fleet {
  readonly members: readonly Member[]
  readonly #archive: ImageArchive
  readonly #rules: ReadonlyMap<string, readonly SkuRule[]>

  /** @param members without rules for a SKU, the first that serves it is asked first */
  constructor(
    members: readonly Member[],
    archive: ImageArchive,
    rules: ReadonlyMap<string, readonly SkuRule[]> = new Map(),
  ) {
    this.members = members
    this.#archive = archive
    this.#rules = rules
  }

  /** Whether places decide who gets the orders of a SKU. */
  hasRegions(sku: string): boolean {
    return this.#rules.get(sku)?.some(({ has_region }) => has_region) ?? false
  }

  /** @param holding the providers in whose region of that SKU the order lies, if it is known where it lies */
  candidates(order: OrderToRoute, holding?: ReadonlySet<string>): Provider[] {
    const { sku } = order
    const serving = this.members.filter(({ is_enabled, provider }) => is_enabled && provider.serves(sku))
    const rules = this.#rules.get(sku)
    const all = serving.map(({ provider }) => provider)
    if (!rules) return all.map((one) => this.#withArchive(sku, one))
    const names = routeOf(order, rules, holding)
    const found = names.flatMap((name) => all.filter((one) => one.name === name))
    return found.map((one) => this.#withArchive(sku, one))
  }

  /** The provider that carries out orders of a SKU of which nothing else is known. */
  of(sku: string): Provider {
    const [found] = this.candidates({ sku })
    if (!found) throw new Error(`No provider serves ${sku}`)
    return found
  }

  /** The swath by which orders of a SKU are divided and priced. Whether anybody serves it, is seen later. */
  swathOf(sku: string): Swath {
    const [found] = this.candidates({ sku })
    return found?.swath ?? this.members[0]?.provider.swath ?? sandbox_capabilities.swath
  }

  /** By which the provider of this name signs; none, if there is no such provider. */
  secretsOf(name: string): readonly string[] {
    return this.find(name)?.secrets ?? []
  }

  member(name: string): Member | undefined {
    return this.members.find(({ provider }) => provider.name === name)
  }

  find(name: string): Provider | undefined {
    return this.member(name)?.provider
  }

  /** That a capture was handed to. */
  named(name: string): Provider {
    const found = this.find(name)
    if (!found) throw new Error(`There is no provider ${name}`)
    return found
  }

  /** As it carries out the orders of a SKU. */
  namedFor(sku: string, name: string): Provider {
    return this.#withArchive(sku, this.named(name))
  }

  #withArchive(sku: string, provider: Provider): Provider {
    return findProduct(sku)?.images === 'archived' ? archiveProvider(this.#archive, provider) : provider
  }
}
