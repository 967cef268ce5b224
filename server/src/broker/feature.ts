import type { Parts } from '../parts.ts'
import type { EventFeed } from '../record/event-feed.ts'
import { NatsStream } from './nats.ts'
import { BrokerSender } from './sender.ts'

/** Without a broker nothing is published. */
export function openBroker(parts: Parts, feed: EventFeed) {
  const { nats } = parts.config
  const sender = nats && new BrokerSender({ ...parts, feed, broker: new NatsStream(nats) })
  return { sender, senders: sender ? [sender] : [] }
}
