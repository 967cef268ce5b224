import assert from 'node:assert/strict'
import { once } from 'node:events'
import {
  createServer,
  get as httpGet,
  type IncomingHttpHeaders,
  type Server,
  type ServerResponse,
} from 'node:http'
import { after, before, beforeEach, test } from 'node:test'
import { sql } from 'kysely'
import { demo_contracts } from '../src/contracts/demo.ts'
import { type Answer, TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'
import { anItem } from './items.ts'

const content = Buffer.from('the bytes of an image that lies elsewhere\n'.repeat(100))
const etag = '"version-1"'

/** Another server: what it was asked, and files that come, come in parts, break off, or are gone. */
class Elsewhere {
  asked: { method: string | undefined; url: string | undefined; headers: IncomingHttpHeaders }[] = []
  #server: Server = createServer((request, response) => {
    const { method, url, headers } = request
    this.asked.push({ method, url, headers })
    if (url === '/moved.tif') return response.writeHead(302, { location: '/image.tif' }).end()
    if (url === '/gone.tif') return response.writeHead(404).end('a page for people')
    if (url === '/locked.tif') return response.writeHead(403).end('a page for people')
    if (url === '/empty.tif') return response.end()
    if (url === '/silent.tif') {
      response.writeHead(200, { 'content-length': 10 }).flushHeaders()
      return this.#silent.resolve(response)
    }
    if (url === '/broken.tif') {
      response.writeHead(200, { 'content-length': 10 }).flushHeaders()
      return void setImmediate(() => response.destroy())
    }
    if (headers['if-none-match'] === etag) return response.writeHead(304, { etag }).end()
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '') ?? []
    if (from === undefined) {
      return response
        .writeHead(200, { etag, 'content-length': content.length, 'set-cookie': 'a=b' })
        .end(content)
    }
    const range = `bytes ${from}-${to}/${content.length}`
    if (Number(from) >= content.length) {
      return response
        .writeHead(416, { 'content-range': `bytes */${content.length}` })
        .end('a page for people')
    }
    response.writeHead(206, { etag, 'content-range': range })
    return response.end(content.subarray(Number(from), Number(to) + 1))
  })

  #silent = Promise.withResolvers<ServerResponse>()

  /** The answer that never comes, once it is waited for. */
  silence(): Promise<ServerResponse> {
    return this.#silent.promise
  }
  async open() {
    // A machine under load may be late to see that a connection was closed.
    this.#server.keepAliveTimeout = 0
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
  }
  get url() {
    return `http://127.0.0.1:${(this.#server.address() as { port: number }).port}`
  }
  close() {
    this.#server.closeAllConnections()
    this.#server.close()
  }
}

