import type { EventType } from '@swath/contract/events'

/**
 * The whole choreography: what happens after each event. Each job is enqueued in the transaction that
 * appends the event, and receives `{contract_id, order_id, entity_id}` of that event.
 */
export const reactions = {
  OrderReceived: ['orders.assess'],
  OrderAccepted: ['captures.plan'],
  OrderSpendingApprovalRequested: ['people.tell_approvers'],
  OrderSpendingApproved: ['orders.assess'],
  OrderApprovalRequested: [],
  OrderApproved: ['orders.assess'],
  OrderAnalysisFailed: ['ledger.settle'],
  OrderUpdated: [],
  OrderCancellationRequested: [],
  OrderCancellationAccepted: ['captures.withdraw', 'deliverables.withdraw', 'ledger.settle'],
  OrderCancellationRejected: [],
  OrderCanceledInPart: ['captures.withdraw', 'ledger.settle'],
  OrderCompleted: ['ledger.settle'],
  OrderExpired: ['ledger.settle'],
  OrderFailed: ['ledger.settle'],
  OrderForceClosed: ['captures.withdraw', 'deliverables.withdraw', 'ledger.settle'],

  CaptureQueued: ['captures.task', 'orders.progress'],
  CaptureScheduled: ['orders.progress'],
  CaptureRescheduled: ['orders.progress'],
  CaptureCollecting: ['orders.progress'],
  CaptureAcquired: ['deliverables.expect', 'orders.progress'],
  CaptureRetrieved: ['deliverables.expect', 'captures.produce', 'orders.progress'],
  CapturePublished: ['archive.publish', 'orders.progress', 'ledger.settle'],
  CaptureFailed: ['captures.untask', 'deliverables.withdraw', 'orders.progress', 'ledger.settle'],
  CaptureCanceled: ['captures.untask', 'deliverables.withdraw', 'orders.progress', 'ledger.settle'],

  DeliverableQueued: ['orders.progress'],
  DeliverableProcessing: ['orders.progress'],
  DeliverableReady: ['deliverables.fetch'],
  DeliverableDelivered: ['captures.settle', 'deliveries.begin', 'orders.progress'],
  DeliverableFailed: ['captures.settle', 'orders.progress'],
  DeliverableCanceled: ['captures.settle', 'orders.progress'],
  DeliverableRejectionRequested: ['orders.progress'],
  DeliverableRejected: ['deliveries.recall', 'orders.progress'],
  DeliverableRejectionDenied: ['orders.progress'],
  DeliverableCredited: ['orders.progress'],

  DeliveryQueued: ['orders.progress'],
  DeliveryStarted: ['orders.progress'],
  DeliveryDelayed: ['orders.progress'],
  DeliveryCompleted: ['orders.progress'],
  DeliveryFailed: ['orders.progress'],
  DeliveryRetried: ['orders.progress'],
  DeliveryCanceled: ['deliveries.discard', 'orders.progress'],
} as const satisfies Record<EventType, readonly string[]>

/** Jobs that are asked for where something changes that is no event. */
type RequestedJob =
  | 'feasibility.analyse'
  | 'forwarding.follow'
  | 'orders.rename_project'
  | 'captures.shorten'
  | 'captures.retitle'
  | 'ledger.compensate'
  | 'digests.tell_webhook_disabled'
  | 'deliveries.hurry'
  | 'deliveries.withdraw'
  | 'people.mail_invitation'
  | 'people.mail_reset'
  | 'people.mail_factor_change'
  | 'people.mail_approver'

/** Jobs that run by the clock, with their cron expression. */
export const schedules = {
  'captures.close_windows': '* * * * *',
  'captures.reroute': '* * * * *',
  'orders.close_windows': '* * * * *',
  'upstream.poll': '* * * * *',
  'forwarding.poll': '* * * * *',
  'planning.plan': '* * * * *',
  'feed.seal': '* * * * *',
  'audit.seal': '* * * * *',
  'audit.forget': '13 4 1 * *',
  'ledger.check': '27 * * * *',
  'consumption.fold': '* * * * *',
  'consumption.check': '11 2 * * *',
  'statements.close': '41 3 * * *',
  'accounts.end_made': '* * * * *',
  'accounts.rotate_key': '7 * * * *',
  'accounts.forget_tokens': '22 * * * *',
  'people.forget': '32 * * * *',
  'single_sign_on.forget': '42 * * * *',
  'answers.forget': '17 * * * *',
  'registry.learn': '* * * * *',
  'provider_tasks.forget': '34 * * * *',
  'feasibility.forget': '37 * * * *',
  'feasibility.release': '* * * * *',
  'webhooks.send': '* * * * *',
  'webhooks.tidy': '47 * * * *',
  'digests.send': '* * * * *',
  'digests.forget': '27 * * * *',
  'destinations.tidy': '52 * * * *',
  'registry.tidy': '54 * * * *',
  'deliverables.tidy': '57 * * * *',
} as const

export type JobName = (typeof reactions)[EventType][number] | RequestedJob | keyof typeof schedules

/**
 * The event that a job reacts to. A job that a request asked for names its contract and entity, and has an
 * empty `order_id`; a job that runs by the clock has none of them.
 */
export interface JobData {
  contract_id: string
  order_id: string
  entity_id: string
}

export interface Job {
  name: JobName
  data: JobData
}
