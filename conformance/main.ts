// npm run conformance, or one of its parts: npm run conformance -- fuzz, npm run conformance -- stac (see stac.ts),
// npm run conformance -- uploads (see stores.ts), npm run conformance -- generators (see generators.ts),
// npm run conformance -- stapi (see stapi.ts), npm run conformance -- orbits (see orbits.ts), npm run conformance -- planner FOLDER (see planner.ts),
// npm run conformance -- provider URL, or provider pull (see provider.ts),
// npm run conformance -- abuse (see abuse.ts), which is not part of the
// others: it needs a machine of its own.
// fuzz: schemathesis sends what fits /openapi.json, and what does not, to a private sandbox. No answer
// may be a 5xx, nor have a status, type or body that the document does not tell.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { freePort } from '../scripts/free-port.ts'
import { startStack } from '../scripts/stack.ts'
import { runAbuse } from './abuse.ts'
import { type Caller, openCallers } from './callers.ts'
import { fuzz } from './fuzz.ts'
import { runGenerators } from './generators.ts'
import { installSchemathesis } from './install.ts'
import { runOrbits } from './orbits.ts'
import { runPlanner } from './planner.ts'
import { runProvider } from './provider.ts'
import { runStac } from './stac.ts'
import { runStapi } from './stapi.ts'
import { runUploads } from './stores.ts'

const secret = 'the secret of the conformance run'
// It takes about two and a half; a build machine must not hang on it.
const limit = AbortSignal.timeout(6 * 60_000)

const chosen = process.argv.slice(2)
if (chosen.length === 0 || chosen.includes('fuzz')) await runFuzz()
if ((chosen.length === 0 || chosen.includes('stac')) && !(await runStac())) process.exitCode = 1
if ((chosen.length === 0 || chosen.includes('uploads')) && !runUploads()) process.exitCode = 1
if ((chosen.length === 0 || chosen.includes('generators')) && !(await runGenerators())) process.exitCode = 1
if ((chosen.length === 0 || chosen.includes('orbits')) && !runOrbits(Number(chosen[1] ?? 1)))
  process.exitCode = 1
if ((chosen.length === 0 || chosen.includes('stapi')) && !(await runStapi())) process.exitCode = 1
if (chosen[0] === 'planner' && !runPlanner(chosen[1] ?? '.')) process.exitCode = 1
if (chosen[0] === 'provider' && !(await runProvider(chosen[1]))) process.exitCode = 1
if (chosen.includes('abuse') && !(await runAbuse())) process.exitCode = 1

async function runFuzz() {
  const schemathesis = installSchemathesis()
  const data_dir = await mkdtemp(path.join(tmpdir(), 'swath-conformance-'))
  try {
    const stack = await startStack({
      data_dir,
      secret,
      port: await freePort(),
      simulator_port: await freePort(),
      speed: 3600,
      isolated: true,
      signal: limit,
      env: {
        SWATH_REQUESTS_PER_MINUTE: '100000000',
        SWATH_REQUESTS_PER_MINUTE_AND_ADDRESS: '100000000',
        NODE_OPTIONS: `--import=${new URL('loopback-only.ts', import.meta.url)}`,
      },
    })
    try {
      for (const caller of await openCallers(stack.url, secret, limit))
        await run(schemathesis, data_dir, caller, stack.url)
    } finally {
      await stack.stop()
    }
  } finally {
    await rm(data_dir, { recursive: true })
  }
}

async function run(schemathesis: string, data_dir: string, caller: Caller, url: string) {
  const started = performance.now()
  const { summary, passed } = await fuzz(schemathesis, caller, url, data_dir, limit)
  const seconds = Math.round((performance.now() - started) / 1000)
  console.log(`${passed ? '✔' : '✖'} ${caller.name.padEnd(24)} ${summary}, ${seconds} s`)
  if (!passed) process.exitCode = 1
}
