import { createHash } from 'node:crypto'
import { SwathError } from '@swath/contract/errors'
import { sql } from 'kysely'
import { LRUCache } from 'lru-cache'
import { assigned, type Columns, insertInto, update } from '../database/columns.ts'
import type { Database, Transaction } from '../database/db.ts'
import type { Clock } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'

/** A secret is shown in this name, and from this address. */
export interface Presented {
  /** The credential whose secret it is said to be. */
  client_id: string
  address: string
  /** A person chose it, so that it may be guessed: from all addresses together only some are tried. */
  is_password?: true
}

/** So many wrong ones at once, and then one each time that so long has passed. */
interface Patience {
  burst: number
  each_ms: number
}

const patience = {
  /** For one credential from one address. */
  credential: { burst: 10, each_ms: 60_000 },
  /** For one account, from wherever. */
  account: { burst: 100, each_ms: 60_000 },
  /** From one address, whosoever they are said to be. */
  address: { burst: 50, each_ms: 30_000 },
  /** Signatures of links, of which pages that were left open ask for many. */
  link: { burst: 100, each_ms: 5_000 },
} satisfies Record<string, Patience>

/** Others do not lock a credential out for so long at an address from which a right secret came. */
const trusted_ms = 86_400_000
const right_step_ms = 3_600_000

type Row = Columns<'secret_uses', 'place' | 'forgiven_at' | 'is_told' | 'right_at'>

/**
 * Lets nobody try secrets: after some wrong ones, what comes from the same address for the same credential is not
 * looked at, nor is what comes from an address that tries many credentials. A right secret from elsewhere is taken,
 * and so is one from an address from which it came before, whatever others do there.
 */
export class WrongSecrets {
  #db: Database
  #clock: Clock
  #log: Log
  /** Until when places are refused, as far as this process knows. */
  #refused = new LRUCache<string, number>({ max: 10_000 })

  constructor(db: Database, clock: Clock, log: Log) {
    this.#db = db
    this.#clock = clock
    this.#log = log
  }

