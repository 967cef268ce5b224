import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { bundleCommand } from '../scripts/command-package.ts'
import type { Figure } from './figure.ts'
import { type Bench, secret } from './server.ts'
import { sized } from './size.ts'

const rounds = sized(20, 2)

/** Starts of the command as its package has it, against a Node that does nothing. */
export async function benchmarkCommand({ url }: Bench): Promise<Figure[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'swath-command-'))
  await bundleCommand(folder)
  const main = path.join(folder, 'main.js')
  const SWATH_CLIENT_SECRET = secret
  const env = { SWATH_URL: url, SWATH_CLIENT_ID: 'demo', SWATH_CLIENT_SECRET, XDG_CONFIG_HOME: folder }
  const took = { bare: [] as number[], version: [] as number[], products: [] as number[] }
  // In turn, so that whatever else the machine does is in all of them.
  for (let round = 0; round < rounds; round += 1) {
    took.bare.push(await start(['-e', '0'], env))
    took.version.push(await start([main, '--version'], env))
    took.products.push(await start([main, 'products'], env))
  }
  await rm(folder, { recursive: true })
  const bare = median(took.bare)
  return [
    over(bare, 'swath --version', median(took.version), 150),
    over(bare, 'swath products, which signs in and asks', median(took.products), 300),
  ]
}

/** @returns how many milliseconds a process of Node takes from its start to its end */
async function start(args: readonly string[], env: Record<string, string>): Promise<number> {
  const since = performance.now()
  await promisify(execFile)(process.execPath, args, { env })
  return performance.now() - since
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
}

function over(bare: number, what: string, took: number, at_most: number): Figure {
  const more = took - bare
  return {
    what: `${what} / bare node (${Math.round(took)} of ${Math.round(bare)} ms)`,
    figure: (took / bare).toFixed(2),
    target: `at most ${at_most} ms more`,
    holds: more <= at_most,
  }
}
