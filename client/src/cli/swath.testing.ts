// The command as a process, with a home of its own.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'

export const main = path.join(import.meta.dirname, 'main.ts')

export interface Ended {
  code: number
  out: string
  error: string
}

export class SwathCommand {
  #env: Record<string, string>

  /** @param home where it keeps its settings */
  constructor(home: string, env: Record<string, string> = {}) {
    this.#env = { PATH: process.env.PATH ?? '', XDG_CONFIG_HOME: home, ...env }
  }

  start(args: readonly string[], env: Record<string, string> = {}) {
    return spawn(process.execPath, [main, ...args], { env: { ...this.#env, ...env } })
  }

  async run(args: readonly string[], { env = {}, input = '' } = {}): Promise<Ended> {
    const child = this.start(args, env)
    const told = { out: '', error: '' }
    child.stdout.setEncoding('utf8').on('data', (text) => {
      told.out += text
    })
    child.stderr.setEncoding('utf8').on('data', (text) => {
      told.error += text
    })
    child.stdin.end(input)
    const [code] = await once(child, 'close')
    return { code, ...told }
  }
}
