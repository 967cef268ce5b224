import { type ErrorCode, SwathError } from '@swath/contract/errors'
import type {
  CreateWebhook,
  MessageState,
  ReplayWebhook,
  UpdateWebhook,
  Webhook,
  WebhookReplay,
  WebhookTry,
  WebhookWithSecret,
} from '@swath/contract/webhooks'
import type { Caller } from '../access/auth.ts'
import { requireMatch } from '../answers/etag.ts'
import type { Database, Transaction } from '../database/db.ts'
import type { Secrets } from '../database/secrets.ts'
import { newId } from '../lib/ids.ts'
import type { Page } from '../lists/pages.ts'
import { type Outbound, OutboundRefused } from '../outbound/outbound.ts'
import { type Clock, timestamp } from '../platform/clock.ts'
import type { EventFeed } from '../record/event-feed.ts'
import { messageDocument, tryDocument, webhookDocument } from './document.ts'
import { settleFilters } from './filters.ts'
import { insertTries, listMessages, listTries } from './messages.store.ts'
import { replay } from './replay.ts'
import { max_previous_secrets, type PreviousSecret, replacedSecret, validSecrets } from './rules.ts'
import { hurryMessages } from './sending.store.ts'
import { newSecret } from './signature.ts'
import type { SignedRequests } from './signed-requests.ts'
import {
  countWebhooks,
  deleteWebhook,
  findWebhook,
  insertWebhook,
  listWebhooks,
  lockCreation,
  lockWebhook,
  storeSecrets,
  updateWebhook,
  type WebhookRow,
} from './store.ts'

const max_webhooks = 50

interface Parts {
  db: Database
  clock: Clock
  feed: EventFeed
  outbound: Outbound
  secrets: Secrets
  requests: SignedRequests
}

/** The webhooks of a contract, their messages, and the log of what was sent. */
export class Webhooks {
  #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /**
   * It gets what happens from now on.
   * @throws SwathError `url_refused`, `webhook_limit_reached`, `invalid_request` for filters that match nothing
   */
  async create({ client_id, contract_id }: Caller, given: CreateWebhook): Promise<WebhookWithSecret> {
    this.#requireAddress(given.url)
    const { db, clock, feed, secrets } = this.#parts
    const now = clock.now()
    const webhook_id = newId('webhook', now)
    const secret = newSecret()
    const encrypted = await secrets.encrypt(secret, webhook_id)
    return db.tenant(contract_id, async (tx) => {
      await lockCreation(tx, contract_id)
      if ((await countWebhooks(tx)) >= max_webhooks) {
        throw new SwathError('webhook_limit_reached', `A contract has at most ${max_webhooks} webhooks`)
      }
      const end = await feed.end(tx, contract_id)
      const fresh = { ...unfailing, webhook_id, contract_id, secret: encrypted, created_at: now, ...end }
      const made = { ...fresh, created_by: client_id }
      const row = changed({ ...made, ...empty }, await settled(tx, given), now)
      await insertWebhook(tx, row)
      return { ...this.#document(row), secret }
    })
  }

  list({ contract_id }: Caller, page: Page): Promise<{ count: number; webhooks: Webhook[] }> {
    return this.#parts.db.tenant(contract_id, async (tx) => {
      const rows = await listWebhooks(tx, page)
      return { count: await countWebhooks(tx), webhooks: rows.map((row) => this.#document(row)) }
    })
  }

  /** @throws SwathError `not_found` */
  get({ contract_id }: Caller, webhook_id: string): Promise<Webhook> {
    return this.#parts.db.tenant(contract_id, async (tx) =>
      this.#document(found(webhook_id, await findWebhook(tx, webhook_id))),
    )
  }

