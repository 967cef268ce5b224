// The commands as processes against the whole sandbox, those of the guide as they stand there.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { demo_contracts } from '../../../server/src/contracts/demo.ts'
import { Sandbox, secret } from '../../../server/test/outside/sandbox.ts'
import { SwathClient } from '../client.ts'
import { verifyWebhook } from '../webhook-signature.ts'
import { main, putImageOfParis, SwathCommand } from './swath.testing.ts'

let sandbox: Sandbox
let folder: string
let swath: SwathCommand
let client: SwathClient
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'swath-commands-'))
  sandbox = await Sandbox.open({ speed: 100_000, env: { SWATH_OUTBOUND_ALLOW: '127.0.0.0/8' } })
  const { url } = sandbox.stack
  await putImageOfParis(url, secret)
  swath = new SwathCommand(path.join(folder, 'home'), {
    SWATH_URL: url,
    SWATH_CLIENT_ID: 'demo',
    SWATH_CLIENT_SECRET: secret,
  })
  client = new SwathClient({ url, client_id: 'demo', client_secret: secret })
})
after(async () => {
  await sandbox.close()
  await rm(folder, { recursive: true })
})

const json = async (args: string[], input = '') => {
  const { code, out, error } = await swath.run(args, { input })
  assert.equal(code, 0, error)
  return JSON.parse(out)
}

test('the guide of the command line does what it says', async () => {
  const bin = path.join(folder, 'bin')
  await mkdir(bin)
  await writeFile(path.join(bin, 'swath'), `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`)
  await chmod(path.join(bin, 'swath'), 0o755)
  const guide = await readFile(path.join(import.meta.dirname, '../../../docs/guides/cli.md'), 'utf8')
  const blocks = [...guide.matchAll(/```bash\n([\s\S]*?)```/g)].map((match) => match[1])
  const env = {
    PATH: `${bin}:${process.env.PATH}`,
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
    XDG_CONFIG_HOME: path.join(folder, 'guide'),
    SWATH_URL: sandbox.stack.url,
    SWATH_SECRET: secret,
  }
  const script = ['set -euo pipefail', ...blocks].join('\n')
  const { stdout } = await promisify(execFile)('bash', ['-c', script], { env, cwd: folder, maxBuffer: 1e8 })
  assert.match(stdout, /"name": "Rotterdam"/)
  assert.match(stdout, /"outcome": "canceled"/)
  assert.match(stdout, /"sku": "ARCIMG-M.NN.NN"/)
  const [order] = await client.orders.list({ order_name: 'paris' }).all()
  assert.equal(order?.properties.outcome, 'fulfilled')
  // The second command of the events told what came after the first: nothing.
  const received = stdout
    .split('\n')
    .filter((line) => line.startsWith('{"specversion"') && line.includes('"OrderCompleted"'))
  assert.ok(received.length >= 2)
})

test('a name that several cities have is not guessed, and one that no city has is told', async () => {
  const home = path.join(folder, 'names')
  const env = { ...process.env, XDG_CONFIG_HOME: home, SWATH_URL: sandbox.stack.url, SWATH_CLIENT_ID: 'demo' }
  const run = (place: string) => {
    const args = [main, 'feasibility', place, '--sku', 'TSKPOI-M']
    return promisify(execFile)(process.execPath, args, { env: { ...env, SWATH_CLIENT_SECRET: secret } })
  }
  await assert.rejects(run('Springfield'), {
    code: 2,
    stderr: /Springfield could be .*; swath places "Springfield"/,
  })
  await assert.rejects(run('Nowhere on Earth'), {
    code: 2,
    stderr: /There is no file, no area and no city called Nowhere on Earth\. A place is an area/,
  })
})

