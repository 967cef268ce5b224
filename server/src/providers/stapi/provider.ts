import { hoursOf } from '@swath/contract/provider-protocol/capabilities'
import type { StapiSettings } from '@swath/contract/stapi-provider'
import { fetchBy } from '../../outbound/as-fetch.ts'
import type { Open } from '../open.ts'
import { sandbox_capabilities } from '../protocol/sandbox.ts'
import { Refusal } from '../refusal.ts'
import { StapiApi } from './api.ts'
import { StapiOrders } from './orders.ts'

const limits = { timeout_ms: 30_000, max_bytes: 16 * 1024 * 1024 }

/** A STAPI server. Each capture becomes an order of it, which is followed until it has ended. */
export const openStapi: Open<StapiSettings> = ({ name, settings, secret }, { forwards, outboundTo }) => {
  const { url, products } = settings
  const api = new StapiApi(url, secret ?? undefined, fetchBy(outboundTo(url), limits))
  const elsewhere = new StapiOrders(name, api, products)
  return {
    name,
    swath: sandbox_capabilities.swath,
    hours_to_deliver: hoursOf(sandbox_capabilities),
    elsewhere,
    serves: (sku) => Object.hasOwn(products, sku),
    // It says so itself, once it has the order.
    assess: async () => ({ feasible: true }),
    opportunities: async () => ({ opportunities: [], has_more: false, constraint: null }),
    plan: (capture) => forwards.order(name, elsewhere, capture),
    produce: async () => {
      throw new Refusal(name, {
        class: 'never',
        message: 'A STAPI server makes nothing of images that are there',
      })
    },
    async cancel(capture_id) {
      if (await forwards.cancel(elsewhere, capture_id)) return { outcome: 'canceled' }
      return { outcome: 'refused', message: 'The system that carries it out does not cancel it' }
    },
  }
}
