import type { z } from 'zod'
import {
  AssessmentAnswer,
  CancellationAnswer,
  FramesAnswer,
  OpportunitiesAnswer,
  ReservationAnswer,
  TakenAnswer,
} from './answers.ts'
import { Capabilities } from './capabilities.ts'
import {
  AssessmentRequest,
  CancellationRequest,
  CaptureTask,
  FramesRequest,
  OpportunitiesRequest,
  ProductTask,
  ReleaseRequest,
  ReservationRequest,
} from './requests.ts'

/** A request of Swath to a provider. It is sent to an address below that of the provider, or waits to be fetched. */
interface RequestKind {
  method: 'GET' | 'POST' | 'PUT'
  /** `{capture_id}` and `{reservation_id}` are those of the body. */
  path: string
  /** Absent where nothing is sent. */
  request?: z.ZodType
  answer: z.ZodType
  summary: string
}

/** All that a provider is asked. Each may be repeated, and then changes nothing. */
export const request_kinds = {
  capabilities: {
    method: 'GET',
    path: '/capabilities',
    answer: Capabilities,
    summary: 'What the provider can do',
  },
  assess: {
    method: 'POST',
    path: '/assessments',
    request: AssessmentRequest,
    answer: AssessmentAnswer,
    summary: 'Whether an order can be carried out',
  },
  opportunities: {
    method: 'POST',
    path: '/opportunities',
    request: OpportunitiesRequest,
    answer: OpportunitiesAnswer,
    summary: 'When something could be collected',
  },
  frames: {
    method: 'POST',
    path: '/frames',
    request: FramesRequest,
    answer: FramesAnswer,
    summary: 'The images into which an area is divided; only of who plans its own frames',
  },
  reserve: {
    method: 'PUT',
    path: '/reservations/{reservation_id}',
    request: ReservationRequest,
    answer: ReservationAnswer,
    summary: 'Keep a pass for an order; only of who reserves passes',
  },
  release: {
    method: 'POST',
    path: '/reservations/{reservation_id}/release',
    request: ReleaseRequest,
    answer: TakenAnswer,
    summary: 'Keep a pass no longer',
  },
  plan: {
    method: 'PUT',
    path: '/captures/{capture_id}',
    request: CaptureTask,
    answer: TakenAnswer,
    summary: 'Collect an image',
  },
  produce: {
    method: 'PUT',
    path: '/products/{capture_id}',
    request: ProductTask,
    answer: TakenAnswer,
    summary: 'Make files of an image of the archive',
  },
  cancel: {
    method: 'POST',
    path: '/captures/{capture_id}/cancellation',
    request: CancellationRequest,
    answer: CancellationAnswer,
    summary: 'Collect or make something no more',
  },
} as const satisfies Record<string, RequestKind>

export type Kind = keyof typeof request_kinds
export type AnswerOf<K extends Kind> = z.infer<(typeof request_kinds)[K]['answer']>
/** The status of an answer that is a `RefusalAnswer`. */
export const refusal_status = 409

/** The path of a request below the address of the provider. */
export function pathOf(kind: Kind, body: { capture_id?: string; reservation_id?: string } = {}): string {
  return request_kinds[kind].path.replace(/\{(capture_id|reservation_id)\}/, (_, name: keyof typeof body) =>
    encodeURIComponent(body[name] ?? ''),
  )
}
