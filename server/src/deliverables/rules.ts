import type { CaptureStatus, OrderStatus, ProcessingLevel } from '@swath/contract/states'

/** The facts that decide about news of a product that does not exist. */
interface Prospect {
  order_status: OrderStatus
  capture_status: CaptureStatus
  processing_levels: readonly ProcessingLevel[]
}

/** News of a product waits for its image, as long as one can come of which this product is made. */
export function judgeEarly(level: ProcessingLevel, prospect: Prospect) {
  const { order_status, capture_status, processing_levels } = prospect
  const ignored = (detail: string) => ({ result: 'ignored' as const, detail })
  if (order_status === 'closed') return ignored('The order is closed')
  if (!processing_levels.includes(level)) return ignored(`No ${level} is expected of this capture`)
  if (capture_status === 'failed' || capture_status === 'canceled')
    return ignored(`The capture is ${capture_status}`)
  return {
    result: 'waiting' as const,
    detail: `The capture is ${capture_status}; this is judged once it is acquired`,
  }
}
