import type { Routes } from '../http/route.ts'
import type { Parts } from '../parts.ts'
import type { EventFeed } from '../record/event-feed.ts'
import { Courier } from './courier.ts'
import { webhookJobs } from './jobs.ts'
import { webhookRoutes } from './routes.ts'
import { Sender } from './sender.ts'
import { Webhooks } from './service.ts'
import { WebhookUpkeep } from './upkeep.ts'

export function openWebhooks(parts: Parts, feed: EventFeed) {
  const { config, db, clock, outbound, secrets, log } = parts
  const sender = new Sender(outbound, secrets, clock, config.webhook_timeout_ms)
  const service = new Webhooks({ ...parts, feed, sender })
  const courier = new Courier({ ...parts, feed, sender })
  const upkeep = new WebhookUpkeep(db, clock, secrets, log)
  return {
    courier,
    upkeep,
    routes: (routes: Routes) => webhookRoutes(routes, service),
    jobs: webhookJobs(courier, upkeep),
    senders: [courier],
  }
}
