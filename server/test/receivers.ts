// Receivers of webhooks: real HTTP servers on loopback that do what a test tells them; and what a test needs to
// make events of many entities and have them sent.
import { createHmac, timingSafeEqual } from 'node:crypto'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import type { EventType } from '@swath/contract/events'
import type { WebhookMessage, WebhookWithSecret } from '@swath/contract/webhooks'
import { demo_contracts } from '../src/contracts/demo.ts'
import { appendEvent } from '../src/record/events.ts'
import { aPointOrder, type Client, type TestApp } from './app.ts'
import { untilReadable } from './events.ts'

export interface Received {
  content_type: string
  id: string
  timestamp: string
  signature: string
  body: string
  entity_id: string
  sequence: number
  type: string
  /** Whether it was answered completely with 200. */
  is_acknowledged: boolean
}

/** ok, a status, or a way to fail. */
export type Behaviour = 'ok' | 'hang' | 'reset' | 'truncate' | 'drip' | number

export class Receiver {
  /** Everything that arrived completely, in order. */
  readonly received: Received[] = []
  behave: (message: Received) => Behaviour = () => 'ok'
  headers: Record<string, string> = {}
  /** The body of answers. */
  text = 'thank you'
  #server: http.Server
  #connections = 0

  private constructor(server: http.Server) {
    this.#server = server
  }

