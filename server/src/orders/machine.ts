import {
  type OrderOutcome,
  type OrderStatus,
  open_order_statuses,
  order_outcomes,
  order_statuses,
} from '@swath/contract/states'
import type { Machine } from '../lib/machine.ts'

/** The stage of a received order: somebody has to decide about one that goes beyond a limit of its contract. */
export type OrderStage = 'undisputed' | 'awaiting_spending_approval' | 'awaiting_approval'

export type OrderAction =
  | 'place'
  | 'request_spending_approval'
  | 'approve_spending'
  | 'refuse_spending'
  | 'request_approval'
  | 'approve'
  | 'refuse'
  | 'accept'
  | 'reject'
  | 'complete'
  | 'expire'
  | 'fail'
  | 'cancel'
  | 'cancel_rest'
  | 'force_close'
  | 'update'
  | 'request_cancellation'
  | 'reject_cancellation'

export const orderMachine: Machine<OrderStatus, OrderAction, OrderOutcome, OrderStage> = {
  statuses: order_statuses,
  steps: {
    place: { from: [], to: 'received', event: 'OrderReceived' },
    request_spending_approval: {
      from: ['received'],
      stage: { from: ['undisputed'], to: 'awaiting_spending_approval' },
      to: null,
      event: 'OrderSpendingApprovalRequested',
    },
    approve_spending: {
      from: ['received'],
      stage: { from: ['awaiting_spending_approval'], to: 'undisputed' },
      to: null,
      event: 'OrderSpendingApproved',
    },
    refuse_spending: {
      from: ['received'],
      stage: { from: ['awaiting_spending_approval'], to: 'undisputed' },
      to: 'closed',
      event: 'OrderAnalysisFailed',
      outcomes: ['rejected'],
      told_as: 'reject',
    },
    request_approval: {
      from: ['received'],
      stage: { from: ['undisputed'], to: 'awaiting_approval' },
      to: null,
      event: 'OrderApprovalRequested',
    },
    approve: {
      from: ['received'],
      stage: { from: ['awaiting_approval'], to: 'undisputed' },
      to: null,
      event: 'OrderApproved',
    },
    refuse: {
      from: ['received'],
      stage: { from: ['awaiting_approval'], to: 'undisputed' },
      to: 'closed',
      event: 'OrderAnalysisFailed',
      outcomes: ['rejected'],
      told_as: 'reject',
    },
    accept: {
      from: ['received'],
      stage: { from: ['undisputed'] },
      to: 'in_progress',
      event: 'OrderAccepted',
    },
    reject: {
      from: ['received'],
      stage: { from: ['undisputed'] },
      to: 'closed',
      event: 'OrderAnalysisFailed',
      outcomes: ['rejected'],
    },
    complete: {
      from: ['in_progress'],
      to: 'closed',
      event: 'OrderCompleted',
      outcomes: ['fulfilled', 'partially_fulfilled'],
    },
    expire: {
      from: ['in_progress'],
      to: 'closed',
      event: 'OrderExpired',
      outcomes: ['unfulfilled', 'partially_fulfilled'],
    },
    fail: { from: ['in_progress'], to: 'closed', event: 'OrderFailed', outcomes: ['failed'] },
    cancel: {
      from: open_order_statuses,
      to: 'closed',
      event: 'OrderCancellationAccepted',
      outcomes: ['canceled'],
    },
    cancel_rest: { from: ['in_progress'], to: null, event: 'OrderCanceledInPart' },
    force_close: {
      from: open_order_statuses,
      to: 'closed',
      event: 'OrderForceClosed',
      outcomes: order_outcomes,
    },
    update: { from: open_order_statuses, to: null, event: 'OrderUpdated' },
    request_cancellation: { from: open_order_statuses, to: null, event: 'OrderCancellationRequested' },
    reject_cancellation: { from: open_order_statuses, to: null, event: 'OrderCancellationRejected' },
  },
}
