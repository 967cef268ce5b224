import type { V1Settings } from '@swath/contract/v1-provider'
import type { Open } from '../open.ts'
import { Refusal } from '../refusal.ts'
import { sandbox_hours, sandbox_swath } from '../sandbox/provider.ts'
import { LegacyApi } from './api.ts'
import { V1Orders } from './orders.ts'

/** A system with the v1 APIs. Each capture becomes a task of it, which is followed until it has ended. */
export const openV1: Open<V1Settings> = ({ name, settings, secret }, { forwards }) => {
  const api = new LegacyApi({ ...settings, client_secret: secret ?? '' })
  const elsewhere = new V1Orders(name, api, settings)
  return {
    name,
    swath: sandbox_swath,
    hours_to_deliver: sandbox_hours,
    elsewhere,
    serves: (sku) => Object.hasOwn(settings.products, sku),
    // It says so itself, once it has the task.
    assess: async () => ({ feasible: true }),
    opportunities: async () => ({ opportunities: [], has_more: false, constraint: null }),
    plan: (capture) => forwards.order(name, elsewhere, capture),
    produce: async () => {
      throw new Refusal(name, {
        class: 'never',
        message: 'A v1 system makes nothing of images that are there',
      })
    },
    cancel: async (capture_id) => void (await forwards.cancel(elsewhere, capture_id)),
  }
}
