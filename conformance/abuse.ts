// Sends the worst inputs to a server, and tells of each how long the thread that answers was held, and what memory the
// process took meanwhile. The server measures both itself, for /metrics.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { freePort } from '../scripts/free-port.ts'
import { startStack } from '../scripts/stack.ts'
import { demo_contracts } from '../server/src/contracts/demo.ts'
import { login } from './callers.ts'
import { type Input, type Sender, worstInputs } from './worst-inputs.ts'

const secret = 'the secret of the abuse run'
const metrics_token = 'the token of the abuse run'
/** Besides what other work on the machine holds the server for while nothing is asked of it. */
const most_delay_ms = 50
/** An input has its effect each time; an effect by chance is not repeated. */
const attempts = 3
const most_memory_mb = 100
const patience_ms = 60_000

/** @returns whether nothing held the server for longer, or took more, than is promised */
export async function runAbuse(): Promise<boolean> {
  const data_dir = await mkdtemp(path.join(tmpdir(), 'swath-abuse-'))
  const ports = { port: await freePort(), simulator_port: await freePort() }
  const env = {
    SWATH_REQUESTS_PER_MINUTE: '100000000',
    SWATH_REQUESTS_PER_MINUTE_AND_ADDRESS: '100000000',
    SWATH_METRICS_TOKEN: metrics_token,
  }
  const stack = await startStack({ data_dir, secret, ...ports, speed: 1, isolated: true, env })
  try {
    const headers = await logIn(stack.url)
    const outcomes: boolean[] = []
    const idle_ms = await measureIdle(stack.url)
    console.log(`  idle: held for ${Math.round(idle_ms)} ms`)
    for (const input of worstInputs()) {
      outcomes.push(await abuse(stack.url, headers[input.sender ?? 'customer'], input, idle_ms))
    }
    return outcomes.every(Boolean)
  } finally {
    await stack.stop()
    await rm(data_dir, { recursive: true })
  }
}

async function logIn(url: string): Promise<Record<Sender, Record<string, string>>> {
  const as = async (client_id: string) => ({
    ...(await login(url, client_id, secret)),
    'content-type': 'application/json',
  })
  const customer = { ...(await as('demo')), 'X-Satellogic-Contract-Id': demo_contracts.demo }
  return { customer, provider: await as('simulator'), operator: await as('operator') }
}

/** The time that the server is held although nothing is asked of it: the best of some seconds. */
async function measureIdle(url: string): Promise<number> {
  let least_ms = Number.POSITIVE_INFINITY
  await measure(url)
  for (let second = 0; second < attempts; second++) {
    await setTimeout(1000)
    least_ms = Math.min(least_ms, (await measure(url)).delay_ms)
  }
  return least_ms
}

async function abuse(
  url: string,
  headers: Record<string, string>,
  input: Input,
  idle_ms: number,
): Promise<boolean> {
  const label = `${input.path.slice(0, 26).padEnd(26)} ${input.name.padEnd(34)}`
  try {
    let { told, passed } = await send(url, headers, input, idle_ms)
    for (let more = 1; more < attempts && !passed; more++) {
      ;({ told, passed } = await send(url, headers, input, idle_ms))
    }
    console.log(`${passed ? '✔' : '✖'} ${label} ${told}`)
    return passed
  } catch (error) {
    console.log(`✖ ${label} no answer: ${(error as Error).message}`)
    return false
  }
}

async function send(
  url: string,
  headers: Record<string, string>,
  { path, method = 'POST', body, at_once = 1 }: Input,
  idle_ms: number,
) {
  const before = await measure(url)
  const started = performance.now()
  const signal = AbortSignal.timeout(patience_ms)
  const asked = body === undefined ? { headers } : { method, headers, body }
  const answers = Array.from({ length: at_once }, () => answerTo(url + path, { ...asked, signal }))
  const { status, code } = (await Promise.all(answers)).toSorted((a, b) => b.status - a.status)[0]!
  const took_ms = performance.now() - started
  const after = await measure(url)
  const grown_mb = after.memory_mb - before.memory_mb
  const passed = after.delay_ms <= idle_ms + most_delay_ms && grown_mb <= most_memory_mb && status < 500
  const measured = `${Math.round(took_ms)} ms, held for ${Math.round(after.delay_ms)} ms, ${Math.round(grown_mb)} MB`
  return { told: `${`${status} ${code}`.padEnd(24)} ${measured}`, passed }
}

async function answerTo(url: string, init: RequestInit): Promise<{ status: number; code: string }> {
  const response = await fetch(url, init)
  // Some answers have no body.
  const { code = 'ok' } = JSON.parse((await response.text()) || '{}') as { code?: string }
  return { status: response.status, code }
}

/** The longest delay of the event loop since it was asked last, and the memory of the process. */
async function measure(url: string) {
  const headers = { authorization: `Bearer ${metrics_token}` }
  const response = await fetch(`${url}/metrics`, { headers, signal: AbortSignal.timeout(patience_ms) })
  const text = await response.text()
  const numberOf = (name: string) => Number(new RegExp(`^${name}(?:\\{.*\\})? (\\S+)`, 'm').exec(text)?.[1])
  return {
    delay_ms: numberOf('nodejs_eventloop_lag_max_seconds') * 1000,
    memory_mb: numberOf('process_resident_memory_bytes') / 1e6,
  }
}
