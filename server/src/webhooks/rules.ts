import { matchesPattern } from '@swath/contract/patterns'

const second_ms = 1_000
const minute_ms = 60 * second_ms
const hour_ms = 60 * minute_ms

/** The waits after the first, second, ... failed try of a message; after the last, the last again. */
const waits_ms = [
  5 * second_ms,
  30 * second_ms,
  2 * minute_ms,
  10 * minute_ms,
  30 * minute_ms,
  hour_ms,
  3 * hour_ms,
  6 * hour_ms,
  ...Array.from({ length: 4 }, () => 12 * hour_ms),
  14 * hour_ms,
]
/** A message is given up after so many tries, of which the first is so long ago. */
const max_tries = waits_ms.length + 1
const max_age_ms = 72 * hour_ms

/** A webhook is disabled after so many failures and no success in so long a time. */
const max_failures = 12
const max_failing_ms = 72 * hour_ms

/** From so many failures in a row on, the receiver counts as down: it is asked less often, one message at a time. */
export const down_failures = 3
const first_pause_ms = 5 * second_ms
const longest_pause_ms = 15 * minute_ms
/** The longest wait that a receiver may ask for. */
const longest_retry_after_ms = hour_ms

/** Messages that are under way to one receiver at once, each of another entity. */
export const parallel = 8
/** Messages that are sent before they are recorded together. */
const per_step = 64

const overlap_ms = 24 * hour_ms
/** Each adds a signature to every message. */
export const max_previous_secrets = 10

/** One that was replaced, and how long messages are signed with it as well. */
export interface PreviousSecret {
  secret: string
  until: string
}

/** Each secret that was replaced has a day of its own. */
export function replacedSecret(secret: string, now: Date): PreviousSecret {
  return { secret, until: new Date(now.getTime() + overlap_ms).toISOString() }
}

export function validSecrets(previous: readonly PreviousSecret[], now: Date): PreviousSecret[] {
  return previous.filter(({ until }) => Date.parse(until) > now.getTime())
}

/** The result of one request. */
export interface Outcome {
  status: number | null
  /** The header of the answer. */
  retry_after: string | undefined
  /** Why there is no complete answer. */
  error: string | null
}

export interface Health {
  failures: number
  failing_since: Date | null
}

export function isSuccess({ status, error }: Outcome): boolean {
  return error === null && status !== null && status >= 200 && status < 300
}

/** Why a try failed, in words; null when it did not. */
export function failureOf(outcome: Outcome): string | null {
  if (isSuccess(outcome)) return null
  if (outcome.error !== null) return outcome.error
  const { status } = outcome
  return status !== null && status >= 300 && status < 400
    ? `The receiver answered ${status}; redirects are not followed`
    : `The receiver answered ${status}`
}

/** The health of a webhook after tries that were made at the same time. */
export function healthAfter(health: Health, outcomes: readonly Outcome[], now: Date): Health {
  if (outcomes.length === 0) return health
  if (outcomes.some(isSuccess)) return { failures: 0, failing_since: null }
  return { failures: health.failures + outcomes.length, failing_since: health.failing_since ?? now }
}

/** Why no more is to be sent to the webhook, if so. */
export function reasonToDisable(
  { failures, failing_since }: Health,
  outcomes: readonly Outcome[],
  now: Date,
) {
  if (outcomes.some(({ status }) => status === 410)) return 'gone'
  const is_failing = failing_since !== null && now.getTime() - failing_since.getTime() >= max_failing_ms
  return is_failing && failures >= max_failures ? 'failing' : null
}

/** @param chance from 0 to 1 */
export function pauseAfter(
  health: Health,
  outcomes: readonly Outcome[],
  now: Date,
  chance: number,
): Date | null {
  const asked_ms = Math.max(0, ...outcomes.map((outcome) => retryAfterMs(outcome, now)))
  const beyond = health.failures - down_failures
  const pause_ms = beyond < 0 ? 0 : Math.min(first_pause_ms * 2 ** Math.min(beyond, 10), longest_pause_ms)
  const wait_ms = Math.max(asked_ms, withJitter(pause_ms, chance))
  return wait_ms === 0 ? null : new Date(now.getTime() + wait_ms)
}

export interface Tried {
  /** With the one that has just failed. */
  tries: number
  first_tried_at: Date
}

/** When to try a message again that failed; null when it is given up. */
export function nextTry({ tries, first_tried_at }: Tried, now: Date, chance: number): Date | null {
  if (tries >= max_tries && now.getTime() - first_tried_at.getTime() >= max_age_ms) return null
  const wait_ms = waits_ms[Math.min(tries, waits_ms.length) - 1]!
  return new Date(now.getTime() + withJitter(wait_ms, chance))
}

export function isDown({ failures }: Health): boolean {
  return failures >= down_failures
}

export function messagesPerStep(health: Health): number {
  return isDown(health) ? 1 : per_step
}

/** Up to a fifth longer, so that what failed together does not come back together. */
function withJitter(wait_ms: number, chance: number): number {
  return Math.round(wait_ms * (1 + chance / 5))
}

/** The wait that the answers 429 and 503 ask for: seconds, or a date. */
function retryAfterMs({ status, retry_after }: Outcome, now: Date): number {
  if ((status !== 429 && status !== 503) || retry_after === undefined) return 0
  const asked_ms = /^\d+$/.test(retry_after.trim())
    ? Number(retry_after) * second_ms
    : Date.parse(retry_after) - now.getTime()
  return Math.min(Math.max(asked_ms || 0, 0), longest_retry_after_ms)
}

export interface Wanted {
  event_types: readonly string[]
  sku: readonly string[]
  project: readonly string[]
  order_id: readonly string[]
}

export interface EventFacts {
  type: string
  order_id: string
}

export interface OrderFacts {
  sku: string
  project_id: string
  project_name: string
}

export function isWanted(wanted: Wanted, event: EventFacts, order: OrderFacts | undefined): boolean {
  const { event_types, sku, project, order_id } = wanted
  return (
    event_types.some((pattern) => matchesPattern(event.type, pattern)) &&
    (order_id.length === 0 || order_id.includes(event.order_id)) &&
    (sku.length === 0 || sku.some((pattern) => order && matchesPattern(order.sku, pattern))) &&
    // By name where, when the filter was set, no project had it yet; that is refused today.
    (project.length === 0 || project.some((one) => one === order?.project_id || one === order?.project_name))
  )
}
