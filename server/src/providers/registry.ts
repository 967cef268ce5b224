import { findProduct } from '@swath/contract/products/registry'
import type { Swath } from '../lib/geo/swath.ts'
import { archiveProvider, type ImageArchive } from './archive/provider.ts'
import { sandbox_capabilities } from './protocol/sandbox.ts'
import type { Provider } from './provider.ts'

/** Knows which providers there are. They come and go while the server runs. */
export interface Providers {
  current(): Promise<Fleet>
}

/** The providers that there are at one moment, which carry out what is ordered. */
export class Fleet {
  readonly #all: readonly Provider[]
  readonly #archive: ImageArchive

  /** @param all of several that serve a SKU, the first carries out its orders */
  constructor(all: readonly Provider[], archive: ImageArchive) {
    this.#all = all
    this.#archive = archive
  }

  /** The provider that carries out the orders of a SKU. */
  of(sku: string): Provider {
    const found = this.#all.find((one) => one.serves(sku))
    if (!found) throw new Error(`No provider serves ${sku}`)
    return findProduct(sku)?.images === 'archived' ? archiveProvider(this.#archive, found) : found
  }

  /** The swath by which orders of a SKU are divided and priced. Whether anybody serves it, is seen later. */
  swathOf(sku: string): Swath {
    const found = this.#all.find((one) => one.serves(sku)) ?? this.#all[0]
    return found?.swath ?? sandbox_capabilities.swath
  }

  /** By which the provider of this name signs; none, if there is no such provider. */
  secretsOf(name: string): readonly string[] {
    return this.#all.find((one) => one.name === name)?.secrets ?? []
  }

  find(name: string): Provider | undefined {
    return this.#all.find((one) => one.name === name)
  }

  /** That a capture was handed to. */
  named(name: string): Provider {
    const found = this.find(name)
    if (!found) throw new Error(`There is no provider ${name}`)
    return found
  }
}
