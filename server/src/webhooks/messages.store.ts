import type { MessageState } from '@swath/contract/webhooks'
import { sql } from 'kysely'
import { assigned, columns, type Narrow, type Selected } from '../database/columns.ts'
import type { Transaction } from '../database/db.ts'
import type { WebhookRow } from './store.ts'

const message_columns = columns(
  'webhook_messages',
  `event_id, webhook_id, contract_id, type, entity_id, sequence, state, tries, next_try_at, last_error, replays,
  created_at, delivered_at`,
)

export type MessageRow = Selected<typeof message_columns>

const try_columns = columns(
  'webhook_tries',
  'try_id, webhook_id, contract_id, event_id, type, state, started_at, duration_ms, response, error',
)

export type TryRow = Narrow<
  Selected<typeof try_columns>,
  { response: { status: number; headers: string; body: string } | null }
>

interface Page {
  limit: number
  offset: number
}

/** The part of an event that becomes a message. */
export interface NewMessage {
  event_id: string
  entity_id: string
  sequence: number
  type: string
  body: string
}

const new_columns = columns(
  'webhook_messages',
  'webhook_id, event_id, contract_id, entity_id, sequence, type, next_try_at, created_at',
)

const order_columns = columns('order_facts', 'order_id, sku, project_id, project_name')

/** Facts about the orders that events belong to. */
export async function orderFacts(tx: Transaction, order_ids: readonly string[]) {
  const rows = await tx.rows(sql<Selected<typeof order_columns>>`
    select ${order_columns} from order_facts where order_id = any(${order_ids}::text[])`)
  return new Map(rows.map((row) => [row.order_id, row]))
}

/**
 * Makes messages of events, or makes them pending again. What is pending stays as it is.
 * @returns how many are pending now that were not before
 */
export async function putMessages(
  tx: Transaction,
  { webhook_id, contract_id }: WebhookRow,
  messages: readonly NewMessage[],
  now: Date,
): Promise<number> {
  if (messages.length === 0) return 0
  const column = <K extends keyof NewMessage>(name: K) => messages.map((message) => message[name])
  await tx.run(sql`
    insert into webhook_bodies (${columns('webhook_bodies', 'event_id, contract_id, body')})
    select event_id, ${contract_id}, body
    from unnest(${column('event_id')}::text[], ${column('body')}::text[]) as given (event_id, body)
    on conflict do nothing`)
  const rows = await tx.rows(sql`
    insert into webhook_messages as m (${new_columns})
    select ${webhook_id}, event_id, ${contract_id}, entity_id, sequence, type, ${now}::timestamptz, ${now}::timestamptz
    from unnest(${column('event_id')}::text[], ${column('entity_id')}::text[], ${column('sequence')}::bigint[],
      ${column('type')}::text[]) as given (event_id, entity_id, sequence, type)
    on conflict (webhook_id, event_id) do update
      set ${sentAnew(now)} where m.state <> 'pending'
    returning event_id`)
  return rows.length
}

/** Makes messages pending again that are not. @returns how many */
export async function resendMessages(
  tx: Transaction,
  webhook_id: string,
  which: { message_ids: readonly string[] } | { state: 'dead'; limit: number },
  now: Date,
): Promise<number> {
  const chosen =
    'state' in which
      ? sql`state = 'dead' order by sequence limit ${which.limit}`
      : sql`state <> 'pending' and event_id = any(${which.message_ids}::text[])`
  const rows = await tx.rows(sql`
    update webhook_messages m set ${sentAnew(now)}
    where webhook_id = ${webhook_id} and event_id in (
      select event_id from webhook_messages where webhook_id = ${webhook_id} and ${chosen})
    returning event_id`)
  return rows.length
}

function sentAnew(now: Date) {
  return assigned('webhook_messages', {
    state: 'pending',
    tries: 0,
    first_tried_at: null,
    next_try_at: now,
    delivered_at: null,
    last_error: null,
    replays: sql`m.replays + 1`,
  })
}

export async function countDead(tx: Transaction, webhook_id: string): Promise<number> {
  const { count } = await tx.one(sql<{ count: number }>`
    select count(*) from webhook_messages where webhook_id = ${webhook_id} and state = 'dead'`)
  return count
}

interface MessageChoice {
  webhook_id?: string | undefined
  contract_id?: string | undefined
  state?: MessageState | undefined
}

/** Newest first. */
export async function listMessages(tx: Transaction, choice: MessageChoice, { limit, offset }: Page) {
  const where = conditions(choice)
  const { count } = await tx.one(sql<{ count: number }>`select count(*) from webhook_messages ${where}`)
  const messages = await tx.rows(sql<MessageRow>`
    select ${message_columns}
    from webhook_messages ${where} order by sequence desc, webhook_id limit ${limit} offset ${offset}`)
  return { count, messages }
}

/** Newest first. */
export async function listTries(
  tx: Transaction,
  choice: { webhook_id: string; state?: string | undefined },
  { limit, offset }: Page,
) {
  const where = conditions(choice)
  const { count } = await tx.one(sql<{ count: number }>`select count(*) from webhook_tries ${where}`)
  const tries = await tx.rows(sql<TryRow>`
    select ${try_columns} from webhook_tries ${where} order by started_at desc, try_id desc limit ${limit} offset ${offset}`)
  return { count, tries }
}

function conditions(choice: object) {
  const given = Object.entries(choice).filter(([, value]) => value !== undefined)
  if (given.length === 0) return sql``
  return sql`where ${sql.join(
    given.map(([column, value]) => sql`${sql.ref(column)} = ${value}`),
    sql` and `,
  )}`
}

export async function insertTries(tx: Transaction, tries: readonly TryRow[]): Promise<void> {
  await tx.run(sql`
    insert into webhook_tries (${try_columns})
    select ${try_columns} from jsonb_to_recordset(${JSON.stringify(tries)}::jsonb) as given (try_id text, webhook_id text,
      contract_id text, event_id text, type text, state text, started_at timestamptz, duration_ms integer,
      response jsonb, error text)`)
}
