import type { Event, EventType } from '@swath/contract/events'
import type { ReasonCode } from '@swath/contract/reasons'
import { sql } from 'kysely'
import { type Columns, columns, insertInto, json, type Narrow, type Selected } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'
import { newId } from '../lib/ids.ts'
import { timestamp, timestampOrNull } from '../platform/clock.ts'

const written_columns = columns(
  'events',
  `event_id, contract_id, order_id, entity, entity_id, type, action, status, outcome, reason_code, message, actor,
  occurred_at, time, changes`,
)

/** The facts from which the documents and words of an event are made. */
interface Known {
  type: EventType
  reason_code: ReasonCode | null
  changes: Record<string, unknown>
}

export type NewEvent = Omit<Narrow<Selected<typeof written_columns>, Known>, 'event_id'>

/** Appends many at once, in this order. */
export async function appendEvents(tx: Transaction, events: readonly NewEvent[]): Promise<void> {
  const rows = events.map((event) => ({ event_id: newId('evt', event.time), ...event }))
  await tx.run(sql`
    insert into events (${written_columns})
    select ${written_columns}
    from jsonb_populate_recordset(null::events, ${JSON.stringify(rows)}::jsonb)`)
}

export interface EventRow extends NewEvent, Columns<'events', 'event_id' | 'sequence'> {}

/** Appends to the log; the database refuses to change or remove what is in it. */
export async function appendEvent(tx: Transaction, event: NewEvent): Promise<void> {
  const insert = insertInto('events', {
    event_id: newId('evt', event.time),
    contract_id: event.contract_id,
    order_id: event.order_id,
    entity: event.entity,
    entity_id: event.entity_id,
    type: event.type,
    action: event.action,
    status: event.status,
    outcome: event.outcome,
    reason_code: event.reason_code,
    message: event.message,
    actor: event.actor,
    occurred_at: event.occurred_at,
    time: event.time,
    changes: json(event.changes),
  })
  await tx.run(insert)
}

interface EventPage {
  /** All events of an order and its parts, or those of one entity. */
  of: { order_id: string } | { entity_id: string }
  limit: number
  offset: number
}

/** Public events in the order in which they were written, oldest first, and how many there are. */
export async function listEvents(tx: Transaction, { of, limit, offset }: EventPage) {
  const where = 'order_id' in of ? sql`order_id = ${of.order_id}` : sql`entity_id = ${of.entity_id}`
  const { count } = await tx.one(sql<{ count: number }>`select count(*) from events where ${where}`)
  const rows = await tx.rows(sql<EventRow>`
    select * from events where ${where} order by sequence limit ${limit} offset ${offset}`)
  return { count, events: rows.map(publicEvent) }
}

/** The public, CloudEvents-shaped form of an event. */
export function publicEvent(row: EventRow): Event {
  const time = timestamp(row.time)
  return {
    specversion: '1.0',
    id: row.event_id,
    sequence: row.sequence,
    type: row.type,
    source: '/swath',
    subject: `${row.entity}/${row.entity_id}`,
    time,
    timestamp: time,
    message: row.message,
    data: {
      order_id: row.order_id,
      contract_id: row.contract_id,
      entity: row.entity,
      entity_id: row.entity_id,
      action: row.action,
      status: row.status,
      ...(row.entity === 'order' ? { outcome: row.outcome } : {}),
      reason_code: row.reason_code,
      message: row.message,
      actor: row.actor,
      occurred_at: timestampOrNull(row.occurred_at),
      changes: row.changes,
    },
  }
}
