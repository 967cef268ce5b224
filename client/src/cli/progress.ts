import { SingleBar } from 'cli-progress'
import type { Counts } from './sidecar.ts'

export interface Progress {
  addBytes(count: number): void
  update(counts: Counts): void
  stop(): void
}

const format =
  '{bar} {percentage}%  {created} created, {updated} updated, {unchanged} unchanged, {refused} refused'

/** On the terminal of the standard error; nothing where there is none, or where the end is not known. */
export function progressBar(total_bytes: number | undefined): Progress {
  if (!process.stderr.isTTY || total_bytes === undefined) {
    const nothing = () => undefined
    return { addBytes: nothing, update: nothing, stop: nothing }
  }
  const bar = new SingleBar({ format, stream: process.stderr, hideCursor: true })
  let read = 0
  bar.start(total_bytes, 0, { created: 0, updated: 0, unchanged: 0, refused: 0 })
  return {
    addBytes: (count) => {
      read += count
    },
    update: (counts) => bar.update(read, counts),
    stop: () => bar.stop(),
  }
}
