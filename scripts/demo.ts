// npm run demo: the whole story of an order against a private sandbox that leaves nothing behind but the files.
//   npm run demo -- <folder>     where to put them; data/demo/<order name> otherwise
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { constants, tmpdir } from 'node:os'
import path from 'node:path'
import { SwathClient } from '@swath/client/client'
import { tellStory } from './demo-story.ts'
import { freePort } from './free-port.ts'
import { bad, complaint, done, Narrator, stopwatch } from './narrate.ts'
import { type Stack, startStack } from './stack.ts'

const limit_ms = 5 * 60_000
const secret = 'the secret of a private sandbox'
const speed = Number(process.env.SIMULATOR_SPEED || 3600)
const narrator = new Narrator()
const stop = new AbortController()

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    process.exitCode = 128 + constants.signals[signal]
    stop.abort(new Error(`Stopped by ${signal}.`))
  })
}
const limit = setTimeout(() => stop.abort(new Error('It took more than five minutes.')), limit_ms)

try {
  await run()
} catch (error) {
  process.exitCode ||= 1
  console.error(`\n  ${bad('The demo did not come to its end.')} ${complaint(error)}`)
} finally {
  clearTimeout(limit)
}

async function run() {
  const folder = process.argv[2]
  // A folder that cannot be had is better known before the story than at its end.
  if (folder) await mkdir(folder, { recursive: true })
  const data_dir = await mkdtemp(path.join(tmpdir(), 'swath-demo-'))
  try {
    const stack = await openSandbox(data_dir)
    void stack.broken.then((sentence) => stop.abort(new Error(`${sentence}.`)))
    try {
      const { url } = stack
      const swath = new SwathClient({ url, client_id: 'demo', client_secret: secret, signal: stop.signal })
      await tellStory({ swath, narrator, speed, folder })
    } finally {
      await narrator.during(stack.stop(), () => 'Stopping the sandbox')
    }
  } finally {
    await rm(data_dir, { recursive: true })
  }
}

async function openSandbox(data_dir: string): Promise<Stack> {
  narrator.chapter('Open a private sandbox')
  const ports = { port: await freePort(), simulator_port: await freePort() }
  const time = stopwatch()
  const starting = startStack({ data_dir, secret, speed, ...ports, isolated: true, signal: stop.signal })
  const what = 'API, worker and simulated satellites, with a new database (about 15 seconds)'
  const stack = await narrator.during(starting, () => `${what} · ${time()}`, `  ${what} ...`)
  narrator.print(`  ${done} API, worker and simulated satellites on ${stack.url} · ${time()}`)
  return stack
}
