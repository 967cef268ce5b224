import type { CaptureReport } from '@swath/contract/captures'
import type { Geometry } from '@swath/contract/geometry'
import { durationMs, type Interval, recur } from '@swath/contract/intervals'
import { type ReasonCode, reasons } from '@swath/contract/reasons'
import {
  type CaptureStatus,
  type DeliverableStatus,
  delivered_statuses,
  isOneOf,
  open_deliverable_statuses,
} from '@swath/contract/states'
import { dateOf } from '@swath/contract/times'
import { splitAtAntimeridian } from '../lib/geo/antimeridian.ts'
import { isAllowed } from '../lib/machine.ts'
import { type CaptureAction, captureMachine } from './machine.ts'

/** When each round of images is to be made; an open end is the end of the order's window. */
export interface Round {
  not_before: Date
  not_after: Date | null
}

interface Recurrence {
  /** ISO 8601 duration. */
  period: string | null
  max_captures: number | null
  /** Those of its price. */
  periods: number
}

/**
 * One round for each period of a recurring order that is not over, else one for the window. A window that was made
 * longer before the order was planned brings no more of them than were paid for.
 */
export function planRounds(window: Interval, order: Recurrence, now: Date): Round[] {
  const { period, max_captures, periods } = order
  const every_ms = period === null ? undefined : durationMs(period)
  return recur(window, every_ms, max_captures ?? undefined)
    .filter((piece) => piece.end > now)
    .slice(0, periods)
    .map(({ start, end }) => ({
      not_before: start > now ? start : now,
      not_after: end < window.end ? end : null,
    }))
}

/** Whether news is of an image that is to be taken, or was taken, behind the end of what was ordered. */
export function isBehind(news: CaptureReport, end: Date): boolean {
  if (news.status === 'failed') return false
  return dateOf(news.status === 'collecting' ? news.occurred_at : news.access.start) > end
}

/** The state of a capture when news of it comes. */
export interface Standing {
  status: CaptureStatus
  /** When the newest pass that it had was told by the provider. */
  pass_told_at: Date | null
  deliverables: readonly DeliverableStatus[]
}

/**
 * Decides what a provider's news does to a capture, or why it changes nothing. In whatever order news comes, the end
 * is the same: a later step implies the earlier ones, and of several passes the one told last counts.
 */
export function judgeNews(
  { status: news, occurred_at }: Pick<CaptureReport, 'status' | 'occurred_at'>,
  { status, pass_told_at, deliverables }: Standing,
): { action: CaptureAction } | { ignored: string } {
  const action = news === 'scheduled' && status !== 'queued' ? 'reschedule' : actions[news]
  if (!isAllowed(captureMachine, status, action)) return { ignored: `The capture is ${status}` }
  if (news === 'scheduled' && pass_told_at !== null && dateOf(occurred_at) < pass_told_at) {
    return { ignored: 'A pass that was chosen later is known' }
  }
  if (news === 'failed' && deliverables.some(isDelivered)) {
    return { ignored: 'A product of it is delivered; what becomes of the others is told of each' }
  }
  return { action }
}

const actions = { scheduled: 'schedule', collecting: 'collect', acquired: 'acquire', failed: 'fail' } as const

const isDelivered = (status: DeliverableStatus) => isOneOf(delivered_statuses, status)

interface Content {
  set?: Record<string, unknown>
  message?: string
  reason_code?: ReasonCode
}

/** The fields that a report sets on the capture besides its state, and what its event tells. */
export function contentOf(body: CaptureReport): Content {
  switch (body.status) {
    case 'scheduled':
      return scheduledContent(body)
    case 'collecting':
      return {}
    case 'acquired':
      return {
        set: {
          access: body.access,
          outcome_id: body.outcome_id,
          footprint: splitAtAntimeridian(body.footprint as Geometry),
          cloud_cover_pct: body.cloud_cover_pct,
          acquired_at: dateOf(body.access.end),
        },
      }
    case 'failed':
      return {
        message: body.message,
        ...(body.cloud_cover_pct !== undefined && { set: { cloud_cover_pct: body.cloud_cover_pct } }),
      }
  }
}

function scheduledContent({ access, reason_code }: Extract<CaptureReport, { status: 'scheduled' }>): Content {
  if (!reason_code) return { set: { access } }
  // The event tells why the pass is another one; the capture itself goes on.
  return { set: { access, reason_code: null }, reason_code, message: reasons[reason_code].meaning }
}

/**
 * Whether a failed capture is attempted again: the reason allows it, and there is still time. A capture in space
 * has one moment, which does not come again.
 */
export function isRetried(reason_code: ReasonCode, failed_at: Date, end: Date, is_space: boolean): boolean {
  return !is_space && reasons[reason_code].retried && failed_at < end
}

/** Whether another provider may make what this one does not, for a reason of its own. */
export function isRerouted(reason_code: ReasonCode): boolean {
  const { cause, retried } = reasons[reason_code]
  return reason_code === 'NO_CAPACITY' || (cause === 'provider' && !retried)
}

/** The action that the finished deliverables of an acquired capture ask for; undefined while one is still open. */
export function settle(deliverables: readonly DeliverableStatus[]): 'publish' | 'fail' | undefined {
  const open = deliverables.some((status) => isOneOf(open_deliverable_statuses, status))
  if (open || deliverables.length === 0) return undefined
  return deliverables.some(isDelivered) ? 'publish' : 'fail'
}