  /**
   * A customer who enables a webhook again, or gives it another address, wants to know at once whether it works: what
   * is pending goes on where it stopped. From then on it is theirs, and ends with their credential.
   * @throws SwathError `not_found`, `precondition_failed`, `url_refused`, `invalid_request` as of a new one
   */
  update(
    { client_id, contract_id }: Caller,
    webhook_id: string,
    given: UpdateWebhook,
    if_match?: string,
  ): Promise<Webhook> {
    if (given.url !== undefined) this.#requireAddress(given.url)
    return this.#parts.db.tenant(contract_id, async (tx) => {
      const before = await this.#lock(tx, webhook_id, if_match)
      const is_retried = given.url !== undefined || (given.is_enabled === true && !before.is_enabled)
      const row = changed(
        { ...before, ...(is_retried ? { ...unfailing, created_by: client_id } : {}) },
        await settled(tx, given),
        this.#parts.clock.now(),
      )
      await updateWebhook(tx, row)
      if (is_retried) await hurryMessages(tx, webhook_id, row.updated_at)
      return this.#document(row)
    })
  }

  /** Its messages and its log go with it. @throws SwathError `not_found`, `precondition_failed` */
  remove({ contract_id }: Caller, webhook_id: string, if_match?: string): Promise<void> {
    return this.#parts.db.tenant(contract_id, async (tx) => {
      await this.#lock(tx, webhook_id, if_match)
      await deleteWebhook(tx, webhook_id)
    })
  }

  /** Each secret that is replaced stays valid for a day. @throws SwathError `not_found`, `webhook_secrets_reached` */
  async rotateSecret({ contract_id }: Caller, webhook_id: string): Promise<WebhookWithSecret> {
    const { db, clock, secrets } = this.#parts
    const secret = newSecret()
    const encrypted = await secrets.encrypt(secret, webhook_id)
    const now = clock.now()
    return db.tenant(contract_id, async (tx) => {
      const before = await this.#lock(tx, webhook_id)
      const previous_secrets = [
        replacedSecret(before.secret, now),
        ...validSecrets(before.previous_secrets, now),
      ]
      requireFew(previous_secrets)
      const row = { ...before, previous_secrets, secret: encrypted, updated_at: now }
      await storeSecrets(tx, row)
      return { ...this.#document(row), secret }
    })
  }

  /** Sends a message that is no event, and tells what came of it. @throws SwathError `not_found` */
  async test({ contract_id }: Caller, webhook_id: string): Promise<WebhookTry> {
    const { db, clock, requests } = this.#parts
    const find = (tx: Transaction) => findWebhook(tx, webhook_id)
    const webhook = found(webhook_id, await db.tenant(contract_id, find))
    const tried = await requests.send(webhook, testMessage(webhook, clock.now()))
    await db.tenant(contract_id, async (tx) => {
      if (await find(tx)) await insertTries(tx, [tried.row])
    })
    return tryDocument(tried.row)
  }

  /** @throws SwathError `not_found`, `invalid_filter` for a cursor of another contract */
  replay({ contract_id }: Caller, webhook_id: string, asked: ReplayWebhook): Promise<WebhookReplay> {
    const { db, clock, feed } = this.#parts
    return db.tenant(contract_id, async (tx) =>
      replay(tx, feed, await this.#lock(tx, webhook_id), asked, clock.now()),
    )
  }

  /** @throws SwathError `not_found` */
  messages({ contract_id }: Caller, webhook_id: string, state: MessageState | undefined, page: Page) {
    return this.#parts.db.tenant(contract_id, async (tx) => {
      found(webhook_id, await findWebhook(tx, webhook_id))
      const { count, messages } = await listMessages(tx, { webhook_id, state }, page)
      return { count, messages: messages.map(messageDocument) }
    })
  }

  /** @throws SwathError `not_found` */
  tries({ contract_id }: Caller, webhook_id: string, state: string | undefined, page: Page) {
    return this.#parts.db.tenant(contract_id, async (tx) => {
      found(webhook_id, await findWebhook(tx, webhook_id))
      const { count, tries } = await listTries(tx, { webhook_id, state }, page)
      return { count, tries: tries.map(tryDocument) }
    })
  }

  /** Messages that were given up, of the contract of the caller. */
  deadLetters({ contract_id }: Caller, page: Page) {
    return this.#parts.db.tenant(contract_id, (tx) => deadLettersOf(tx, undefined, page))
  }

  /** Messages that were given up, of one contract or of all; for operators. */
  allDeadLetters(contract_id: string | undefined, page: Page) {
    return this.#parts.db.system((tx) => deadLettersOf(tx, contract_id, page))
  }

  async #lock(tx: Transaction, webhook_id: string, if_match?: string): Promise<WebhookRow> {
    const row = found(webhook_id, await lockWebhook(tx, webhook_id))
    requireMatch(if_match, JSON.stringify(this.#document(row)))
    return row
  }

  #document(row: WebhookRow): Webhook {
    return webhookDocument(row, this.#parts.feed.encodeCursor(row.contract_id, row))
  }

  #requireAddress(url: string) {
    try {
      this.#parts.outbound.checkConfidential(url)
    } catch (error) {
      if (!(error instanceof OutboundRefused)) throw error
      const code: ErrorCode = 'url_refused'
      const problems = [{ pointer: '/url', code, message: error.message }]
      throw new SwathError(code, `/url: ${error.message}`, { problems })
    }
  }
}

