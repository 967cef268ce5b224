import type { AnyJob } from '../queue/handlers.ts'
import type { Forwarding } from './service.ts'

export function forwardingJobs(forwarding: Forwarding) {
  return {
    'forwarding.poll': () => forwarding.poll(),
    'forwarding.follow': {
      run: ({ entity_id: provider }, _attempt, signal) => forwarding.follow(provider, signal),
      partiesOf: async (_tx, providers) => new Map(providers.map((name) => [name, `provider ${name}`])),
    },
  } satisfies Record<string, AnyJob>
}
