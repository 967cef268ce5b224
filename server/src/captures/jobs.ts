import type { AnyJob } from '../queue/handlers.ts'
import type { Cancellations } from './cancellations.ts'
import { providersOf } from './parties.ts'
import type { Planning } from './planning.ts'
import type { Rerouting } from './rerouting.ts'
import type { Captures } from './service.ts'
import type { Titles } from './titles.ts'

interface Workers {
  captures: Captures
  cancellations: Cancellations
  planning: Planning
  rerouting: Rerouting
  titles: Titles
}

export function captureJobs({ captures, cancellations, planning, rerouting, titles }: Workers) {
  return {
    'captures.plan': {
      run: ({ contract_id, order_id }, _attempt, signal) => planning.plan(contract_id, order_id, signal),
      giveUp: ({ contract_id, order_id }) => planning.giveUp(contract_id, order_id),
      is_inside: true,
    },
    'captures.task': {
      run: ({ contract_id, entity_id }) => captures.task(contract_id, entity_id),
      partiesOf: providersOf,
    },
    'captures.produce': {
      run: ({ contract_id, entity_id }) => captures.produce(contract_id, entity_id),
      partiesOf: providersOf,
    },
    'captures.untask': {
      run: ({ contract_id, entity_id }) => cancellations.tell(contract_id, entity_id),
      partiesOf: providersOf,
    },
    'captures.shorten': ({ contract_id, order_id }) => captures.shorten(contract_id, order_id),
    'captures.retitle': {
      run: ({ entity_id }, _attempt, signal) => titles.changed(entity_id, signal),
    },
    'captures.withdraw': ({ contract_id, order_id }) => cancellations.withdraw(contract_id, order_id),
    'captures.settle': ({ contract_id, entity_id }) => captures.settle(contract_id, entity_id),
    'captures.reroute': () => rerouting.fromAway(),
    'captures.close_windows': () => captures.closeWindows(),
  } satisfies Record<string, AnyJob>
}
