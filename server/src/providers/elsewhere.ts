import type { CaptureReport } from '@swath/contract/captures'
import type { DeliverableReport, ReportedFile } from '@swath/contract/deliverables'
import type { ProcessingLevel } from '@swath/contract/states'
import type { CaptureToPlan } from './provider.ts'

/** A file that is offered; its size and digest may be unknown until somebody has read it. */
export type OfferedFile = Omit<ReportedFile, 'size_bytes' | 'sha256'> &
  Partial<Pick<ReportedFile, 'size_bytes' | 'sha256'>>

type Ready = Omit<Extract<DeliverableReport, { status: 'ready' }>, 'files'> & { files: OfferedFile[] }

/** A piece of news of an order elsewhere: of its capture, or of one of its products. */
export type Told =
  | { report: CaptureReport }
  | { level: ProcessingLevel; report: Exclude<DeliverableReport, { status: 'ready' }> | Ready }

export interface News {
  /** Oldest first. What was told before is told again with the same `report_id`. */
  told: Told[]
  /** Nothing more will be told. */
  is_over: boolean
}

/** A system that carries out captures as orders of its own, and tells nothing by itself: it is asked. */
export interface Elsewhere {
  /** @returns the id of the order there @throws Refusal, and errors after which it may have been placed or not */
  order(capture: CaptureToPlan): Promise<string>
  /** The ids of orders there that were placed since then and look as this capture would be ordered. */
  find(capture: CaptureToPlan, since: Date): Promise<string[]>
  news(order_id: string, capture: CaptureToPlan, now: Date): Promise<News>
  /** @returns whether it will not be carried out */
  cancel(order_id: string): Promise<boolean>
}

/** Remembers which captures are orders elsewhere. */
export interface Forwards {
  /** Orders a capture there, once, however often it is asked and whatever answers are lost. @throws Refusal */
  order(provider: string, elsewhere: Elsewhere, capture: CaptureToPlan): Promise<void>
  /** @returns whether it will not be carried out */
  cancel(elsewhere: Elsewhere, capture_id: string): Promise<boolean>
}
