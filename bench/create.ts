import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { findBinaries } from '../server/test/postgres.ts'
import type { Figure } from './figure.ts'
import { ratio } from './page.ts'
import { type Bench, one_order, requestsPerSecond } from './server.ts'
import { is_short, Missing } from './size.ts'

const run = promisify(execFile)
const clients = 10

/** Creating orders through the API, against pgbench with the statements that creating one order runs. */
export async function benchmarkCreate(bench: Bench): Promise<Figure[]> {
  const script = await pgbenchScript(bench)
  const folder = await mkdtemp(path.join(tmpdir(), 'swath-pgbench-'))
  try {
    const file = path.join(folder, 'create.sql')
    await writeFile(file, script)
    const most = await pgbench([file], bench.database_url)
    const headers = { ...bench.headers, 'content-type': 'application/json' }
    const body = JSON.stringify(one_order)
    const created = await requestsPerSecond(
      { url: `${bench.url}/v2/orders/`, method: 'POST', headers, body },
      201,
    )
    const statements = script.split('\n').length
    console.log(
      `create: ${Math.round(created)} a second; pgbench runs its ${statements} statements ${Math.round(most)} times a second`,
    )
    return [ratio('orders created / pgbench with the same statements', created, most, 0.5)]
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** Runs one of the files at a time, for each of ten clients. @returns how often a second */
export async function pgbench(files: readonly string[], url: string): Promise<number> {
  const installed = findBinaries(process.env.PATH ?? '')
  const binary = process.env.PGBENCH ?? ('folder' in installed ? path.join(installed.folder, 'pgbench') : '')
  if (!existsSync(binary)) throw new Missing('there is no pgbench beside PostgreSQL')
  const scripts = files.flatMap((file) => ['-f', file])
  // On a loaded machine a second may end before the first of them does.
  const length = is_short ? ['-t', '2'] : ['-T', '8']
  const args = ['-n', '-c', String(clients), '-j', '1', ...length, ...scripts, url]
  const { stdout } = await run(binary, args)
  return Number(/tps = ([\d.]+)/.exec(stdout)![1])
}

/** Records the statements of one creation as they reach PostgreSQL, and makes them repeatable. */
async function pgbenchScript({ app, url, headers }: Bench): Promise<string> {
  const recorded: { client: pg.Client; text: string; values: readonly unknown[] }[] = []
  const query = pg.Client.prototype.query as (...args: unknown[]) => unknown
  pg.Client.prototype.query = function record(this: pg.Client, ...args: unknown[]) {
    const [text, values] = args as [string, unknown[] | undefined]
    if (typeof text === 'string') recorded.push({ client: this, text, values: values ?? [] })
    return query.apply(this, args)
  } as never
  try {
    const init = { method: 'POST', headers: { ...headers, 'content-type': 'application/json' } }
    await app.db.ping()
    recorded.length = 0
    const response = await fetch(`${url}/v2/orders/`, { ...init, body: JSON.stringify(one_order) })
    const order = (await response.json()) as { id: string }
    // Others use the database as well: the queue for one.
    const { client } = recorded.find(({ text }) => /insert into "?orders\b/.test(text))!
    return recorded
      .filter((one) => one.client === client)
      .map(({ text, values }) => repeatable(inlined(text, values), order.id))
      .join('\n')
  } finally {
    pg.Client.prototype.query = query as never
  }
}

export function inlined(text: string, values: readonly unknown[]): string {
  const literal = (value: unknown): string => {
    if (value === null || value === undefined) return 'null'
    if (Array.isArray(value)) return `array[${value.map(literal).join(',')}]`
    return pg.escapeLiteral(value instanceof Date ? value.toISOString() : String(value))
  }
  return text.replaceAll(/\$(\d+)/g, (_, index) => literal(values[Number(index) - 1])).replaceAll(/\s+/g, ' ')
}

const literals = /( E)?'(?:[^'\\]|''|\\.)*'/g
const own_ids = /\b(evt|entry|audit)\.[0-9a-f-]{36}/g

/**
 * The order's id is the one that the insert of this transaction made, and the ids of events and of entries of ledger and audit
 * follow from it, so that they are new each time and the same wherever one stands.
 */
function repeatable(statement: string, order_id: string): string {
  const order = "lpad(currval('order_ids')::text, 6, '0')"
  const renewed = statement.replaceAll(literals, (literal, escaped = '') => {
    const broken = (expression: string) => `' || ${expression} ||${escaped || ' '}'`
    const anew = literal
      .replaceAll(
        own_ids,
        (id, prefix) => `${prefix}.${broken(`md5(currval('order_ids') || '${id}')::uuid`)}`,
      )
      .replaceAll(new RegExp(`\\b${order_id}\\b`, 'g'), broken(order))
    return anew === literal ? literal : `(${anew})`
  })
  return `${renewed};`
}
