// npm run conformance -- stapi: the provider of the kind `stapi` against a server on stapi-fastapi, the library that
// implementers use: orders with the pages that find them again, statuses, refusals, opportunities and results.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import path from 'node:path'
import { no_limits } from '@swath/contract/captures'
import type { StapiProduct } from '@swath/contract/stapi-provider'
import { freePort } from '../scripts/free-port.ts'
import { answers } from '../scripts/stack.ts'
import { fetchBy } from '../server/src/outbound/as-fetch.ts'
import { Outbound } from '../server/src/outbound/outbound.ts'
import type { CaptureToPlan } from '../server/src/providers/provider.ts'
import { Refusal } from '../server/src/providers/refusal.ts'
import { StapiApi } from '../server/src/providers/stapi/api.ts'
import { StapiOrders } from '../server/src/providers/stapi/orders.ts'
import { installPython } from './install.ts'

const packages = ['stapi-fastapi==0.8.0', 'uvicorn==0.54.0']
const product: StapiProduct = {
  product_id: 'multispectral',
  limits: { off_nadir_deg: 'view:off_nadir' },
  order_parameters: { format: 'cog' },
  assets: { L1D: ['visual'] },
}
const wrong: StapiProduct = { ...product, order_parameters: { format: 'paper' } }

export async function runStapi(): Promise<boolean> {
  const port = await freePort()
  // The library asks for Python 3.12, and works with 3.11.
  const python = path.join(installPython('stapi-venv', ['--ignore-requires-python', ...packages]), 'python')
  const server = spawn(python, [path.join(import.meta.dirname, 'stapi_upstream.py'), String(port)], {
    stdio: 'inherit',
  })
  const url = `http://127.0.0.1:${port}`
  const outbound = new Outbound([url])
  try {
    await answers(url, AbortSignal.timeout(60_000))
    const api = new StapiApi(url, undefined, fetchBy(outbound, { timeout_ms: 10_000, max_bytes: 1_000_000 }))
    await ordersAreFollowed(
      new StapiOrders({ name: 'upstream', api, products: { SKU: product, WRONG: wrong } }),
      url,
    )
    await opportunitiesAreTold(api)
    console.log(
      'stapi-fastapi: orders, pages, statuses, refusals, opportunities and results are as they should be',
    )
    return true
  } catch (error) {
    console.error(error)
    return false
  } finally {
    outbound.close()
    server.kill()
  }
}

async function ordersAreFollowed(orders: StapiOrders, url: string) {
  const since = new Date(Date.now() - 60_000)
  const placed: string[] = []
  // More than one page has.
  for (let n = 0; n < 25; n++) placed.push(await orders.order(captureOf(n)))
  for (const n of [0, 24]) assert.deepEqual(await orders.find(captureOf(n), since), [placed[n]])
  await assert.rejects(orders.order({ ...captureOf(0), sku: 'WRONG' }), Refusal)
  await assert.rejects(orders.order(captureOf(0, 89)), Refusal)
  const [id] = placed as [string]
  for (const code of ['accepted', 'scheduled', 'processing', 'completed']) {
    await fetch(`${url}/told/${id}/${code}`, { method: 'PUT' })
  }
  const { told, is_over } = await orders.news(id, captureOf(0))
  assert.deepEqual(
    told.map(({ report }) => report.status),
    ['scheduled', 'collecting', 'acquired', 'ready'],
  )
  assert.equal(is_over, true)
  assert.equal((await orders.news(placed[1]!, captureOf(1))).is_over, false)
  assert.equal(await orders.cancel(placed[1]!), false)
}

async function opportunitiesAreTold(api: StapiApi) {
  const { geometry, datetime } = {
    geometry: captureOf(0).frame,
    datetime: '2030-01-01T00:00:00Z/2030-01-02T00:00:00Z',
  }
  const { features } = await api.opportunities('multispectral', { geometry, datetime, filter: undefined }, 3)
  assert.match(features[0]!.properties.datetime, /^2030-01-01T01:00:00/)
  const { properties } = await api.queryables('multispectral')
  assert.ok('view:off_nadir' in (properties as object))
  assert.ok('format' in ((await api.orderParameters('multispectral')).properties as object))
}

function captureOf(n: number, lat = n): CaptureToPlan {
  const at = (hours: number) => new Date(Date.UTC(2030, 0, 1, hours))
  return {
    capture_id: `capt.${n}`,
    order_id: `order.${n}`,
    frame: { type: 'Point', coordinates: [10, lat] },
    attempt: 1,
    window: { start: at(n), end: at(n + 24) },
    limits: { ...no_limits, max_off_nadir_deg: 20 },
    processing_levels: ['L1D'],
    order_name: 'A test',
    metadata: {},
    sku: 'SKU',
    contract_id: 'cont.1',
    priority_class: 'standard',
    promised_at: null,
  }
}
