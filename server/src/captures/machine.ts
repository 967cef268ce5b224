import { type CaptureStatus, capture_statuses, open_capture_statuses } from '@swath/contract/states'
import type { Machine } from '../lib/machine.ts'

/** Those that nothing has begun of in the sky. */
export const before_collection = ['queued', 'scheduled'] as const
const before_acquisition = [...before_collection, 'collecting'] as const

export type CaptureAction =
  | 'plan'
  | 'schedule'
  | 'reschedule'
  | 'collect'
  | 'acquire'
  | 'retrieve'
  | 'publish'
  | 'fail'
  | 'cancel'

export const captureMachine: Machine<CaptureStatus, CaptureAction, never> = {
  statuses: capture_statuses,
  steps: {
    plan: { from: [], to: 'queued', event: 'CaptureQueued' },
    schedule: { from: ['queued'], to: 'scheduled', event: 'CaptureScheduled' },
    // News comes in any order: a later step implies the earlier ones, and their passes may be told after it.
    reschedule: { from: ['scheduled', 'collecting'], to: null, event: 'CaptureRescheduled' },
    collect: { from: before_collection, to: 'collecting', event: 'CaptureCollecting' },
    acquire: { from: before_acquisition, to: 'acquired', event: 'CaptureAcquired' },
    retrieve: { from: ['queued'], to: 'acquired', event: 'CaptureRetrieved' },
    publish: { from: ['acquired'], to: 'published', event: 'CapturePublished' },
    fail: { from: open_capture_statuses, to: 'failed', event: 'CaptureFailed' },
    cancel: { from: open_capture_statuses, to: 'canceled', event: 'CaptureCanceled' },
  },
}
