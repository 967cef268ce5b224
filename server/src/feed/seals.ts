import type { Seal, SealVerification } from '@swath/contract/feed'
import type { Caller } from '../platform/auth.ts'
import { type Clock, timestamp } from '../platform/clock.ts'
import type { Database } from '../platform/db.ts'
import { publicEvent } from '../platform/events.ts'
import type { Page } from '../platform/pages.ts'
import { no_seal, sealOver } from './chain.ts'
import { beginning, encodeCursor, isAfter } from './cursor.ts'
import {
  contractsToSeal,
  eventsBetween,
  feedEnd,
  insertSeal,
  lastSeal,
  listSeals,
  type SealRow,
} from './store.ts'

/** Events under one seal, at most. */
const batch = 1000

/** Fingerprints of batches of events, each over the one before: a changed event shows, and so does a missing one. */
export class Seals {
  #db: Database
  #clock: Clock

  constructor(db: Database, clock: Clock) {
    this.#db = db
    this.#clock = clock
  }

  async sealAll(): Promise<void> {
    for (const contract_id of await this.#db.system(contractsToSeal)) {
      let has_more = true
      while (has_more) has_more = await this.#sealNext(contract_id)
    }
  }

  async list({ contract_id }: Caller, { limit, offset }: Page): Promise<{ count: number; seals: Seal[] }> {
    return this.#db.tenant(contract_id, async (tx) => {
      // Numbers have no gaps: the number of the last one is how many there are.
      const count = (await lastSeal(tx, contract_id))?.number ?? 0
      const rows = await listSeals(tx, contract_id, { after: offset, limit })
      return { count, seals: rows.map((row) => publicSeal(contract_id, row)) }
    })
  }

  /** Computes every seal again from the events that are stored now. */
  async verify(contract_id: string): Promise<SealVerification> {
    const checked = { seals: 0, events: 0, broken: null }
    for (let previous: SealRow | undefined; ; checked.seals++) {
      const seal = await this.#sealAfter(contract_id, previous)
      if (!seal) return checked
      const reason = linkProblem(previous, seal) ?? (await this.#contentProblem(contract_id, seal))
      if (reason !== undefined) return { ...checked, broken: { number: seal.number, reason } }
      checked.events += seal.count
      previous = seal
    }
  }

  #sealAfter(contract_id: string, previous: SealRow | undefined): Promise<SealRow | undefined> {
    const page = { after: previous?.number ?? 0, limit: 1 }
    return this.#db.system(async (tx) => (await listSeals(tx, contract_id, page))[0])
  }

  async #contentProblem(contract_id: string, seal: SealRow): Promise<string | undefined> {
    const stretch = { contract_id, after: seal.after, last: seal.last, limit: batch + 1 }
    const rows = await this.#db.system((tx) => eventsBetween(tx, stretch, {}))
    if (rows.length !== seal.count) return `it covers ${seal.count} events, and there are ${rows.length}`
    const sha256 = sealOver(seal.previous_sha256, rows.map(publicEvent))
    return sha256 === seal.sha256 ? undefined : 'its events give another sha256'
  }

  /** Whether there may be more to seal. */
  #sealNext(contract_id: string): Promise<boolean> {
    return this.#db.system(async (tx) => {
      const previous = await lastSeal(tx, contract_id)
      const after = previous?.last ?? beginning
      const end = await feedEnd(tx, contract_id)
      const rows = await eventsBetween(tx, { contract_id, after, last: end, limit: batch }, {})
      const last = rows.at(-1)
      if (!last) return false
      const previous_sha256 = previous?.sha256 ?? no_seal
      await insertSeal(tx, contract_id, {
        number: (previous?.number ?? 0) + 1,
        after,
        last,
        count: rows.length,
        previous_sha256,
        sha256: sealOver(previous_sha256, rows.map(publicEvent)),
        sealed_at: this.#clock.now(),
      })
      return rows.length === batch
    })
  }
}

function linkProblem(previous: SealRow | undefined, seal: SealRow): string | undefined {
  if (seal.number !== (previous?.number ?? 0) + 1) return 'the seal before is missing'
  if (seal.previous_sha256 !== (previous?.sha256 ?? no_seal)) return 'it does not name the seal before'
  const expected = previous?.last ?? beginning
  const is_adjacent = !isAfter(expected, seal.after) && !isAfter(seal.after, expected)
  return is_adjacent ? undefined : 'it does not begin where the seal before ends'
}

function publicSeal(contract_id: string, { after, last, ...seal }: SealRow): Seal {
  return {
    number: seal.number,
    from_cursor: encodeCursor(contract_id, after),
    to_cursor: encodeCursor(contract_id, last),
    count: seal.count,
    previous_sha256: seal.previous_sha256,
    sha256: seal.sha256,
    sealed_at: timestamp(seal.sealed_at),
  }
}
