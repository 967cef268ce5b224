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

/** From the end of a collection to the delivery: downlink, then processing. Hours, for want of a promise. */
const hours_to_deliver: Record<string, number> = { L0: 1, L1A: 1, L1B: 1.25, L1C: 2, L1D: 2.75, L1D_SR: 4 }

/** When the product of an image that was collected until then is expected. */
export function deliveryAt(collected_at: Date, processing_level: string): Date {
  return new Date(collected_at.getTime() + (hours_to_deliver[processing_level] ?? 3) * 3_600_000)
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
      const { ends_at, is_retrieved } = captures.find((capture) => capture.capture_id === one.capture_id)!
      if (is_retrieved)
        return [estimate(window_end, 'DeliverableDelivered', 'deliverable', one.deliverable_id)]
      if (!ends_at) return []
      const at = deliveryAt(ends_at, one.processing_level)
      return [estimate(at, 'DeliverableDelivered', 'deliverable', one.deliverable_id)]
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
