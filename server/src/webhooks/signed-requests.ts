import type { IncomingHttpHeaders } from 'node:http'
import type { Secrets } from '../database/secrets.ts'
import { newId } from '../lib/ids.ts'
import type { Outbound } from '../outbound/outbound.ts'
import type { Clock } from '../platform/clock.ts'
import type { TryRow } from './messages.store.ts'
import { failureOf, type Outcome, validSecrets } from './rules.ts'
import { signatures } from './signature.ts'
import type { WebhookRow } from './store.ts'

/** The part of the headers, and of the body, of an answer that the log keeps. */
const kept_bytes = 4096

export interface Message {
  event_id: string
  type: string
  body: string
}

/** One request to a receiver, as it is logged, and what came of it. */
export interface Tried {
  row: TryRow
  outcome: Outcome
}

/** Signs messages and sends them. It has no database: nothing is held while a receiver takes its time. */
export class SignedRequests {
  #outbound: Outbound
  #secrets: Secrets
  #clock: Clock
  readonly timeout_ms: number

  constructor(outbound: Outbound, secrets: Secrets, clock: Clock, timeout_ms: number) {
    this.#outbound = outbound
    this.#secrets = secrets
    this.#clock = clock
    this.timeout_ms = timeout_ms
  }

  async send(webhook: WebhookRow, message: Message): Promise<Tried> {
    const started_at = this.#clock.now()
    const headers = await this.#headers(webhook, message, started_at)
    const start = performance.now()
    const { response, outcome } = await this.#post(webhook.url, headers, message.body)
    const error = failureOf(outcome)
    const row: TryRow = {
      try_id: newId('try', started_at),
      webhook_id: webhook.webhook_id,
      contract_id: webhook.contract_id,
      event_id: message.event_id,
      type: message.type,
      state: error === null ? 'succeeded' : 'failed',
      started_at,
      duration_ms: Math.round(performance.now() - start),
      response,
      error,
    }
    return { row, outcome }
  }

  async #post(url: string, headers: Record<string, string>, body: string) {
    const request = { url, method: 'POST' as const, headers, body, timeout_ms: this.timeout_ms }
    try {
      const { status, headers, body } = await this.#outbound.send(request, kept_bytes)
      const response = { status, headers: headersOf(headers), body: storable(body.toString('utf8')) }
      return { response, outcome: { status, retry_after: headers['retry-after'], error: null } }
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      return { response: null, outcome: { status: null, retry_after: undefined, error: storable(message) } }
    }
  }

  async #headers(
    webhook: WebhookRow,
    { event_id, body }: Message,
    now: Date,
  ): Promise<Record<string, string>> {
    const timestamp = Math.floor(now.getTime() / 1000)
    const secrets = await this.#validSecrets(webhook, now)
    return {
      // The structured mode of CloudEvents.
      'content-type': 'application/cloudevents+json',
      'user-agent': 'Swath-Webhooks/1',
      'webhook-id': event_id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signatures(secrets, { webhook_id: event_id, timestamp, body }),
    }
  }

  async #validSecrets(webhook: WebhookRow, now: Date): Promise<string[]> {
    const { webhook_id, secret, previous_secrets } = webhook
    const encrypted = [secret, ...validSecrets(previous_secrets, now).map((previous) => previous.secret)]
    return Promise.all(encrypted.map((one) => this.#secrets.decrypt(one, webhook_id)))
  }
}

function headersOf(headers: IncomingHttpHeaders): string {
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    [value].flat().map((one) => `${name}: ${one}`),
  )
  return storable(lines.join('\n')).slice(0, kept_bytes)
}

/** PostgreSQL takes any character but one. */
function storable(text: string): string {
  return text.replaceAll('\u0000', '\uFFFD')
}
