// A provider without customers comes to its first invoice, by the commands of the guide and nothing else.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { SwathClient } from '@swath/client/client'
import { ApiError } from '@swath/client/errors'
import { main } from '../../../client/src/cli/swath.testing.ts'
import { freePort } from '../../../scripts/free-port.ts'
import type { Answer } from '../app.ts'
import { freshPostgres, onPostgres } from '../databases.ts'
import { password } from '../people.ts'
import { Process } from './processes.ts'

const root = path.join(import.meta.dirname, '../../..')
const run = promisify(execFile)
/** The guide has no other commands of its own; what it starts in the background ends with it. */
const commands = [
  'set -euo pipefail',
  `swath() { '${process.execPath}' '${main}' "$@"; }`,
  `npm() { exec '${process.execPath}' '${root}/simulator/src/main.ts'; }`,
  `trap 'kill $(jobs -p) 2> /dev/null || true' EXIT`,
]
const later_ms = 40 * 86_400_000
const a_point = {
  type: 'Feature' as const,
  geometry: { type: 'Point' as const, coordinates: [2.35, 48.85] },
  properties: { order_name: 'a point', project_name: 'tests', sku: 'TSKPOI-M' },
}

const simulator_secret = 'the secret of the simulator that goes live'

onPostgres(() => {
  let folder: string
  let database: Awaited<ReturnType<typeof freshPostgres>>
  let env: Record<string, string>
  let server: Process
  let url: string
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'swath-going-live-'))
    database = await freshPostgres()
    const [port, simulator_port] = [await freePort(), await freePort()]
    url = `http://127.0.0.1:${port}`
    env = {
      DATABASE_URL: database.url,
      SWATH_DATA_DIR: path.join(folder, 'data'),
      SWATH_PORT: String(port),
      SWATH_SIMULATOR_URL: `http://127.0.0.1:${simulator_port}`,
      SWATH_SIMULATOR_SECRET: simulator_secret,
      SIMULATOR_PORT: String(simulator_port),
      SIMULATOR_DATA_DIR: path.join(folder, 'simulator'),
      SIMULATOR_SPEED: '100000',
      SIMULATOR_GSD_M: '40',
    }
    await start()
  })
  after(async () => {
    await server.kill('SIGTERM')
    await database.drop()
    await rm(folder, { recursive: true })
  })

  async function start(more: Record<string, string> = {}) {
    server = new Process('server/src/main.ts', ['serve'], { ...env, ...more })
    await server.said(/started/)
  }

  async function setUp() {
    const setup = new Process('server/src/main.ts', ['setup'], env)
    const { code } = await setup.ended
    return { code, told: setup.told }
  }

  test('the commands of the guide lead from an empty database to an order that is delivered and invoiced', async () => {
    const first = await setUp()
    assert.equal(first.code, 0, first.told)
    const [, id] = /client id +(\S+)/.exec(first.told)!
    const [, secret] = /client secret +(\S+)/.exec(first.told)!
    const [before_invoice, invoicing] = await scriptsOfGuide(
      `export SWATH_CLIENT_ID=${id} SWATH_CLIENT_SECRET=${secret}`,
    )
    const told = await bash(before_invoice)
    assert.match(told, /"name": "Ada, order desk"[\s\S]*"role": "operator"/)
    assert.match(told, /OrderCompleted/)
    assert.match(told, /"status": "DELIVERED"/)
    await peopleAct()
    await server.kill('SIGTERM')
    await start({
      TEST_LATER_MS: String(later_ms),
      NODE_OPTIONS: `--import=${path.join(import.meta.dirname, 'later.ts')}`,
    })
    const invoiced = await bash(invoicing)
    assert.match(invoiced, /"name": "Ministry of Agriculture"/)
    const [statement] = await (await clientOf('customer.json')).statements.list().all()
    assert.deepEqual([statement?.charges_minor, statement?.currency], [80_000, 'EUR'])
    assert.match(invoiced, /"reason": "The invoice 7 is open"/)
    assert.match(invoiced, /"ends_at": "2037-12-31T23:00:00.000000Z"/)
    await suspendedContractReads()
  })

  /** Four people choose a password with their links, and do what their roles are for. */
  async function peopleAct() {
    const ada = await accept('ada.json')
    const ben = await accept('ben.json')
    const cleo = await accept('cleo.json')
    const dan = await accept('dan.json')
    assert.ok((await ada('GET', '/v2/people/')).body.results.length >= 3)
    const placed = await ben('POST', '/v2/orders/', a_point)
    assert.deepEqual([placed.status, placed.body.properties.awaits_spending_approval], [201, true])
    const path = `/v2/orders/${placed.body.id}/approve`
    assert.equal((await ben('POST', path, {})).body.code, 'insufficient_scope')
    assert.equal((await cleo('POST', path, {})).body.properties.awaits_spending_approval, false)
    assert.equal((await dan('GET', `/ops/v1/orders/${placed.body.id}`)).status, 200)
    assert.equal((await dan('GET', '/ops/v1/setup')).body.code, 'insufficient_scope')
  }

  /** @param file in which the guide has kept the invitation */
  async function accept(file: string) {
    const { link } = JSON.parse(await readFile(path.join(folder, file), 'utf8'))
    let cookie = ''
    let contract_id = ''
    const call = async (
      method: string,
      at: string,
      body?: object,
    ): Promise<Pick<Answer, 'status' | 'body'>> => {
      const headers = { 'x-swath-session': '1', cookie, 'x-satellogic-contract-id': contract_id }
      const json = body && { 'content-type': 'application/json' }
      const answer = await fetch(url + at, {
        method,
        headers: { ...headers, ...json },
        ...(body && { body: JSON.stringify(body) }),
      })
      cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? cookie
      return { status: answer.status, body: await answer.json() }
    }
    const name = path.basename(file, '.json')
    const token = new URL(link).hash.slice(1)
    const { status, body } = await call('POST', '/v2/invitations/accept', { token, name, password })
    assert.equal(status, 201, JSON.stringify(body))
    contract_id = body.memberships[0].contracts[0]?.contract_id ?? ''
    return call
  }

  async function suspendedContractReads() {
    const port = await clientOf('port.json')
    assert.deepEqual(await port.orders.list().all(), [])
    assert.equal((await port.products.list().all())[0]?.sku, 'TSKPOI-M')
    await assert.rejects(
      port.orders.place(a_point),
      (error) =>
        error instanceof ApiError &&
        error.code === 'contract_suspended' &&
        /The invoice 7 is open/.test(error.message),
    )
  }

  async function clientOf(file: string): Promise<SwathClient> {
    const { client_id, client_secret } = JSON.parse(await readFile(path.join(folder, file), 'utf8'))
    return new SwathClient({ url, client_id, client_secret, allow_http: true })
  }

  test('there is a first operator once', async () => {
    const { code, told } = await setUp()
    assert.equal(code, 1)
    assert.match(told, /There is an operator and an account already/)
  })

  /** Before and after the end of the month; without the first block, in which somebody reads a secret. */
  async function scriptsOfGuide(sign_in: string): Promise<[string, string]> {
    const text = await readFile(path.join(root, 'docs/guides/going-live.md'), 'utf8')
    const [, ...blocks] = [...text.matchAll(/```bash\n([\s\S]*?)```/g)].map((match) =>
      match[1]!.replaceAll(/^export SWATH_CLIENT_ID=client.*$/gm, sign_in),
    )
    const invoice = blocks.findIndex((block) => block.includes('statements close'))
    return [
      [...blocks.slice(0, invoice), 'declare -p CONTRACT SHIPS > variables'].join('\n'),
      ['source variables', ...blocks.slice(invoice)].join('\n'),
    ]
  }

  async function bash(script: string): Promise<string> {
    const { stdout } = await run('bash', ['-c', [...commands, script].join('\n')], {
      env: { ...process.env, ...env, SWATH_URL: url, XDG_CONFIG_HOME: folder },
      cwd: folder,
      maxBuffer: 2 ** 24,
    })
    return stdout
  }
})
