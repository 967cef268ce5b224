// A PostgreSQL for tests: the server that TEST_DATABASE_URL names, otherwise a private one that lives
// as long as this process. Databases made here are called swath_test_*, and no other one is touched.
import { execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { chown, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import pg from 'pg'
import { freePort } from '../../scripts/free-port.ts'

const REMEDY =
  'install PostgreSQL 15 or newer with PostGIS (Debian: apt-get install postgresql-15-postgis-3) ' +
  'or set TEST_DATABASE_URL'

export type TestPostgres = { url: string } | { skipped: string }
export type Cluster =
  | {
      url: string
      stop: () => Promise<void>
      /** Ends it as a crash would: nobody is told, and nothing that was not written is kept. */
      crash: () => Promise<void>
      /** After a crash. */
      start: () => Promise<void>
    }
  | { skipped: string }

let perProcess: Promise<TestPostgres> | undefined

/** The PostgreSQL of this process. Nothing has to stop it: it ends when the process does. */
export function testPostgres(): Promise<TestPostgres> {
  const url = process.env.TEST_DATABASE_URL
  perProcess ??= url ? Promise.resolve({ url }) : startCluster()
  return perProcess
}

export async function startCluster(): Promise<Cluster> {
  const found = findBinaries(process.env.PATH ?? '')
  return 'skipped' in found ? found : startIn(found.folder)
}

// Start, do what is said, wait until our standard input closes, stop, clean up. Input closes when the Node process
// calls stop() and also when it crashes or is killed, so a server is never left behind.
const LIFE = `
  bin=$1 dir=$2 port=$3
  trap '' PIPE
  trap '"$bin/pg_ctl" -D "$dir/data" -m immediate -w stop >/dev/null 2>&1; rm -rf "$dir"' EXIT
  set -e
  (umask 077; echo "$SECRET" >"$dir/secret")
  "$bin/initdb" -D "$dir/data" -U swath_test --auth=md5 --pwfile="$dir/secret" \\
    --encoding=UTF8 --locale=C --no-sync >/dev/null
  cat >>"$dir/data/postgresql.conf" <<END
    listen_addresses = '127.0.0.1'
    port = $port
    unix_socket_directories = ''
    max_connections = 200
    shared_buffers = 64MB
    fsync = off
    synchronous_commit = off
    full_page_writes = off
    timezone = 'UTC'
END
  start() { "$bin/pg_ctl" -D "$dir/data" -l "$dir/log" -w start >/dev/null || { tail -n 5 "$dir/log" >&2; exit 1; } }
  crash() { "$bin/pg_ctl" -D "$dir/data" -m immediate -w stop >/dev/null; }
  start
  echo ready
  while read -r word; do $word; echo ready; done
`

async function startIn(bin: string): Promise<Cluster> {
  const account = unprivilegedAccount()
  const dir = await mkdtemp(join(tmpdir(), 'swath-postgres-'))
  if (account) await chown(dir, account.uid, account.gid)
  const port = await freePort()
  const secret = randomBytes(16).toString('hex')
  const shell = spawn('/bin/sh', ['-c', LIFE, 'sh', bin, dir, String(port)], {
    ...account,
    cwd: '/',
    detached: true, // its own process group: Ctrl-C must not end the shell before it has cleaned up
    env: { PATH: process.env.PATH, SECRET: secret },
  })
  const ended = once(shell, 'exit')
  let complaint = ''
  shell.stderr.on('data', (chunk) => {
    complaint += chunk
  })
  await Promise.race([once(shell.stdout, 'data'), ended])
  if (shell.exitCode !== null || shell.signalCode !== null) {
    await rm(dir, { recursive: true, force: true })
    throw new Error(`the PostgreSQL for tests did not start: ${complaint}`)
  }
  for (const handle of [shell, shell.stdin, shell.stdout, shell.stderr]) (handle as { unref(): void }).unref()
  async function tell(word: 'crash' | 'start') {
    shell.stdin.write(`${word}\n`)
    await Promise.race([
      once(shell.stdout, 'data'),
      ended.then(() => Promise.reject(new Error(`the PostgreSQL for tests did not ${word}: ${complaint}`))),
    ])
  }
  return {
    url: `postgres://swath_test:${secret}@127.0.0.1:${port}/postgres`,
    crash: () => tell('crash'),
    start: () => tell('start'),
    stop: async () => {
      shell.ref()
      shell.stdin.end()
      await ended
    },
  }
}

/** The newest installation that will do, or the reason why none does. */
export function findBinaries(
  path: string,
  debian = '/usr/lib/postgresql',
): { folder: string } | { skipped: string } {
  const versions = existsSync(debian)
    ? readdirSync(debian).map((version) => join(debian, version, 'bin'))
    : []
  const installed = [...path.split(delimiter).filter(Boolean), ...versions]
    .map((folder) => join(folder, 'postgres'))
    .filter((file) => existsSync(file))
    .map((file) => dirname(realpathSync(file)))
    .map((folder) => ({ folder, version: Number(/\d+/.exec(ask(folder, 'postgres', '--version'))?.[0]) }))
    .filter(({ version }) => version >= 15)
    .sort((a, b) => b.version - a.version)
  if (installed.length === 0)
    return { skipped: `there is no PostgreSQL 15 or newer on this machine; ${REMEDY}` }
  const spatial = installed.find(({ folder }) => hasPostgis(folder))
  return spatial ?? { skipped: `the PostgreSQL in ${installed[0]!.folder} has no PostGIS; ${REMEDY}` }
}

function hasPostgis(folder: string): boolean {
  return existsSync(join(ask(folder, 'pg_config', '--sharedir'), 'extension', 'postgis.control'))
}

function ask(folder: string, program: string, option: string): string {
  const file = join(folder, program)
  return existsSync(file) ? execFileSync(file, [option], { encoding: 'utf8' }).trim() : ''
}

/** PostgreSQL refuses to run as root, so root lends it another account: `postgres`, or else `nobody`'s number. */
function unprivilegedAccount(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const entry = /^postgres:[^:]*:(\d+):(\d+):/m.exec(readFileSync('/etc/passwd', 'utf8'))
  return { uid: Number(entry?.[1] ?? 65534), gid: Number(entry?.[2] ?? 65534) }
}

/** Creates a database, as a copy of `template` when given, and returns its URL. */
export async function createDatabase(url: string, name: string, template?: string): Promise<string> {
  const statement = `create database ${ours(name)} ${template === undefined ? '' : `template ${ours(template)}`}`
  await withServer(url, async (server) => {
    if (template !== undefined) await takeTurn(server, template)
    await server.query(statement)
  })
  return databaseUrl(url, name)
}

export async function dropDatabase(url: string, name: string): Promise<void> {
  const statement = `drop database if exists ${ours(name)} with (force)`
  await withServer(url, (server) => server.query(statement))
}

/** Makes sure that a template exists; of many test processes that ask at the same time, one prepares it. */
export async function ensureTemplate(
  url: string,
  name: string,
  prepare: (url: string) => Promise<void>,
): Promise<void> {
  await withServer(url, async (server) => {
    await takeTurn(server, name)
    const { rowCount } = await server.query('select from pg_database where datname = $1', [name])
    if (rowCount) return
    // Prepared under another name, so that a template whose preparation failed is never copied.
    const draft = `${name}_draft`
    await dropDatabase(url, draft)
    await prepare(await createDatabase(url, draft))
    await server.query(`alter database ${ours(draft)} rename to ${ours(name)}`)
  })
}

/**
 * One preparation or copy of a template at a time. PostgreSQL refuses to copy a database that somebody is
 * connected to; several copies at once it allows, but they take a quarter longer than one after the other.
 */
async function takeTurn(server: pg.Client, template: string): Promise<void> {
  await server.query('select pg_advisory_lock(hashtext($1))', [template]) // released when we disconnect
}

async function withServer(url: string, work: (server: pg.Client) => Promise<unknown>): Promise<void> {
  const server = new pg.Client({ connectionString: url })
  await server.connect()
  try {
    await work(server)
  } finally {
    await server.end()
  }
}

function ours(name: string): string {
  if (/^swath_test_[a-z0-9_]{1,52}$/.test(name)) return `"${name}"`
  throw new Error(`"${name}" is not the name of a test database (swath_test_...): it is left alone`)
}

function databaseUrl(url: string, name: string): string {
  const result = new URL(url)
  result.pathname = `/${name}`
  return result.href
}
