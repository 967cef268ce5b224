// What a terminal shows, and in which state it is left: `script` of util-linux makes one.
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, openSync, rmSync } from 'node:fs'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { after, before, test } from 'node:test'
import { main } from './swath.testing.ts'

const skip = spawnSync('script', ['--version']).status !== 0 && 'script of util-linux is not installed'
const folder = mkdtempSync(path.join(tmpdir(), 'swath-terminal-'))
const file_bytes = 1_000_000
const project = { project_id: 'project.1', project_name: 'Häfen', created_at: '2026-06-01T08:00:00Z' }
const answers: Record<string, unknown> = {
  '/oauth/token': { access_token: 'token', expires_in: 600, token_type: 'Bearer', scope: '' },
  '/contracts': [{ contract_id: 'contract', name: 'Harbours' }],
  '/v2/projects/': { results: [project], next: null },
  '/v2/deliverables/deliv.1': { deliverable_id: 'deliv.1', order_id: '000001', processing_level: 'L1D' },
  '/v2/deliverables/deliv.1/files': {
    results: [{ key: 'analytic', file_name: 'a.tif', size_bytes: file_bytes, sha256: '0' }],
    next: null,
  },
}

let server: Server
let env: NodeJS.ProcessEnv
before(async () => {
  server = createServer(({ url = '' }, response) => {
    const answer = answers[url.split('?')[0]!]
    if (answer) response.end(JSON.stringify(answer))
    else beginFile(response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  env = {
    PATH: process.env.PATH,
    XDG_CONFIG_HOME: folder,
    SWATH_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    SWATH_CLIENT_ID: 'a',
    SWATH_CLIENT_SECRET: 'b',
    TERM: 'xterm',
  }
})
after(() => {
  server.close()
  server.closeAllConnections()
  rmSync(folder, { recursive: true })
})

/** A file of which only the half ever comes. */
function beginFile(response: ServerResponse) {
  response.writeHead(200, { 'content-length': file_bytes })
  response.write(Buffer.alloc(file_bytes / 2))
}

/** Runs the command on a terminal; `typed` is written there when it shows a text. @returns all that it shows, and how it ends */
async function onTerminal(args: string[], { columns = 80, typed = ['', ''], more = {} } = {}) {
  const words = [process.execPath, main, ...args].map((word) => `'${word}'`).join(' ')
  const script = `trap : INT; stty cols ${columns}; ${words}; echo "ended with $?"; stty -a`
  const child = spawn('script', ['-qec', script, '/dev/null'], { env: { ...env, ...more } })
  let shown = ''
  let [when, keys] = typed
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    shown += part
    if (!when || !shown.includes(when)) return
    when = ''
    child.stdin.write(keys!)
  })
  await once(child, 'close')
  return shown
}

test('a bar that is broken off gives the cursor and the lines back', { skip }, async () => {
  const args = ['deliverables', 'download', 'deliv.1', '--to', folder]
  const shown = await onTerminal(args, { typed: ['50%', '\x03'] })
  const last = (on: string, off: string) => shown.lastIndexOf(on) > shown.lastIndexOf(off)
  assert.ok(shown.includes('\x1b[?25l') && last('\x1b[?25h', '\x1b[?25l'), 'the cursor')
  assert.ok(shown.includes('\x1b[?7l') && last('\x1b[?7h', '\x1b[?7l'), 'long lines')
  assert.match(shown, /ended with 130/)
})

test('a secret that is not given after all leaves a terminal that shows what is typed', {
  skip,
}, async () => {
  const shown = await onTerminal(['login', '--client-id', 'a'], {
    typed: ['Client secret: ', 'never\x03'],
    more: { SWATH_CLIENT_SECRET: '' },
  })
  assert.doesNotMatch(shown, /never|Aborted/)
  assert.match(shown, /ended with 130/)
  assert.match(shown, / icanon .* echo /s)
})

test('people see tables, as wide as their terminal, without colours', { skip }, async () => {
  const shown = await onTerminal(['projects', 'list'], { columns: 32 })
  assert.match(shown, /^project +name +created\r\n-+ +-+ +-+\r\nproject\.1 +Häfen +2026-06-01\r\n +08:00\r\n/)
  assert.ok(!shown.includes('\x1b['))
})

test('an output that cannot be written is told, and what nobody reads changes nothing', {
  skip: process.platform !== 'linux' && 'there is no /dev/full',
}, async () => {
  const full = openSync('/dev/full', 'w')
  const listing = spawn(process.execPath, [main, 'projects', 'list'], {
    env,
    stdio: ['ignore', full, 'pipe'],
  })
  const told = text(listing.stderr!)
  assert.deepEqual(await once(listing, 'close'), [1, null])
  assert.equal(await told, 'swath: The output cannot be written: ENOSPC: no space left on device, write\n')
  const wrong = spawn(process.execPath, [main, 'api', 'GET', 'nowhere'], { env })
  wrong.stderr.destroy()
  assert.deepEqual(await once(wrong, 'close'), [2, null])
})
