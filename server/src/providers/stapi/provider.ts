import type { StapiSettings } from '@swath/contract/stapi-provider'
import { fetchBy } from '../../outbound/as-fetch.ts'
import { forwardingProvider } from '../forwarding.ts'
import type { Open } from '../host.ts'
import { StapiApi } from './api.ts'
import { StapiOrders } from './orders.ts'
import { StapiPasses } from './passes.ts'

const limits = { timeout_ms: 30_000, max_bytes: 16 * 1024 * 1024 }

/** A STAPI server, asked for its passes. Each capture becomes an order of it, which is followed until it has ended. */
export const openStapi: Open<StapiSettings> = ({ name, settings, secret }, { forwards, outbound }) => {
  const { url, products } = settings
  const api = new StapiApi(url, secret ?? undefined, fetchBy(outbound, limits))
  const server = { name, api, products }
  const passes = new StapiPasses(server)
  return {
    ...forwardingProvider({ name, settings, elsewhere: new StapiOrders(server), forwards }),
    opportunities: (request) => passes.find(request),
  }
}
