import type { SwathClient } from '@swath/client/client'
import type { Narrator } from './narrate.ts'

/** What each part of the demo has at hand. */
export interface Scene {
  swath: SwathClient
  narrator: Narrator
  /** How much faster than the clock the sky goes. */
  speed: number
  /** Where the files go; absent: a folder named after the order. */
  folder: string | undefined
}
