import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signatures } from '../../server/src/webhooks/signature.ts'
import { json, serve } from './loopback.testing.ts'
import {
  signWebhook,
  testReceiver,
  verifyWebhook,
  type WebhookEvent,
  WebhookVerificationError,
} from './webhook-signature.ts'

// The published example of Standard Webhooks.
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const body = '{"test": 2432232314}'
const headers = {
  'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  'webhook-timestamp': '1614265330',
  'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
}
const now = new Date(1614265330_000)
const event: WebhookEvent = { type: 'WebhookTest', id: 'evt.1' }

test('the published example of Standard Webhooks is genuine, as text, as bytes and with any headers', async () => {
  const expected = { test: 2432232314 }
  assert.deepEqual(await verifyWebhook(body, headers, secret, { now }), expected)
  assert.deepEqual(await verifyWebhook(Buffer.from(body), new Headers(headers), secret, { now }), expected)
  const upper = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]),
  )
  assert.deepEqual(await verifyWebhook(body, upper, secret, { now }), expected)
})

const refused: Record<string, Parameters<typeof verifyWebhook>> = {
  'a changed body': [`${body} `, headers, secret, { now }],
  'another secret': [body, headers, 'whsec_AAAA', { now }],
  'another id': [body, { ...headers, 'webhook-id': 'msg_2' }, secret, { now }],
  'a message of six minutes ago': [body, headers, secret, { now: new Date(now.getTime() + 360_000) }],
  'a message of the future': [body, headers, secret, { now: new Date(now.getTime() - 360_000) }],
  'a timestamp that is none': [body, { ...headers, 'webhook-timestamp': 'NaN' }, secret, { now }],
  'no signature': [body, { ...headers, 'webhook-signature': undefined }, secret, { now }],
  'a signature that is no base64': [body, { ...headers, 'webhook-signature': 'v1,%%' }, secret, { now }],
  'an empty secret': [body, headers, '', { now }],
  'a signature of another kind': [
    body,
    { ...headers, 'webhook-signature': headers['webhook-signature'].replace('v1,', 'v1a,') },
    secret,
    { now },
  ],
}
for (const [name, given] of Object.entries(refused)) {
  test(`${name} is refused`, async () => {
    await assert.rejects(verifyWebhook(...given), WebhookVerificationError)
  })
}

test('what the server signs with two secrets is genuine for the holder of either', async () => {
  const other = 'whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'
  const signed = { webhook_id: 'evt.1', timestamp: 1614265330, body }
  const sent = {
    'webhook-id': signed.webhook_id,
    'webhook-timestamp': String(signed.timestamp),
    'webhook-signature': signatures([other, secret], signed),
  }
  for (const known of [other, secret, ['whsec_BBBB', secret]]) await verifyWebhook(body, sent, known, { now })
})

test('what is signed here is what the server would have signed', async () => {
  const { headers, body } = await signWebhook(event, secret, now)
  const expected = signatures([secret], { webhook_id: event.id, timestamp: 1614265330, body })
  assert.equal(headers['webhook-signature'], expected)
})

test('a receiver that checks nothing is found out', async (context) => {
  const server = await serve(context, { 'POST /': json({}) })
  const report = await testReceiver(`${server.url}/`, secret, event)
  assert.deepEqual(report, { genuine: 200, repeated: 200, tampered: 200, stale: 200, is_sound: false })
})
