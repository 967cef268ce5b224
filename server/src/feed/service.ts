import type { EventFeed } from '@swath/contract/feed'
import type { Caller } from '../platform/auth.ts'
import type { Database } from '../platform/db.ts'
import { publicEvent } from '../platform/events.ts'
import { beginning, decodeCursor, encodeCursor, invalidCursor, isAfter, type Position } from './cursor.ts'
import { type Bell, Doorbell } from './doorbell.ts'
import { timeLimit } from './limit.ts'
import type { FeedQuery, StreamQuery } from './query.ts'
import { type EventFilter, eventsBetween, type FeedRow, feedEnd } from './store.ts'

const heartbeat_ms = 15_000
/** A stream ends after this, so that a revoked credential does not read on; clients reconnect by themselves. */
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
  /** Where to go on. */
  position: Position
}

/** The event feed of each contract, in pieces or as a stream. */
export class Feed {
  #db: Database
  #doorbell: Doorbell
  #closing = new AbortController()
  #limit: typeof timeLimit

  constructor(db: Database, limit = timeLimit) {
    this.#db = db
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
    let part = await this.#read(reading, cursor)
    if (wait > 0 && part.rows.length === 0) {
      using bell = this.#doorbell.take(contract_id)
      const ended = this.#limit(wait * 1000, gone, this.#closing.signal)
      part = await this.#readWhenThere(reading, part.position, bell, ended)
    }
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
    const first = await this.#read(reading, cursor)
    const ended = this.#limit(stream_ms, gone, this.#closing.signal).signal
    return { messages: this.#messages(reading, first, ended), ended }
  }

  /** Ends all that wait. */
  close(): Promise<void> {
    this.#closing.abort()
    return this.#doorbell.close()
  }

  async *#messages(reading: Reading, first: Part, ended: AbortSignal) {
    using bell = this.#doorbell.take(reading.contract_id)
    for (let part = first; !ended.aborted; ) {
      yield messagesOf(reading.contract_id, part)
      part = await this.#readWhenThere(reading, part.position, bell, this.#limit(heartbeat_ms, ended))
    }
  }

  /** Waits until there is something, or until the end. */
  async #readWhenThere(reading: Reading, from: Position, bell: Bell, end: AbortController): Promise<Part> {
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

  #read({ contract_id, filter, limit }: Reading, from: Position | string | undefined): Promise<Part> {
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

function positionOf(contract_id: string, from: Position | string | undefined, last: Position): Position {
  if (from === 'latest') return last
  const position = typeof from === 'string' ? decodeCursor(contract_id, from) : (from ?? beginning)
  // Only after the database was set back; reading on from there would silently leave events out.
  if (isAfter(position, last)) throw invalidCursor('lies behind the newest event; the history was set back')
  return position
}

/** As Server-Sent Events. Without events, a comment, with the cursor for readers whose filter lets little through. */
function messagesOf(contract_id: string, { rows, position }: Part): string {
  const id = (at: Position) => `id: ${encodeCursor(contract_id, at)}\n`
  if (rows.length === 0) return `: nothing new\n${id(position)}\n`
  return rows
    .map((row) => `${id(row)}event: ${row.type}\ndata: ${JSON.stringify(publicEvent(row))}\n\n`)
    .join('')
}