test('an area that is kept is a place of that name; one of two projects is named by its id', async () => {
  // A city has the name as well.
  const geometry = {
    type: 'Polygon' as const,
    coordinates: [
      [
        [10, 45],
        [10.1, 45],
        [10.1, 45.1],
        [10, 45],
      ],
    ],
  }
  const kept = await client.areas.create({ area_name: 'Essen', geometry })
  const create = ['orders', 'create', '--dry-run', '--sku', 'TSKARE-M']
  const by_name = await swath.run([...create, 'Essen'])
  assert.equal(by_name.code, 0, by_name.error)
  assert.match(by_name.error, /Essen is an area of the project default/)
  const other = await client.areas.create({ area_name: 'Essen', geometry, project_name: 'Ruhr' })
  const { code, error } = await swath.run([...create, 'Essen'])
  assert.equal(code, 2)
  assert.ok(error.includes(kept.area_id) && error.includes(`${other.area_id}  Ruhr`), error)
  assert.equal((await swath.run([...create, other.area_id])).code, 0)
  for (const { area_id } of [kept, other]) await client.areas.remove(area_id)
})

test('login keeps the connection where nobody else can read it, and only for that server', async () => {
  const { url } = sandbox.stack
  const home = path.join(folder, 'login')
  const bare = new SwathCommand(home)
  const refused = await bare.run(['login', '--url', url, '--client-id', 'demo'], { input: 'wrong' })
  assert.deepEqual([refused.code, refused.out], [2, ''])
  const empty = await bare.run(['login', '--url', url, '--client-id', 'demo'])
  assert.deepEqual([empty.code, /No secret was given/.test(empty.error)], [2, true])
  const { code, error } = await bare.run(['login', '--url', url, '--client-id', 'demo'], {
    input: `${secret}\n`,
  })
  assert.equal(code, 0, error)
  const kept = path.join(home, 'swath/profiles.json')
  assert.equal((await stat(kept)).mode & 0o777, 0o600)
  const { default: profile } = JSON.parse(await readFile(kept, 'utf8'))
  assert.deepEqual(profile, {
    url,
    client_id: 'demo',
    client_secret: secret,
    contract_id: demo_contracts.demo,
  })
  assert.equal((await bare.run(['products'])).code, 0)
  const elsewhere = await bare.run(['products', '--url', 'http://127.0.0.1:9'])
  assert.deepEqual([elsewhere.code, /SWATH_CLIENT_ID/.test(elsewhere.error)], [2, true])
  const unknown = await bare.run(['products', '--profile', 'none'])
  assert.deepEqual([unknown.code, /login --profile none/.test(unknown.error)], [2, true])
})

const ring = '(10 45,10.1 45,10.1 45.1,10 45.1,10 45)'
const kml = (placemarks: string) =>
  `<kml xmlns="http://www.opengis.net/kml/2.2"><Document>${placemarks}</Document></kml>`
const placemark = `<Placemark><name>Plot 7</name><Polygon><outerBoundaryIs><LinearRing><coordinates>
  10,45,0 10.1,45,0 10.1,45.1,0 10,45.1,0 10,45,0</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>`

test('a place is lat,lon, WKT, GeoJSON or KML, as an argument, a file or the input', async () => {
  const area = {
    type: 'Polygon',
    coordinates: [
      [
        [10, 45],
        [10.1, 45],
        [10.1, 45.1],
        [10, 45.1],
        [10, 45],
      ],
    ],
  }
  const feature = { type: 'Feature', properties: { name: 'Plot 7' }, geometry: area }
  const file = path.join(folder, 'plot.kml')
  const pin = '<Placemark><name>label</name><Point><coordinates>10.05,45.05</coordinates></Point></Placemark>'
  await writeFile(file, kml(pin + placemark))
  const ways: [string, string][] = [
    [`POLYGON(${ring})`, ''],
    [`SRID=4326;MULTIPOLYGON((${ring}))`, ''],
    [JSON.stringify(area), ''],
    [file, ''],
    ['-', `POLYGON (${ring})`],
    ['-', JSON.stringify({ type: 'FeatureCollection', features: [feature] })],
  ]
  const validate = ['orders', 'create', '--sku', 'TSKARE-M', '--dry-run']
  for (const [place, input] of ways) {
    const { valid, errors } = await json([...validate, place], input)
    assert.deepEqual([valid, errors], [true, []], place)
  }
  const south = ['orders', 'quote', '-33.4,-70.6', '--sku', 'TSKPOI-M']
  assert.equal((await json(south)).total_minor, 80_000)
})

