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
    reschedule: { from: ['scheduled'], to: null, event: 'CaptureRescheduled' },
    collect: { from: ['scheduled'], to: 'collecting', event: 'CaptureCollecting' },
    acquire: { from: ['collecting'], to: 'acquired', event: 'CaptureAcquired' },
    retrieve: { from: ['queued'], to: 'acquired', event: 'CaptureRetrieved' },
    publish: { from: ['acquired'], to: 'published', event: 'CapturePublished' },
    fail: { from: [...before_acquisition, 'acquired'], to: 'failed', event: 'CaptureFailed' },
    cancel: { from: [...before_acquisition, 'acquired'], to: 'canceled', event: 'CaptureCanceled' },
  },
}
