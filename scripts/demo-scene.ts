import type { SwathClient } from '@swath/client/client'
import type { Narrator } from './narrate.ts'

/** The means that each part of the demo has at hand. */
export interface Scene {
  swath: SwathClient
  narrator: Narrator
  /** The speed of the sky, in times of the clock. */
  speed: number
  /** The folder for the files; absent: a folder named after the order. */
  folder: string | undefined
}
