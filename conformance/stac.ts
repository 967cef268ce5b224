// npm run conformance -- stac: the suites and clients of STAC, against an archive of our own, without the internet.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pino } from 'pino'
import { freePort } from '../scripts/free-port.ts'
import { openApp } from '../server/src/app.ts'
import { readConfig } from '../server/src/config.ts'
import { demo_contracts } from '../server/src/contracts/demo.ts'
import { seedDemo } from '../server/src/demo.ts'
import { login } from './callers.ts'
import { fuzz } from './fuzz.ts'
import { installPython, installSchemathesis } from './install.ts'
import { fillArchive } from './stac-archive.ts'
import { checkSandbox } from './stac-sandbox.ts'
import { Suites } from './stac-suites.ts'

/** Together, as they were tried: later ones of the second do not fit the first. */
const packages = [
  'stac-api-validator==0.6.8',
  'stac-check==1.11.1',
  'stac-validator==3.10.2',
  'pystac==1.14.3',
  'pystac-client==0.9.0',
]
const secret = 'the secret of the conformance run'

export async function runStac(): Promise<boolean> {
  const bin = installPython('conformance-stac-venv', packages)
  const data_dir = await mkdtemp(path.join(tmpdir(), 'swath-stac-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const import_folder = path.join(data_dir, 'import')
  const app = await openApp(
    readConfig({
      SWATH_DATA_DIR: data_dir,
      SWATH_PUBLIC_URL: url,
      SWATH_ARCHIVE_DIR: import_folder,
      SWATH_REQUESTS_PER_MINUTE: '100000000',
      SWATH_REQUESTS_PER_MINUTE_AND_ADDRESS: '100000000',
    }),
    pino({ level: 'error' }),
  )
  try {
    await seedDemo(app.db, secret)
    const expected = await fillArchive(app.features, import_folder)
    await app.http.listen({ host: '127.0.0.1', port })
    const headers = {
      ...(await login(url, 'demo', secret)),
      'X-Satellogic-Contract-Id': demo_contracts.demo,
    }
    const suites = new Suites({ bin, headers, url })
    const is_fuzzed = await fuzzStac(url, headers, expected, data_dir)
    const is_sound = await suites.run(expected)
    return (await checkSandbox(path.join(data_dir, 'sandbox'), secret)) && is_sound && is_fuzzed
  } finally {
    await app.close()
    await rm(data_dir, { recursive: true })
  }
}

/** As main.ts does with the rest of the API; here there are items to find. */
async function fuzzStac(
  url: string,
  headers: Record<string, string>,
  { item }: { item: string },
  folder: string,
): Promise<boolean> {
  const paths =
    /^\/(collections|search|queryables|sortables|aggregat|children|conformance|archive\/stac\/search)/
  const caller = { name: 'STAC', headers, paths, known: { collection: 'l1d-sr', item } }
  const { summary, passed } = await fuzz(
    installSchemathesis(),
    caller,
    url,
    folder,
    AbortSignal.timeout(5 * 60_000),
  )
  console.log(`${passed ? '✔' : '✖'} ${'schemathesis'.padEnd(50)} ${summary}`)
  return passed
}
