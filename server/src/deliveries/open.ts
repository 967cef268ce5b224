import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/db.ts'
import type { Lists } from '../platform/lists.ts'
import type { Log } from '../platform/log.ts'
import type { Storage } from '../platform/storage.ts'
import { Courier } from './courier.ts'
import type { Depots, Describer } from './depots.ts'
import { Deliveries } from './service.ts'

interface Parts {
  db: Database
  clock: Clock
  lists: Lists
  storage: Storage
  depots: Depots
  describer: Describer
  log: Log
}

/** Puts the feature together. Nothing is sent before the courier is started. */
export function openDeliveries(parts: Parts) {
  return { deliveries: new Deliveries(parts), delivery_courier: new Courier(parts) }
}
