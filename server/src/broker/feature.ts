import type { Parts } from '../parts.ts'
import type { EventFeed } from '../record/event-feed.ts'
import { NatsStream } from './nats.ts'
import { Publisher } from './publisher.ts'

/** Without a broker nothing is published. */
export function openBroker(parts: Parts, feed: EventFeed) {
  const { nats } = parts.config
  const publisher = nats && new Publisher({ ...parts, feed, broker: new NatsStream(nats) })
  return { publisher, senders: publisher ? [publisher] : [] }
}
