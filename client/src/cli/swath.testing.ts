// The command as a process, with a home of its own.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { SwathClient } from '../client.ts'

/** The bundle that `npm test` makes of these sources, since it starts in a fraction of the time; else the sources. */
export const main = process.env.SWATH_TEST_COMMAND ?? path.join(import.meta.dirname, 'main.ts')

export interface Ended {
  code: number
  out: string
  error: string
}

export class SwathCommand {
  #env: NodeJS.ProcessEnv

  /** @param home where it keeps its settings */
  constructor(home: string, env: Record<string, string> = {}) {
    const { PATH, NODE_COMPILE_CACHE } = process.env
    this.#env = { PATH, NODE_COMPILE_CACHE, XDG_CONFIG_HOME: home, ...env }
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

/** An image of Paris is in the archive from now on; those of orders get there some time after their delivery. */
export async function putImageOfParis(url: string, client_secret: string): Promise<void> {
  const operator = new SwathClient({ url, client_id: 'operator', client_secret })
  const item = {
    type: 'Feature',
    id: 'paris-of-old',
    geometry: {
      type: 'Polygon',
      coordinates: [
        [
          [2.3, 48.8],
          [2.4, 48.8],
          [2.4, 48.9],
          [2.3, 48.9],
          [2.3, 48.8],
        ],
      ],
    },
    properties: {
      datetime: '2026-01-01T10:10:10Z',
      'eo:cloud_cover': 3,
      'satl:outcome_id': '00000000-0000-4000-8000-00000000abcd',
    },
    assets: {},
  }
  const [stored] = await operator.archive.put({ collection: 'l1d' }, [item])
  if (stored?.result !== 'created') throw new Error(JSON.stringify(stored))
}
