// Every public function of the client has an example, and the examples do what they say against the whole sandbox.
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { demo_contracts } from '../../server/src/contracts/demo.ts'
import { secret as client_secret, Sandbox } from '../../server/test/outside/sandbox.ts'
import { SwathClient } from './client.ts'
import {
  examplesOfGuide,
  type Given,
  publicFunctions,
  runExample,
  typeErrors,
  writeExamples,
} from './examples.testing.ts'
import type { NewOrder } from './orders.ts'
import { verifyWebhook, WebhookVerificationError } from './webhook-signature.ts'

const functions = publicFunctions()
const files = writeExamples([...functions, ...examplesOfGuide('sdk.md')])
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'

test('every public function of the client has an example', () => {
  assert.deepEqual(
    functions.filter(({ example }) => !example).map(({ name }) => name),
    [],
  )
})

test('the examples are right TypeScript', () => {
  assert.deepEqual(typeErrors([...files.values()]), [])
})

let sandbox: Sandbox
let receiver: Server
let folder: string
let given: Given
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'swath-examples-'))
  receiver = await openReceiver()
  sandbox = await Sandbox.open({ speed: 100_000, env: { SWATH_OUTBOUND_ALLOW: '127.0.0.0/8' } })
  given = await prepare(sandbox.stack.url)
})
after(async () => {
  receiver.close()
  await sandbox.close()
  await rm(folder, { recursive: true })
})

/** A receiver as they should be. */
async function openReceiver(): Promise<Server> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    try {
      await verifyWebhook(Buffer.concat(chunks), request.headers, secret)
      response.writeHead(204).end()
    } catch (error) {
      response.writeHead(error instanceof WebhookVerificationError ? 400 : 500).end()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

async function prepare(url: string): Promise<Given> {
  const credentials = { url, client_id: 'demo', client_secret, contract_id: demo_contracts.demo }
  const swath = new SwathClient(credentials)
  const point: NewOrder = {
    type: 'Feature',
    geometry: { type: 'Point', coordinates: [2.35, 48.85] },
    // Stays open, so that it can be changed and canceled.
    properties: { order_name: 'an example', sku: 'TSKPOI-M', metadata: { scenario: 'on-hold' } },
  }
  const clear = { ...point.properties, metadata: { scenario: 'clear' } }
  const { id: order_id } = await swath.orders.place({ ...point, properties: clear })
  await swath.orders.wait(order_id, { max_pause_ms: 500 })
  const [deliverable] = await swath.orders.deliverables(order_id).all()
  await sandbox.published(deliverable!.outcome_id!)
  const [event] = await swath.orders.events(order_id).all(1)
  return {
    ...credentials,
    swath,
    operator: new SwathClient({ url, client_id: 'operator', client_secret }),
    point,
    order_id,
    capture_id: deliverable!.capture_id,
    deliverable_id: deliverable!.deliverable_id,
    event: event!,
    secret,
    receiver_url: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`,
    folder,
  }
}

for (const [name, file] of files) {
  test(`the example of ${name} does what it says`, async () => {
    const { said, expected } = await runExample(file, given)
    assert.deepEqual(said, expected)
  })
}