  static async open(): Promise<Receiver> {
    const server = http.createServer((request, response) => receiver.#take(request, response))
    const receiver = new Receiver(server)
    server.on('connection', () => receiver.#connections++)
    server.listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    return receiver
  }

  get url() {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hook`
  }

  get connections() {
    return this.#connections
  }

  get ids() {
    return this.received.map(({ id }) => id)
  }

  /** Ends what hangs. */
  hangUp() {
    this.#server.closeAllConnections()
  }

  async close() {
    this.hangUp()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #take(request: http.IncomingMessage, response: http.ServerResponse) {
    const parts: Buffer[] = []
    request.on('data', (part) => parts.push(part))
    request.on('end', () => {
      const body = Buffer.concat(parts).toString('utf8')
      const event = JSON.parse(body)
      const message: Received = {
        content_type: String(request.headers['content-type']),
        id: String(request.headers['webhook-id']),
        timestamp: String(request.headers['webhook-timestamp']),
        signature: String(request.headers['webhook-signature']),
        body,
        entity_id: event.data.entity_id,
        sequence: event.sequence,
        type: event.type,
        is_acknowledged: false,
      }
      this.received.push(message)
      this.#answer(this.behave(message), message, response)
    })
  }

  #answer(behaviour: Behaviour, message: Received, response: http.ServerResponse) {
    if (behaviour === 'hang') return
    if (behaviour === 'reset') return response.socket?.resetAndDestroy()
    if (behaviour === 'truncate' || behaviour === 'drip') {
      response.writeHead(200, { 'content-length': '1000' }).write('only the beginn')
      if (behaviour === 'truncate') setImmediate(() => response.destroy())
      return
    }
    const status = behaviour === 'ok' ? 200 : behaviour
    message.is_acknowledged = status >= 200 && status < 300
    response.writeHead(status, this.headers).end(this.text)
  }
}

/**
 * Verifies as the specification of Standard Webhooks says, written without looking at ours.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function isGenuine(
  secret: string,
  { id, timestamp, signature, body }: Pick<Received, 'id' | 'timestamp' | 'signature' | 'body'>,
): boolean {
  const [, base64] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret) ?? []
  const key = Buffer.from(base64 ?? '', 'base64')
  if (key.length < 24 || key.length > 64) return false
  const content = Buffer.concat([
    Buffer.from(id),
    Buffer.from('.'),
    Buffer.from(timestamp),
    Buffer.from('.'),
    Buffer.from(body),
  ])
  const expected = createHmac('sha256', key).update(content).digest()
  return signature.split(' ').some((one) => {
    const [version, value = ''] = one.split(',')
    const given = Buffer.from(value, 'base64')
    return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected)
  })
}

type Customer = keyof typeof demo_contracts

/** Makes webhooks and events, and has them sent. */
export class WebhookTests {
  readonly swath: TestApp
  #order_id: string

  private constructor(swath: TestApp, order_id: string) {
    this.swath = swath
    this.#order_id = order_id
  }

  static async open(swath: TestApp): Promise<WebhookTests> {
    const { body } = await swath.call('demo', 'POST', '/v2/orders/', aPointOrder())
    await swath.drain()
    const tests = new WebhookTests(swath, body.id)
    await tests.untilReadable()
    // A replay from the creation of a webhook on finds nothing of what was before.
    swath.advance({ hours: 0.01 })
    return tests
  }

  get order_id() {
    return this.#order_id
  }

  async create(url: string, more: object = {}, client: Client = 'demo'): Promise<WebhookWithSecret> {
    const { status, body } = await this.swath.call(client, 'POST', '/v2/webhooks/', {
      url,
      event_types: ['*'],
      ...more,
    })
    if (status !== 201) throw new Error(JSON.stringify(body))
    return body
  }

  /** An event of a made-up entity. */
  async write(
    entity_id: string,
    type: EventType = 'CaptureQueued',
    message = 'A test',
    client: Customer = 'demo',
  ) {
    const { db } = this.swath.app
    await db.tenant(demo_contracts[client], (tx) =>
      appendEvent(tx, {
        contract_id: demo_contracts[client],
        order_id: this.#order_id,
        entity: 'capture',
        entity_id,
        type,
        action: 'update',
        status: 'queued',
        outcome: null,
        reason_code: null,
        message,
        actor: 'test',
        occurred_at: null,
        time: this.swath.clock.now(),
        changes: { b: 1, a: [1.5, 'ü €'] },
      }),
    )
  }

  untilReadable() {
    return untilReadable(this.swath)
  }

  /** Sends all that is due. */
  async send() {
    await this.untilReadable()
    await this.swath.app.features.webhooks.sender.run()
  }

  /** Goes on in steps until so many hours have passed, sending what is due. */
  async pass(hours: number, step_hours = 1) {
    for (let steps = Math.round(hours / step_hours); steps > 0; steps--) {
      this.swath.advance({ hours: step_hours })
      await this.send()
    }
  }

  async get(webhook_id: string) {
    return (await this.swath.call('demo', 'GET', `/v2/webhooks/${webhook_id}`)).body
  }

  async messages(webhook_id: string, state?: string): Promise<WebhookMessage[]> {
    const query = `limit=1000${state ? `&state=${state}` : ''}`
    return (await this.swath.call('demo', 'GET', `/v2/webhooks/${webhook_id}/messages?${query}`)).body.results
  }

  post(webhook_id: string, action: string, payload?: unknown) {
    return this.swath.call('demo', 'POST', `/v2/webhooks/${webhook_id}/${action}`, payload)
  }

  patch(webhook_id: string, payload: unknown) {
    return this.swath.call('demo', 'PATCH', `/v2/webhooks/${webhook_id}`, payload)
  }

  /** The feed's own bytes of each event, by id. */
  async feedBytes(cursor: string): Promise<Map<string, string>> {
    const answer = await this.swath.app.http.inject({
      url: `/v2/events/?limit=1000&cursor=${cursor}`,
      headers: await this.swath.headers('demo'),
    })
    const ids = answer.json().results.map(({ id }: { id: string }) => id) as string[]
    const starts = ids.map((id) => answer.payload.indexOf(`{"specversion":"1.0","id":"${id}"`))
    return new Map(
      ids.map((id, i) => {
        const end = starts[i + 1] ?? answer.payload.lastIndexOf(']') + 1
        return [id, answer.payload.slice(starts[i], end - 1)]
      }),
    )
  }
}

/** A busy machine may be slow to answer itself, which is not what most tests are about. */
export const allow_loopback = { SWATH_OUTBOUND_ALLOW: '127.0.0.1', SWATH_WEBHOOK_TIMEOUT_MS: '60000' }
export const impatient = { ...allow_loopback, SWATH_WEBHOOK_TIMEOUT_MS: '300' }
