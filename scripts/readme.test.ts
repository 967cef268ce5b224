// Every command of README.md, and of the guides to adoption and destinations, that is meant for bash is run, one after the other, against
// the sandbox.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { Sandbox, secret } from '../server/test/outside/sandbox.ts'

async function runCommandsOf(page: string, sandbox: Sandbox): Promise<string> {
  const text = readFileSync(path.join(import.meta.dirname, '..', page), 'utf8')
  const blocks = [...text.matchAll(/```bash\n([\s\S]*?)```/g)].map((match) => match[1])
  const script = ['set -euo pipefail', ...blocks]
    .join('\n')
    .replaceAll('curl -s ', 'curl -sS --fail-with-body ')
  const folder = mkdtempSync(path.join(tmpdir(), 'swath-guide-'))
  // `npm start` keeps it there.
  mkdirSync(path.join(folder, 'data'))
  writeFileSync(path.join(folder, 'data/demo-secret'), secret)
  const env = { ...process.env, SWATH_URL: sandbox.stack.url, SWATH_SECRET: secret }
  try {
    const run = promisify(execFile)('bash', ['-c', script], { env, cwd: folder, maxBuffer: 1e8 })
    return (await run).stdout
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('the commands of the README work as they stand', async () => {
  const sandbox = await Sandbox.open({ speed: 100_000 })
  try {
    const stdout = await runCommandsOf('README.md', sandbox)
    assert.match(stdout, /"name":"Demo contract"/)
    assert.match(stdout, /"order_id":"000001"/)
    assert.match(stdout, /"type":"OrderReceived"/)
    assert.equal((await sandbox.closed('000001')).status, 'closed')
  } finally {
    await sandbox.close()
  }
})

test('the guide to destinations works from the first command to the last', async () => {
  const sandbox = await Sandbox.open({ speed: 100_000 })
  try {
    const stdout = await runCommandsOf('docs/guides/destinations.md', sandbox)
    assert.match(stdout, /^remove true: /m)
    assert.equal(stdout.match(/^000001\/\d{4}-\d\d-\d\d\/deliv\.[\w-]+\/manifest\.json$/gm)?.length, 2)
    assert.match(stdout, /^DeliveryQueued DeliveryStarted DeliveryCompleted$/m)
    assert.match(stdout, /^pending to dest\./m)
  } finally {
    await sandbox.close()
  }
})

test('the adoption guide answers every question with a command that works', async () => {
  const sandbox = await Sandbox.open({ speed: 100_000 })
  try {
    const stdout = await runCommandsOf('docs/guides/adoption.md', sandbox)
    assert.match(stdout, /^fulfilled: /m)
    assert.match(stdout, /^000001 L1D \d+\.\d\d km2 \d+\.\d\d USD$/m)
    assert.match(stdout, /"name":"delivery_zip"/)
    assert.match(stdout, /^archive orders: 1$/m)
    assert.equal(stdout.match(/"valid":true/g)?.length, 2)
    assert.match(stdout, /^canceled$/m)
  } finally {
    await sandbox.close()
  }
})
