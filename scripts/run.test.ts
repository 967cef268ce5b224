import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { after, beforeEach, test } from 'node:test'

// A checkout with one dependency and an `npm` of our own that writes what the real one writes, in its order.
const root = mkdtempSync(join(tmpdir(), 'swath-run-'))
const installs = join(root, 'installs.log')
const NPM = `#!/bin/sh
echo "$@" >>${installs}
rm -rf node_modules/node && mkdir -p node_modules/node/bin
[ -e broken-network ] && exit 7
ln -s '${process.execPath}' node_modules/node/bin/node
cp package-lock.json node_modules/.package-lock.json
`
const LOCK = {
  packages: {
    '': { version: '0.1.0' },
    server: { version: '0.1.0' },
    'node_modules/a': { version: '1.0.0' },
    'node_modules/b': { optional: true },
    'node_modules/@swath/server': { link: true },
  },
}

beforeEach(() => {
  rmSync(root, { recursive: true, force: true })
  mkdirSync(join(root, 'bin'), { recursive: true })
  write('bin/npm', NPM)
  chmodSync(join(root, 'bin/npm'), 0o755)
  write('package.json', '{"type": "module"}')
  write('package-lock.json', JSON.stringify(LOCK))
  mkdirSync(join(root, 'scripts'))
  cpSync(join(import.meta.dirname, 'run.mjs'), join(root, 'scripts/run.mjs'))
})
after(() => rmSync(root, { recursive: true, force: true }))

function write(file: string, text: string): void {
  writeFileSync(join(root, file), text)
}

function launch(script: string, ...args: string[]): ChildProcess & { output: string } {
  write('scripts/script.ts', script)
  const child = spawn(process.execPath, [join(root, 'scripts/run.mjs'), 'scripts/script.ts', ...args], {
    cwd: tmpdir(),
    env: { PATH: [join(root, 'bin'), dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter) },
  })
  const launched = Object.assign(child, { output: '' })
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (launched.output += text))
  return launched
}

async function result(child: ReturnType<typeof launch>) {
  const [code, signal] = await once(child, 'close')
  return { code, signal, output: child.output }
}

function installCount(): number {
  return existsSync(installs) ? readFileSync(installs, 'utf8').trim().split('\n').length : 0
}

test('it installs on a clean checkout, says so, and does not install again', async () => {
  const first = await result(launch('console.log("hello" as string)'))
  assert.equal(first.code, 0)
  assert.match(first.output, /^Swath: installing dependencies.*\nhello\n$/)
  const second = await result(launch('console.log("hello")'))
  assert.equal(second.output, 'hello\n')
  assert.equal(readFileSync(installs, 'utf8'), 'ci --no-audit --no-fund --loglevel=error\n')
})

test('it installs again when package-lock.json asks for something else', async () => {
  await result(launch(''))
  write('package-lock.json', JSON.stringify(LOCK).replace('1.0.0', '1.0.1'))
  await result(launch(''))
  assert.equal(installCount(), 2)
})

test('it does not install again for a new version of Swath itself', async () => {
  await result(launch(''))
  write('package-lock.json', JSON.stringify(LOCK).replaceAll('0.1.0', '0.2.0'))
  await result(launch(''))
  assert.equal(installCount(), 1)
})

test('an install that broke off is repeated by the next run, and the script does not start before', async () => {
  await result(launch(''))
  write('broken-network', '')
  write('package-lock.json', JSON.stringify(LOCK).replace('1.0.0', '1.0.1'))
  const broken = await result(launch('console.log("must not run")'))
  assert.equal(broken.code, 1)
  assert.match(broken.output, /could not be installed/)
  assert.doesNotMatch(broken.output, /must not run/)
  rmSync(join(root, 'broken-network'))
  write('package-lock.json', JSON.stringify(LOCK))
  const repaired = await result(launch('console.log("runs")'))
  assert.match(repaired.output, /runs/)
  assert.equal(installCount(), 3)
})

test('the script gets the arguments and the folder of the caller, and its exit code comes back', async () => {
  const script = 'console.log(process.cwd(), ...process.argv.slice(2)); process.exit(3)'
  await result(launch(''))
  const { code, output } = await result(launch(script, '--port', '80 80'))
  assert.equal(output, `${tmpdir()} --port 80 80\n`)
  assert.equal(code, 3)
})

test('a signal reaches the script, which may take its time to end', async () => {
  await result(launch(''))
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    const child = launch(`
      process.on('${signal}', () => setTimeout(() => { console.log('tidied up'); process.exit(5) }, 200))
      setInterval(() => {}, 1000)
      console.log('ready')`)
    await once(child.stdout!, 'data')
    child.kill(signal)
    const { code, output } = await result(child)
    assert.equal(output, 'ready\ntidied up\n')
    assert.equal(code, 5)
  }
})

test('it ends with the signal that ended the script', async () => {
  await result(launch(''))
  assert.equal((await result(launch('process.kill(process.pid, "SIGKILL")'))).signal, 'SIGKILL')
})
