// An assistant's client of MCP, and `swath mcp` as a process that it starts, against the whole sandbox.
import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { demo_contracts } from '../../../server/src/contracts/demo.ts'
import { Sandbox, secret } from '../../../server/test/outside/sandbox.ts'
import { SwathClient } from '../client.ts'
import { main, putImageOfParis } from './swath.testing.ts'

/** The price of the point that the tests order. */
const price_minor = 80_000
const point = { place: '48.85,2.35', sku: 'TSKPOI-M' }

let sandbox: Sandbox
let folder: string
const assistants: Client[] = []
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'swath-mcp-'))
  sandbox = await Sandbox.open({ speed: 100_000 })
  await putImageOfParis(sandbox.stack.url, secret)
})
after(async () => {
  for (const assistant of assistants) await assistant.close()
  await sandbox.close()
  await rm(folder, { recursive: true })
})

async function connect(client_id: string, client_secret: string): Promise<Client> {
  const assistant = new Client({ name: 'a test', version: '1' })
  const env = { SWATH_URL: sandbox.stack.url, SWATH_CLIENT_ID: client_id, SWATH_CLIENT_SECRET: client_secret }
  const { PATH = '', NODE_COMPILE_CACHE = '' } = process.env
  const process_env = { PATH, NODE_COMPILE_CACHE, XDG_CONFIG_HOME: folder, ...env }
  await assistant.connect(
    new StdioClientTransport({ command: process.execPath, args: [main, 'mcp'], env: process_env }),
  )
  assistants.push(assistant)
  return assistant
}

async function withCap(amount_minor: number): Promise<Client> {
  const { url } = sandbox.stack
  const operator = new SwathClient({ url, client_id: 'operator', client_secret: secret })
  const spend_cap = { amount_minor, currency: 'USD' }
  const credential = { name: 'assistant', contract_ids: [demo_contracts.demo], spend_cap }
  const { client_id, client_secret } = await operator.credentials.create(credential)
  return connect(client_id, client_secret)
}

async function call(assistant: Client, name: string, args: Record<string, unknown> = {}) {
  const { content, isError = false } = await assistant.callTool({ name, arguments: args })
  const [{ text }] = content as [{ text: string }]
  return { isError, text, value: isError ? undefined : JSON.parse(text) }
}

const namesOf = async (assistant: Client) => (await assistant.listTools()).tools.map(({ name }) => name)

test('a credential without a spend cap only looks', async () => {
  const assistant = await connect('demo', secret)
  const names = await namesOf(assistant)
  assert.ok(names.includes('quote_order') && !names.includes('place_order'))
  assert.match(assistant.getInstructions()!, /no spend cap, so nothing can be ordered/)
  const cases = path.join(import.meta.dirname, '../../../places/cases')
  const { value: named } = await call(assistant, 'find_places', { name: 'Roterdam, Nederland' })
  assert.deepEqual(named[0].name, 'Rotterdam')
  const demo = new SwathClient({ url: sandbox.stack.url, client_id: 'demo', client_secret: secret })
  await demo.areas.create({ area_name: 'Roof', geometry: { type: 'Point', coordinates: [2.35, 48.85] } })
  const { value: kept } = await call(assistant, 'list_areas')
  const { value: over_it } = await call(assistant, 'search_archive', { place: kept[0].area_name })
  assert.ok(over_it.length > 0, 'the image of Paris')
  const parcels = { content: await readFile(path.join(cases, 'adjacent-parcels.geojson'), 'utf8') }
  const { value: each } = await call(assistant, 'read_places', parcels)
  const { value: united } = await call(assistant, 'read_places', { ...parcels, areas: 'united' })
  assert.deepEqual([each.places.length, each.places[0].properties.name, united.places.length], [2, 'a', 1])
  const content = await readFile(path.join(cases, 'rd-shapefile.zip'), 'base64')
  const { value: shapes } = await call(assistant, 'read_places', { content, encoding: 'base64' })
  assert.deepEqual([shapes.places.length, shapes.notes], [2, ['It was converted from RD_New']])
})