onOneDatabase((openDatabase) => {
  let swath: TestApp
  let elsewhere: Elsewhere
  let item_id: string
  let count = 0
  before(async () => {
    elsewhere = new Elsewhere()
    await elsewhere.open()
    swath = await TestApp.open(await openDatabase())
  })
  after(async () => {
    elsewhere.close()
    await swath.close()
  })

  beforeEach(async () => {
    item_id = `elsewhere${count++}`
    const at = (name: string, type = 'image/tiff') => ({ href: `${elsewhere.url}/${name}`, type })
    const assets = {
      ...{ visual: at('image.tif'), moved: at('moved.tif'), gone: at('gone.tif'), locked: at('locked.tif') },
      ...{ empty: at('empty.tif'), broken: at('broken.tif'), silent: at('silent.tif') },
      ...{ preview: at('preview.png', 'image/png'), thumbnail: at('gone.tif', 'image/png') },
    }
    const items = [anItem(item_id, { assets })]
    const { body } = await swath.call('operator', 'POST', '/ops/v1/archive/items', {
      collection: 'l1d',
      items,
    })
    assert.equal(body.results[0].result, 'created')
    elsewhere.asked = []
  })

  const urlOf = (key: string) => `/assets/l1d/${item_id}/${key}`
  const get = (key: string, headers = {}): Promise<Answer> =>
    swath.call('demo', 'GET', urlOf(key), undefined, headers)
  const head = async (key: string) =>
    swath.app.http.inject({ method: 'HEAD', url: urlOf(key), headers: await swath.headers('demo') })
  const charges = async (): Promise<number> => {
    const [row] = await swath.app.db.system((tx) =>
      tx.rows(sql<{ charges: number }>`
        select count(*)::int as charges from ledger_entries join deliverables using (deliverable_id)
        where part = ${item_id} and kind = 'charge' and account = 'consumed'`),
    )
    return row!.charges
  }

  test('a file that lies elsewhere passes through, and is charged once', async () => {
    const whole = await get('visual')
    assert.deepEqual([whole.status, whole.body], [200, content])
    assert.equal(whole.headers.etag, etag)
    assert.equal(whole.headers['content-length'], String(content.length))
    assert.equal(whole.headers['content-type'], 'image/tiff')
    assert.equal(whole.headers['content-disposition'], 'attachment; filename="image.tif"')
    assert.equal(whole.headers['cache-control'], 'private, no-cache')
    assert.equal(whole.headers['set-cookie'], undefined)
    const again = await get('moved')
    assert.deepEqual(again.body, content)
    assert.equal(again.headers['x-deliverable-id'], whole.headers['x-deliverable-id'])
    assert.equal(await charges(), 1)
  })

  test('ranges and conditions are those of its server', async () => {
    const part = await get('visual', { range: 'bytes=4-8' })
    assert.deepEqual([part.status, part.body.toString()], [206, 'bytes'])
    assert.equal(part.headers['content-range'], `bytes 4-8/${content.length}`)
    const several = await get('visual', { range: 'bytes=0-1,4-8' })
    assert.deepEqual([several.status, several.body], [200, content])
    const known = await get('visual', { 'if-none-match': etag })
    assert.deepEqual([known.status, known.headers.etag], [304, etag])
  })

  test('what gives no byte is not charged: HEAD, what is known, a range behind the end, an empty file', async () => {
    const asked = await head('visual')
    assert.deepEqual([asked.statusCode, asked.rawPayload.length], [200, 0])
    assert.equal(asked.headers['content-length'], String(content.length))
    assert.equal(asked.headers.location, undefined)
    assert.equal((await get('visual', { 'if-none-match': etag })).status, 304)
    const behind = await get('visual', { range: 'bytes=9999999-9999999' })
    assert.deepEqual([behind.status, behind.body.code], [416, 'range_not_satisfiable'])
    assert.equal(behind.headers['content-range'], `bytes */${content.length}`)
    assert.equal((await get('empty')).status, 200)
    assert.equal(await charges(), 0)
  })

  test('a source that is gone, locked or breaks off before its first byte is an error, and costs nothing', async () => {
    for (const key of ['gone', 'locked', 'broken']) {
      const { status, body, headers } = await get(key)
      assert.deepEqual([status, body.code], [503, 'provider_unreachable'], key)
      assert.equal(headers['x-order-id'], undefined)
      assert.doesNotMatch(JSON.stringify(body), /127\.0\.0\.1/)
    }
    assert.equal((await head('gone')).statusCode, 503)
    assert.equal(await charges(), 0)
  })

  test('the credential of the customer stays here, wherever an address leads', async () => {
    await get('moved', {
      authorization: 'Bearer x',
      cookie: 'session=1',
      referer: 'http://swath.test/secret',
    })
    assert.deepEqual(
      elsewhere.asked.map(({ url }) => url),
      ['/moved.tif', '/image.tif'],
    )
    for (const { headers } of elsewhere.asked) {
      assert.deepEqual(Object.keys(headers).toSorted(), ['accept-encoding', 'connection', 'host'])
    }
  })

  test('beyond the budget no byte is given, by HEAD neither', async () => {
    const grant = { kind: 'grant', amount_minor: 1 }
    const { status } = await swath.call(
      'operator',
      'POST',
      `/ops/v1/contracts/${demo_contracts.demo}/grants`,
      grant,
    )
    assert.equal(status, 201)
    const refused = await get('visual')
    assert.deepEqual([refused.status, refused.body.code], [402, 'budget_exceeded'])
    const asked = await head('visual')
    assert.deepEqual([asked.statusCode, asked.rawPayload.length, asked.headers.location], [200, 0, undefined])
    assert.equal(await charges(), 0)
  })

  test('previews pass through as well, by token or by signed link, and tell no address', async () => {
    const { links } = swath.app.features.accounts
    const maker = { client_id: 'demo', contract_id: demo_contracts.demo }
    const signed = await links.sign(maker, `/previews/l1d/${item_id}/preview`, 3600)
    const answers = [
      await swath.app.http.inject(signed.replace('http://swath.test', '')),
      await swath.app.http.inject({ method: 'HEAD', url: signed.replace('http://swath.test', '') }),
      await swath.app.http.inject({ url: urlOf('preview'), headers: await swath.headers('demo') }),
    ]
    assert.deepEqual(
      answers.map(({ statusCode, headers }) => [statusCode, headers.location, headers['content-type']]),
      answers.map(() => [200, undefined, 'image/png']),
    )
    assert.deepEqual(
      answers.map(({ rawPayload }) => rawPayload.length),
      [content.length, 0, content.length],
    )
    assert.equal((await get('thumbnail')).status, 503)
    const item = await swath.call('demo', 'GET', `/archive/stac/collections/l1d/items/${item_id}`)
    assert.doesNotMatch(JSON.stringify(item.body), /127\.0\.0\.1/)
    assert.equal(await charges(), 0)
  })

  test('the first byte is waited for with nothing charged, and who goes away meanwhile owes nothing', async () => {
    const base = await swath.app.http.listen({ port: 0, host: '127.0.0.1' })
    const request = httpGet(`${base}${urlOf('silent')}`, { headers: await swath.headers('demo') })
    request.on('error', () => undefined)
    const opened = await elsewhere.silence()
    swath.errors.length = 0
    request.destroy()
    await once(opened, 'close')
    await swath.app.http.close()
    assert.equal(await charges(), 0)
    assert.deepEqual(swath.errors, [])
  })
})
