import type { Rejection } from '@swath/contract/deliverables'
import {
  type DeliverableStatus,
  deliverable_statuses,
  open_deliverable_statuses,
} from '@swath/contract/states'
import type { Machine } from '../lib/machine.ts'

/** The stages of the wish of a customer to give a delivered product back. */
export type RejectionStage = 'not_rejected' | Rejection['status']

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

export const deliverableMachine: Machine<DeliverableStatus, DeliverableAction, never, RejectionStage> = {
  statuses: deliverable_statuses,
  steps: {
    expect: { from: [], to: 'QUEUED', event: 'DeliverableQueued' },
    process: { from: ['QUEUED'], to: 'PROCESSING', event: 'DeliverableProcessing' },
    announce: { from: open_deliverable_statuses, to: 'PROCESSING', event: 'DeliverableReady' },
    deliver: { from: ['PROCESSING'], to: 'DELIVERED', event: 'DeliverableDelivered' },
    fail: { from: open_deliverable_statuses, to: 'FAILED', event: 'DeliverableFailed' },
    cancel: { from: open_deliverable_statuses, to: 'CANCELED', event: 'DeliverableCanceled' },
    request_rejection: {
      from: ['DELIVERED'],
      stage: { from: ['not_rejected'], to: 'requested' },
      to: null,
      event: 'DeliverableRejectionRequested',
    },
    accept_rejection: {
      from: ['DELIVERED'],
      stage: { from: ['requested'], to: 'accepted' },
      to: 'REJECTED',
      event: 'DeliverableRejected',
    },
    deny_rejection: {
      from: ['DELIVERED'],
      stage: { from: ['requested'], to: 'denied' },
      to: null,
      event: 'DeliverableRejectionDenied',
    },
    credit: { from: ['DELIVERED'], to: null, event: 'DeliverableCredited' },
  },
}