test('an assistant finds out, asks for the price, orders, follows the order and hands out links', async () => {
  const assistant = await withCap(price_minor)
  assert.match(assistant.getInstructions()!, /800\.00 USD are left/)
  const { value: products } = await call(assistant, 'list_products')
  const point_product = products.find(({ sku }: { sku: string }) => sku === 'TSKPOI-M')
  assert.ok(point_product.parameters.includes('processing_level'))
  // An assistant has read it all before it can choose.
  assert.ok(JSON.stringify(products).length < 700 * products.length, JSON.stringify(products))
  const { value: whole } = await call(assistant, 'list_products', { sku: 'TSKPOI-M' })
  assert.equal(whole.length, 1)
  assert.ok(whole[0].parameters.properties.processing_level)
  const { value: analysis } = await call(assistant, 'check_feasibility', { ...point, limit: 3 })
  assert.deepEqual([analysis.feasible, analysis.opportunities.length], [true, 3])
  const too_narrow = { ...point, parameters: { max_ona: 0.01 } }
  const { value: why_not } = await call(assistant, 'check_feasibility', too_narrow)
  assert.ok(
    why_not.relaxations.every((one: { parameters: object }) => 'max_ona' in one.parameters),
    why_not,
  )
  assert.ok(why_not.relaxations.length > 0)
  const places = ['48.85,2.35', 'nowhere', '1,12']
  const unread = await call(assistant, 'compare_places', { sku: 'TSKPOI-M', place: places })
  assert.match(unread.text, /^Place 2: There is no area and no city called nowhere\. A place is/)
  const { value: compared } = await call(assistant, 'compare_places', {
    sku: 'TSKPOI-M',
    place: [places[0], places[2]],
  })
  assert.deepEqual(
    compared.map((one: { feasible: boolean; passes: unknown[] }) => [one.feasible, one.passes.length]),
    [
      [true, 1],
      [true, 1],
    ],
  )
  const [, pass] = analysis.opportunities
  const named = { ...point, parameters: { opportunity_id: pass.opportunity_id } }
  const { value: quote } = await call(assistant, 'quote_order', named)
  assert.deepEqual([quote.total_minor, pass.price.total_minor], [price_minor, price_minor])
  const order = { ...named, order_name: 'scenario:clear', quote_id: quote.quote_id }
  const { value: placed, text } = await call(assistant, 'place_order', order)
  assert.equal(placed?.status, 'received', text)
  const again = await call(assistant, 'place_order', order)
  assert.equal(again.value.order_id, placed.order_id)
  await sandbox.closed(placed.order_id)
  const { results: captures } = await sandbox.call('GET', `/v2/orders/${placed.order_id}/captures`)
  assert.deepEqual(
    [captures[0].access.satellite_name, captures[0].access.start.slice(0, 16)],
    [pass.satellite_name, pass.start.slice(0, 16)],
  )
  const { value: told } = await call(assistant, 'track_order', { order_id: placed.order_id })
  assert.deepEqual([told.outcome, told.deliverables.length], ['fulfilled', 2])
  const { deliverable_id } = told.deliverables[0]
  const { value: links } = await call(assistant, 'get_download_links', { deliverable_id })
  const response = await fetch(links[0].href)
  assert.equal((await response.arrayBuffer()).byteLength, links[0].size_bytes)
  const forged = links[0].href.replace(
    /signature=(.)/,
    (_: string, first: string) => `signature=${first === 'a' ? 'b' : 'a'}`,
  )
  assert.equal((await fetch(forged)).status, 403)
  const levels = { processing_levels: ['L1D'], valid_for_minutes: 5 }
  const { value: zip } = await call(assistant, 'get_zip_link', { order_id: placed.order_id, ...levels })
  const zipped = await fetch(zip.href)
  assert.equal(zipped.headers.get('content-type'), 'application/zip')
  assert.ok((await zipped.arrayBuffer()).byteLength > zip.size_bytes)
  const { value: items } = await call(assistant, 'search_archive', {
    place: '48.85,2.35',
    max_cloud_pct: 100,
  })
  assert.match(items[0].item, /\//)
  const { value: orders } = await call(assistant, 'list_orders', { limit: 1 })
  assert.equal(orders[0].order_id, placed.order_id)
})

test('beyond the spend cap the server refuses, and the assistant is told what is left', async () => {
  const assistant = await withCap(price_minor - 1)
  const { value: quote } = await call(assistant, 'quote_order', point)
  const order = { ...point, order_name: 'too much', quote_id: quote.quote_id }
  const { isError, text } = await call(assistant, 'place_order', order)
  assert.ok(isError)
  assert.match(text, /^spend_cap_exceeded: .*800\.00 of 799\.99 USD.*\n.*check_spending/)
  const { value: spending } = await call(assistant, 'check_spending')
  assert.deepEqual([spending.ordered_minor, spending.remaining_minor], [0, price_minor - 1])
})

test('a place is never a file, and what is wrong comes back as a sentence', async () => {
  const assistant = await connect('demo', secret)
  const file = await call(assistant, 'quote_order', { ...point, place: '/etc/passwd' })
  assert.deepEqual(
    [file.isError, file.text],
    [
      true,
      'The place cannot be read. It is none of them: a place is “latitude, longitude”, a bbox, WKT, or a file with GeoJSON, KML, GPX, a GeoPackage, FlatGeobuf or zipped Shapefile; if it is another file, convert it, with “ogr2ogr -t_srs EPSG:4326 area.geojson FILE” for instance',
    ],
  )
  const sku = await call(assistant, 'quote_order', { ...point, sku: 'NONE' })
  assert.match(sku.text, /^sku_not_in_contract: /)
  const order = await call(assistant, 'track_order', { order_id: '999999' })
  assert.match(order.text, /^not_found: /)
})
