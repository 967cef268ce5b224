import { LRUCache } from 'lru-cache'
import pLimit, { type LimitFunction } from 'p-limit'

/** A request with whoever makes it. */
interface Asked {
  caller: { contract_id: string }
  reply: { raw: { destroyed: boolean } }
}

/**
 * Reads that hold a connection to the database for long, as those that look at all orders of a contract: if many are asked for
 * at once, those of a contract are done one after the other, and some connections are always left to other requests.
 */
export class LongReads {
  #together: LimitFunction
  #of_contract = new LRUCache<string, LimitFunction>({ max: 10_000 })

  /** @param at_once of all contracts */
  constructor(at_once: number) {
    this.#together = pLimit(at_once)
  }

  /** @returns undefined if nobody waits for the answer any more */
  async run<T>({ caller: { contract_id }, reply }: Asked, read: () => Promise<T>): Promise<T | undefined> {
    const own = this.#of_contract.get(contract_id) ?? pLimit(1)
    this.#of_contract.set(contract_id, own)
    return own(() => this.#together(async () => (reply.raw.destroyed ? undefined : read())))
  }
}

/** All of a process share them, and its connections. */
export const long_reads = new LongReads(3)
