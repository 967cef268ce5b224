import type { JobHandler } from '../queue/handlers.ts'
import type { Courier } from './courier.ts'
import type { WebhookUpkeep } from './upkeep.ts'

export function webhookJobs(courier: Courier, upkeep: WebhookUpkeep) {
  return {
    'webhooks.send': () => courier.run(),
    'webhooks.tidy': () => upkeep.run(),
  } satisfies Record<string, JobHandler>
}
