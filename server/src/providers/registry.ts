import type { Provider } from './provider.ts'

/** The providers, which carry out what is ordered. */
export class Providers {
  readonly #all: readonly Provider[]

  /** @param all of several that serve a SKU, the first carries out its orders */
  constructor(all: readonly Provider[]) {
    this.#all = all
  }

  /** The provider that carries out the orders of a SKU. */
  of(sku: string): Provider {
    return this.#require((one) => one.serves(sku), `No provider serves ${sku}`)
  }

  /** That a capture was handed to. */
  named(name: string): Provider {
    return this.#require((one) => one.name === name, `There is no provider ${name}`)
  }

  #require(isWanted: (one: Provider) => boolean, otherwise: string): Provider {
    const found = this.#all.find(isWanted)
    if (!found) throw new Error(otherwise)
    return found
  }
}
