// The suite finds nothing wrong with the simulator, nor with a provider of a few lines, and finds out each fault of it.
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { freePort } from '../scripts/free-port.ts'
import { Process } from '../server/test/outside/processes.ts'
import { type Fault, FaultyProvider } from './provider/faulty.testing.ts'
import { playStories } from './provider/play.ts'

const secret = 'the secret of the conformance suite of this test'

async function faultsOf(fault?: Fault, only?: readonly string[]): Promise<string[]> {
  const reports_port = await freePort()
  const provider = new FaultyProvider(secret, `http://127.0.0.1:${reports_port}`, fault)
  const url = await provider.open()
  const options = { url, secret, keyid: 'faulty', reports_port, patience_ms: 3000, ...(only && { only }) }
  try {
    const played = await playStories(options)
    return played.flatMap(({ faults }) => faults)
  } finally {
    provider.close()
  }
}

test('a provider that keeps the protocol is told nothing', async () => {
  assert.deepEqual(await faultsOf(), [])
})

const [signatures, reports] = [
  'takes signed requests, each once, and no others',
  'collects what is planned, once, and repeats reports that were lost',
]
const [refusals, passes, confirmations] = [
  'refuses by class',
  'keeps passes, if it says so',
  'refuses to cancel, if it says so',
]
/** With the stories that find it out. */
const found: Record<Fault, [RegExp, ...stories: string[]]> = {
  'verifies nothing': [/takes a request that is not signed at all/, signatures],
  'remembers no nonce': [/takes a request that comes a second time/, signatures],
  'knows no time': [/takes a request that was signed an hour ago/, signatures],
  'answers nonsense': [/answer to assess is not as the protocol has it: \/feasible/, 'answers questions'],
  'never repeats a report': [/whose answer was lost did not come again/, reports],
  'repeats a report under another id': [/did not come again with the same report_id/, reports],
  'uses one id for all reports': [
    /Different reports have the report_id the-one/,
    reports,
    'names each report once',
  ],
  'collects twice': [/planned twice was acquired 2 times/, reports],
  'contradicts itself': [
    /capt\S+ has failed, and afterwards that it is there/,
    reports,
    'does not contradict itself',
  ],
  'signs no reports': [
    /reports are not believed: The header signature-input is missing/,
    reports,
    'signs its reports',
  ],
  'goes on after a cancellation': [/acquired what it said to have canceled/, 'cancels'],
  'cancels once only': [/asked twice is done once, and refused the second time/, 'cancels'],
  'refuses for now what can never be': [/refuses a window that is over with not_now/, refusals],
  'takes what can never be': [/It has acquired an image after the end of its window/, refusals],
  'keeps one pass for two': [/It keeps one pass for two/, passes],
  'keeps a pass once only': [/does not keep for the same reservation/, passes],
  'never releases a pass': [/keeps for nobody what was released/, passes],
  'collects another pass': [/in another pass than the one that it keeps/, passes],
  'cancels what it has acquired': [/canceled what it has acquired, although it may refuse/, confirmations],
  'stops after it has refused': [/refuses a cancellation, and tells nothing more/, confirmations],
}
for (const [fault, [words, ...only]] of Object.entries(found)) {
  test(`a provider that ${fault} is told so`, async () => {
    const faults = await faultsOf(fault as Fault, only)
    assert.match(faults.join('\n'), words)
  })
}

test('the simulator keeps the protocol', async () => {
  const [port, reports_port] = [await freePort(), await freePort()]
  const data_dir = await mkdtemp(path.join(tmpdir(), 'swath-conformance-'))
  const url = `http://127.0.0.1:${port}`
  const simulator = new Process('simulator/src/main.ts', [], {
    SIMULATOR_PORT: String(port),
    SIMULATOR_DATA_DIR: data_dir,
    SIMULATOR_SPEED: '1000000',
    SIMULATOR_GSD_M: '40',
    SIMULATOR_SECRET: secret,
    SIMULATOR_SWATH_URL: `http://127.0.0.1:${reports_port}`,
  })
  const answers = () =>
    fetch(`${url}/healthz`).then(
      (answer) => answer.ok,
      () => false,
    )
  while (simulator.is_running && !(await answers()));
  try {
    const played = await playStories({ url, secret, keyid: 'simulator', reports_port, patience_ms: 60_000 })
    assert.deepEqual(
      played.filter(({ faults }) => faults.length > 0),
      [],
    )
  } finally {
    await simulator.kill('SIGTERM')
    await rm(data_dir, { recursive: true })
  }
})
