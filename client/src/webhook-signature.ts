import type { Event } from '@swath/contract/events'

/** A message to a webhook: an event of the feed, or the test message. */
export type WebhookEvent = Event | { type: 'WebhookTest'; id: string; [field: string]: unknown }

/** The headers of a request as frameworks give them, whatever their case. */
export type WebhookHeaders =
  | { get(name: string): string | null }
  | Readonly<Record<string, string | readonly string[] | undefined>>

export interface VerifyOptions {
  /** The number of seconds that the clocks of both ends may be apart, and that a message may be old. */
  tolerance_s?: number
  now?: Date
}

/** The message is not from Swath, or not from now: answer 400 and do nothing. */
export class WebhookVerificationError extends Error {
  override readonly name = 'WebhookVerificationError'
}

const tolerance_s = 300

/**
 * Checks the signature of a message (Standard Webhooks), and reads it.
 * @param body as it came, before any parsing
 * @param secrets `whsec_...`, one or several; one that fits is enough
 * @throws WebhookVerificationError
 * @example
 * import { signWebhook, verifyWebhook } from '@swath/client/webhook-signature'
 *
 * // What comes in; a receiver of your own takes these from the request.
 * const { headers, body } = await signWebhook(event, secret)
 *
 * const genuine = await verifyWebhook(body, headers, secret)
 * console.log(genuine.type) // -> OrderReceived
 */
export async function verifyWebhook(
  body: string | Uint8Array,
  headers: WebhookHeaders,
  secrets: string | readonly string[],
  options: VerifyOptions = {},
): Promise<WebhookEvent> {
  const id = header(headers, 'webhook-id')
  const timestamp = header(headers, 'webhook-timestamp')
  const given = header(headers, 'webhook-signature')
    .split(' ')
    .filter((one) => one.startsWith('v1,'))
    .map((one) => fromBase64(one.slice(3)))
  const now_s = (options.now ?? new Date()).getTime() / 1000
  const is_recent = Math.abs(now_s - Number(timestamp)) <= (options.tolerance_s ?? tolerance_s)
  if (!/^\d+$/.test(timestamp) || !is_recent) {
    throw new WebhookVerificationError(`The message was signed at ${timestamp}, too far from now`)
  }
  const signed = signedBytes(id, timestamp, body)
  for (const secret of [secrets].flat()) {
    const key = await keyOf(secret)
    for (const signature of given) {
      // `verify` compares in constant time.
      if (await crypto.subtle.verify('HMAC', key, signature, signed)) return read(body)
    }
  }
  throw new WebhookVerificationError('No signature of the message fits')
}

export interface SignedWebhook {
  headers: Record<'content-type' | 'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string>
  body: string
}

/**
 * A message as Swath would send it, to test a receiver with.
 * @example
 * import { signWebhook } from '@swath/client/webhook-signature'
 *
 * const request = await signWebhook(event, secret)
 * console.log(request.headers['webhook-id'] === event.id) // -> true
 */
export async function signWebhook(
  event: WebhookEvent,
  secret: string,
  at = new Date(),
): Promise<SignedWebhook> {
  const body = JSON.stringify(event)
  const timestamp = String(Math.floor(at.getTime() / 1000))
  const signature = await crypto.subtle.sign(
    'HMAC',
    await keyOf(secret),
    signedBytes(event.id, timestamp, body),
  )
  return {
    headers: {
      'content-type': 'application/cloudevents+json',
      'webhook-id': event.id,
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${toBase64(new Uint8Array(signature))}`,
    },
    body,
  }
}

/** The verdicts of a receiver on the four messages that every receiver must get right. */
export interface ReceiverReport {
  /** Takes a genuine message, and takes it again when it comes again: both must be 2xx. */
  genuine: number
  repeated: number
  /** Refuses a message whose body was changed on the way, and one that is an hour old: neither may be 2xx. */
  tampered: number
  stale: number
  is_sound: boolean
}

/**
 * Sends a receiver of yours a genuine, a repeated, a tampered and a stale message, and tells with which status it
 * answered each. What the receiver does with a message twice is for your own test to look at.
 * @throws TypeError when the receiver does not answer at all
 * @example
 * import { testReceiver } from '@swath/client/webhook-signature'
 *
 * const report = await testReceiver(receiver_url, secret, event)
 * console.log(report.is_sound) // -> true
 */
export async function testReceiver(
  url: string,
  secret: string,
  event: WebhookEvent,
): Promise<ReceiverReport> {
  const send = async ({ headers, body }: SignedWebhook) => {
    const response = await fetch(url, { method: 'POST', headers, body })
    await response.body?.cancel()
    return response.status
  }
  const genuine = await signWebhook(event, secret)
  const stale = await signWebhook(event, secret, new Date(Date.now() - 3_600_000))
  const told = {
    genuine: await send(genuine),
    repeated: await send(genuine),
    tampered: await send({ ...genuine, body: `${genuine.body} ` }),
    stale: await send(stale),
  }
  const isTaken = (status: number) => status >= 200 && status <= 299
  const is_sound =
    isTaken(told.genuine) && isTaken(told.repeated) && !isTaken(told.tampered) && !isTaken(told.stale)
  return { ...told, is_sound }
}

function header(headers: WebhookHeaders, name: string): string {
  const value =
    typeof headers.get === 'function'
      ? headers.get(name)
      : Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1]
  if (typeof value === 'string') return value
  throw new WebhookVerificationError(`The header ${name} is missing`)
}

function read(body: string | Uint8Array): WebhookEvent {
  return JSON.parse(typeof body === 'string' ? body : new TextDecoder().decode(body))
}

function signedBytes(id: string, timestamp: string, body: string | Uint8Array): Uint8Array<ArrayBuffer> {
  const head = new TextEncoder().encode(`${id}.${timestamp}.`)
  const rest = typeof body === 'string' ? new TextEncoder().encode(body) : body
  const bytes = new Uint8Array(head.length + rest.length)
  bytes.set(head)
  bytes.set(rest, head.length)
  return bytes
}

function keyOf(secret: string) {
  const bytes = fromBase64(secret.replace(/^whsec_/, ''))
  if (bytes.length === 0) throw new WebhookVerificationError('The secret is empty')
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  return crypto.subtle.importKey('raw', bytes, algorithm, false, ['sign', 'verify'])
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  } catch {
    throw new WebhookVerificationError('A signature or a secret is not base64')
  }
}

const toBase64 = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes))