  /**
   * @param compare finds whose secret it is; undefined for a wrong one
   * @returns what was found @throws SwathError `too_many_wrong_secrets`, and the secret was not looked at
   */
  async judge<T>(
    presented: Presented,
    compare: (tx: Transaction) => Promise<T | undefined>,
  ): Promise<T | undefined> {
    const [pair, ...others] = placesOf(presented)
    this.#requireRemembered(pair.place)
    return this.#db.system(async (tx) => {
      const now = this.#clock.now()
      const { own, is_trusted } = await this.#admit(tx, [pair, ...others], now)
      const found = await compare(tx)
      if (found !== undefined) await this.#accept(tx, pair.place, own, now)
      else {
        const counted = is_trusted ? [pair] : [pair, ...others]
        for (const { place, allowed, about } of counted) await this.#count(tx, place, allowed, about)
      }
      return found
    })
  }

  /** For a secret that takes long to compare: before it is looked at. @throws SwathError `too_many_wrong_secrets` */
  async requireAllowed(presented: Presented): Promise<void> {
    const places = placesOf(presented)
    this.#requireRemembered(places[0].place)
    await this.#db.system((tx) => this.#admit(tx, places, this.#clock.now()))
  }

  /** Only wrong secrets from the same address count, if a right one came from there before. */
  async #admit(tx: Transaction, [pair, ...others]: Places, now: Date) {
    const known = await listPlaces(
      tx,
      [pair, ...others].map(({ place }) => place),
    )
    const own = known.find(({ place }) => place === pair.place)
    const is_trusted = now.getTime() - (own?.right_at?.getTime() ?? 0) < trusted_ms
    this.#require(own, pair.allowed, now)
    for (const { place, allowed } of is_trusted ? [] : others) {
      this.#require(
        known.find((one) => one.place === place),
        allowed,
        now,
      )
    }
    return { own, is_trusted }
  }

  /** A link with a wrong signature; right ones are never refused. @throws SwathError `too_many_wrong_secrets` */
  countLink(address: string): Promise<void> {
    const place = placeOf('link', address)
    this.#requireRemembered(place)
    return this.#db.system(async (tx) => {
      const [row] = await listPlaces(tx, [place])
      this.#require(row, patience.link, this.#clock.now())
      await this.#count(tx, place, patience.link, { links: true, address })
    })
  }

  /** Forgets what says nothing any more. */
  tidy(): Promise<void> {
    const now = this.#clock.now()
    const untrusted = new Date(now.getTime() - trusted_ms)
    return this.#db.system((tx) =>
      tx.run(sql`
        delete from secret_uses where forgiven_at < ${now} and coalesce(right_at < ${untrusted}, true)`),
    )
  }

  #require(row: Row | undefined, allowed: Patience, now: Date) {
    const wait_ms = waitOf(row, allowed, now)
    if (wait_ms <= 0) return
    this.#refused.set(row!.place, now.getTime() + wait_ms)
    throw refusal(wait_ms)
  }

  /** Spares the database those who do not wait. */
  #requireRemembered(place: string) {
    const wait_ms = (this.#refused.get(place) ?? 0) - this.#clock.now().getTime()
    if (wait_ms > 0) throw refusal(wait_ms)
  }

  /** The log hears once that a place is refused, however many come, until all of its wrong ones are forgiven. */
  async #count(tx: Transaction, place: string, allowed: Patience, about: object) {
    const now = this.#clock.now()
    const row = await tx.one(sql<Row>`
      insert into secret_uses as known (place, forgiven_at)
      values (${place}, ${new Date(now.getTime() + allowed.each_ms)})
      on conflict (place) do update set
        forgiven_at = greatest(known.forgiven_at, ${now}) + ${allowed.each_ms} * interval '1 millisecond',
        is_told = known.is_told and known.forgiven_at > ${now}
      returning place, forgiven_at, is_told, right_at`)
    if (row.is_told || waitOf(row, allowed, now) <= 0) return
    await tx.run(sql`${update('secret_uses', { is_told: true })} where place = ${place}`)
    this.#log.warn(about, 'too many wrong secrets: more are refused for a while')
  }

  async #accept(tx: Transaction, place: string, known: Row | undefined, now: Date) {
    const is_fresh = known?.right_at && now.getTime() - known.right_at.getTime() < right_step_ms
    if (is_fresh && known.forgiven_at <= now) return
    const insert = insertInto('secret_uses', { place, forgiven_at: now, right_at: now })
    const change = assigned('secret_uses', { forgiven_at: now, right_at: now, is_told: false })
    await tx.run(sql`${insert} on conflict (place) do update set ${change}`)
  }
}

/** One where secrets are counted, and what the log is told of it. */
interface Place {
  place: string
  allowed: Patience
  about: object
}
/** That of the credential and the address first. */
type Places = readonly [Place, ...Place[]]

function placesOf({ client_id, address, is_password }: Presented): Places {
  const named = client_id.slice(0, 100)
  const account: Place = {
    place: placeOf('account', client_id),
    allowed: patience.account,
    about: { client_id: named },
  }
  return [
    {
      place: placeOf('credential', client_id, address),
      allowed: patience.credential,
      about: { client_id: named, address },
    },
    { place: placeOf('address', address), allowed: patience.address, about: { address } },
    ...(is_password ? [account] : []),
  ]
}

function listPlaces(tx: Transaction, places: readonly string[]) {
  return tx.rows(sql<Row>`
    select place, forgiven_at, is_told, right_at from secret_uses where place = any (${places})`)
}

/** The time until one more is looked at; 0 or less: it is now. */
function waitOf(row: Row | undefined, { burst, each_ms }: Patience, now: Date): number {
  return row ? row.forgiven_at.getTime() - (burst - 1) * each_ms - now.getTime() : 0
}

function refusal(wait_ms: number) {
  const retry_after_s = Math.ceil(wait_ms / 1000)
  return new SwathError(
    'too_many_wrong_secrets',
    `Too many wrong secrets came from this address; this one was not looked at, go on in ${retry_after_s} s`,
    { extra: { retry_after_s } },
  )
}

/** A digest, because what somebody says to be may be of any length. */
function placeOf(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url')
}
