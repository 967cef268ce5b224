// The suite finds nothing wrong with a provider that fetches its work and keeps the protocol, nor with the example clients,
// and finds out each fault.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { describe, test } from 'node:test'
import { freePort } from '../scripts/free-port.ts'
import { type Fault, FaultyProvider } from './provider/faulty.testing.ts'
import { playStories } from './provider/play.ts'
import { type PullingFault, PullingProvider } from './provider/pulling.testing.ts'

const secret = 'the secret of the pulling providers of this test'
const keyid = 'faulty'

interface Faults {
  /** Of fetching. */
  pulling?: PullingFault
  /** Of the provider behind it. */
  inner?: Fault
}

async function faultsOf({ pulling, inner }: Faults, only: readonly string[] = []): Promise<string[]> {
  const reports_port = await freePort()
  const swath = `http://127.0.0.1:${reports_port}`
  const provider = new FaultyProvider(secret, swath, inner)
  const fetching = new PullingProvider({ inner: await provider.open(), swath, secret, keyid }, pulling)
  const ended = fetching.run()
  try {
    const played = await playStories({ secret, keyid, reports_port, patience_ms: 2000, only })
    return played.flatMap(({ faults }) => faults)
  } finally {
    fetching.close()
    provider.close()
    await ended
  }
}

test('a provider that keeps the protocol is told nothing', async () => {
  assert.deepEqual(await faultsOf({}), [])
})

const [once_only, forms] = [
  'does once what it is given again',
  'fetches, acknowledges and answers in the form of the protocol',
]
const found: Record<PullingFault, [RegExp, ...stories: string[]]> = {
  'never comes': [/has not fetched work in 2 s/],
  'signs no requests for work': [/requests for work are not believed: The header signature-input is missing/],
  'asks for more than there can be': [/fetches in a form .* \/limit/, 'tells what it can do', forms],
  'gives up when Swath is away': [
    /after Swath has answered 503 to a fetch/,
    'comes again when Swath was away',
  ],
  'leaves the rest of a batch': [/leaves the tasks/, 'goes on when an answer is not wanted any more'],
  'falls over what it does not know': [
    /beside one of a kind/,
    'goes on when it is asked what it does not know',
  ],
  'lets what it does not know lie': [
    /should refuse it with never/,
    'goes on when it is asked what it does not know',
  ],
  'answers again otherwise': [
    /answers a task \(\w+\) twice/,
    'tells what it can do',
    'answers questions',
    forms,
  ],
  'answers in a form of its own': [/answers capabilities in a form/, 'tells what it can do', forms],
  'acknowledges in a form of its own': [/acknowledges in a form .* \/lease_s/, 'tells what it can do', forms],
}
for (const [fault, [words, ...only]] of Object.entries(found)) {
  test(`a provider that ${fault} is told so`, async () => {
    const faults = await faultsOf({ pulling: fault as PullingFault }, only)
    assert.match(faults.join('\n'), words)
  })
}

const found_behind: Partial<Record<Fault, [RegExp, ...stories: string[]]>> = {
  'answers nonsense': [/answer to assess is not as the protocol has it: \/feasible/, 'answers questions'],
  'collects twice': [/fetched three times was acquired \d times/, once_only],
  'never repeats a report': [
    /whose answer was lost did not come again/,
    'collects what is planned, once, and repeats reports that were lost',
  ],
  'contradicts itself': [
    /has failed, and afterwards that it is there/,
    once_only,
    'does not contradict itself',
  ],
  'goes on after a cancellation': [/in the same breath/, 'cancels what it fetches with its cancellation'],
  'takes what can never be': [/acquired an image after the end of its window/, 'refuses by class'],
}
for (const [fault, [words, ...only]] of Object.entries(found_behind)) {
  test(`a provider that ${fault} behind what fetches is told so`, async () => {
    const faults = await faultsOf({ inner: fault as Fault }, only)
    assert.match(faults.join('\n'), words)
  })
}

const folder = path.join(import.meta.dirname, '../examples/mission-client')
describe('the example clients', { concurrency: true }, () => {
  for (const [command, file] of [
    [process.execPath, 'client.ts'],
    ['python3', 'client.py'],
  ] as const) {
    test(`${file} keeps the protocol`, async () => {
      const reports_port = await freePort()
      const settings = {
        SWATH_URL: `http://127.0.0.1:${reports_port}`,
        PROVIDER: keyid,
        PROVIDER_SECRET: secret,
        FILES_PORT: String(await freePort()),
        // A day in a second.
        SPEED: '86400',
      }
      const env = { PATH: process.env.PATH, ...settings }
      const client = spawn(command, [file], { cwd: folder, env, stdio: ['ignore', 'inherit', 'ignore'] })
      const ended = once(client, 'exit')
      try {
        const played = await playStories({ secret, keyid, reports_port, patience_ms: 20_000 })
        assert.deepEqual(
          played.filter(({ faults }) => faults.length > 0),
          [],
        )
        assert.equal(client.exitCode, null)
      } finally {
        client.kill('SIGTERM')
        await ended
      }
    })
  }
})