test('several areas of a file are one order, with neighbours united, or an order each', async () => {
  const file = path.join(folder, 'parcels.kml')
  const next = placemark
    .replaceAll('10.1,', '10.2,')
    .replaceAll('10,45', '10.1,45')
    .replace('Plot 7', 'Plot 8')
  await writeFile(file, kml(placemark + next))
  const create = ['orders', 'create', file, '--sku', 'TSKARE-M', '--reference', 'parcels']
  const united = await swath.run([...create, '--areas', 'united', '--json'])
  assert.match(
    united.error,
    /Its 2 areas are one order: those that touch or overlap were united, which leaves 1/,
  )
  assert.equal(JSON.parse(united.out).geometry.type, 'Polygon')
  const alone = path.join(folder, 'alone.wkt')
  await writeFile(alone, 'POLYGON((30 45,30.1 45,30.1 45.1,30 45))')
  const more = ['orders', 'create', file, alone, '--sku', 'TSKARE-M', '--areas', 'united']
  assert.equal((await json(more)).geometry.type, 'MultiPolygon')
  const unchosen = await swath.run(more.slice(0, -2))
  assert.deepEqual(
    [unchosen.code, /holds 3 places, and one is needed; say --areas/.test(unchosen.error)],
    [2, true],
  )
  const { placed, results } = await json([...create, '--areas', 'each'])
  const told = results.map(({ order: { properties } }: { order: { properties: Record<string, string> } }) => [
    properties.order_name,
    properties.client_reference,
  ])
  assert.deepEqual(
    [placed, told],
    [
      2,
      [
        ['Plot 7', 'parcels-1'],
        ['Plot 8', 'parcels-2'],
      ],
    ],
  )
})

test('a Feature that is an order already is placed as it is, and flags count before it', async () => {
  const properties = { order_name: 'from a file', sku: 'TSKPOI-M', metadata: { scenario: 'on-hold', a: 'b' } }
  const order = { type: 'Feature', geometry: { type: 'Point', coordinates: [2, 48] }, properties }
  const placed = await json(
    ['orders', 'create', '-', '--metadata', 'a=c', '--name', 'by a flag'],
    JSON.stringify(order),
  )
  assert.equal(placed.properties.order_name, 'by a flag')
  assert.deepEqual(placed.properties.metadata, { scenario: 'on-hold', a: 'c' })
  assert.equal(placed.properties.sku, 'TSKPOI-M')
})

test('just the pass that feasibility told is ordered, and nobody gets it a second time', async () => {
  const place = ['1,12', '--sku', 'TSKPOI-M']
  const [, pass] = (await json(['feasibility', ...place, '--json'])).opportunities
  const create = ['orders', 'create', ...place, '--opportunity', pass.opportunity_id, '--json']
  const { id } = await json([...create, '--name', 'scenario:clear'])
  const { properties } = await client.orders.get(id)
  assert.equal(properties.parameters.opportunity_id, pass.opportunity_id)
  assert.equal(properties.price.quoted_minor, pass.price.total_minor)
  const again = await swath.run(create)
  assert.deepEqual([again.code, /ordered already|pass/i.test(again.error)], [3, true], again.error)
})

