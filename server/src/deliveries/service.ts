import type { DeliveryAttempt, RequestDelivery } from '@swath/contract/deliveries'
import { SwathError } from '@swath/contract/errors'
import type { ReasonCode } from '@swath/contract/reasons'
import type { Caller } from '../access/auth.ts'
import type { Database, Transaction } from '../database/db.ts'
import { newId } from '../lib/ids.ts'
import { equal } from '../lists/filters.ts'
import type { ListQuery, Lists } from '../lists/lists.ts'
import type { Page } from '../lists/pages.ts'
import { type Clock, timestamp, timestampOrNull } from '../platform/clock.ts'
import { listEvents } from '../record/events.ts'
import {
  lockRow,
  recordCreation,
  requireOrder,
  transition,
  transitionIfAllowed,
} from '../record/transition.ts'
import { DestinationError } from '../uploads/destination.ts'
import { keepResume, listAttempts, storeFailures } from './attempts.store.ts'
import { deliveryEntity } from './document.ts'
import { isLeased } from './leases.store.ts'
import { findFacts, listStoredFiles } from './plan.store.ts'
import { namesAt, planFiles, type StacItem } from './plan.ts'
import type { Describer, Destinations } from './ports.ts'
import {
  deliveryDocument,
  destinationOf,
  findDelivery,
  findDestination,
  hasDelivery,
  hurryDeliveries,
  insertDelivery,
  listedDeliveries,
  listFilesOf,
  lockDestination,
  openDeliveriesOf,
  openDelivery,
  takenPath,
} from './store.ts'

/** The rest of a canceled delivery at a destination is tried to remove so many times. */
const max_discards = 10

interface Parts {
  db: Database
  clock: Clock
  lists: Lists
  destinations: Destinations
  describer: Describer
}

/** A delivery that is there now, or was already, or why there can be none. */
type Created =
  | { delivery_id: string; is_new: boolean }
  | { delivery_id: string; is_new: true; reason_code: ReasonCode; message: string }

