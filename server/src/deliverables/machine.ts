import { type DeliverableStatus, deliverable_statuses } from '@swath/contract/states'
import type { Machine } from '../lib/machine.ts'

export type DeliverableAction =
  | 'expect'
  | 'process'
  | 'announce'
  | 'deliver'
  | 'fail'
  | 'cancel'
  | 'request_rejection'
  | 'accept_rejection'
  | 'deny_rejection'
  | 'credit'

export const deliverableMachine: Machine<DeliverableStatus, DeliverableAction, never> = {
  statuses: deliverable_statuses,
  steps: {
    expect: { from: [], to: 'QUEUED', event: 'DeliverableQueued' },
    process: { from: ['QUEUED'], to: 'PROCESSING', event: 'DeliverableProcessing' },
    announce: { from: ['QUEUED', 'PROCESSING'], to: 'PROCESSING', event: 'DeliverableReady' },
    deliver: { from: ['PROCESSING'], to: 'DELIVERED', event: 'DeliverableDelivered' },
    fail: { from: ['QUEUED', 'PROCESSING'], to: 'FAILED', event: 'DeliverableFailed' },
    cancel: { from: ['QUEUED', 'PROCESSING'], to: 'CANCELED', event: 'DeliverableCanceled' },
    request_rejection: { from: ['DELIVERED'], to: null, event: 'DeliverableRejectionRequested' },
    accept_rejection: { from: ['DELIVERED'], to: 'REJECTED', event: 'DeliverableRejected' },
    deny_rejection: { from: ['DELIVERED'], to: null, event: 'DeliverableRejectionDenied' },
    credit: { from: ['DELIVERED'], to: null, event: 'DeliverableCredited' },
  },
}
