// Every command of README.md that is meant for bash is run, one after the other, against the sandbox.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { Sandbox, secret } from '../server/test/outside/sandbox.ts'

const readme = readFileSync(path.join(import.meta.dirname, '../README.md'), 'utf8')
const blocks = [...readme.matchAll(/```bash\n([\s\S]*?)```/g)].map((match) => match[1])

test('the commands of the README work as they stand', async () => {
  const sandbox = await Sandbox.open({ speed: 100_000 })
  try {
    const env = { ...process.env, SWATH_URL: sandbox.stack.url, SWATH_SECRET: secret }
    const script = ['set -euo pipefail', ...blocks]
      .join('\n')
      .replaceAll('curl -s ', 'curl -sS --fail-with-body ')
    const { stdout } = await promisify(execFile)('bash', ['-c', script], { env })
    assert.match(stdout, /"name":"Demo contract"/)
    assert.match(stdout, /"order_id":"000001"/)
    assert.match(stdout, /"type":"OrderReceived"/)
    assert.equal((await sandbox.closed('000001')).status, 'closed')
  } finally {
    await sandbox.close()
  }
})
