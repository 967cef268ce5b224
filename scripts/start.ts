// npm start: the whole sandbox in the foreground, kept in a data folder. Ctrl-C stops it.
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import path from 'node:path'
import { lockFolder } from '../server/src/database/folder-lock.ts'
import { buildConsole } from './build-console.ts'
import { bad, complaint, Narrator, stopwatch } from './narrate.ts'
import { banner } from './narrate-banner.ts'
import { startStack } from './stack.ts'

const env = process.env
const data_dir = path.resolve(env.SWATH_DATA_DIR || 'data')
const folder = `${path.relative('', data_dir).startsWith('..') ? data_dir : path.relative('', data_dir)}/`
const narrator = new Narrator()
const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort())
const stopped = once(stop.signal, 'abort')

try {
  await run()
  narrator.print(`Swath has stopped; what is stored stays in ${folder}`)
} catch (error) {
  console.error(bad(complaint(error)))
  process.exitCode = 1
}

/** Runs until somebody wants it to stop. @throws an error when it cannot, with a sentence about it */
async function run() {
  const ports = { port: portOf('SWATH_PORT', 8080), simulator_port: portOf('SIMULATOR_PORT', 8090) }
  const speed = Number(env.SIMULATOR_SPEED || 3600)
  if (!(speed > 0)) throw new Error(`SIMULATOR_SPEED is ${env.SIMULATOR_SPEED}; it must be a number above 0.`)
  const archive_items = Number(env.SIMULATOR_ARCHIVE_ITEMS || 9000)
  if (!(Number.isInteger(archive_items) && archive_items >= 0)) {
    throw new Error(`SIMULATOR_ARCHIVE_ITEMS is ${env.SIMULATOR_ARCHIVE_ITEMS}; it must be a number from 0.`)
  }
  const unlock = await lockFolder(data_dir)
  try {
    await requireFree(ports.port, 'SWATH_PORT')
    await requireFree(ports.simulator_port, 'SIMULATOR_PORT')
    const secret = await demoSecret()
    const time = stopwatch()
    await narrator.during(buildConsole(), () => `Building the console · ${time()}`)
    const starting = startStack({ data_dir, secret, ...ports, speed, archive_items, signal: stop.signal })
    const what = starts()
    const stack = await narrator.during(starting, () => `${what} · ${time()}`, `${what} ...`)
    narrator.print(banner({ url: stack.url, secret, speed, folder, started_in: time() }))
    const broken = await Promise.race([stack.broken, stopped])
    await narrator.during(stack.stop(), () => 'Stopping')
    if (typeof broken === 'string') throw new Error(`${broken}; Swath has stopped.`)
  } catch (error) {
    if (error !== stop.signal.reason) throw error
  } finally {
    await unlock()
  }
}

function portOf(setting: string, otherwise: number): number {
  const port = Number(env[setting] || otherwise)
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port
  throw new Error(`${setting} is ${env[setting]}; it must be a number from 1 to 65535.`)
}

async function requireFree(port: number, setting: string) {
  const probe = createServer().listen(port, '127.0.0.1')
  try {
    await once(probe, 'listening')
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    const reason = code === 'EADDRINUSE' ? 'is in use by another program' : `cannot be opened (${code})`
    const advice = `Stop that program, or choose another port:  ${setting}=${port + 1} npm start`
    throw new Error(`Port ${port} ${reason}. ${advice}`, { cause })
  }
  probe.close()
  await once(probe, 'close')
}

/** Made once, so that the commands of yesterday work today. */
async function demoSecret(): Promise<string> {
  const file = path.join(data_dir, 'demo-secret')
  if (!existsSync(file)) {
    await writeFile(`${file}.new`, randomBytes(18).toString('base64url'), { mode: 0o600 })
    await rename(`${file}.new`, file)
  }
  return readFile(file, 'utf8')
}

function starts(): string {
  if (env.DATABASE_URL) return 'Starting on the PostgreSQL of DATABASE_URL'
  if (existsSync(path.join(data_dir, 'database'))) return 'Starting'
  return 'Starting for the first time; preparing the database takes about 15 seconds'
}