test('what is wrong is told with what would be right, and the code says whose turn it is', async () => {
  const two = path.join(folder, 'two.kml')
  await writeFile(two, kml(placemark + placemark))
  const away = { SWATH_URL: 'http://127.0.0.1:9' }
  const create = ['orders', 'create']
  const wrong: [number, string[], Record<string, string>, RegExp][] = [
    [2, [...create, '48.85,2.35'], {}, /Say --sku.*\n.*TSKNEI-M[\s\S]*TSKPOI-M/],
    [2, [...create, '148.85,2.35', '--sku', 'TSKPOI-M'], {}, /148.85, 2.35 is not on Earth: latitude/],
    [2, [...create, 'nowhere.json', '--sku', 'TSKPOI-M'], {}, /no file nowhere.json/],
    [2, [...create, two, '--sku', 'TSKARE-M'], {}, /2 places, and one is needed; say --areas united/],
    [2, [...create, 'POLYGON((1 2', '--sku', 'TSKARE-M'], {}, /not valid WKT/],
    [2, [...create, 'LINESTRING(1 2,3 4)', '--sku', 'TSKARE-M'], {}, /LineString; a place is a Point/],
    [3, [...create, '48.85,2.35', '--sku', 'NONE'], {}, /swath products/],
    [3, ['orders', 'show', '999999'], {}, /no order 999999/],
    [2, ['orders', 'list', '--status', 'lost'], {}, /received, in_progress, closed/],
    [2, ['orders', 'list'], { SWATH_CLIENT_SECRET: 'wrong' }, /swath login/],
    [2, ['archive', 'order', 'l1d'], {}, /collection\/item/],
    [2, ['webhooks', 'replay', 'webhook.x'], {}, /--dead/],
    [3, [...create, '1,2', '--sku', 'TSKPOI-M', '--start', '2026-12-01'], {}, /is not a time such as/],
    [2, [...create, folder, '--sku', 'TSKPOI-M'], {}, /a folder, and a file is needed/],
    [2, ['orders', 'list'], { SWATH_URL: 'localhost:8080' }, /localhost:8080 is not an address such as/],
    [2, ['orders', 'list'], { SWATH_URL: 'http://swath.example.com' }, /is not encrypted: .*--allow-http/],
    [3, ['events', '--order', '999999', '--follow'], {}, /no order 999999/],
    [4, ['orders', 'list'], away, /does not answer at http:\/\/127.0.0.1:9/],
    [2, ['nonsense'], {}, /unknown command/],
  ]
  for (const [expected, args, env, sentence] of wrong) {
    const { code, out, error } = await swath.run(args, { env })
    assert.deepEqual([code, out], [expected, ''], `${args.join(' ')}: ${error}`)
    assert.match(error, sentence)
  }
})

test('an order that ends badly ends the command with 1, with its story as lines of JSON', async () => {
  const args = [
    'orders',
    'create',
    '48.85,2.35',
    '--sku',
    'TSKPOI-M',
    '--metadata',
    'scenario=reject',
    '--wait',
  ]
  const { code, out } = await swath.run(args)
  const events = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).type)
  assert.deepEqual([code, events], [1, ['OrderReceived', 'OrderAnalysisFailed']])
})

test('what happens between two runs of events --follow is told by the second, also when the first saw none', async () => {
  const args = ['events', '--follow', '--type', 'OrderReceived', '--state', path.join(folder, 'followed.txt')]
  const first = swath.start(args)
  for (;;) if (await readFile(args.at(-1)!, 'utf8').catch(() => '')) break
  first.kill()
  await once(first, 'close')
  const order = await json(['orders', 'create', '48.85,2.35', '--sku', 'TSKPOI-M'])
  const second = swath.start(args)
  const [line] = await once(createInterface(second.stdout), 'line')
  second.kill()
  assert.equal(JSON.parse(line).data.order_id, order.id)
})

