/** Opened images, the most recently used of which stay open. */
import { type Cog, openCog } from './open-cog.ts'

interface Slot {
  readonly cog: Promise<Cog>
  readonly closed: PromiseWithResolvers<void>
  users: number
  is_evicted: boolean
}

/** Files never change once they are stored, so what is open stays true. */
export class OpenImages {
  readonly #limit: number
  /** From the least to the most recently used. */
  readonly #slots = new Map<string, Slot>()
  readonly #leaving = new Set<Slot>()
  #isClosed = false

  constructor(limit: number) {
    this.#limit = limit
  }

  /** A file that fails is forgotten: the next one to ask opens it anew. */
  async use<T>(file: string, work: (cog: Cog) => Promise<T>): Promise<T> {
    if (this.#isClosed) throw new Error('No more tiles: it has been closed')
    const slot = this.#take(file)
    slot.users++
    try {
      return await work(await slot.cog)
    } catch (error) {
      this.#evict(file, slot)
      throw error
    } finally {
      slot.users--
      closeIfUnused(slot)
    }
  }

  /** Waits for those who still read. */
  async close(): Promise<void> {
    this.#isClosed = true
    for (const [file, slot] of this.#slots) this.#evict(file, slot)
    await Promise.all([...this.#leaving].map((slot) => slot.closed.promise))
  }

  #take(file: string): Slot {
    const known = this.#slots.get(file)
    const slot = known ?? {
      cog: openCog(file),
      closed: Promise.withResolvers<void>(),
      users: 0,
      is_evicted: false,
    }
    this.#slots.delete(file)
    this.#slots.set(file, slot)
    const [oldest] = this.#slots
    if (this.#slots.size > this.#limit) this.#evict(...oldest!)
    return slot
  }

  /** It is closed when nobody reads from it any more. */
  #evict(file: string, slot: Slot): void {
    if (slot.is_evicted) return
    slot.is_evicted = true
    this.#slots.delete(file)
    this.#leaving.add(slot)
    void slot.closed.promise.then(() => this.#leaving.delete(slot))
    closeIfUnused(slot)
  }
}

function closeIfUnused({ cog, users, is_evicted, closed }: Slot): void {
  if (!is_evicted || users > 0) return
  // One that could not be opened has nothing to close.
  void cog
    .then((opened) => opened.close())
    .catch(() => undefined)
    .then(closed.resolve)
}
