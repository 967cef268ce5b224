import { hoursOf } from '@swath/contract/provider-protocol/capabilities'
import type { Swath } from '../lib/geo/swath.ts'
import { sandbox_capabilities } from './protocol/sandbox.ts'
import type { Elsewhere, Forwards, Provider } from './provider.ts'
import { refuseToProduce } from './refusal.ts'

interface Forwarding {
  name: string
  settings: { products: Readonly<Record<string, unknown>>; swath?: Swath | undefined }
  elsewhere: Elsewhere
  forwards: Forwards
}

const no_space = 'The provider looks at the Earth only, and not into space'

/** A system that has no answer to anything but orders: it says what it can do once it has one. */
export function forwardingProvider({ name, settings, elsewhere, forwards }: Forwarding): Provider {
  const { products, swath = sandbox_capabilities.swath } = settings
  return {
    name,
    swath,
    hours_to_deliver: hoursOf(sandbox_capabilities),
    elsewhere,
    confirms_cancellation: true,
    serves: (sku) => Object.hasOwn(products, sku),
    async assess({ nei }) {
      if (nei) return { feasible: false, reason_code: 'NOT_FEASIBLE', message: no_space }
      return { feasible: true }
    },
    plan: (capture) => forwards.order(name, elsewhere, capture),
    produce: () => refuseToProduce(name),
    async cancel(capture_id) {
      if (await forwards.cancel(elsewhere, capture_id)) return { outcome: 'canceled' }
      return { outcome: 'refused', message: 'The system that carries it out does not cancel it' }
    },
  }
}
