import { type CaptureStatus, capture_statuses } from '@swath/contract/states'
import type { Machine } from '../lib/machine.ts'

const before_acquisition = ['queued', 'scheduled', 'collecting'] as const

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
    collect: { from: ['queued', 'scheduled'], to: 'collecting', event: 'CaptureCollecting' },
    acquire: { from: before_acquisition, to: 'acquired', event: 'CaptureAcquired' },
    retrieve: { from: ['queued'], to: 'acquired', event: 'CaptureRetrieved' },
    publish: { from: ['acquired'], to: 'published', event: 'CapturePublished' },
    fail: { from: [...before_acquisition, 'acquired'], to: 'failed', event: 'CaptureFailed' },
    cancel: { from: [...before_acquisition, 'acquired'], to: 'canceled', event: 'CaptureCanceled' },
  },
}