test('swath on the path runs whatever Node the machine has, in the folder where it is called', async () => {
  const { bin } = JSON.parse(await readFile(path.join(import.meta.dirname, '../../package.json'), 'utf8'))
  const linked = path.join(folder, 'linked')
  await symlink(path.join(import.meta.dirname, '../..', bin.swath), linked)
  // As Node before 22.18, which knows no TypeScript.
  const args = ['--no-strip-types', linked, 'orders', 'quote', 'here.wkt']
  const env = {
    ...process.env,
    SWATH_URL: 'http://127.0.0.1:9',
    SWATH_CLIENT_ID: 'a',
    SWATH_CLIENT_SECRET: 'b',
  }
  const run = promisify(execFile)(process.execPath, args, { cwd: folder, env })
  await assert.rejects(run, { code: 2, stderr: /There is no file here.wkt/ })
})

test('a receiver on this machine gets the events, signed with the secret that is told', async () => {
  const taken: string[] = []
  const key = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
  const receiver = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const { type } = await verifyWebhook(Buffer.concat(chunks), request.headers, key)
    taken.push(type)
    response.writeHead(204).end()
  }).listen(0, '127.0.0.1')
  await once(receiver, 'listening')
  const to = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`
  const child = swath.start([
    'webhooks',
    'listen',
    '--forward-to',
    to,
    '--secret',
    key,
    '--type',
    'OrderReceived',
  ])
  try {
    for await (const line of createInterface(child.stderr)) if (line.startsWith('Listening')) break
    const order = await json(['orders', 'create', '48.85,2.35', '--sku', 'TSKPOI-M'])
    const [line] = await once(createInterface(child.stdout), 'line')
    const { type, order_id, answer } = JSON.parse(line)
    assert.deepEqual([type, order_id, answer], ['OrderReceived', order.id, 204])
    assert.deepEqual(taken, ['OrderReceived'])
  } finally {
    child.kill()
    receiver.close()
  }
})

test('the audit tells who did what, and a file of it in which somebody tampered is found out', async () => {
  await json(['orders', 'create', '48.85,2.35', '--sku', 'TSKPOI-M', '--name', 'audited'])
  const [newest] = (
    await swath.run(['audit', 'list', '--operation', 'placeOrder', '--limit', '1'])
  ).out.split('\n')
  assert.partialDeepStrictEqual(JSON.parse(newest!), {
    client_id: 'demo',
    operation: 'placeOrder',
    result: 'done',
  })
  assert.deepEqual((await json(['audit', 'verify'])).findings, [])
  const { out } = await swath.run(['audit', 'export'])
  const file = path.join(folder, 'audit.jsonl')
  await writeFile(file, out)
  assert.deepEqual((await json(['audit', 'verify', file])).findings, [])
  await writeFile(file, out.replace('127.0.0.1', '192.0.2.1'))
  const tampered = await swath.run(['audit', 'verify', file])
  assert.equal(tampered.code, 1)
  assert.match(tampered.out, /what it tells of the person was altered/)
})

test('an operator gives orders up to a price to a provider, has it shown, and reads its figures', async () => {
  const as = async (...args: string[]) =>
    json(['admin', 'providers', ...args, '--client-id', 'operator', '--client-secret', secret])
  const given = await as('give', 'simulator', 'TSKNEW-M', '--highest-price', '1500.5EUR')
  assert.deepEqual(given.skus[0].highest_price, { amount_minor: 150_050, currency: 'EUR' })
  await as('update', 'simulator', '--show')
  const [order] = await client.orders.list({ order_name: 'paris' }).all()
  const [capture] = await client.orders.captures(order!.id).all()
  assert.equal((await json(['captures', 'show', capture!.capture_id])).provider, given.title)
  const { tasked, delivered, is_whole } = await as('figures', 'simulator', '--from', '2020-01-01T00:00:00Z')
  assert.ok(is_whole && tasked >= delivered && delivered > 0)
  for (const wrong of ['1500', '1.505EUR']) {
    const { code, error } = await swath.run([
      ...['admin', 'providers', 'give', 'simulator', 'TSKNEW-M', `--highest-price=${wrong}`],
    ])
    assert.deepEqual([code, /amount and its currency/.test(error)], [2, true], wrong)
  }
})
