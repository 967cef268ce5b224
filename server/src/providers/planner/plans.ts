import type { CaptureToPlan } from '../provider.ts'

/** Remembers which captures a constellation of ours is to take. */
export interface Plans {
  /** Once, however often it is told; a new attempt takes the place of the one before. */
  put(provider: string, capture: CaptureToPlan): Promise<void>
  /** @returns false for one whose pass begins before a moment: it is commanded, and goes on */
  withdraw(capture_id: string, commanded: Date): Promise<boolean>
}
