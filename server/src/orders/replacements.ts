import { event_types } from '@swath/contract/events'
import { isGroundCollected } from '@swath/contract/products/registry'
import type { Database } from '../database/db.ts'
import { geodesicAreaKm2 } from '../lib/geo/area.ts'
import type { Clock } from '../platform/clock.ts'
import { recordCreation } from '../record/transition.ts'
import type { Budget } from './budget.ts'
import { orderEntity } from './document.ts'
import { findOrder, findRejected, insertOrder } from './store.ts'

const max_name = 120

/** Orders that make up for rejected deliverables (ADR 20): a closed order is never opened again. */
export class ReplacementOrders {
  #db: Database
  #clock: Clock
  #budget: Budget

  constructor(db: Database, clock: Clock, budget: Budget) {
    this.#db = db
    this.#clock = clock
    this.#budget = budget
  }

  /**
   * Orders a rejected deliverable once more, on the terms and within the window of its order. Of what is over, or
   * would be the same again, nothing is ordered: a window that has closed, a moment in space, an image of the archive.
   *
   * @param price_minor what was refunded, which the new order costs at most
   */
  replace(contract_id: string, deliverable_id: string, price_minor: number): Promise<void> {
    return this.#db.tenant(contract_id, async (tx) => {
      const now = this.#clock.now()
      const { order_id, processing_level, target } = await findRejected(tx, deliverable_id)
      const order = (await findOrder(tx, order_id))!
      if (order.origin !== 'swath' || !isGroundCollected(order.sku) || order.window_end <= now) return
      const { project_id, sku, window_end, terms, limits, metadata } = order
      const is_point = order.requested_geometry.type === 'Point'
      const geometry = is_point ? order.requested_geometry : target
      const replacement_id = await insertOrder(tx, {
        contract_id,
        project_id,
        client_reference: null,
        quote_id: null,
        destination_id: order.uses_default_destination ? undefined : order.destination_id,
        placed_by: null,
        replaces_deliverable_id: deliverable_id,
        price_minor,
        order_name: `Again: ${order.order_name}`.slice(0, max_name),
        sku,
        message: event_types.OrderReceived,
        window_start: now,
        window_end,
        parameters: { processing_level },
        terms,
        limits,
        processing_levels: [processing_level],
        metadata,
        requested_geometry: geometry,
        geometry,
        area_km2: is_point ? order.area_km2 : geodesicAreaKm2(target),
        periods: 1,
        capture_count: 1,
        now,
      })
      await recordCreation(tx, orderEntity, replacement_id!, 'place', { actor: 'swath', now })
      await this.#budget.holdAgain(contract_id, replacement_id!)
    })
  }
}
