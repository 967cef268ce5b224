import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

const root = path.join(import.meta.dirname, '..')

export interface StackOptions {
  data_dir: string
  /** Secret of all demo credentials: demo, demo-two, operator, simulator. */
  secret: string
  port: number
  simulator_port: number
  /** How much faster than real time the simulated sky goes. */
  speed: number
  /** More settings, such as DATABASE_URL. */
  env?: Record<string, string>
  /** Where the processes write what they have to say. */
  output?: 'inherit' | 'ignore'
}

export interface Stack {
  url: string
  simulator_url: string
  /** Resolves when a process ends that nobody stopped, with a sentence about it. */
  broken: Promise<string>
  /** Lets both processes finish what they are doing. */
  stop(): Promise<void>
  /** SIGKILL to both, as a crash would. */
  kill(): Promise<void>
}

/** Starts the server (API and worker) and the simulator as two processes, and waits until both answer. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const url = `http://127.0.0.1:${options.port}`
  const simulator_url = `http://127.0.0.1:${options.simulator_port}`
  const processes = [
    start('server/src/main.ts', ['serve'], options, {
      SWATH_PORT: String(options.port),
      SWATH_DATA_DIR: options.data_dir,
      SWATH_SIMULATOR_URL: simulator_url,
      SWATH_SEED_DEMO: 'true',
      SWATH_DEMO_SECRET: options.secret,
      SWATH_LOG_LEVEL: 'error',
    }),
    start('simulator/src/main.ts', [], options, {
      SIMULATOR_PORT: String(options.simulator_port),
      SIMULATOR_DATA_DIR: path.join(options.data_dir, 'simulator'),
      SIMULATOR_SPEED: String(options.speed),
      SIMULATOR_SWATH_URL: url,
      SIMULATOR_CLIENT_SECRET: options.secret,
    }),
  ]
  const broken = Promise.race(processes.map(endOf))
  const end = (signal: NodeJS.Signals) =>
    Promise.all(processes.map((one) => endWith(one, signal))).then(() => undefined)
  const stack = { url, simulator_url, broken, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') }
  const failed = await Promise.race([
    broken,
    Promise.all([answers(`${url}/readyz`), answers(`${simulator_url}/healthz`)]),
  ])
  if (typeof failed !== 'string') return stack
  await stack.stop()
  throw new Error(failed)
}

function start(
  script: string,
  args: string[],
  { env, output }: StackOptions,
  settings: Record<string, string>,
) {
  return spawn(process.execPath, [path.join(root, script), ...args], {
    cwd: root,
    env: { ...process.env, ...settings, ...env },
    // The IPC channel closes when this process dies, however it dies, and then they stop as well.
    stdio: ['ignore', output ?? 'inherit', output ?? 'inherit', 'ipc'],
  })
}

async function endOf(child: ChildProcess): Promise<string> {
  const [code, signal] = await once(child, 'exit')
  return `${path.relative(root, child.spawnargs[1]!)} ended (${signal ?? `exit code ${code}`})`
}

async function endWith(child: ChildProcess, signal: NodeJS.Signals) {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill(signal)
  await ended
}

async function answers(url: string): Promise<void> {
  while (!(await isUp(url))) await wait(100)
}

async function isUp(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok
  } catch {
    return false
  }
}

/** A port that nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}
