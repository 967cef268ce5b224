import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'

// Each would tell the host that it asked for, were it let out; here nothing is even looked up.
const attempts = `
  import http from 'node:http'
  import net from 'node:net'
  import tls from 'node:tls'
  const lookup = () => console.log('looked up')
  const failure = (socket) => new Promise((done) => socket.on('error', (error) => done(error.message)))
  const refused = await Promise.all([
    failure(http.get('http://example.test/', { agent: new http.Agent({ keepAlive: true, lookup }) })),
    failure(http.get('http://192.0.2.1/')),
    failure(net.connect(9, 'example.test')),
    failure(net.connect({ port: 9, host: '::ffff:192.0.2.1' })),
    failure(tls.connect(9, 'example.test')),
    fetch('https://example.test/').catch((error) => error.cause.message),
  ])
  console.log(refused.join('\\n'))
  const server = http.createServer((_, answer) => answer.end('here')).listen(0, '127.0.0.1', async () => {
    for (const host of ['127.0.0.1', 'localhost']) {
      console.log(await (await fetch('http://' + host + ':' + server.address().port)).text())
    }
    process.exit()
  })`

test('a process that is fuzzed reaches this machine and no other, nor asks for their addresses', () => {
  const preload = `--import=${new URL('loopback-only.ts', import.meta.url)}`
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [preload, '--input-type=module', '--eval', attempts],
    {
      encoding: 'utf8',
      timeout: 60_000,
    },
  )
  const hosts = [
    'example.test',
    '192.0.2.1',
    'example.test',
    '::ffff:192.0.2.1',
    'example.test',
    'example.test',
  ]
  const refused = hosts.map((host) => `${host} is not on this machine, and this run must not leave it`)
  assert.deepEqual(stdout.trim().split('\n'), [...refused, 'here', 'here'], stderr)
})
