// The whole sandbox as processes of its own, and its public API, for tests that look from outside.
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { freePort } from '../../../scripts/free-port.ts'
import { type Stack, startStack } from '../../../scripts/stack.ts'
import { demo_contracts } from '../../src/contracts/demo.ts'
import { freshPostgres, postgres } from '../databases.ts'
import { preparedFile } from '../prepared.ts'

const run = promisify(execFile)
export const secret = 'the secret of the sandbox'

export class Sandbox {
  stack!: Stack
  #options: Parameters<typeof startStack>[0]
  #database: Database
  #token: string | undefined

  private constructor(options: Parameters<typeof startStack>[0], database: Database) {
    this.#options = options
    this.#database = database
  }

  /** On PostgreSQL, which is much faster; on PGlite, as a sandbox is, where it is asked for or there is nothing else. */
  static async open({
    embedded = 'skipped' in postgres,
    ...settings
  }: {
    speed: number
    env?: Record<string, string>
    archive_items?: number
    embedded?: boolean
  }): Promise<Sandbox> {
    const data_dir = await mkdtemp(path.join(tmpdir(), 'swath-sandbox-'))
    const database = embedded ? await unpackPrepared(data_dir) : await freshPostgres()
    const ports = { port: await freePort(), simulator_port: await freePort() }
    // Images of a sixteenth of the pixels say the same, and are made in a sixteenth of the time.
    const env = {
      SIMULATOR_GSD_M: '40',
      ...settings.env,
      ...(database.url && { DATABASE_URL: database.url }),
    }
    const sandbox = new Sandbox({ data_dir, secret, ...ports, ...settings, env }, database)
    await sandbox.start()
    return sandbox
  }

  async start() {
    this.stack = await startStack(this.#options)
  }

  get data_dir() {
    return this.#options.data_dir
  }

  async close() {
    await this.stack.stop()
    await this.#database.drop()
    await rm(this.#options.data_dir, { recursive: true, force: true })
  }

  // biome-ignore lint/suspicious/noExplicitAny: tests look at what they expect to find
  async call(method: string, path: string, body?: unknown): Promise<any> {
    const response = await this.fetch(path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return response.json()
  }

  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    this.#token ??= await this.#login()
    return fetch(this.stack.url + path, {
      ...init,
      headers: {
        authorizationToken: `Bearer ${this.#token}`,
        'X-Satellogic-Contract-Id': demo_contracts.demo,
        ...(init.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
    })
  }

  async #login(): Promise<string> {
    const response = await fetch(`${this.stack.url}/oauth/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ client_id: 'demo', client_secret: secret, grant_type: 'client_credentials' }),
    })
    return ((await response.json()) as { access_token: string }).access_token
  }

  /** Asks until the order is as it should be; the processes are outside, so there is nothing to drain. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look at what they expect to find
  async until(order_id: string, holds: (properties: any) => boolean, seconds = 90) {
    const deadline = Date.now() + seconds * 1000
    for (;;) {
      const { properties } = await this.call('GET', `/v2/orders/${order_id}`)
      if (holds(properties)) return properties
      if (Date.now() > deadline) {
        const { results } = await this.call('GET', `/v2/orders/${order_id}/events?limit=1000`)
        const told = results.map((event: { type: string; time: string }) => `${event.time} ${event.type}`)
        throw new Error(
          `Order ${order_id} is still ${properties.status} after ${seconds} s:\n${told.join('\n')}`,
        )
      }
      await wait(100)
    }
  }

  /** Asks until the archive has the items of a capture, which it gets when the order is closed already. */
  async published(outcome_id: string, seconds = 60) {
    const deadline = Date.now() + seconds * 1000
    const filter = encodeURIComponent(`satl:outcome_id = '${outcome_id}'`)
    for (;;) {
      const { features } = await this.call('GET', `/archive/stac/search?limit=1&filter=${filter}`)
      if (features.length > 0) return
      if (Date.now() > deadline) throw new Error(`${outcome_id} is not in the archive after ${seconds} s`)
      await wait(100)
    }
  }

  closed(order_id: string, seconds?: number) {
    return this.until(order_id, ({ status }) => status === 'closed', seconds)
  }
}

interface Database {
  url?: string
  drop(): Promise<void>
}

/** An embedded database with the migrations in it: a first start would take 15 seconds for PostGIS. */
async function unpackPrepared(data_dir: string): Promise<Database> {
  const folder = path.join(data_dir, 'database/pgdata')
  await mkdir(folder, { recursive: true })
  await run('tar', ['-xf', await preparedFile(), '-C', folder])
  // It goes with its folder.
  return { drop: async () => undefined }
}
