import { type Options, SingleBar } from 'cli-progress'
import type { Counts } from './sidecar.ts'

export interface Progress {
  addBytes(count: number): void
  update(counts: Counts): void
  stop(): void
}

const ends = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** A bar on the standard error; however the command ends, the terminal has its cursor and its long lines back. */
export class TerminalBar extends SingleBar {
  constructor(format: string, options: Options = {}) {
    super({ format, stream: process.stderr, hideCursor: true, ...options })
  }

  override start(total: number, value: number, payload: object): void {
    super.start(total, value, payload)
    for (const signal of ends) process.once(signal, this.#end)
  }

  override stop(): void {
    for (const signal of ends) process.off(signal, this.#end)
    super.stop()
  }

  #end = (signal: NodeJS.Signals) => {
    this.stop()
    process.kill(process.pid, signal)
  }
}

const format =
  '{bar} {percentage}%  {created} created, {updated} updated, {unchanged} unchanged, {refused} refused'

/** On the terminal of the standard error; nothing where there is none, or where the end is not known. */
export function progressBar(total_bytes: number | undefined): Progress {
  if (!process.stderr.isTTY || total_bytes === undefined) {
    const nothing = () => undefined
    return { addBytes: nothing, update: nothing, stop: nothing }
  }
  const bar = new TerminalBar(format)
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
