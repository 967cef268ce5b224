import type { EventFeed } from '../platform/event-feed.ts'
import type { Parts } from '../platform/parts.ts'
import { NatsStream } from './nats.ts'
import { Publisher } from './publisher.ts'

/** Without a broker nothing is published. */
export function openBroker(parts: Parts, feed: EventFeed) {
  const { nats } = parts.config
  const publisher = nats && new Publisher({ ...parts, feed, broker: new NatsStream(nats) })
  return { publisher, senders: publisher ? [publisher] : [] }
}
