import type { Webhook, WebhookMessage, WebhookTry } from '@swath/contract/webhooks'
import { timestamp, timestampOrNull } from '../platform/clock.ts'
import type { MessageRow, TryRow } from './messages.store.ts'
import type { WebhookRow } from './store.ts'

/** The public document. It is made of chosen fields, so that no secret can slip in. */
export function webhookDocument(row: WebhookRow, cursor: string): Webhook {
  const { webhook_id, contract_id, url, description, event_types, sku, project, order_id, is_enabled } = row
  const failing = row.failures > 0 ? 'failing' : 'enabled'
  return {
    webhook_id,
    contract_id,
    url,
    description,
    event_types,
    filters: { sku, project, order_id },
    is_enabled,
    state: is_enabled ? failing : 'disabled',
    disabled_reason: row.disabled_reason,
    disabled_at: timestampOrNull(row.disabled_at),
    consecutive_failures: row.failures,
    failing_since: timestampOrNull(row.failing_since),
    paused_until: timestampOrNull(row.paused_until),
    previous_secret_until: timestampOrNull(lastSecretEnd(row)),
    cursor,
    created_by: row.created_by,
    created_at: timestamp(row.created_at),
    updated_at: timestamp(row.updated_at),
  }
}

function lastSecretEnd({ previous_secrets: [newest] }: WebhookRow): Date | null {
  return newest ? new Date(newest.until) : null
}

export function messageDocument(row: MessageRow): WebhookMessage {
  return {
    message_id: row.event_id,
    webhook_id: row.webhook_id,
    contract_id: row.contract_id,
    type: row.type,
    entity_id: row.entity_id,
    sequence: row.sequence,
    state: row.state,
    tries: row.tries,
    next_try_at: row.state === 'pending' ? timestamp(row.next_try_at) : null,
    last_error: row.last_error,
    replays: row.replays,
    created_at: timestamp(row.created_at),
    delivered_at: timestampOrNull(row.delivered_at),
  }
}

export function tryDocument(row: TryRow): WebhookTry {
  const { try_id, webhook_id, event_id, type, state, duration_ms, response, error } = row
  return {
    try_id,
    webhook_id,
    message_id: event_id,
    type,
    state,
    started_at: timestamp(row.started_at),
    duration_ms,
    response,
    error,
  }
}
