// A script of this folder as a process of its own, as a user starts it; its output is there to wait for.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'

/** The environment of the tests without anything that a developer may have set for Swath. */
const clean_env = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^(SWATH_|SIMULATOR_|DATABASE_URL$|FORCE_COLOR$)/.test(name),
  ),
)

export class Launched {
  readonly child: ChildProcess
  output = ''
  #ended: Promise<unknown[]>

  constructor(script: string, args: string[], env: Record<string, string>) {
    const file = path.join(import.meta.dirname, script)
    const stdio = ['ignore', 'pipe', 'pipe'] as const
    this.child = spawn(process.execPath, [file, ...args], {
      env: { ...clean_env, ...env },
      stdio: [...stdio],
    })
    for (const stream of [this.child.stdout!, this.child.stderr!]) {
      stream.setEncoding('utf8').on('data', (text) => (this.output += text))
    }
    this.#ended = once(this.child, 'close')
  }

  /** Resolves when the output has it. @throws when the process ends without having said it */
  async says(text: string): Promise<void> {
    while (!this.output.includes(text)) {
      const ended = await Promise.race([this.#ended, once(this.child.stdout!, 'data').then(() => undefined)])
      if (ended) throw new Error(`It ended (${ended}) without saying "${text}":\n${this.output}`)
    }
  }

  /** The exit code, or the signal that ended it; its children may still be ending when it was killed. */
  async end(signal?: NodeJS.Signals): Promise<number | NodeJS.Signals> {
    if (signal) this.child.kill(signal)
    const [code, by] = await this.#ended
    return (code ?? by) as number | NodeJS.Signals
  }
}
