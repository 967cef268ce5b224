/** What a thread can be asked to do. */
import { threadId } from 'node:worker_threads'

export const threadOf = (_: undefined) => threadId

/** Computes for some time. */
export function count(to: number): number {
  let sum = 0
  for (let n = 0; n < to; n++) sum = (sum + n * n) % 1_000_003
  return sum
}

export function fail(message: string): never {
  throw new Error(message)
}

export const here = import.meta.url
