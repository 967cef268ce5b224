import type {
  CreateWebhook,
  MessageState,
  ReplayWebhook,
  UpdateWebhook,
  Webhook,
  WebhookMessage,
  WebhookReplay,
  WebhookTry,
  WebhookWithSecret,
} from '@swath/contract/webhooks'
import type { CallOptions } from './connection.ts'
import type { Http } from './http.ts'
import type { Listing } from './lists.ts'

export type NewWebhook = (typeof CreateWebhook)['_zod']['input']
export type WebhookChanges = UpdateWebhook

/** The webhooks of the contract, their messages and their log. Every method may throw ApiError or ConnectionError. */
export class Webhooks {
  #http: Http

  constructor(http: Http) {
    this.#http = http
  }

  /** Oldest first. */
  list(options: CallOptions = {}): Listing<Webhook> {
    return this.#http.list('/v2/webhooks/', {}, options)
  }

  get(webhook_id: string, options: CallOptions = {}): Promise<Webhook> {
    return this.#http.json(path(webhook_id), options)
  }

  /** Only this answer shows the secret; so the request is not repeated when the connection breaks. */
  create(webhook: NewWebhook, options: CallOptions = {}): Promise<WebhookWithSecret> {
    return this.#http.json('/v2/webhooks/', { ...options, method: 'POST', repeats: 'never', body: webhook })
  }

  update(webhook_id: string, changes: WebhookChanges, options: CallOptions = {}): Promise<Webhook> {
    return this.#http.json(path(webhook_id), { ...options, method: 'PATCH', body: changes })
  }

  remove(webhook_id: string, options: CallOptions = {}): Promise<void> {
    return this.#http.json(path(webhook_id), { ...options, method: 'DELETE' })
  }

  /** A new secret; for 24 hours messages are signed with both. */
  rotateSecret(webhook_id: string, options: CallOptions = {}): Promise<WebhookWithSecret> {
    return this.#act(webhook_id, 'rotate-secret', options)
  }

  /** Sends a test message now, and tells what was answered. */
  test(webhook_id: string, options: CallOptions = {}): Promise<WebhookTry> {
    return this.#act(webhook_id, 'test', options)
  }

  /** Sends messages again, under their ids: of a time, from a cursor, by id, or all dead letters. */
  replay(webhook_id: string, what: ReplayWebhook, options: CallOptions = {}): Promise<WebhookReplay> {
    return this.#http.json(path(webhook_id, '/replay'), { ...options, method: 'POST', body: what })
  }

  /** Newest event first. */
  messages(webhook_id: string, filter: { state?: MessageState } = {}, options: CallOptions = {}) {
    return this.#http.list<WebhookMessage>(path(webhook_id, '/messages'), filter, options)
  }

  /** Every request to the receiver of the last 30 days, newest first. */
  tries(webhook_id: string, filter: { state?: WebhookTry['state'] } = {}, options: CallOptions = {}) {
    return this.#http.list<WebhookTry>(path(webhook_id, '/deliveries'), filter, options)
  }

  /** The messages to all webhooks of the contract that were given up, newest event first. */
  deadLetters(options: CallOptions = {}): Listing<WebhookMessage> {
    return this.#http.list('/v2/webhooks/dead-letters', {}, options)
  }

  #act<T>(webhook_id: string, action: string, options: CallOptions): Promise<T> {
    return this.#http.json(path(webhook_id, `/${action}`), { ...options, method: 'POST', repeats: 'never' })
  }
}

function path(webhook_id: string, of_it = ''): string {
  return `/v2/webhooks/${encodeURIComponent(webhook_id)}${of_it}`
}
