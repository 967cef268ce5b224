import type { Geometry } from '@swath/contract/geometry'

/** A shape while it is drawn or dragged: whoever shows it follows it, and the page around need not. */
export class LiveShape {
  #shape: Geometry | undefined
  readonly #listeners = new Set<() => void>()

  get = () => this.#shape

  set(shape: Geometry | undefined) {
    this.#shape = shape
    for (const tell of this.#listeners) tell()
  }

  subscribe = (tell: () => void) => {
    this.#listeners.add(tell)
    return () => void this.#listeners.delete(tell)
  }
}