const unfailing = { failures: 0, failing_since: null, paused_until: null }
const empty = {
  url: '',
  description: '',
  event_types: [],
  sku: [],
  project: [],
  order_id: [],
  is_enabled: true,
  disabled_reason: null,
  disabled_at: null,
  previous_secrets: [],
  lease_id: null,
}

function changed(row: Omit<WebhookRow, 'updated_at'>, given: UpdateWebhook, now: Date): WebhookRow {
  const { filters = {}, is_enabled = row.is_enabled, ...rest } = given
  const disabled = row.is_enabled
    ? { disabled_reason: 'by_customer' as const, disabled_at: now }
    : { disabled_reason: row.disabled_reason, disabled_at: row.disabled_at }
  const state = is_enabled ? { disabled_reason: null, disabled_at: null } : disabled
  return { ...row, ...withoutUndefined(rest), ...filters, is_enabled, ...state, updated_at: now }
}

async function settled(tx: Transaction, given: UpdateWebhook): Promise<UpdateWebhook> {
  return given.filters === undefined ? given : { ...given, filters: await settleFilters(tx, given.filters) }
}

function requireFew({ length }: readonly PreviousSecret[]) {
  if (length <= max_previous_secrets) return
  throw new SwathError(
    'webhook_secrets_reached',
    `${max_previous_secrets} secrets were replaced within a day and are still valid; the oldest has to end first`,
  )
}

function withoutUndefined<T extends object>(given: T) {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
}

function found(webhook_id: string, row: WebhookRow | undefined): WebhookRow {
  if (row) return row
  throw new SwathError('not_found', `There is no webhook ${webhook_id} in this contract`)
}

async function deadLettersOf(tx: Transaction, contract_id: string | undefined, page: Page) {
  const { count, messages } = await listMessages(tx, { contract_id, state: 'dead' }, page)
  return { count, messages: messages.map(messageDocument) }
}

/** Shaped like an event, but it is in no feed. */
function testMessage({ webhook_id, contract_id }: WebhookRow, now: Date) {
  const type = 'WebhookTest'
  const id = newId('evt', now)
  const time = timestamp(now)
  const message = 'A test of the webhook; nothing has happened.'
  const event = {
    specversion: '1.0',
    id,
    type,
    source: '/swath',
    subject: `webhook/${webhook_id}`,
    time,
    timestamp: time,
    message,
    data: { contract_id, entity: 'webhook', entity_id: webhook_id, message },
  }
  return { event_id: id, type, body: JSON.stringify(event) }
}
