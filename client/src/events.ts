import type { Event } from '@swath/contract/events'
import type { EventFeed, Seal } from '@swath/contract/feed'
import type { CallOptions } from './connection.ts'
import type { Http } from './http.ts'
import type { Listing } from './lists.ts'
import { pause } from './pause.ts'
import { search } from './query.ts'
import { isPassing } from './retry.ts'
import { readServerSentEvents } from './sse.ts'

/** All that is given must match; patterns such as `Order*` are allowed but for `order_id`. */
export type EventFilter = {
  type?: string | readonly string[]
  entity?: 'order' | 'capture' | 'deliverable'
  order_id?: string | readonly string[]
  reason_code?: string | readonly string[]
}

/** An event, and the place in the feed behind it. */
export interface FeedEvent {
  event: Event
  cursor: string
}

export interface FollowOptions {
  /** The place from which to go on; `latest` begins now; none at the beginning of the history. */
  cursor?: string
  signal?: AbortSignal
  /** Told whenever the place moves on, also past events that the filter leaves out. */
  onCursor?: (cursor: string) => unknown
  /** Told whenever the connection was lost; it is made anew in any case. */
  onReconnect?: (error: unknown) => unknown
  /** Told when news can come, and when none can: before the first connection it is not told. */
  onConnection?: (is_connected: boolean) => unknown
}

/** Signs of life come every 15 seconds; a connection without any for so long is dead. */
const silence_ms = 45_000
const max_pause_ms = 30_000

/** A stream that broke off, or was silent for too long: the next one goes on behind it. */
class StreamBroken extends Error {
  constructor(cause: unknown) {
    super((cause as Error).message, { cause })
  }
}

async function* untilItBreaks<T>(messages: AsyncIterable<T>) {
  try {
    yield* messages
  } catch (error) {
    throw new StreamBroken(error)
  }
}

/** The event feed of the contract: gapless, in one order, for ever. */
export class Events {
  #http: Http

  constructor(http: Http) {
    this.#http = http
  }

  /**
   * One part of the feed; `wait_s` waits up to 60 seconds for something to be there.
   * @throws ApiError (`invalid_cursor` for a cursor that is not of this contract), ConnectionError
   * @example
   * const { results, cursor, has_more } = await swath.events.read({ order_id, limit: 1 })
   * console.log(results[0]?.type, has_more) // -> OrderReceived true
   * const rest = await swath.events.read({ order_id, cursor })
   * console.log(rest.results[0]?.type) // -> OrderAccepted
   */
  read(
    filter: EventFilter & { cursor?: string; limit?: number; wait_s?: number } = {},
    options: CallOptions = {},
  ): Promise<EventFeed> {
    const { wait_s: wait, ...query } = filter
    return this.#http.json(`/v2/events/${search({ ...query, wait })}`, options)
  }

  /**
   * Everything from a cursor to now. @throws ApiError, ConnectionError
   * @example
   * const types = new Set<string>()
   * for await (const event of swath.events.list({ order_id })) types.add(event.type)
   * console.log(types.has('OrderCompleted')) // -> true
   */
  list(
    filter: EventFilter & { cursor?: string; limit?: number } = {},
    options: CallOptions = {},
  ): Listing<Event> {
    return this.#http.list('/v2/events/', { limit: 1000, ...filter }, options)
  }

  /**
   * Gives the place at which the feed ends now. @throws ApiError, ConnectionError
   * @example
   * const cursor = await swath.events.latestCursor()
   * await swath.orders.place(point)
   * const { results } = await swath.events.read({ cursor, wait_s: 10 })
   * console.log(results.length > 0) // -> true
   */
  async latestCursor(options: CallOptions = {}): Promise<string> {
    return (await this.read({ cursor: 'latest', limit: 1 }, options)).cursor
  }

  /**
   * The seals over the events, oldest first. @throws ApiError, ConnectionError
   * @example
   * for await (const { number, count, sha256 } of swath.events.seals()) console.log(number, count, sha256)
   */
  seals(options: CallOptions = {}): Listing<Seal> {
    return this.#http.list('/v2/events/seals', {}, options)
  }

  /**
   * Every event from a cursor on, and those to come, for ever: each once, whatever happens to the connection. Keep
   * the cursor together with what you made of the event, and begin with it the next time.
   * @throws ApiError when the server refuses for good; the reason of `signal`; what `onCursor` throws, and SyntaxError for
   *   an event that is no JSON
   * @example
   * const stop = new AbortController()
   * for await (const { event, cursor } of swath.events.follow({ order_id }, { signal: stop.signal })) {
   *   console.error(event.type, event.message, cursor)
   *   if (event.type === 'OrderCompleted') break
   * }
   */
  async *follow(
    filter: EventFilter = {},
    options: FollowOptions = {},
  ): AsyncGenerator<FeedEvent, void, undefined> {
    const { signal, onCursor, onReconnect } = options
    let { cursor } = options
    for (let failures = 0; ; failures += 1) {
      try {
        // A stream that is not yet there has no place to go on from.
        if (cursor === 'latest') cursor = await this.latestCursor(signal ? { signal } : {})
        for await (const message of this.#stream(filter, cursor, options)) {
          failures = 0
          if (message.id) cursor = message.id
          if (message.id) await onCursor?.(message.id)
          if (message.data) yield { event: JSON.parse(message.data) as Event, cursor: cursor! }
        }
      } catch (error) {
        signal?.throwIfAborted()
        if (!(error instanceof StreamBroken || isPassing(error))) throw error
        await onReconnect?.(error)
      }
      // Also behind a stream that ended in peace: something that ends each at once is not to be stormed.
      await pause(Math.min(250 * 2 ** failures, max_pause_ms) * (0.5 + Math.random() / 2), signal)
    }
  }

  async *#stream(filter: EventFilter, cursor: string | undefined, { signal, onConnection }: FollowOptions) {
    const dead = new AbortController()
    const headers: Record<string, string> = { accept: 'text/event-stream' }
    if (cursor) headers['last-event-id'] = cursor
    const response = await this.#http.open(`/v2/events/stream${search(filter)}`, {
      headers,
      signal: signal ? AbortSignal.any([signal, dead.signal]) : dead.signal,
    })
    let timer: ReturnType<typeof setTimeout> | undefined
    const isAlive = () => {
      clearTimeout(timer)
      timer = setTimeout(() => dead.abort(new Error(`Nothing was heard for ${silence_ms} ms`)), silence_ms)
    }
    try {
      isAlive()
      await onConnection?.(true)
      for await (const message of untilItBreaks(readServerSentEvents(response.body!))) {
        isAlive()
        yield message
        // A program that takes long over an event has not lost the connection.
        isAlive()
      }
    } finally {
      clearTimeout(timer)
      dead.abort()
      await onConnection?.(false)
    }
  }
}
