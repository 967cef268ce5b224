import type { Seal, SealVerification } from '@swath/contract/feed'
import type { Caller } from '../access/auth.ts'
import type { Database, Transaction } from '../database/db.ts'
import type { Secrets } from '../database/secrets.ts'
import type { Page } from '../lists/pages.ts'
import { type Clock, timestamp } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import { beginning, isAfter } from '../record/event-feed.ts'
import { publicEvent } from '../record/events.ts'
import { no_seal, sealOver } from './chain.ts'
import { encodeCursor } from './cursor.ts'
import {
  contractsToSeal,
  contractsToSign,
  eventsBetween,
  type FeedRow,
  feedEnd,
  insertSeal,
  insertSignature,
  lastSeal,
  listSeals,
  listSignatures,
  type SealRow,
} from './store.ts'

/** Events under one seal, at most. */
const batch = 1000

/** Older events are sealed already, or somebody has removed their seals. */
const first_within_ms = 86_400_000

interface Parts {
  db: Database
  clock: Clock
  secrets: Secrets
  log: Log
}

/**
 * Fingerprints of batches of events, each over the one before: a changed event shows, and so does a missing one. The
 * last one is signed, and with it all before: whoever can write the database has not the key.
 */
export class Seals {
  #db: Database
  #clock: Clock
  #secrets: Secrets
  #log: Log

  constructor({ db, clock, secrets, log }: Parts) {
    this.#db = db
    this.#clock = clock
    this.#secrets = secrets
    this.#log = log
  }

  async sealAll(): Promise<void> {
    for (const contract_id of await this.#db.system(contractsToSeal)) {
      let has_more = true
      while (has_more) has_more = await this.#sealNext(contract_id)
    }
    await this.#signAnew()
  }

  /** After a change of key. What was not signed before is not signed now. */
  async #signAnew(): Promise<void> {
    const prefix = await this.#secrets.currentPrefix()
    for (const contract_id of await this.#db.system((tx) => contractsToSign(tx, prefix))) {
      await this.#db.system(async (tx) => {
        const head = await lastSeal(tx, contract_id)
        if (head && (await this.#isSigned(tx, contract_id, head))) await this.#sign(tx, contract_id, head)
      })
    }
  }

  /**
   * Signs the last seal of each contract whose seals fit what is stored: when the operator says that it is right.
   * @returns what was found of each contract whose last seal was not signed
   */
  async signAll(): Promise<(SealVerification & { contract_id: string })[]> {
    const prefix = await this.#secrets.currentPrefix()
    const found: (SealVerification & { contract_id: string })[] = []
    for (const contract_id of await this.#db.system((tx) => contractsToSign(tx, prefix))) {
      const { last, ...checked } = await this.#check(contract_id)
      if (!checked.broken && last) await this.#db.system((tx) => this.#sign(tx, contract_id, last))
      found.push({ contract_id, ...checked })
    }
    return found
  }

  async list({ contract_id }: Caller, { limit, offset }: Page): Promise<{ count: number; seals: Seal[] }> {
    return this.#db.tenant(contract_id, async (tx) => {
      // Numbers have no gaps: the number of the last one is how many there are.
      const count = (await lastSeal(tx, contract_id))?.number ?? 0
      const rows = await listSeals(tx, contract_id, { after: offset, limit })
      return { count, seals: rows.map((row) => publicSeal(contract_id, row)) }
    })
  }

  /**
   * Computes every seal again from the events that are stored now, and checks the signature of the last. An earlier
   * state of the database is as good by itself: only a seal that was kept elsewhere shows it.
   */
  async verify(contract_id: string, kept?: string): Promise<SealVerification> {
    const { last, ...checked } = await this.#check(contract_id)
    if (checked.broken) return checked
    const number = Number(kept?.split(':')[0] ?? 0)
    if (number > 0 && (await this.#headAt(contract_id, number)) !== kept) {
      const reason = 'it is not the one that was kept: the history was set back, or written anew'
      return { ...checked, broken: { number, reason } }
    }
    if (!last || (await this.#db.system((tx) => this.#isSigned(tx, contract_id, last)))) return checked
    return { ...checked, broken: { number: last.number, reason: 'it is not signed by this installation' } }
  }

  async #headAt(contract_id: string, number: number): Promise<string | undefined> {
    const page = { after: number - 1, limit: 1 }
    const [seal] = await this.#db.system((tx) => listSeals(tx, contract_id, page))
    return seal && headOf(seal)
  }

  async #check(contract_id: string): Promise<SealVerification & { last?: SealRow }> {
    const checked = { seals: 0, events: 0, broken: null, head: null as string | null }
    for (let previous: SealRow | undefined; ; checked.seals++) {
      const seal = await this.#sealAfter(contract_id, previous)
      if (!seal) return { ...checked, ...(previous && { last: previous }) }
      const reason = linkProblem(previous, seal) ?? (await this.#contentProblem(contract_id, seal))
      if (reason !== undefined) return { ...checked, broken: { number: seal.number, reason } }
      checked.events += seal.count
      checked.head = headOf(seal)
      previous = seal
    }
  }

  async #isSigned(tx: Transaction, contract_id: string, seal: SealRow): Promise<boolean> {
    const signatures = await listSignatures(tx, contract_id, seal.number)
    const text = signedText(contract_id, seal)
    const found = await Promise.all(signatures.map((one) => this.#secrets.hasSigned(text, one)))
    return found.includes(true)
  }

  async #sign(tx: Transaction, contract_id: string, seal: SealRow): Promise<void> {
    await insertSignature(
      tx,
      contract_id,
      seal.number,
      await this.#secrets.sign(signedText(contract_id, seal)),
    )
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
      const sha256 = sealOver(previous_sha256, rows.map(publicEvent))
      const [count, sealed_at] = [rows.length, this.#clock.now()]
      const seal = {
        number: (previous?.number ?? 0) + 1,
        after,
        last,
        count,
        previous_sha256,
        sha256,
        sealed_at,
      }
      const is_new = await insertSeal(tx, contract_id, seal)
      if (is_new && (await this.#mayFollow(tx, contract_id, previous, rows[0]!))) {
        await this.#sign(tx, contract_id, seal)
        // An operator who keeps the log elsewhere can show with it later that the history was set back.
        this.#log.info({ contract_id, head: headOf(seal) }, 'events were sealed')
      }
      return rows.length === batch
    })
  }

  /** A signature says that all before it is right: nothing is signed on top of what is not. */
  async #mayFollow(tx: Transaction, contract_id: string, previous: SealRow | undefined, first: FeedRow) {
    const age_ms = this.#clock.now().getTime() - first.time.getTime()
    const may = previous ? await this.#isSigned(tx, contract_id, previous) : age_ms < first_within_ms
    if (!may) {
      this.#log.error(
        { contract_id },
        'a seal of events is not signed, because what is before it is not (sign-seals)',
      )
    }
    return may
  }
}

const headOf = ({ number, sha256 }: SealRow) => `${number}:${sha256}`

const signedText = (contract_id: string, { number, sha256 }: SealRow) =>
  JSON.stringify(['event seal', contract_id, number, sha256])

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