/** Deliverables on their way to destinations. */
export class Deliveries {
  #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  list({ contract_id }: Caller, query: ListQuery, known: string | undefined) {
    return this.#parts.lists.read(contract_id, listedDeliveries, query, known)
  }

  /** @throws SwathError `not_found` */
  async listOfOrder({ contract_id }: Caller, order_id: string, query: ListQuery, known: string | undefined) {
    await this.#parts.db.tenant(contract_id, (tx) => requireOrder(tx, order_id))
    return this.#parts.lists.read(contract_id, listedDeliveries, query, known, [equal('order_id', order_id)])
  }

  /** @throws SwathError `not_found` */
  async listOfDeliverable(
    { contract_id }: Caller,
    deliverable_id: string,
    query: ListQuery,
    known: string | undefined,
  ) {
    await this.#parts.db.tenant(contract_id, (tx) => requireFacts(tx, deliverable_id))
    const of_deliverable = [equal('deliverable_id', deliverable_id)]
    return this.#parts.lists.read(contract_id, listedDeliveries, query, known, of_deliverable)
  }

  /** @throws SwathError `not_found` */
  get({ contract_id }: Caller, delivery_id: string): Promise<string> {
    return this.#parts.db.tenant(contract_id, (tx) => requireDocument(tx, delivery_id))
  }

  /** @throws SwathError `not_found` */
  events({ contract_id }: Caller, delivery_id: string, page: Page) {
    return this.#parts.db.tenant(contract_id, async (tx) => {
      await requireDocument(tx, delivery_id)
      return listEvents(tx, { of: { entity_id: delivery_id }, ...page })
    })
  }

  /** Newest first. @throws SwathError `not_found` */
  attempts({ contract_id }: Caller, delivery_id: string, page: Page) {
    return this.#parts.db.tenant(contract_id, async (tx) => {
      await requireDocument(tx, delivery_id)
      const { count, attempts } = await listAttempts(tx, delivery_id, page)
      const told = attempts.map((row): DeliveryAttempt => {
        return { ...row, started_at: timestamp(row.started_at), ended_at: timestampOrNull(row.ended_at) }
      })
      return { count, attempts: told }
    })
  }

  /**
   * Sends a deliverable to a destination of the customer's choice. While that is under way, asking again changes
   * nothing; files that are there already are not sent again.
   * @throws SwathError `not_found`, `nothing_to_deliver`, `destination_unknown`, `delivery_path_taken`
   */
  async request(caller: Caller, deliverable_id: string, { destination_id }: RequestDelivery) {
    const { db } = this.#parts
    const items = await this.#describe(caller.contract_id, deliverable_id)
    return db.tenant(caller.contract_id, async (tx) => {
      const created = await this.#create(tx, deliverable_id, destination_id, items, caller.client_id)
      if ('reason_code' in created) throw refusalOf(created.reason_code, created.message)
      return { document: await requireDocument(tx, created.delivery_id), is_new: created.is_new }
    })
  }

  /** @throws SwathError `not_found`, `illegal_transition` */
  cancel(caller: Caller, delivery_id: string): Promise<string> {
    return this.#parts.db.tenant(caller.contract_id, async (tx) => {
      await transition(tx, deliveryEntity, delivery_id, 'cancel', {
        actor: caller.client_id,
        now: this.#parts.clock.now(),
        reason_code: 'DELIVERY_CANCELED_BY_CUSTOMER',
      })
      return requireDocument(tx, delivery_id)
    })
  }

  /**
   * Tries again what has failed, from where it broke off.
   * @throws SwathError `not_found`, `illegal_transition`, `delivery_open`, `destination_unknown`, `delivery_path_taken`,
   *   `nothing_to_deliver`
   */
  retry(caller: Caller, delivery_id: string): Promise<string> {
    return this.#parts.db.tenant(caller.contract_id, async (tx) => {
      const now = this.#parts.clock.now()
      await lockRow(tx, deliveryEntity, delivery_id)
      const delivery = (await findDelivery(tx, delivery_id))!
      const { deliverable_id, destination_id } = delivery
      const { status } = await requireFacts(tx, deliverable_id)
      if (status !== 'DELIVERED') {
        throw new SwathError('nothing_to_deliver', `The deliverable ${deliverable_id} is ${status}`)
      }
      const destination = await lockDestination(tx, destination_id)
      if (!destination || destination.is_removed) throw unknownDestination(destination_id)
      const open = await openDelivery(tx, deliverable_id, destination_id)
      if (open !== undefined && open !== delivery_id) {
        const detail = `The delivery ${open} of the same deliverable to the same destination is under way`
        throw new SwathError('delivery_open', detail, { extra: { delivery_id: open } })
      }
      const paths = (await listFilesOf(tx, [delivery_id])).map(({ path }) => path)
      const taken = await takenPath(tx, { ...delivery, revision: destination.revision }, paths)
      if (taken) throw refusalOf('DESTINATION_PATH_TAKEN', messageOf(taken))
      await storeFailures(tx, delivery_id, { ...delivery, failures: 0, failing_since: null }, now)
      const change = { actor: caller.client_id, now, reason_code: null, set: { error: null } }
      await transition(tx, deliveryEntity, delivery_id, 'retry', change)
      return requireDocument(tx, delivery_id)
    })
  }

  /** Sends a deliverable where its order, project or contract says, once. */
  async begin(contract_id: string, deliverable_id: string): Promise<void> {
    const { db, clock } = this.#parts
    const destination_id = await db.tenant(contract_id, (tx) => destinationOf(tx, deliverable_id))
    if (destination_id === undefined) return
    const items = await this.#describe(contract_id, deliverable_id)
    await db.tenant(contract_id, async (tx) => {
      await lockDestination(tx, destination_id)
      if (await hasDelivery(tx, deliverable_id, destination_id)) return
      const created = await this.#create(tx, deliverable_id, destination_id, items, 'swath')
      if (!('reason_code' in created)) return
      const { delivery_id, reason_code, message } = created
      const change = { actor: 'swath', now: clock.now(), reason_code, message, set: { error: message } }
      await transition(tx, deliveryEntity, delivery_id, 'fail', change)
    })
  }

  async #describe(contract_id: string, deliverable_id: string): Promise<StacItem[]> {
    const { db, describer } = this.#parts
    const files = await db.tenant(contract_id, async (tx) => {
      await requireFacts(tx, deliverable_id)
      return listStoredFiles(tx, deliverable_id)
    })
    return describer.describe(contract_id, deliverable_id, namesAt(files))
  }

  async #create(
    tx: Transaction,
    deliverable_id: string,
    destination_id: string,
    items: readonly StacItem[],
    actor: string,
  ): Promise<Created> {
    const now = this.#parts.clock.now()
    const facts = await requireFacts(tx, deliverable_id)
    const destination = await lockDestination(tx, destination_id)
    if (!destination) throw unknownDestination(destination_id)
    const stored = await listStoredFiles(tx, deliverable_id)
    if (facts.status !== 'DELIVERED' || stored.length === 0) {
      throw new SwathError(
        'nothing_to_deliver',
        `The deliverable ${deliverable_id} is ${facts.status} and has ${stored.length} files`,
      )
    }
    const { contract_id, order_id, capture_id } = facts
    const { revision, path_template, is_removed } = destination
    const delivery = {
      ...{
        delivery_id: newId('dlvy', now),
        contract_id,
        order_id,
        capture_id,
        deliverable_id,
        destination_id,
      },
      ...{ revision, now },
    }
    const files = planFiles(facts, stored, path_template, items)
    const taken = await takenPath(
      tx,
      delivery,
      files.map(({ path }) => path),
    )
    const { delivery_id } = delivery
    if (!(await insertDelivery(tx, delivery, files))) {
      return { delivery_id: (await openDelivery(tx, deliverable_id, destination_id))!, is_new: false }
    }
    await recordCreation(tx, deliveryEntity, delivery_id, 'queue', { actor, now })
    const created = { delivery_id, is_new: true as const }
    if (is_removed)
      return {
        ...created,
        reason_code: 'DESTINATION_REMOVED',
        message: `The destination ${destination_id} was deleted`,
      }
    return taken ? { ...created, reason_code: 'DESTINATION_PATH_TAKEN', message: messageOf(taken) } : created
  }

  /** After the destination was changed: what waits for it is tried now. */
  hurry(contract_id: string, destination_id: string): Promise<void> {
    return this.#parts.db.tenant(contract_id, async (tx) => {
      const delivery_ids = await hurryDeliveries(tx, destination_id, this.#parts.clock.now())
      await deliveryEntity.refreshAll(tx, delivery_ids)
    })
  }

  /** After the destination was deleted. */
  withdraw(contract_id: string, destination_id: string): Promise<void> {
    return this.#cancelAll(contract_id, { destination_id }, 'DESTINATION_REMOVED')
  }

  /** After the deliverable was rejected: what was refunded is sent no more. */
  recall(contract_id: string, deliverable_id: string): Promise<void> {
    return this.#cancelAll(contract_id, { deliverable_id }, 'REJECTED_BY_CUSTOMER')
  }

  #cancelAll(contract_id: string, of: Parameters<typeof openDeliveriesOf>[1], reason_code: ReasonCode) {
    return this.#parts.db.tenant(contract_id, async (tx) => {
      const change = { actor: 'swath', now: this.#parts.clock.now(), reason_code }
      for (const delivery_id of await openDeliveriesOf(tx, of)) {
        await transitionIfAllowed(tx, deliveryEntity, delivery_id, 'cancel', change)
      }
    })
  }

  /** Removes what a canceled delivery has left half sent, as far as that is possible. */
  async discard(contract_id: string, delivery_id: string, attempt: number): Promise<void> {
    const { db, clock, destinations } = this.#parts
    const { files, destination_id, is_removed } = await db.tenant(contract_id, async (tx) => {
      if (await isLeased(tx, delivery_id, clock.now())) throw new Error(`${delivery_id} is still being sent`)
      const { destination_id } = (await findDelivery(tx, delivery_id))!
      const destination = await findDestination(tx, destination_id)
      const files = await listFilesOf(tx, [delivery_id])
      return { files, destination_id, is_removed: destination?.is_removed ?? true }
    })
    const broken = files.filter(({ resume }) => resume !== null)
    // The credentials are gone with the destination.
    if (broken.length === 0 || is_removed) return
    try {
      const destination = await destinations.openDestination(contract_id, destination_id)
      try {
        for (const { path, resume } of broken) await destination.discard(path, resume!)
      } finally {
        await destination.close()
      }
    } catch (error) {
      if (!(error instanceof DestinationError)) throw error
      if (attempt < max_discards) throw error
    }
    await db.tenant(contract_id, async (tx) => {
      for (const { position } of broken) await keepResume(tx, delivery_id, position, null)
    })
  }
}

async function requireDocument(tx: Transaction, delivery_id: string): Promise<string> {
  const document = await deliveryDocument(tx, delivery_id)
  if (document !== undefined) return document
  throw new SwathError('not_found', `There is no delivery ${delivery_id} in this contract`)
}

async function requireFacts(tx: Transaction, deliverable_id: string) {
  const facts = await findFacts(tx, deliverable_id)
  if (facts) return facts
  throw new SwathError('not_found', `There is no deliverable ${deliverable_id} in this contract`)
}

function unknownDestination(destination_id: string) {
  const code = 'destination_unknown'
  const message = `The contract has no destination ${destination_id}; GET /v2/destinations/ lists those that it has`
  return new SwathError(code, message, { problems: [{ pointer: '/destination_id', code, message }] })
}

function messageOf({ path, deliverable_id }: { path: string; deliverable_id: string }) {
  return `${path} is the path of a file of ${deliverable_id} there; name more in the path template of the destination`
}

function refusalOf(reason_code: ReasonCode, message: string) {
  return new SwathError(
    reason_code === 'DESTINATION_REMOVED' ? 'destination_unknown' : 'delivery_path_taken',
    message,
  )
}
