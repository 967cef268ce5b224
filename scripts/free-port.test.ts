import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import path from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { freePort } from './free-port.ts'

test('no two processes that live at once are given the same port, though nobody listens yet', async () => {
  const given = (await Promise.all(Array.from({ length: 4 }, portsOfAProcess))).flat()
  assert.equal(given.length, 4 * 16)
  assert.equal(new Set(given).size, given.length)
})

test('a port that somebody listens on is not given', async () => {
  const taken = (await freePort()) + 1
  const other = createServer().listen(taken, '127.0.0.1')
  await once(other, 'listening')
  assert.equal(await freePort(), taken + 1)
  other.close()
})

test('no port is one that the kernel gives to clients', async () => {
  const given = await portsOfAProcess()
  assert.deepEqual(
    given.filter((port) => port < 10_000 || port >= 32_768),
    [],
  )
})

async function portsOfAProcess(): Promise<number[]> {
  const module = path.join(import.meta.dirname, 'free-port.ts')
  const script = `import { freePort } from ${JSON.stringify(module)}
    const ports = []
    for (let n = 0; n < 16; n++) ports.push(await freePort())
    console.log(ports.join(' '))`
  const args = ['--input-type=module', '--eval', script]
  const { stdout } = await promisify(execFile)(process.execPath, args)
  return stdout.trim().split(' ').map(Number)
}
