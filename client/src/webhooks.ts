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

  /**
   * Oldest first.
   * @example
   * for await (const { url, state } of swath.webhooks.list()) console.log(url, state)
   */
  list(options: CallOptions = {}): Listing<Webhook> {
    return this.#http.list('/v2/webhooks/', {}, options)
  }

  /**
   * One webhook.
   * @example
   * const { webhook_id } = await swath.webhooks.create({ url: receiver_url, event_types: ['*'] })
   * console.log((await swath.webhooks.get(webhook_id)).state) // -> enabled
   */
  get(webhook_id: string, options: CallOptions = {}): Promise<Webhook> {
    return this.#http.json(path(webhook_id), options)
  }

  /**
   * Only this answer shows the secret.
   * @example
   * const { webhook_id, secret } = await swath.webhooks.create({ url: receiver_url, event_types: ['Order*'] })
   * console.log(webhook_id, secret.startsWith('whsec_'))
   */
  create(webhook: NewWebhook, options: CallOptions = {}): Promise<WebhookWithSecret> {
    return this.#http.json('/v2/webhooks/', { ...options, method: 'POST', body: webhook })
  }

  /**
   * Changes, disables or enables a webhook; it goes on where it stopped.
   * @example
   * const { webhook_id } = await swath.webhooks.create({ url: receiver_url, event_types: ['*'] })
   * const webhook = await swath.webhooks.update(webhook_id, { is_enabled: false })
   * console.log(webhook.state, webhook.disabled_reason) // -> disabled by_customer
   */
  update(webhook_id: string, changes: WebhookChanges, options: CallOptions = {}): Promise<Webhook> {
    return this.#http.json(path(webhook_id), { ...options, method: 'PATCH', body: changes })
  }

  /**
   * Removes a webhook with its messages and its log.
   * @example
   * const { webhook_id } = await swath.webhooks.create({ url: receiver_url, event_types: ['*'] })
   * await swath.webhooks.remove(webhook_id)
   */
  remove(webhook_id: string, options: CallOptions = {}): Promise<void> {
    return this.#http.json(path(webhook_id), { ...options, method: 'DELETE' })
  }

  /**
   * A new secret; for 24 hours messages are signed with both.
   * @example
   * const old = await swath.webhooks.create({ url: receiver_url, event_types: ['*'] })
   * const { secret } = await swath.webhooks.rotateSecret(old.webhook_id)
   * console.log(secret === old.secret) // -> false
   */
  rotateSecret(webhook_id: string, options: CallOptions = {}): Promise<WebhookWithSecret> {
    return this.#act(webhook_id, 'rotate-secret', options)
  }

  /**
   * Sends a test message now, and tells what was answered.
   * @example
   * const { webhook_id } = await swath.webhooks.create({ url: receiver_url, event_types: ['*'] })
   * const { state, error } = await swath.webhooks.test(webhook_id)
   * console.log(state, error)
   */
  test(webhook_id: string, options: CallOptions = {}): Promise<WebhookTry> {
    return this.#act(webhook_id, 'test', options)
  }

  /**
   * Sends messages again, under their ids: of a time, from a cursor, by id, or all dead letters.
   * @example
   * const { webhook_id } = await swath.webhooks.create({ url: receiver_url, event_types: ['OrderCompleted'] })
   * const { replayed, has_more } = await swath.webhooks.replay(webhook_id, { from: '2020-01-01T00:00:00Z' })
   * console.log(replayed > 0, has_more) // -> true false
   */
  replay(webhook_id: string, what: ReplayWebhook, options: CallOptions = {}): Promise<WebhookReplay> {
    return this.#http.json(path(webhook_id, '/replay'), { ...options, method: 'POST', body: what })
  }

  /**
   * Newest event first.
   * @example
   * for await (const { webhook_id } of swath.webhooks.list()) {
   *   const pending = await swath.webhooks.messages(webhook_id, { state: 'pending' }).all(100)
   *   console.log(webhook_id, pending.length)
   * }
   */
  messages(webhook_id: string, filter: { state?: MessageState } = {}, options: CallOptions = {}) {
    return this.#http.list<WebhookMessage>(path(webhook_id, '/messages'), filter, options)
  }

  /**
   * Every request to the receiver of the last 30 days, newest first.
   * @example
   * for await (const { webhook_id } of swath.webhooks.list()) {
   *   for await (const { error, response } of swath.webhooks.tries(webhook_id, { state: 'failed' })) {
   *     console.log(webhook_id, error, response?.status)
   *   }
   * }
   */
  tries(webhook_id: string, filter: { state?: WebhookTry['state'] } = {}, options: CallOptions = {}) {
    return this.#http.list<WebhookTry>(path(webhook_id, '/deliveries'), filter, options)
  }

  /**
   * The messages to all webhooks of the contract that were given up, newest event first.
   * @example
   * const given_up = await swath.webhooks.deadLetters().all()
   * console.log(given_up.length) // -> 0
   */
  deadLetters(options: CallOptions = {}): Listing<WebhookMessage> {
    return this.#http.list('/v2/webhooks/dead-letters', {}, options)
  }

  #act<T>(webhook_id: string, action: string, options: CallOptions): Promise<T> {
    return this.#http.json(path(webhook_id, `/${action}`), { ...options, method: 'POST' })
  }
}

function path(webhook_id: string, of_it = ''): string {
  return `/v2/webhooks/${encodeURIComponent(webhook_id)}${of_it}`
}
