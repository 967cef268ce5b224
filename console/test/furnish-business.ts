// What a contract has besides orders: a budget, a destination with a delivery, a webhook, and something to decide.
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SwathClient } from '../../client/src/client.ts'
import { demo_contracts } from '../../server/src/accounts/demo.ts'
import { type Sandbox, secret } from '../../server/test/outside/sandbox.ts'

const contract_id = demo_contracts.demo

export interface Business {
  destination_id: string
  delivery_id: string
  webhook_id: string
  /** Goes beyond a quota, and waits for the order desk. */
  awaiting: string
}

export async function furnishBusiness(sandbox: Sandbox, fulfilled: string): Promise<Business> {
  const swath = customerOf(sandbox)
  await limitBudget(sandbox)
  const { destination_id } = await swath.destinations.create({
    name: 'Imagery of the team',
    settings: { kind: 'folder', folder: 'team/imagery' },
  })
  await swath.destinations.verify(destination_id)
  const [deliverable] = await swath.orders.deliverables(fulfilled).all(1)
  const { delivery_id } = await swath.deliveries.request(deliverable!.deliverable_id, destination_id)
  const { webhook_id } = await swath.webhooks.create({
    url: await openReceiver(),
    description: 'Planning system',
    event_types: ['Order*', 'Deliverable*'],
  })
  await swath.webhooks.test(webhook_id)
  const { id } = await swath.orders.place({
    type: 'Feature',
    geometry: square,
    properties: { order_name: 'Pilbara, all of it', project_name: 'Mines', sku: 'TSKARE-M' },
  })
  return { destination_id, delivery_id, webhook_id, awaiting: id }
}

const square = {
  type: 'Polygon' as const,
  coordinates: [
    [
      [117, -23.2],
      [117.2, -23.2],
      [117.2, -23],
      [117, -23],
      [117, -23.2],
    ],
  ],
}

export function customerOf({ stack }: Sandbox): SwathClient {
  return new SwathClient({ url: stack.url, client_id: 'demo', client_secret: secret, contract_id })
}

export function operatorOf({ stack }: Sandbox): SwathClient {
  return new SwathClient({ url: stack.url, client_id: 'operator', client_secret: secret })
}

/** A million of USD; and 100 km² a month of areas, beyond which the order desk decides. */
async function limitBudget(sandbox: Sandbox) {
  const { stack } = sandbox
  const token = await operatorOf(sandbox).accessToken()
  const ask = async (method: string, of_it: string, body: object) => {
    const response = await fetch(`${stack.url}/ops/v1/contracts/${contract_id}/${of_it}`, {
      method,
      headers: { authorizationToken: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!response.ok) throw new Error(await response.text())
  }
  await ask('POST', 'grants', { amount_minor: 100_000_000 })
  const quota = { measure: 'km2', period: 'month', limit: 100, sku: 'TSKARE-M', at_limit: 'approval' }
  await ask('PUT', 'limits', { at_limit: 'refuse', quotas: [quota] })
}

/** Takes every message; it ends with the test. */
export async function openReceiver(
  tell: (request: IncomingMessage) => void = () => undefined,
): Promise<string> {
  const server = createServer((request, response) => {
    tell(request)
    request.resume()
    response.writeHead(200, { 'content-type': 'text/plain' }).end('taken')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  server.unref()
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/swath`
}
