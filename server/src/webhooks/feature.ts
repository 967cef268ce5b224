import type { Routes } from '../http/route.ts'
import type { Parts } from '../parts.ts'
import type { EventFeed } from '../record/event-feed.ts'
import { WebhookCleanup } from './cleanup.ts'
import { webhookJobs } from './jobs.ts'
import { webhookRoutes } from './routes.ts'
import { WebhookSender } from './sender.ts'
import { Webhooks } from './service.ts'
import { SignedRequests } from './signed-requests.ts'

export function openWebhooks(parts: Parts, feed: EventFeed) {
  const { config, db, clock, outbound, secrets, log } = parts
  const requests = new SignedRequests(outbound, secrets, clock, config.webhook_timeout_ms)
  const service = new Webhooks({ ...parts, feed, requests })
  const sender = new WebhookSender({ ...parts, feed, requests })
  const cleanup = new WebhookCleanup(db, clock, secrets, log)
  return {
    sender,
    cleanup,
    routes: (routes: Routes) => webhookRoutes(routes, service),
    jobs: webhookJobs(sender, cleanup),
    senders: [sender],
  }
}
