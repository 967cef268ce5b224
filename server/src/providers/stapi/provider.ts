import type { StapiSettings } from '@swath/contract/stapi-provider'
import { fetchBy } from '../../outbound/as-fetch.ts'
import type { Open } from '../open.ts'
import { Refusal } from '../refusal.ts'
import { sandbox_hours, sandbox_swath } from '../sandbox/provider.ts'
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
    swath: sandbox_swath,
    hours_to_deliver: sandbox_hours,
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
    cancel: async (capture_id) => void (await forwards.cancel(elsewhere, capture_id)),
  }
}
