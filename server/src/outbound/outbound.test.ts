import assert from 'node:assert/strict'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { Database } from '../database/db.ts'
import type { Pool } from '../database/pool.ts'
import { HttpClient } from '../uploads/http-client.ts'
import { Outbound, OutboundRefused } from './outbound.ts'

let server: http.Server
let port: number
let requests = 0
before(async () => {
  server = http.createServer((request, response) => {
    requests++
    if (request.url === '/redirect')
      return response.writeHead(302, { location: `http://127.0.0.1:${port}/inner` }).end()
    if (request.url === '/slow') return setTimeout(() => response.end(), 5000).unref()
    if (request.url === '/endless') return void setInterval(() => response.write('x'.repeat(1000)), 1).unref()
    if (request.url === '/close') response.setHeader('connection', 'close')
    return response.end(`host: ${request.headers.host}`)
  })
  server.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  port = (server.address() as AddressInfo).port
})
after(() => {
  server.closeAllConnections()
  server.close()
})

const resolvesTo =
  (...addresses: string[]) =>
  async () =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
const ask = (outbound: Outbound, url: string, timeout_ms = 1000) => outbound.send({ url, timeout_ms }, 100)

test('an address that is not public is refused, however it is written', async () => {
  const outbound = new Outbound([])
  const hosts = [
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f000001',
    '0177.0.0.1',
    '0',
    '10.1.2.3',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '100.100.100.200',
    '192.0.0.192',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '[::1]',
    '[::]',
    '[fe80::1]',
    '[fc00::1]',
    '[fd00:ec2::254]',
    '[ff02::1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::127.0.0.1]',
    '[64:ff9b::7f00:1]',
    '[2002:7f00:1::]',
    '[2001:0:1::]',
    '[fec0::1]',
    '127.0.0.1.',
  ]
  for (const host of hosts) {
    assert.throws(() => outbound.check(`http://${host}:${port}/`), OutboundRefused, host)
    await assert.rejects(ask(outbound, `http://${host}:${port}/`), OutboundRefused, host)
  }
  assert.equal(requests, 0)
  for (const url of [
    'https://8.8.8.8/',
    'http://[2606:4700::1111]:8080/x',
    'http://172.32.0.1/',
    'http://example.com',
  ]) {
    assert.equal(outbound.check(url).href, new URL(url).href)
  }
})

test('only http and https without credentials are taken', () => {
  const outbound = new Outbound(['127.0.0.1'])
  for (const url of [
    'ftp://8.8.8.8',
    'file:///etc/passwd',
    'gopher://8.8.8.8',
    'http:',
    '/x',
    '',
    'http://u:p@8.8.8.8/',
  ]) {
    assert.throws(() => outbound.check(url), OutboundRefused, url)
  }
})

test('the address that a name has when it is connected to counts, so a change after the check gains nothing', async () => {
  const addresses = ['127.0.0.1', '127.0.0.2']
  const rebinding = new Outbound(['127.0.0.1'], async () => resolvesTo(addresses.shift()!)())
  assert.equal((await ask(rebinding, `http://rebind.example:${port}/close`)).status, 200)
  const before = requests
  await assert.rejects(ask(rebinding, `http://rebind.example:${port}/`), /127\.0\.0\.2, which is not public/)
  const mixed = new Outbound([], resolvesTo('93.184.216.34', '127.0.0.1'))
  await assert.rejects(ask(mixed, `http://mixed.example:${port}/`), OutboundRefused)
  const mapped = new Outbound([], resolvesTo('::ffff:127.0.0.1'))
  await assert.rejects(ask(mapped, `http://mapped.example:${port}/`), OutboundRefused)
  await assert.rejects(ask(new Outbound([]), `http://localhost:${port}/`), OutboundRefused)
  assert.equal(requests, before)
})

