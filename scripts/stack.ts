import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

const root = path.join(import.meta.dirname, '..')

export interface StackOptions {
  data_dir: string
  /** Secret of all demo credentials: demo, demo-two, operator, simulator. */
  secret: string
  port: number
  simulator_port: number
  /** The speed of the simulated sky, in times of real time. */
  speed: number
  /** Items of the past to begin with, about; none unless it says so. */
  archive_items?: number
  /** More settings, such as DATABASE_URL. */
  env?: Record<string, string>
  /** Takes no setting from the environment of this process. */
  isolated?: boolean
  /** The place to which the processes write what they have to say. */
  output?: 'inherit' | 'ignore'
  /** Gives the start up; what has been started by then is stopped. */
  signal?: AbortSignal
}

export interface Stack {
  url: string
  simulator_url: string
  /** Resolves when a process ends that nobody stopped, with a sentence about it. */
  broken: Promise<string>
  /** Lets both processes finish what they are doing, within reason. */
  stop(): Promise<void>
  /** SIGKILL to both, as a crash would. */
  kill(): Promise<void>
}

/** A process that is still not done this long after it was asked to stop is killed: that loses nothing either. */
const patience_ms = 5_000

/** Starts the server (API and worker) and the simulator as two processes, and waits until both answer. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const url = `http://127.0.0.1:${options.port}`
  const simulator_url = `http://127.0.0.1:${options.simulator_port}`
  const simulator_secret = createHash('sha256').update(`simulator ${options.secret}`).digest('hex')
  const delivery_dir = path.join(options.data_dir, 'deliveries')
  await mkdir(delivery_dir, { recursive: true })
  const server = start('server/src/main.ts', ['serve'], options, {
    SWATH_PORT: String(options.port),
    SWATH_DATA_DIR: options.data_dir,
    SWATH_DELIVERY_DIR: delivery_dir,
    SWATH_SIMULATOR_URL: simulator_url,
    SWATH_SIMULATOR_SECRET: simulator_secret,
    SWATH_SEED_DEMO: 'true',
    SWATH_DEMO_SECRET: options.secret,
    SWATH_LOG_LEVEL: 'error',
  })
  const simulator = start('simulator/src/main.ts', [], options, {
    SIMULATOR_PORT: String(options.simulator_port),
    SIMULATOR_DATA_DIR: path.join(options.data_dir, 'simulator'),
    SIMULATOR_SPEED: String(options.speed),
    SIMULATOR_SWATH_URL: url,
    SIMULATOR_SECRET: simulator_secret,
    SIMULATOR_ARCHIVE_ITEMS: String(options.archive_items ?? 0),
    SIMULATOR_ARCHIVE_CLIENT_ID: 'operator',
    SIMULATOR_ARCHIVE_CLIENT_SECRET: options.secret,
  })
  const broken = Promise.race([endOf(server, 'The server'), endOf(simulator, 'The simulator')])
  const end = async (signal: NodeJS.Signals) => {
    await Promise.all([endWith(server, signal), endWith(simulator, signal)])
  }
  const stack = { url, simulator_url, broken, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') }
  try {
    await untilReady(stack, options.signal)
    return stack
  } catch (error) {
    await stack.stop()
    throw error
  }
}

async function untilReady({ url, simulator_url, broken }: Stack, signal?: AbortSignal) {
  const asking = new AbortController()
  const until = AbortSignal.any([asking.signal, ...(signal ? [signal] : [])])
  const ready = Promise.all([answers(`${url}/readyz`, until), answers(`${simulator_url}/healthz`, until)])
  try {
    const failed = await Promise.race([broken, ready])
    if (typeof failed === 'string') throw new Error(failed)
  } finally {
    asking.abort()
  }
}

function start(
  script: string,
  args: string[],
  { env, output, isolated }: StackOptions,
  settings: Record<string, string>,
) {
  return spawn(process.execPath, [path.join(root, script), ...args], {
    cwd: root,
    env: { ...(isolated ? withoutSettings(process.env) : process.env), ...settings, ...env },
    // Ctrl-C in the terminal is for this process; it stops the two in its own way.
    detached: true,
    // The IPC channel closes when this process dies, however it dies, and then they stop as well.
    stdio: ['ignore', output ?? 'inherit', output ?? 'inherit', 'ipc'],
  })
}

function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(SWATH_|SIMULATOR_|DATABASE_URL$)/.test(name)),
  )
}

async function endOf(child: ChildProcess, name: string): Promise<string> {
  const [code, signal] = await once(child, 'exit')
  return `${name} ended by itself (${signal ?? `exit code ${code}`})`
}

async function endWith(child: ChildProcess, signal: NodeJS.Signals) {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill(signal)
  const impatience = setTimeout(() => child.kill('SIGKILL'), patience_ms)
  await ended
  clearTimeout(impatience)
}

export async function answers(url: string, until: AbortSignal): Promise<void> {
  while (!(await isUp(url))) {
    until.throwIfAborted()
    await wait(100)
  }
}

async function isUp(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok
  } catch {
    return false
  }
}
