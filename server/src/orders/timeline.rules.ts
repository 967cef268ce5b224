import type { Event, EventType } from '@swath/contract/events'
import { event_types } from '@swath/contract/events'
import {
  type CaptureStatus,
  type DeliverableStatus,
  isOneOf,
  type OrderStatus,
  open_deliverable_statuses,
} from '@swath/contract/states'

export interface TimelineEntry {
  kind: 'ACTUAL' | 'ESTIMATE'
  at: Date
  recorded_at: Date | null
  what: EventType
  entity: Event['data']['entity']
  entity_id: string | null
  reason_code: Event['data']['reason_code']
  message: string
}

/** The events that are still to come for an order. */
export interface Expectations {
  status: OrderStatus
  window_end: Date
  captures: {
    capture_id: string
    status: CaptureStatus
    starts_at: Date | null
    ends_at: Date | null
    hours_to_deliver: Hours | null
    /** From the archive: it was made long ago, and its delivery is promised. */
    is_retrieved: boolean
  }[]
  deliverables: {
    deliverable_id: string
    capture_id: string
    processing_level: string
    status: DeliverableStatus
  }[]
}

/** By level, how many hours after a collection its provider delivers. */
export type Hours = Readonly<Record<string, number>>

/** Foretells when the product of an image that was collected until then is delivered, where its provider says it. */
export function deliveryAt(collected_at: Date, processing_level: string, hours: Hours | null): Date[] {
  const expected = hours?.[processing_level]
  return expected === undefined ? [] : [new Date(collected_at.getTime() + expected * 3_600_000)]
}

/** The past events, by the time of the sky, and after them the expected ones. */
export function timelineOf(events: readonly Event[], expected: Expectations): TimelineEntry[] {
  return [...events.map(actual), ...estimates(expected).toSorted(byTime)]
}

function actual({ time, type, data, message }: Event): TimelineEntry {
  return {
    kind: 'ACTUAL',
    at: new Date(data.occurred_at ?? time),
    recorded_at: new Date(time),
    what: type,
    entity: data.entity,
    entity_id: data.entity_id,
    reason_code: data.reason_code,
    message,
  }
}

function estimates({ status, window_end, captures, deliverables }: Expectations): TimelineEntry[] {
  if (status === 'closed') return []
  const collections = captures
    .filter((capture) => capture.status === 'scheduled' && capture.starts_at !== null)
    .map((capture) => estimate(capture.starts_at!, 'CaptureCollecting', 'capture', capture.capture_id))
  const deliveries = deliverables
    .filter((one) => isOneOf(open_deliverable_statuses, one.status))
    .flatMap((one) => {
      const { ends_at, is_retrieved, hours_to_deliver } = captures.find(
        (capture) => capture.capture_id === one.capture_id,
      )!
      if (is_retrieved)
        return [estimate(window_end, 'DeliverableDelivered', 'deliverable', one.deliverable_id)]
      if (!ends_at) return []
      return deliveryAt(ends_at, one.processing_level, hours_to_deliver).map((at) =>
        estimate(at, 'DeliverableDelivered', 'deliverable', one.deliverable_id),
      )
    })
  // An image of the archive does not go away when the time of its promised delivery has come.
  const is_promised = captures.some((capture) => capture.is_retrieved)
  const expiry = is_promised ? [] : [estimate(window_end, 'OrderExpired', 'order', null)]
  return [...collections, ...deliveries, ...expiry]
}

function estimate(
  at: Date,
  what: EventType,
  entity: TimelineEntry['entity'],
  entity_id: string | null,
): TimelineEntry {
  const message = entity === 'order' ? 'The latest end of the window' : event_types[what]
  return { kind: 'ESTIMATE', at, recorded_at: null, what, entity, entity_id, reason_code: null, message }
}

function byTime(a: TimelineEntry, b: TimelineEntry) {
  return a.at.getTime() - b.at.getTime()
}