test('operators allow addresses, networks and hosts', async () => {
  for (const allowed of [['127.0.0.1'], ['127.0.0.0/8', '10.0.0.0/8']]) {
    const outbound = new Outbound(allowed, resolvesTo('127.0.0.1'))
    assert.equal((await ask(outbound, `http://127.0.0.1:${port}/`)).status, 200)
    assert.equal(
      (await ask(outbound, `http://name.example:${port}/`)).body.toString(),
      `host: name.example:${port}`,
    )
    assert.throws(() => outbound.check('http://192.168.0.1'))
  }
  const byName = new Outbound(['Name.example'], resolvesTo('127.0.0.1'))
  assert.equal((await ask(byName, `http://name.example:${port}/`)).status, 200)
  await assert.rejects(ask(byName, `http://other.example:${port}/`), OutboundRefused)
  assert.throws(() => byName.check('http://127.0.0.1'), OutboundRefused)
})

test('a redirect is an answer and not followed; connections are used again; size and time are limited', async () => {
  const outbound = new Outbound(['127.0.0.1'])
  const before = requests
  let connections = 0
  server.on('connection', () => connections++)
  assert.equal((await ask(outbound, `http://127.0.0.1:${port}/redirect`)).status, 302)
  for (let i = 0; i < 5; i++) await ask(outbound, `http://127.0.0.1:${port}/`)
  assert.deepEqual([requests - before, connections], [6, 1])
  const { body, is_cut } = await ask(outbound, `http://127.0.0.1:${port}/endless`)
  assert.deepEqual([body.length, is_cut], [100, true])
  await assert.rejects(ask(outbound, `http://127.0.0.1:${port}/slow`, 50), /No (complete )?answer in 50 ms/)
  await assert.rejects(
    outbound.send({ url: `http://127.0.0.1:${port}/endless`, timeout_ms: 50 }, 1e9),
    /No complete answer/,
  )
  outbound.close()
})

test('nobody calls another machine while a transaction is open, by whatever means', async () => {
  const session = { query: async () => ({ rows: [] }), release: () => undefined }
  const db = new Database({ connect: async () => session } as unknown as Pool)
  const outbound = new Outbound(['127.0.0.1'])
  const url = `http://127.0.0.1:${port}/`
  const client = new HttpClient(outbound, 1000)
  const agent = outbound.agents(1000).http
  const calls: Record<string, () => Promise<unknown>> = {
    send: () => ask(outbound, url),
    connect: async () => (await outbound.connect('127.0.0.1', port, 1000)).destroy(),
    destinations: () => client.ask({ url, method: 'GET', headers: {} }),
    agents: async () => {
      const { promise, resolve, reject } = Promise.withResolvers()
      http.get(url, { agent }, (answer) => answer.resume().once('end', resolve)).once('error', reject)
      return promise
    },
  }
  for (const [name, call] of Object.entries(calls)) {
    const before = requests
    const refused = { message: /was called while a transaction is open/ }
    await assert.rejects(db.system(call), refused, name)
    await assert.rejects(
      db.system(() => db.tenant('cont.a', call)),
      refused,
      `${name}, nested`,
    )
    assert.equal(requests, before, name)
    // Code after the transaction may call, and so may code that was begun in it and goes on after it.
    await db.system(async () => undefined).then(call)
    const { promise: end, resolve } = Promise.withResolvers<void>()
    const [later] = await db.system(async () => [end.then(call)])
    resolve()
    await later
  }
  client.close()
  agent.destroy()
  outbound.close()
})

test('what is confidential goes by https, or to hosts that the operator has named', () => {
  const allowed = ['minio.internal', '10.1.0.0/16', 'http://10.2.0.1:9000']
  const outbound = new Outbound(allowed)
  const good = [
    'https://example.com',
    'http://minio.internal:9000',
    'http://10.1.2.3/x',
    'http://10.2.0.1:9000/b',
  ]
  for (const url of good) assert.equal(outbound.checkConfidential(url).href, new URL(url).href)
  for (const url of ['http://example.com', 'http://8.8.8.8/', 'http://minio.internal.example.com']) {
    assert.throws(() => outbound.checkConfidential(url), /must be https/, url)
    assert.equal(outbound.check(url).href, new URL(url).href)
    assert.ok(new Outbound(allowed, undefined, true).checkConfidential(url))
  }
  assert.throws(
    () => new Outbound([], undefined, true).checkConfidential('http://10.1.2.3'),
    /not a public address/,
  )
})
