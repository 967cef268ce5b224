import type { V1Settings } from '@swath/contract/v1-provider'
import { forwardingProvider } from '../forwarding.ts'
import type { Open } from '../host.ts'
import { LegacyApi } from './api.ts'
import { V1Orders } from './orders.ts'

/** A system with the v1 APIs. Each capture becomes a task of it, which is followed until it has ended. */
export const openV1: Open<V1Settings> = ({ name, settings, secret }, { forwards, outbound }) => {
  const api = new LegacyApi({ ...settings, client_secret: secret ?? '' }, outbound)
  return forwardingProvider({ name, settings, elsewhere: new V1Orders(name, api, settings), forwards })
}
