// A provider without customers becomes one with an order, by the commands of the guide and nothing else.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { freePort } from '../../../scripts/free-port.ts'
import { freshPostgres, onPostgres } from '../databases.ts'
import { Process } from './processes.ts'

const root = path.join(import.meta.dirname, '../../..')
const command = `swath() { '${process.execPath}' '${root}/client/src/cli/main.ts' "$@"; }`

onPostgres(() => {
  let folder: string
  let database: Awaited<ReturnType<typeof freshPostgres>>
  let env: Record<string, string>
  let server: Process
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'swath-going-live-'))
    database = await freshPostgres()
    const SWATH_PORT = String(await freePort())
    env = { DATABASE_URL: database.url, SWATH_DATA_DIR: path.join(folder, 'data'), SWATH_PORT }
    server = new Process('server/src/main.ts', ['api'], env)
    await server.said(/started/)
  })
  after(async () => {
    await server.kill('SIGTERM')
    await database.drop()
    await rm(folder, { recursive: true })
  })

  async function setUp() {
    const setup = new Process('server/src/main.ts', ['setup'], env)
    const { code } = await setup.ended
    return { code, told: setup.told }
  }

  test('the commands of the guide lead from an empty database to an order', async () => {
    const first = await setUp()
    assert.equal(first.code, 0, first.told)
    const [, id] = /client id +(\S+)/.exec(first.told)!
    const [, secret] = /client secret +(\S+)/.exec(first.told)!
    const told = await runGuide(`export SWATH_CLIENT_ID=${id} SWATH_CLIENT_SECRET=${secret}`)
    assert.match(told, /"name": "Ada, order desk"[\s\S]*"role": "operator"/)
    assert.match(told, /"order_name": "a first look"/)
    assert.match(told, /"reason": "The invoice 7 is open"/)
    assert.match(told, /"ends_at": "2027-12-31T23:00:00.000000Z"/)
  })

  test('there is a first operator once', async () => {
    const { code, told } = await setUp()
    // Nobody has an account yet, so that another link to the first is no harm.
    assert.equal(code, 0)
    assert.match(told, /\/console\/sign-in#[\w-]{43}/)
    assert.doesNotMatch(told, /client secret/)
  })

  /** Without its first block, in which somebody reads a secret. */
  async function runGuide(sign_in: string): Promise<string> {
    const text = await readFile(path.join(root, 'docs/guides/going-live.md'), 'utf8')
    const [, ...blocks] = [...text.matchAll(/```bash\n([\s\S]*?)```/g)].map((match) => match[1]!)
    const script = ['set -euo pipefail', command, ...blocks]
      .join('\n')
      .replaceAll(/^export SWATH_CLIENT_ID=client.*$/gm, sign_in)
    const SWATH_URL = `http://127.0.0.1:${env.SWATH_PORT}`
    const run = promisify(execFile)('bash', ['-c', script], {
      env: { ...process.env, SWATH_URL, XDG_CONFIG_HOME: folder },
      cwd: folder,
    })
    return (await run).stdout
  }
})
