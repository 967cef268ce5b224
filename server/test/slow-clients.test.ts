// Clients that keep a connection without using it, over real sockets.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { after, before, test } from 'node:test'
import { anAreaOrder, TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'

const host = 'Host: swath.test\r\n'
const asked = `POST /oauth/token HTTP/1.1\r\n${host}Content-Type: application/json\r\n`

onOneDatabase((openDatabase) => {
  let swath: TestApp
  before(async () => {
    swath = await TestApp.open(await openDatabase(), {
      SWATH_REQUEST_TIMEOUT_MS: '200',
    })
    await swath.app.http.listen({ host: '127.0.0.1', port: 0 })
  })
  after(() => swath.close())

  async function open(app = swath) {
    const { port } = app.app.http.server.address() as AddressInfo
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    await once(socket, 'connect')
    // A server that ends the connection while we still write is what these tests are about.
    socket.on('error', () => undefined)
    return socket
  }

  const unfinished = {
    'nothing at all': '',
    'half a line': 'GET /heal',
    'headers without an end': `GET /healthz HTTP/1.1\r\n${host}`,
    'a body that does not end': `${asked}Content-Length: 90\r\n\r\n{"cl`,
    'a body in pieces that do not end': `POST /v2/orders/ HTTP/1.1\r\n${host}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{"cl`,
  }
  for (const [what, sent] of Object.entries(unfinished)) {
    test(`whoever sends ${what} is told so and cut off`, async () => {
      const socket = await open()
      socket.write(sent)
      const [head, body] = (await text(socket)).split('\r\n\r\n') as [string, string]
      assert.match(head, /^HTTP\/1.1 408 Request Timeout\r\n/)
      assert.equal(JSON.parse(body).code, 'request_timeout')
      assert.deepEqual(swath.errors, [])
    })
  }

  const endless = {
    'a body slower than it may take': [`${asked}Content-Length: 1000000\r\n\r\n`, 408, 'request_timeout'],
    'a body larger than any': [`${asked}Content-Length: 1000000000\r\n\r\n`, 413, 'too_large'],
    'what is no HTTP': ['hello\r\n\r\n', 400, 'invalid_request'],
  } as const
  for (const [what, [sent, status, code]] of Object.entries(endless)) {
    test(`whoever sends ${what} is told so and cut off although it never ceases`, async () => {
      const socket = await open()
      socket.write(sent + ' '.repeat(400_000))
      const pour = setInterval(() => socket.write(' '.repeat(1000)), 1)
      const closed = new Promise((resolve) => socket.once('close', resolve)).then(() => clearInterval(pour))
      const answer = await text(socket.iterator({ destroyOnReturn: false }))
      const [head, body] = answer.split('\r\n\r\n') as [string, string]
      assert.match(head, new RegExp(`^HTTP/1.1 ${status} `))
      assert.equal(JSON.parse(body).code, code)
      await closed
    })
  }

  test('of what comes after a refusal only a part is read', async () => {
    const accepted = once(swath.app.http.server, 'connection')
    const socket = await open()
    const [of_server] = (await accepted) as [Socket]
    socket.write(`${asked}Content-Length: 1000000000\r\n\r\n`)
    const pour = () => void (socket.writable && socket.write(Buffer.alloc(2 ** 20), pour))
    pour()
    assert.match(await text(socket.iterator({ destroyOnReturn: false })), /^HTTP\/1.1 413 /)
    await once(of_server, 'close')
    assert.ok(of_server.bytesRead < 17 * 2 ** 20, `${of_server.bytesRead} were`)
    socket.destroy()
  })

  test('whoever does not read what was asked for is cut off', async () => {
    const accepted = once(swath.app.http.server, 'connection')
    const socket = await open()
    const [of_server] = (await accepted) as [Socket]
    // More than fits between the two.
    socket.pause()
    for (let n = 0; n < 100; n++) socket.write(`GET /openapi.json HTTP/1.1\r\n${host}\r\n`)
    await once(of_server, 'close')
    socket.destroy()
  })

  test('a client that leaves when its answer begins is no failure of the server', async () => {
    swath.app.http.server.once('request', (_request, answer: ServerResponse) =>
      answer.once('pipe', () => answer.destroy()),
    )
    const socket = await open()
    // A long answer is compressed as a stream.
    const around = (at: number) => [2 + 0.1 * Math.cos(at / 400), 48 + 0.1 * Math.sin(at / 400)]
    const ring = [...Array.from({ length: 2500 }, (_, at) => around(at)), around(0)]
    const body = JSON.stringify({ ...anAreaOrder(), geometry: { type: 'Polygon', coordinates: [ring] } })
    const headers = {
      ...(await swath.headers('demo')),
      connection: 'close',
      'accept-encoding': 'br',
      'content-type': 'application/json',
      'content-length': body.length,
    }
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
    socket.write(`POST /v2/orders/ HTTP/1.1\r\n${host}${lines.join('')}\r\n${body}`)
    assert.equal(await text(socket), '')
    // Whatever is still told of it is told before the next answer.
    await swath.call('demo', 'GET', '/v2/orders/')
    assert.deepEqual(swath.errors, [])
  })

  test('what is no HTTP, and headers without measure, are answered in the form of all errors', async () => {
    const answers = {
      'hello\r\n\r\n': [400, 'invalid_request'],
      [`GET /healthz HTTP/1.1\r\n${host}X-Long: ${'x'.repeat(20_000)}\r\n\r\n`]: [431, 'headers_too_large'],
    } as const
    for (const [sent, [status, code]] of Object.entries(answers)) {
      const socket = await open()
      socket.write(sent)
      const [head, body] = (await text(socket)).split('\r\n\r\n') as [string, string]
      assert.match(head, new RegExp(`^HTTP/1.1 ${status} `))
      assert.equal(JSON.parse(body).code, code)
    }
  })

  test('who sends everything before reading is told that it was too much', async () => {
    const patient = await TestApp.open(await openDatabase())
    await patient.app.http.listen({ host: '127.0.0.1', port: 0 })
    const socket = await open(patient)
    socket.write(`${asked}Content-Length: ${12 * 2 ** 20}\r\n\r\n`)
    for (let n = 0; n < 12; n++) await new Promise((sent) => socket.write(Buffer.alloc(2 ** 20), sent))
    assert.match(await text(socket), /^HTTP\/1.1 413 /)
    await patient.close()
  })
})
