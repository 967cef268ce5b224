// Processes of Swath, each with what it says.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'

const root = path.join(import.meta.dirname, '../../..')

/** A line of the log; `text` is the whole of it. */
export interface Line {
  level: number
  msg: string
  text: string
}

export class Process {
  readonly lines: Line[] = []
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
  #child: ChildProcess
  #hears = new Set<() => void>()

  /** @param script below the root of the repository */
  constructor(script: string, args: string[], env: Record<string, string>) {
    this.#child = spawn(process.execPath, [path.join(root, script), ...args], {
      cwd: root,
      env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE, ...env },
      // The channel closes when this process dies, and then the child ends as well.
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    this.ended = once(this.#child, 'exit').then(([code, signal]) => ({ code, signal }))
    for (const stream of [this.#child.stdout!, this.#child.stderr!])
      createInterface({ input: stream }).on('line', (text) => this.#hear(text))
  }

  get is_running() {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  kill(signal: NodeJS.Signals) {
    this.#child.kill(signal)
    return this.ended
  }

  /** The first line like this after so many lines. */
  async said(pattern: RegExp, after = 0): Promise<Line> {
    for (;;) {
      const found = this.lines.slice(after).find(({ msg }) => pattern.test(msg))
      if (found) return found
      if (!this.is_running) throw new Error(`It ended and never said ${pattern}:\n${this.told}`)
      const { promise, resolve } = Promise.withResolvers<void>()
      this.#hears.add(resolve)
      await Promise.race([promise, this.ended])
      this.#hears.delete(resolve)
    }
  }

  get told() {
    return this.lines.map(({ text }) => text).join('\n')
  }

  #hear(text: string) {
    this.lines.push(text.startsWith('{') ? { ...JSON.parse(text), text } : { level: 60, msg: text, text })
    for (const tell of this.#hears) tell()
  }
}
