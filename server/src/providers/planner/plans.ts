import type { CaptureToPlan } from '../provider.ts'
import type { TakenPass } from './taken.ts'

/** Remembers which captures a constellation of ours is to take, and which passes are kept for orders. */
export interface Plans {
  /** Once, however often it is told; a new attempt takes the place of the one before. */
  put(provider: string, capture: CaptureToPlan): Promise<void>
  /** @returns false for one whose pass begins before a moment: it is commanded, and goes on */
  withdraw(capture_id: string, commanded: Date): Promise<boolean>
  /** The passes that somebody has, and a number that changes when more are taken. */
  taken(provider: string): Promise<{ revision: string; passes: TakenPass[] }>
  /** @returns false where passes were taken since that revision: then nothing is kept */
  reserve(provider: string, pass: TakenPass & { reservation_id: string }, revision: string): Promise<boolean>
  release(reservation_id: string): Promise<void>
}
