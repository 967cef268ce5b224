// The items of a sandbox: some are brought, some published and some delivered, and all have real files behind them.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { SwathClient } from '@swath/client/client'
import type { NewOrder } from '@swath/client/orders'
import { freePort } from '../scripts/free-port.ts'
import { startStack } from '../scripts/stack.ts'
import { demo_contracts } from '../server/src/contracts/demo.ts'
import { login } from './callers.ts'
import { installNode, installPython } from './install.ts'
import { report } from './stac-suites.ts'

const schemas = path.join(import.meta.dirname, 'schemas')
/** By itself: it needs a later pystac than the suites. */
const odc = ['odc-stac==0.4.0', 'pystac-client==0.9.0', 'rasterio==1.4.4']
const hosts = ['schemas.stacspec.org', 'stac-extensions.github.io', 'geojson.org', 'proj.org']

interface Item {
  id: string
  collection: string
  geometry: NonNullable<NewOrder['geometry']>
  properties: Record<string, unknown>
  assets: Record<string, { href: string }>
}
type Get = (path: string) => Promise<{ features: Item[]; collections: { id: string }[] }>

/** Validates one item of every kind and every collection with stac-node-validator, and reads the server with GDAL. */
export async function checkSandbox(data_dir: string, secret: string): Promise<boolean> {
  const signal = AbortSignal.timeout(5 * 60_000)
  const ports = { port: await freePort(), simulator_port: await freePort() }
  const options = { data_dir, secret, ...ports, speed: 3600, archive_items: 600, isolated: true, signal }
  const stack = await startStack(options)
  try {
    const { url } = stack
    const headers = { ...(await login(url, 'demo', secret)), 'X-Satellogic-Contract-Id': demo_contracts.demo }
    const get: Get = async (from) => (await (await fetch(url + from, { headers })).json()) as never
    await orderImages(new SwathClient({ url, client_id: 'demo', client_secret: secret, signal }), get)
    const { collections } = await get('/collections')
    const items = await kindsOf(get, collections)
    const outcomes = [
      await validateAll([...collections, ...items], data_dir),
      await readWithGdal(url, headers, items, data_dir),
      await loadWithOdc(url, headers, data_dir),
    ]
    return outcomes.every(Boolean)
  } finally {
    await stack.stop()
  }
}

/** Has a satellite take an image, and has a part of one of the past processed to a level that it has not. */
async function orderImages(swath: SwathClient, get: Get) {
  const taken = await swath.orders.place({
    type: 'Feature',
    geometry: { type: 'Point', coordinates: [-9.14, 38.72] },
    properties: { order_name: 'conformance', sku: 'TSKPOI-M', metadata: { scenario: 'clear' } },
  })
  const [past] = await found(get, '/collections/l1d/items?limit=1')
  const outcome_id = String(past!.properties['satl:outcome_id'])
  const cut = await swath.orders.place({
    type: 'Feature',
    geometry: past!.geometry,
    properties: {
      order_name: 'conformance',
      sku: 'ARCIMG-M.01.NN',
      parameters: { outcome_id, processing_level: 'L1C' },
    },
  })
  for (const { id } of [taken, cut]) await swath.orders.wait(id)
  await found(get, '/collections/delivered/items?limit=1')
  const captures = await swath.orders.captures(taken.id).all()
  await found(get, `/search?filter="satl:outcome_id"='${captures.at(-1)!.outcome_id}'`)
}

async function found(get: Get, from: string): Promise<Item[]> {
  for (;;) {
    const { features } = await get(from)
    if (features.length > 0) return features
    await wait(200)
  }
}

/** Takes one of all items that tell the same of themselves. */
async function kindsOf(get: Get, collections: readonly { id: string }[]): Promise<Item[]> {
  const kinds = new Map<string, Item>()
  for (const { id } of collections) {
    for (const item of (await get(`/collections/${id}/items?limit=1000`)).features) {
      const told = Object.values(item.assets).map((asset) => Object.keys(asset))
      kinds.set(JSON.stringify([id, Object.keys(item.properties), Object.keys(item.assets), told]), item)
    }
  }
  return [...kinds.values()]
}

async function validateAll(documents: readonly object[], data_dir: string): Promise<boolean> {
  const validator = installNode('stac-node-validator', '2.0.0')
  const files = documents.map((_, at) => path.join(data_dir, `document-${at}.json`))
  for (const [at, file] of files.entries()) await writeFile(file, JSON.stringify(documents[at]))
  const maps = hosts.map((host) => `https://${host}/=${path.join(schemas, host)}/`)
  const { output, code } = await run(process.execPath, [validator, ...files, '--schemaMap', ...maps])
  return report('stac-node-validator', code === 0, output, `${documents.length} kinds of documents`)
}

/** STACIT reads pixels of tiles through our downloads; OAPIF is how a GIS lists features. */
async function readWithGdal(url: string, headers: Record<string, string>, items: Item[], data_dir: string) {
  const header_file = await headerFile(headers, data_dir)
  const env = { ...process.env, GDAL_HTTP_HEADER_FILE: header_file }
  const outcome = String(items.find(({ collection }) => collection === 'l1d')!.properties['satl:outcome_id'])
  const search = `${url}/search?collections=l1d&filter="satl:outcome_id"='${outcome}'`
  const mosaic = `STACIT:"${encodeURI(search).replaceAll('"', '%22')}":asset=visual`
  const read = await run('gdalinfo', ['-stats', mosaic], env)
  const features = await run('ogrinfo', ['-ro', '-al', '-so', `OAPIF:${url}/archive/stac`, 'l1d'], env)
  const count = /Feature Count: (\d+)/.exec(features.output)?.[1]
  return [
    report('GDAL STACIT reads pixels', /STATISTICS_MEAN/.test(read.output), read.output, ''),
    report('GDAL OAPIF lists features', Number(count) > 0, features.output, `${count} features`),
  ].every(Boolean)
}

/** Real programs read the bands: odc-stac loads them into arrays, by rasterio. */
async function loadWithOdc(url: string, headers: Record<string, string>, data_dir: string) {
  const python = path.join(installPython('conformance-odc-venv', odc), 'python')
  const script = path.join(import.meta.dirname, 'odc_load.py')
  const { output, code } = await run(python, [
    script,
    `${url}/archive/stac`,
    JSON.stringify(headers),
    await headerFile(headers, data_dir),
  ])
  return report('odc-stac loads bands', code === 0, output, '2 collections')
}

/** Headers as GDAL sends them. */
async function headerFile(headers: Record<string, string>, data_dir: string): Promise<string> {
  const file = path.join(data_dir, 'headers')
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\n`)
  await writeFile(file, lines.join(''))
  return file
}

async function run(command: string, args: string[], env = process.env) {
  const child = spawn(command, args, { env })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (part) => {
      output += part
    })
  }
  const [code] = await Promise.race([
    once(child, 'close'),
    once(child, 'error').then(([error]) => {
      output += String(error)
      return [1]
    }),
  ])
  return { output, code }
}
