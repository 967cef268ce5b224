// Gives a contract what it has besides orders: a budget, a destination with a delivery, a webhook, and a decision to
// take.
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { CredentialWithSecret } from '@swath/contract/accounts'
import { SwathClient } from '../../client/src/client.ts'
import { demo_contracts } from '../../server/src/contracts/demo.ts'
import { type Sandbox, secret } from '../../server/test/outside/sandbox.ts'

const contract_id = demo_contracts.demo

export interface Business {
  destination_id: string
  delivery_id: string
  /** To a place that takes nothing: given up in a minute or two, for which nobody waits here. */
  failed_delivery_id: string
  /** The statement of the last month. */
  statement_id: string
  webhook_id: string
  /** Goes beyond a quota, and waits for the order desk. */
  awaiting: string
}

export async function furnishBusiness(sandbox: Sandbox, fulfilled: string): Promise<Business> {
  const swath = customerOf(sandbox)
  await limitBudget(sandbox)
  await restrictAnArea(sandbox)
  const { destination_id } = await swath.destinations.create({
    name: 'Imagery of the team',
    settings: { kind: 'folder', folder: 'team/imagery' },
  })
  await swath.destinations.verify(destination_id)
  const [deliverable] = await swath.orders.deliverables(fulfilled).all(1)
  const { delivery_id } = await swath.deliveries.request(deliverable!.deliverable_id, destination_id)
  const failed_delivery_id = await failDelivery(swath, deliverable!.deliverable_id)
  const statement_id = await closeLastMonth(sandbox)
  const { webhook_id } = await swath.webhooks.create({
    url: await openReceiver(),
    description: 'Planning system',
    event_types: ['Order*', 'Deliverable*'],
  })
  await swath.webhooks.test(webhook_id)
  const script = await swath.apiCredentials.create({ name: 'Nightly script', scopes: ['read', 'order'] })
  await orderAboveLimit(sandbox, swath, script)
  const { id } = await swath.orders.place({
    type: 'Feature',
    geometry: square,
    properties: { order_name: 'Pilbara, all of it', project_name: 'Mines', sku: 'TSKARE-M' },
  })
  return { destination_id, delivery_id, failed_delivery_id, statement_id, webhook_id, awaiting: id }
}

async function restrictAnArea(sandbox: Sandbox) {
  const ring = [
    [-6.6, 36.8],
    [-6.3, 36.8],
    [-6.3, 37.1],
    [-6.6, 36.8],
  ]
  await operatorOf(sandbox).restrictedAreas.create({
    ...{ name: 'Nature reserve', reason: 'Birds breed there', rule: 'approval' },
    geometry: { type: 'Polygon', coordinates: [ring] },
  })
}

/** An order of a program that may not approve, which waits for somebody of the customer. */
async function orderAboveLimit({ stack }: Sandbox, swath: SwathClient, by: CredentialWithSecret) {
  const { client_id, client_secret } = by
  const script = new SwathClient({ url: stack.url, client_id, client_secret, contract_id })
  await swath.approvals.setLimit(10_000)
  await script.orders.place({
    type: 'Feature',
    geometry: { type: 'Point', coordinates: [4.1, 51.95] },
    properties: { order_name: 'Port of Rotterdam', project_name: 'Ports', sku: 'TSKPOI-M' },
  })
  await swath.approvals.setLimit(null)
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

/** The far end refuses each file: the delivery will have failed after its third attempt, in more than a minute. */
async function failDelivery(swath: SwathClient, deliverable_id: string): Promise<string> {
  const { destination_id } = await swath.destinations.create({
    name: 'Upload service',
    settings: { kind: 'https_put', base_url: await openReceiver({ status: 403 }) },
  })
  const { delivery_id } = await swath.deliveries.request(deliverable_id, destination_id)
  return delivery_id
}

/** Last month's downloads from the archive of the former system, and the statement over them. */
async function closeLastMonth(sandbox: Sandbox): Promise<string> {
  const { imports } = operatorOf(sandbox)
  const now = new Date()
  const day = (of_month: number) =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, of_month, 9, 30)).toISOString()
  const lines = ['Rotterdam', 'Nile', 'Sundarbans', 'Pilbara', 'Atacama', 'Paris'].map((name, index) => ({
    item_id: `${name}-${index}`,
    collection: 'l1d',
    outcome_id: randomUUID(),
    processing_level: 'L1D',
    downloaded_at: day(3 + 4 * index),
    acquired_at: '2026-01-01T00:00:00Z',
    geometry: square,
  }))
  const { refused } = await imports.take(
    { contract_id, source: 'former-system', kind: 'consumptions' },
    lines,
  )
  if (refused > 0) throw new Error('The downloads of last month were refused')
  await askOperator(sandbox, 'PUT', 'billing-details', {
    name: 'Port Authority',
    address: ['1 Quay Street', 'Rotterdam'],
  })
  await askOperator(sandbox, 'POST', 'statements', { month: day(1).slice(0, 7) })
  const [statement] = await customerOf(sandbox).statements.list().all(1)
  return statement!.statement_id
}

export function operatorOf({ stack }: Sandbox): SwathClient {
  return new SwathClient({ url: stack.url, client_id: 'operator', client_secret: secret })
}

/** A million of USD; and 100 km² a month of areas, beyond which the order desk decides. */
async function limitBudget(sandbox: Sandbox) {
  await askOperator(sandbox, 'POST', 'grants', { amount_minor: 100_000_000 })
  const quota = { measure: 'km2', period: 'month', limit: 100, sku: 'TSKARE-M', at_limit: 'approval' }
  await askOperator(sandbox, 'PUT', 'limits', { at_limit: 'refuse', quotas: [quota] })
}

async function askOperator(sandbox: Sandbox, method: string, of_contract: string, body: object) {
  const token = await operatorOf(sandbox).accessToken()
  const response = await fetch(`${sandbox.stack.url}/ops/v1/contracts/${contract_id}/${of_contract}`, {
    method,
    headers: { authorizationToken: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(await response.text())
}

/** Answers every request; it ends with the test. */
export async function openReceiver({
  tell = (_request: IncomingMessage): unknown => undefined,
  status = 200,
} = {}): Promise<string> {
  const server = createServer((request, response) => {
    tell(request)
    request.resume()
    response.writeHead(status, { 'content-type': 'text/plain' }).end('taken')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  server.unref()
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/swath`
}
