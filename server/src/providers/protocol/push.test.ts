import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import { Nonces, verifyRequest } from '@swath/contract/provider-protocol/signature'
import { Outbound } from '../../outbound/outbound.ts'
import { Refusal } from '../refusal.ts'
import { NonsenseAnswer } from './answers.ts'
import { pushChannel } from './push.ts'

const secret = 'the secret of the tests of the channel'
let answer: (request: IncomingMessage, response: ServerResponse) => unknown
const provider = createServer((request, response) => answer(request, response))
provider.listen(0, '127.0.0.1')
await once(provider, 'listening')
after(() => {
  provider.closeAllConnections()
  provider.close()
})
const url = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`
const outbound = new Outbound(['127.0.0.1'])
const channel = pushChannel({ name: 'ours', url: `${url}/below/a/path/`, secret, outbound })
const says = (status: number, body: unknown) => {
  answer = (_request, response) =>
    response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body))
}

test('what is asked is signed, with the path below which the provider is', async () => {
  const nonces = new Nonces()
  let from: string | undefined
  answer = async (request, response) => {
    const body = Buffer.concat(await request.toArray())
    const { method = '', url: target = '', headers } = request
    assert.equal(target, '/below/a/path/captures/capt.1/cancellation')
    from = await verifyRequest(
      { method, target, headers, body },
      {
        direction: 'swath-to-provider',
        secretsOf: async () => [secret],
        isNew: (...nonce) => nonces.isNew(...nonce),
      },
    )
    response.end('{"outcome":"canceled"}')
  }
  assert.deepEqual(await channel.ask('cancel', { capture_id: 'capt.1' }), { outcome: 'canceled' })
  assert.equal(from, 'ours')
})

test('a refusal is read with its class and its time', async () => {
  says(409, { class: 'later', retry_after_s: 90, message: 'The antenna is out' })
  await assert.rejects(
    channel.ask('plan', { capture_id: 'capt.1' }),
    (error) => error instanceof Refusal && error.class === 'later' && error.after_s === 90,
  )
  says(409, { class: 'never', message: 'Not there', reason_code: 'NOT_FEASIBLE' })
  await assert.rejects(
    channel.ask('plan', { capture_id: 'capt.1' }),
    (error) => error instanceof Refusal && error.class === 'never' && error.reason_code === 'NOT_FEASIBLE',
  )
})

test('nonsense is an error that says what is wrong and where, and no refusal', async () => {
  const cases: [number, unknown, RegExp][] = [
    [200, { feasible: 'perhaps' }, /ours answered assess .*\/feasible/],
    [200, { feasible: false, reason_code: 'MOOD', message: '' }, /\/reason_code/],
    [200, 'no', /with what is no JSON$/],
    [409, { class: 'soon', message: 'x' }, /ours refused assess .*\/class/],
    [409, { class: 'later', message: 'x' }, /\/retry_after_s/],
  ]
  for (const [status, body, says_what] of cases) {
    says(status, body)
    await assert.rejects(channel.ask('assess'), (error) => {
      assert.ok(error instanceof NonsenseAnswer && says_what.test(error.message), String(error))
      return true
    })
  }
})

test('any other status is an error, so that it is asked again', async () => {
  for (const status of [401, 404, 500, 503]) {
    says(status, { message: 'what it says' })
    await assert.rejects(channel.ask('capabilities'), new RegExp(`status ${status}: .*what it says`))
  }
})

test('an answer of any size is read to a limit, and its text is repeated to nobody unless it is a short message', async () => {
  says(200, ' '.repeat(17 * 2 ** 20))
  await assert.rejects(channel.ask('assess'), /more than 16777216 bytes/)
  for (const body of ['the key is 1234', `<html>${'1234'.repeat(1000)}`, { key: '1234' }]) {
    says(500, body)
    await assert.rejects(channel.ask('assess'), (error) => !String(error).includes('1234'))
  }
  says(500, { message: `first\nsecond ${'long '.repeat(1000)}` })
  await assert.rejects(channel.ask('assess'), (error) => {
    assert.match(String(error), /first second long/)
    assert.ok(String(error).length < 400)
    return true
  })
})

test('an address that is not public is not asked, unless the configuration of the server names it', async () => {
  answer = () => assert.fail('it was asked')
  const names = [url, url.replace('127.0.0.1', 'inner.test'), 'http://169.254.169.254', 'http://public.test']
  const strict = new Outbound([], async (name) => [
    { address: name === 'inner.test' ? '127.0.0.1' : '8.8.8.8', family: 4 },
  ])
  for (const one of names) {
    const asked = pushChannel({ name: 'ours', url: one, secret, outbound: strict }).ask('capabilities')
    await assert.rejects(asked, /is not a public address|which is not public|It must be https/)
  }
})

test('a redirection is not followed: what is signed for one address is for no other', async () => {
  answer = (_request, response) => response.writeHead(307, { location: url }).end()
  await assert.rejects(channel.ask('capabilities'))
})

test('without a secret nothing is sent', async () => {
  answer = () => assert.fail('it was sent')
  await assert.rejects(
    pushChannel({ name: 'ours', url, secret: undefined, outbound }).ask('capabilities'),
    /no secret/,
  )
})
