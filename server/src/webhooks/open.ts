import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/db.ts'
import type { EventFeed } from '../platform/event-feed.ts'
import type { Log } from '../platform/log.ts'
import type { Outbound } from '../platform/outbound.ts'
import type { Secrets } from '../platform/secrets.ts'
import { Courier } from './courier.ts'
import { Sender } from './sender.ts'
import { Webhooks } from './service.ts'
import { WebhookUpkeep } from './upkeep.ts'

interface Parts {
  db: Database
  clock: Clock
  feed: EventFeed
  outbound: Outbound
  secrets: Secrets
  log: Log
  timeout_ms: number
}

/** Puts the feature together. Nothing is sent before the courier is started. */
export function openWebhooks({ timeout_ms, ...parts }: Parts) {
  const { db, clock, outbound, secrets } = parts
  const sender = new Sender(outbound, secrets, clock, timeout_ms)
  return {
    webhooks: new Webhooks({ ...parts, sender }),
    courier: new Courier({ ...parts, sender }),
    upkeep: new WebhookUpkeep(db, clock, secrets, parts.log),
  }
}
