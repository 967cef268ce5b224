import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Parser } from '@asyncapi/parser'
import { signWebhook, type WebhookEvent } from '@swath/client/webhook-signature'
import { asyncApi } from './asyncapi.ts'

test('the AsyncAPI document is one by its own parser, and tells what is sent', async () => {
  const { document, diagnostics } = await new Parser().parse(JSON.stringify(asyncApi()))
  // Generators take 3.0 as yet.
  assert.deepEqual(
    diagnostics.filter(({ code }) => code !== 'asyncapi-latest-version'),
    [],
  )
  const operations = document!.operations().all()
  assert.deepEqual(
    operations.map((one) => one.id()),
    ['webhook', 'broker', 'stream'],
  )
  const [webhook] = operations[0]!.messages().all()
  const event = { type: 'WebhookTest', id: 'evt.1' } as WebhookEvent
  const { 'content-type': type, ...headers } = (await signWebhook(event, 'whsec_YQ==')).headers
  assert.equal(type, document!.defaultContentType())
  assert.deepEqual(webhook!.headers()!.required(), Object.keys(headers))
})
