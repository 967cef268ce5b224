import { z } from 'zod'
import { listOf, Timestamp } from './lists.ts'
import { reason_codes } from './reasons.ts'

/** Every event type with what it states. Never rename one; only add. */
export const event_types = {
  OrderReceived: 'The order was stored; its feasibility is being analysed.',
  OrderAccepted: 'The analysis found the order feasible; captures are being planned.',
  OrderSpendingApprovalRequested:
    'The order costs more than may be spent without an approver of the customer, who has to decide.',
  OrderSpendingApproved: 'An approver of the customer approved the order; its feasibility is being analysed.',
  OrderApprovalRequested: 'The order goes beyond a limit of the contract; the order desk has to approve it.',
  OrderApproved: 'The order desk approved the order; its feasibility is being analysed.',
  OrderAnalysisFailed: 'The analysis found that the order cannot be carried out; the order is closed.',
  OrderUpdated: 'Fields of the order were changed.',
  OrderCancellationRequested: 'Somebody asked to cancel the order.',
  OrderCancellationAccepted: 'The order is canceled.',
  OrderCancellationRejected: 'The order goes on: it was too late to cancel it, or the provider refused to.',
  OrderCanceledInPart: 'What had not begun of the order is canceled; what had begun is finished and charged.',
  OrderCompleted: 'Nothing is left to do and something was delivered; the order is closed.',
  OrderExpired: 'The window passed, or has no access left, before everything was collected.',
  OrderFailed: 'The order could not be carried out; nothing was delivered.',
  OrderForceClosed: 'An operator closed the order by hand.',
  CaptureQueued: 'A capture was planned and waits for a satellite pass.',
  CaptureScheduled: 'A satellite pass was chosen for the capture.',
  CaptureRescheduled: 'The capture was moved to another satellite pass.',
  CaptureCollecting: 'The satellite is collecting the image.',
  CaptureAcquired: 'The image was collected and passed the cloud check.',
  CaptureRetrieved: 'The image was found in the archive; the products are made from it.',
  CapturePublished: 'All products of the capture are finished, and at least one is delivered.',
  CaptureFailed: 'The capture did not give a usable image; the reason says why.',
  CaptureCanceled: 'The capture was withdrawn.',
  DeliverableQueued: 'A product of the capture is waiting to be processed.',
  DeliverableProcessing: 'The product is being processed.',
  DeliverableReady: 'The provider finished the product; its files are being fetched.',
  DeliverableDelivered: 'The files of the product can be downloaded; the quantity is charged.',
  DeliverableFailed: 'The product could not be made or fetched; the reason says why.',
  DeliverableCanceled: 'The product is not needed any more.',
  DeliverableRejectionRequested: 'The customer rejected the product; the rejection is being judged.',
  DeliverableRejected: 'The rejection of the product by the customer was accepted; its charge is refunded.',
  DeliverableRejectionDenied: 'The rejection of the product by the customer was not accepted.',
  DeliverableCredited: 'A part of the charge was given back by an operator.',
  DeliveryQueued: 'The files of the product are to be sent to a destination.',
  DeliveryStarted: 'The files are being sent.',
  DeliveryDelayed: 'An attempt to send the files failed; another follows. The reason says why.',
  DeliveryCompleted: 'All files and the manifest are at the destination, with the announced checksums.',
  DeliveryFailed: 'The files could not be sent; the reason says why. It can be tried again.',
  DeliveryRetried: 'Somebody asked to try again to send the files.',
  DeliveryCanceled: 'The files are not sent any more.',
} as const

export type EventType = keyof typeof event_types
export const event_type_names = Object.keys(event_types) as [EventType, ...EventType[]]

export const entities = ['order', 'capture', 'deliverable', 'delivery'] as const
export type EntityName = (typeof entities)[number]

export const Event = z
  .object({
    specversion: z.literal('1.0'),
    id: z.string().meta({ description: 'evt.<uuid>' }),
    sequence: z.int().meta({
      description:
        'Of two events of one entity, the one with the higher number happened later. Not the order of the feed',
    }),
    type: z.enum(event_type_names),
    source: z.string(),
    subject: z.string().meta({ description: 'The entity, e.g. order/000123 or capture/capt.<uuid>' }),
    time: Timestamp,
    timestamp: Timestamp.meta({ description: 'The same as time, for clients of the published API' }),
    message: z.string(),
    data: z.looseObject({
      order_id: z.string(),
      contract_id: z.string(),
      entity: z.enum(entities),
      entity_id: z.string(),
      action: z.string(),
      status: z.string(),
      outcome: z.string().nullable().optional(),
      reason_code: z.enum(reason_codes).nullable(),
      message: z.string(),
      actor: z.string().meta({
        description:
          'The credential that did it, or `swath`, or `provider`, or the title of a provider that is shown',
      }),
      occurred_at: Timestamp.nullable().meta({
        description: 'When it happened in the sky or at the provider, where that differs from time',
      }),
      changes: z.record(z.string(), z.unknown()).meta({ description: 'The fields that the event set' }),
    }),
  })
  .meta({ id: 'Event', description: 'A change, CloudEvents-shaped. Events are kept for ever.' })
export type Event = z.infer<typeof Event>

export const EventList = listOf(Event, 'EventList')
