import { type DeliveryStatus, delivery_statuses, open_delivery_statuses } from '@swath/contract/states'
import type { Machine } from '../lib/machine.ts'

export type DeliveryAction = 'queue' | 'start' | 'delay' | 'complete' | 'fail' | 'retry' | 'cancel'

export const deliveryMachine: Machine<DeliveryStatus, DeliveryAction, never> = {
  statuses: delivery_statuses,
  steps: {
    queue: { from: [], to: 'pending', event: 'DeliveryQueued' },
    start: { from: ['pending'], to: 'transferring', event: 'DeliveryStarted' },
    delay: { from: ['transferring'], to: null, event: 'DeliveryDelayed' },
    complete: { from: ['transferring'], to: 'completed', event: 'DeliveryCompleted' },
    fail: { from: open_delivery_statuses, to: 'failed', event: 'DeliveryFailed' },
    retry: { from: ['failed'], to: 'pending', event: 'DeliveryRetried' },
    cancel: { from: open_delivery_statuses, to: 'canceled', event: 'DeliveryCanceled' },
  },
}
