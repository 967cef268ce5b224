import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, afterEach, before, describe, test } from 'node:test'
import { promisify } from 'node:util'
import { freePort } from './free-port.ts'
import { Launched } from './start.testing.ts'

const ready = 'Ctrl-C stops'
let data_dir: string
let env: Record<string, string>
let swath: Launched

function start(more: Record<string, string> = {}): Launched {
  return new Launched('start.ts', [], { ...env, ...more })
}

/** The commands of the banner that are there to copy: three, each behind a comment with its number. */
function printedCommands(): string[] {
  const printed = swath.output.slice(swath.output.indexOf('# 1.'), swath.output.indexOf(ready))
  return printed.split(/^(?=# \d\.)/m)
}

async function paste(commands: string[]): Promise<string> {
  const PATH = `${path.dirname(process.execPath)}:${process.env.PATH}`
  const script = `set -euo pipefail\n${commands.join('\n')}`
  const { stdout } = await promisify(execFile)('bash', ['-c', script], { env: { ...process.env, PATH } })
  return stdout
}

/** A connection that is open for as long as the process at the other end lives. */
async function connectionTo(port: string) {
  const socket = connect(Number(port), '127.0.0.1').on('error', () => undefined)
  await once(socket, 'connect')
  return socket
}

describe('npm start', () => {
  before(async () => {
    data_dir = await mkdtemp(path.join(tmpdir(), 'swath-start-'))
    const [SWATH_PORT, SIMULATOR_PORT] = [String(await freePort()), String(await freePort())]
    env = { SWATH_DATA_DIR: data_dir, SWATH_PORT, SIMULATOR_PORT, SIMULATOR_ARCHIVE_ITEMS: '0' }
  })
  // The next test wants the same ports: a process that is killed leaves its server and simulator to end later.
  afterEach(() => swath.end('SIGINT'))
  after(() => rm(data_dir, { recursive: true, force: true }))

  test('prepares everything, prints three commands that work when pasted, and stops with Ctrl-C', async () => {
    swath = start()
    await swath.says('preparing the database takes about 15 seconds')
    await swath.says(ready)
    const commands = printedCommands()
    assert.equal(commands.length, 3)
    const answers = await paste(commands)
    assert.match(answers, /^Order 000001 is placed\n000001 {2}Paris {2}(received|in_progress) {2}/)
    assert.equal((await stat(path.join(data_dir, 'demo-secret'))).mode & 0o777, 0o600)

    const second = start({ SWATH_PORT: String(await freePort()) })
    assert.equal(await second.end(), 1)
    assert.match(second.output, /^The data folder .* is in use by process \d+\..*\n$/)

    const before_end = swath.output.length
    assert.equal(await swath.end('SIGINT'), 0)
    assert.equal(
      swath.output.slice(before_end).trim(),
      `Swath has stopped; what is stored stays in ${data_dir}/`,
    )
  })

  // In one story, for each start takes six seconds of the processor.
  test('has everything again after a stop and after a kill; when the server dies it ends with a sentence and takes the simulator with it', async () => {
    swath = start()
    await swath.says(ready)
    const [sign_in, , watch] = printedCommands()
    assert.match(await paste([sign_in!, watch!]), /^000001 {2}Paris {2}/)
    const sockets = [await connectionTo(env.SWATH_PORT!), await connectionTo(env.SIMULATOR_PORT!)]
    const closed = sockets.map((socket) => once(socket, 'close'))
    assert.equal(await swath.end('SIGKILL'), 'SIGKILL')
    await Promise.all(closed)

    swath = start()
    await swath.says(ready)
    assert.match(await paste([sign_in!, watch!]), /^000001 {2}Paris {2}/)

    const simulator = await connectionTo(env.SIMULATOR_PORT!)
    const simulator_closed = once(simulator, 'close')
    const [pid] = (await readFile(path.join(data_dir, 'database/swath.pid'), 'utf8')).split(' ')
    process.kill(Number(pid), 'SIGKILL')
    assert.equal(await swath.end(), 1)
    await simulator_closed
    assert.match(swath.output, /The server ended by itself \(SIGKILL\); Swath has stopped\.\n$/)
  })

  test('says which setting to change when a port is taken, or a setting cannot be', async () => {
    const taken = await freePort()
    const other = createServer().listen(taken, '127.0.0.1')
    await once(other, 'listening')
    swath = start({ SIMULATOR_PORT: String(taken) })
    assert.equal(await swath.end(), 1)
    assert.match(swath.output, /^Port \d+ is in use by another program\. .* SIMULATOR_PORT=\d+ npm start\n$/)
    other.close()

    swath = start({ SWATH_PORT: 'eighty' })
    assert.equal(await swath.end(), 1)
    assert.equal(swath.output, 'SWATH_PORT is eighty; it must be a number from 1 to 65535.\n')
  })
})
