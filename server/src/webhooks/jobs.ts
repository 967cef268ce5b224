import type { JobHandler } from '../queue/handlers.ts'
import type { WebhookCleanup } from './cleanup.ts'
import type { WebhookSender } from './sender.ts'

export function webhookJobs(sender: WebhookSender, cleanup: WebhookCleanup) {
  return {
    'webhooks.send': () => sender.run(),
    'webhooks.tidy': () => cleanup.run(),
  } satisfies Record<string, JobHandler>
}
