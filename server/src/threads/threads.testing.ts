/** Work that a thread can be asked to do. */
import { threadId } from 'node:worker_threads'
import { SwathError } from '@swath/contract/errors'
import { openCog } from '@swath/imagery/read/open-cog'

export const threadOf = (_: undefined) => threadId

/** Computes for some time. */
export function count(to: number): number {
  let sum = 0
  for (let n = 0; n < to; n++) sum = (sum + n * n) % 1_000_003
  return sum
}

/** Computes until its thread ends. */
export function goOn(_: undefined): never {
  for (;;) count(1000)
}

export function fail(message: string): never {
  throw new Error(message)
}

export function refuse(pointer: string): never {
  const problems = [{ pointer, code: 'invalid_geometry', message: 'It crosses itself' }]
  throw new SwathError('invalid_geometry', `${pointer}: It crosses itself`, { problems })
}

export function exceed(length: number) {
  return new Array(length).length
}

export function open(file: string) {
  return openCog(file).then(({ close }) => close())
}

export const here = import.meta.url
