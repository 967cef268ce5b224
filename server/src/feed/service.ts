import type { EventFeed } from '@swath/contract/feed'
import type { Caller } from '../access/auth.ts'
import type { Database } from '../database/db.ts'
import type { Clock } from '../platform/clock.ts'
import { beginning, type FeedPlace, isAfter } from '../record/event-feed.ts'
import { publicEvent } from '../record/events.ts'
import { decodeCursor, encodeCursor, invalidCursor } from './cursor.ts'
import { type Bell, Doorbell } from './doorbell.ts'
import { timeLimit } from './limit.ts'
import type { FeedQuery, StreamQuery } from './query.ts'
import { type EventFilter, eventsBetween, type FeedRow, feedEnd } from './store.ts'

const heartbeat_ms = 15_000
/** A stream ends after this, or with the token or credential that opened it; clients reconnect by themselves. */
const stream_ms = 3_600_000
const stream_batch = 100

interface Reading {
  contract_id: string
  filter: EventFilter
  limit: number
}

interface Part {
  rows: FeedRow[]
  has_more: boolean
  /** The place from which to go on. */
  position: FeedPlace
}

/** The event feed of each contract, in pieces or as a stream. */
export class Feed {
  #db: Database
  #clock: Clock
  #doorbell: Doorbell
  #closing = new AbortController()
  #limit: typeof timeLimit
  /** The contract whose stream or wait each of these ends. */
  #readers = new Map<AbortController, string>()

  constructor(db: Database, clock: Clock, limit = timeLimit) {
    this.#db = db
    this.#clock = clock
    this.#doorbell = new Doorbell(db)
    this.#limit = limit
  }

  /** @throws SwathError `invalid_filter` for a cursor that is not of this contract */
  async read(
    caller: Caller,
    query: FeedQuery,
    gone: AbortSignal,
  ): Promise<Omit<EventFeed, 'next' | 'previous'>> {
    const { cursor, limit, wait, ...filter } = query
    const { contract_id } = caller
    const reading = { contract_id, filter, limit }
    const end = this.#limitOf(caller, wait * 1000, gone)
    const part = await this.#readOrWait(reading, cursor, wait > 0, end).finally(() => end.abort())
    return {
      count: part.rows.length,
      cursor: encodeCursor(contract_id, part.position),
      has_more: part.has_more,
      results: part.rows.map(publicEvent),
    }
  }

  /**
   * The feed as Server-Sent Events, each piece made when it is asked for. At `ended` the last piece follows,
   * but a reader that takes nothing any more does not ask for it.
   *
   * @throws SwathError `invalid_filter` for a cursor that is not of this contract
   */
  async follow(caller: Caller, query: StreamQuery, gone: AbortSignal) {
    const { cursor, ...filter } = query
    const reading = { contract_id: caller.contract_id, filter, limit: stream_batch }
    const end = this.#limitOf(caller, stream_ms, gone)
    const first = await this.#read(reading, cursor).catch((error) => {
      end.abort()
      throw error
    })
    return { messages: this.#messages(reading, first, end.signal), ended: end.signal }
  }

  /** Ends what a credential reads that was revoked, or, if nobody knows which was, what all read. */
  end(client_id?: string) {
    for (const [limit, reader] of this.#readers) if ((client_id ?? reader) === reader) limit.abort()
  }

  #limitOf(
    { client_id, good_until = Infinity }: Caller,
    longest_ms: number,
    gone: AbortSignal,
  ): AbortController {
    const ms = Math.min(longest_ms, Math.max(0, good_until - this.#clock.now().getTime()))
    const limit = this.#limit(ms, gone, this.#closing.signal)
    if (limit.signal.aborted) return limit
    this.#readers.set(limit, client_id)
    limit.signal.addEventListener('abort', () => this.#readers.delete(limit), { once: true })
    return limit
  }

  /** Ends all that wait. */
  close(): Promise<void> {
    this.#closing.abort()
    return this.#doorbell.close()
  }

  async #readOrWait(reading: Reading, cursor: string | undefined, may_wait: boolean, end: AbortController) {
    const part = await this.#read(reading, cursor)
    if (!may_wait || part.rows.length > 0) return part
    using bell = this.#doorbell.take(reading.contract_id)
    return await this.#readWhenThere(reading, part.position, bell, end)
  }

  async *#messages(reading: Reading, first: Part, ended: AbortSignal) {
    using bell = this.#doorbell.take(reading.contract_id)
    if (first.rows.length === 0) yield placeOf(reading.contract_id, first.position)
    for (let part = first; !ended.aborted; ) {
      if (part !== first || part.rows.length > 0) yield messagesOf(reading.contract_id, part)
      part = await this.#readWhenThere(reading, part.position, bell, this.#limit(heartbeat_ms, ended))
    }
  }

  /** Waits until there is something, or until the end. */
  async #readWhenThere(reading: Reading, from: FeedPlace, bell: Bell, end: AbortController): Promise<Part> {
    try {
      for (let position = from; ; ) {
        const part = await this.#read(reading, position)
        if (part.rows.length > 0 || !(await bell.hasRung(end.signal))) return part
        position = part.position
      }
    } finally {
      end.abort()
    }
  }

  #read({ contract_id, filter, limit }: Reading, from: FeedPlace | string | undefined): Promise<Part> {
    return this.#db.tenant(contract_id, async (tx) => {
      const last = await feedEnd(tx, contract_id)
      const after = positionOf(contract_id, from, last)
      const rows = await eventsBetween(tx, { contract_id, after, last, limit: limit + 1 }, filter)
      const has_more = rows.length > limit
      if (has_more) rows.pop()
      // When all has been read, what the filter left out has been read as well.
      return { rows, has_more, position: has_more ? rows.at(-1)! : last }
    })
  }
}

function positionOf(contract_id: string, from: FeedPlace | string | undefined, last: FeedPlace): FeedPlace {
  if (from === 'latest') return last
  const position = typeof from === 'string' ? decodeCursor(contract_id, from) : (from ?? beginning)
  // Only after the database was set back; reading on from there would silently leave events out.
  if (isAfter(position, last)) throw invalidCursor('lies behind the newest event; the history was set back')
  return position
}

/** The place of a stream that has nothing to tell yet: a reader who asked for the latest goes on from there. */
const placeOf = (contract_id: string, position: FeedPlace) => `id: ${encodeCursor(contract_id, position)}\n\n`

/**
 * As Server-Sent Events. Without events, a comment, since some readers take an id without data for an event; it tells
 * those that read comments how far a filter that lets little through has come.
 */
function messagesOf(contract_id: string, { rows, position }: Part): string {
  const id = (at: FeedPlace) => `id: ${encodeCursor(contract_id, at)}\n`
  if (rows.length === 0) return `: cursor: ${encodeCursor(contract_id, position)}\n\n`
  return rows
    .map((row) => `${id(row)}event: ${row.type}\ndata: ${JSON.stringify(publicEvent(row))}\n\n`)
    .join('')
}
