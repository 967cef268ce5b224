// Runs a TypeScript file of this repository on the Node that package-lock.json pins, whatever Node
// the machine has, and installs the dependencies first when they are missing or out of date:
//   node scripts/run.mjs scripts/start.ts --port 8080
// Plain JavaScript without imports of ours: it runs on Node 20 before anything is installed.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const modules = join(root, 'node_modules')
// npm writes this copy of the lock file when, and only when, an install has come to its end.
const installedLock = join(modules, '.package-lock.json')
const windows = process.platform === 'win32'

function lockedPackages(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : {}
}

function isInstalled() {
  const installed = lockedPackages(installedLock)
  // What has no node_modules/ in its path are our own workspaces: they are here, whatever their version.
  return Object.entries(lockedPackages(join(root, 'package-lock.json'))).every(
    ([path, wanted]) =>
      !path.includes('node_modules/') ||
      wanted.optional ||
      (path in installed && installed[path].version === wanted.version),
  )
}

function install() {
  console.error('Swath: installing dependencies (once; about half a minute) ...')
  // If npm is killed while it removes the old tree, the next run must not believe what is left of it.
  rmSync(installedLock, { force: true })
  const { status, error } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: windows,
  })
  if (status !== 0)
    fail(`Swath: the dependencies could not be installed${error ? `: ${error.message}` : ''}.`)
}

function pinnedNode() {
  const binary = join(modules, 'node', 'bin', windows ? 'node.exe' : 'node')
  if (existsSync(binary)) return binary
  if (Number.parseInt(process.versions.node, 10) >= 24) return process.execPath
  return fail(
    `Swath needs Node 24; this is ${process.versions.node}, and npm did not put one into node_modules/node. ` +
      'Run `npm rebuild node`, or install Node 24 or newer, and try again.',
  )
}

function fail(sentence) {
  console.error(sentence)
  process.exit(1)
}

function run(script, args) {
  // Node reads and writes files in four threads for all that a process does: with downloads that wait for the disk in all
  // of them, no page would be served.
  // What Node compiled of a file it need not compile again: processes start in half the time.
  const NODE_COMPILE_CACHE = join(root, '.cache', 'compiled')
  const env = { UV_THREADPOOL_SIZE: '16', NODE_COMPILE_CACHE, ...process.env }
  const child = spawn(pinnedNode(), [resolve(root, script), ...args], { stdio: 'inherit', env })
  const forward = (signal) => {
    // Ctrl-C in a terminal reaches the child by itself; a second one would look like impatience.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
  }
  const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of forwarded) process.on(signal, forward)
  child.on('error', (error) => fail(`Swath: ${error.message}`))
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code)
    // End the way the child ended; the exit code is for those whom the signal does not kill (PID 1).
    process.exitCode = 128 + constants.signals[signal]
    for (const name of forwarded) process.off(name, forward)
    process.kill(process.pid, signal)
  })
}

const [script, ...args] = process.argv.slice(2)
if (!script) fail('usage: node scripts/run.mjs <script.ts> [arguments]')
if (!isInstalled()) install()
run(script, args)
