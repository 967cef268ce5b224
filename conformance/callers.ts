import { setTimeout as wait } from 'node:timers/promises'
import { SwathClient } from '@swath/client/client'
import type { NewOrder } from '@swath/client/orders'
import { demo_contracts } from '../server/src/contracts/demo.ts'

/** Somebody with a credential, and which operations are theirs. */
export interface Caller {
  name: string
  headers: Record<string, string>
  /** Selects paths of the OpenAPI document. */
  paths: RegExp
  /** Values of path parameters, of things that exist; everything is made up where there are none. */
  known: Record<string, string>
}

const customer_paths = /^\/(v2\/|contracts|oauth\/|healthz|readyz)/

/** Each role twice: with made-up ids, then with those of things that exist. */
export async function openCallers(url: string, secret: string, signal: AbortSignal): Promise<Caller[]> {
  const [demo, operator, provider] = await Promise.all(
    ['demo', 'operator', 'simulator'].map((client_id) => login(url, client_id, secret)),
  )
  const swath = new SwathClient({ url, client_id: 'demo', client_secret: secret, signal })
  const known = await makeThings(swath)
  const customer = {
    headers: { ...demo!, 'X-Satellogic-Contract-Id': demo_contracts.demo },
    paths: customer_paths,
  }
  const roles = {
    operator: { headers: operator!, paths: /^\/ops\/v1\/(orders|contracts)\// },
    provider: { headers: provider!, paths: /^\/ops\/v1\/captures\// },
    customer,
  }
  return Object.entries(roles).flatMap(([role, { headers, paths }]) => [
    { name: role, headers, paths, known: {} },
    // Without parameters in the path there is nothing new to find.
    { name: `${role}, known ids`, headers, paths: new RegExp(`${paths.source}.*\\{`), known: known[role]! },
  ])
}

/**
 * One order that is delivered, and for each role one that is open and has a capture; what they do to it hurts nobody.
 */
async function makeThings(swath: SwathClient): Promise<Record<string, Record<string, string>>> {
  const delivered = await swath.orders.place(anOrder({ metadata: { scenario: 'clear' } }))
  await swath.orders.wait(delivered.id)
  const [deliverable] = await swath.orders.deliverables(delivered.id).all()
  const [file] = await swath.deliverables.files(deliverable!.deliverable_id).all()
  const shared = {
    deliverable_id: deliverable!.deliverable_id,
    key: file!.key,
    processing_level: deliverable!.processing_level,
    project_id: delivered.properties.project_id,
    contract_id: demo_contracts.demo,
    sku: delivered.properties.sku,
  }
  const start = new Date(Date.now() + 30 * 24 * 3_600_000).toISOString()
  const open = async () => {
    const { id } = await swath.orders.place(anOrder({ parameters: { start } }))
    return { ...shared, order_id: id, capture_id: await firstCapture(swath, id) }
  }
  return { operator: await open(), provider: await open(), customer: await open() }
}

function anOrder(more: object): NewOrder {
  return {
    type: 'Feature',
    geometry: { type: 'Point', coordinates: [-9.14, 38.72] },
    properties: { order_name: 'conformance', sku: 'TSKPOI-M', ...more },
  }
}

async function firstCapture(swath: SwathClient, order_id: string): Promise<string> {
  for (;;) {
    const [capture] = await swath.orders.captures(order_id).all()
    if (capture) return capture.capture_id
    await wait(100)
  }
}

export async function login(
  url: string,
  client_id: string,
  client_secret: string,
): Promise<Record<string, string>> {
  const response = await fetch(`${url}/oauth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ client_id, client_secret, grant_type: 'client_credentials' }),
  })
  const { access_token } = (await response.json()) as { access_token: string }
  return { authorizationToken: `Bearer ${access_token}` }
}
