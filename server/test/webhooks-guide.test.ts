// Runs the checks of docs/guides/webhooks.md on the published example of Standard Webhooks.
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { signatures } from '../src/webhooks/signature.ts'

const guide = readFileSync(path.join(import.meta.dirname, '../../docs/guides/webhooks.md'), 'utf8')
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const webhook_id = 'msg_p5jXN8AQM9LWM0D4loKWxJek'
const body = '{"test": 2432232314}'
let folder: string
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'swath-guide-'))
})
after(() => rm(folder, { recursive: true }))

function codeIn(language: string): string {
  return guide.split(`\`\`\`${language}\n`)[1]!.split('\n```')[0]!
}

function headersOf(timestamp: number, tampered: string) {
  const signature = signatures(['whsec_AAAA', secret], { webhook_id, timestamp, body: tampered })
  return { 'webhook-id': webhook_id, 'webhook-timestamp': String(timestamp), 'webhook-signature': signature }
}

function cases() {
  const now = Math.floor(Date.now() / 1000)
  return {
    good: headersOf(now, body),
    tampered: headersOf(now, `${body} `),
    old: headersOf(now - 1000, body),
  }
}
const expected = { good: true, tampered: false, old: false }

test('the Node example takes what is genuine and nothing else', async () => {
  const file = path.join(folder, 'verify.mjs')
  await writeFile(file, codeIn('js'))
  const { isGenuine } = await import(file)
  const results = Object.entries(cases()).map(([name, headers]) => [name, isGenuine(secret, headers, body)])
  assert.deepEqual(Object.fromEntries(results), expected)
})

test('the Python example takes what is genuine and nothing else', { skip: missing('python3') }, async () => {
  const script = `${codeIn('python')}
import json, sys
given = json.load(sys.stdin)
print(json.dumps({name: is_genuine(given["secret"], headers, given["body"].encode()) for name, headers in given["cases"].items()}))`
  const input = JSON.stringify({ secret, body, cases: cases() })
  assert.deepEqual(JSON.parse(execFileSync('python3', ['-c', script], { input, encoding: 'utf8' })), expected)
})

test('the command line example computes the signature', { skip: missing('openssl') }, async () => {
  await writeFile(path.join(folder, 'body.json'), body)
  const env = {
    PATH: '/usr/bin:/bin',
    SECRET: secret,
    WEBHOOK_ID: webhook_id,
    WEBHOOK_TIMESTAMP: '1614265330',
  }
  const output = execFileSync('sh', ['-c', codeIn('sh')], { cwd: folder, env, encoding: 'utf8' })
  assert.equal(output.trim(), 'g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
})

function missing(command: string): string | false {
  return spawnSync(command, ['version']).error ? `${command} is not here` : false
}
