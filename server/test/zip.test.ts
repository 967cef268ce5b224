// The files of an order in one zip: what is in it, for whom, how much, and what a client that goes away leaves behind.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { rm, writeFile } from 'node:fs/promises'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { after, before, test } from 'node:test'
import type { Deliverable } from '@swath/contract/deliverables'
import type { TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'
import { Story } from './story.ts'
import { asOwner, overwrite } from './tables.ts'

onOneDatabase((openDatabase) => {
  let story: Story
  let swath: TestApp
  let order_id: string
  let deliverables: Deliverable[]
  before(async () => {
    story = await Story.open(await openDatabase())
    ;({ swath } = story)
    const placed = await swath.placeAndPlan()
    ;({ order_id } = placed)
    await story.deliver(placed.captures[0]!)
    deliverables = await swath.deliverables(order_id)
  })
  after(() => story.close())

  const get = (query = '', headers = {}) =>
    swath.call('demo', 'GET', `/v2/orders/${order_id}/zip${query}`, undefined, headers)

  const reject = ({ deliverable_id }: Deliverable, is_rejected: boolean) =>
    overwrite(
      swath,
      'a product was rejected and refunded, or was not',
      'update deliverables set status = $2 where deliverable_id = $1',
      [deliverable_id, is_rejected ? 'REJECTED' : 'DELIVERED'],
    )

  test('has all delivered files, is read by others, and says its size and name before', async (context) => {
    const { status, headers, body } = await get()
    assert.equal(status, 200)
    assert.equal(headers['content-type'], 'application/zip')
    assert.equal(headers['content-disposition'], `attachment; filename="order-${order_id}.zip"`)
    assert.equal(Number(headers['content-length']), body.length)
    const expected = deliverables.flatMap(({ assets }) =>
      Object.values(assets).map(({ title, size_bytes }) => `${order_id}/${title} ${size_bytes}`),
    )
    assert.deepEqual(await namesIn(body), expected)
    const url = `/v2/orders/${order_id}/zip`
    const read = context.mock.method(swath.app.parts.storage, 'read')
    const head = await swath.app.http.inject({ method: 'HEAD', url, headers: await swath.headers('demo') })
    assert.deepEqual(
      [head.statusCode, head.headers['content-length'], head.body],
      [200, String(body.length), ''],
    )
    assert.equal((await get('', { 'if-none-match': headers.etag })).status, 304)
    assert.equal((await get('', { 'if-match': '"another"' })).status, 412)
    assert.equal((await get('', { 'if-match': '*', 'if-none-match': headers.etag })).status, 304)
    assert.equal(read.mock.callCount(), 0)
    assert.equal((await get('?keys=preview', { 'if-none-match': headers.etag })).status, 200)
  })

  test('has the files of a choice alone, and tells what there is none of', async () => {
    const [first] = deliverables as [Deliverable]
    const analytic = await get(`?deliverable_ids=${first.deliverable_id}&keys=analytic`)
    assert.deepEqual(await namesIn(analytic.body), [
      `${order_id}/${first.assets.analytic!.title} ${first.assets.analytic!.size_bytes}`,
    ])
    const level = await get('?processing_levels=L1B,L1D&keys=preview')
    assert.equal((await namesIn(level.body)).length, 2)
    for (const [query, status, code] of [
      ['?keys=cloud', 404, 'not_found'],
      [`?deliverable_ids=${first.deliverable_id},deliv.another`, 404, 'not_found'],
      ['?deliverable_ids=another', 400, 'invalid_filter'],
      ['?levels=L1D', 400, undefined],
    ] as const) {
      const { status: found, body } = await get(query)
      assert.equal(found, status, query)
      if (code) assert.equal(body.code, code, query)
    }
    for (const id of [order_id, '999999']) {
      const { status, body } = await swath.call('demo-two', 'GET', `/v2/orders/${id}/zip`)
      assert.deepEqual([status, body.code], [404, 'not_found'])
      assert.equal(body.detail, `There is no order ${id} in this contract`)
    }
  })

  test('has another ETag when one of its files is another', async () => {
    const keys = '?keys=preview'
    const { etag } = (await get(keys)).headers
    for (const changed of [`sha256 = reverse(sha256)`, `file_name = reverse(file_name)`]) {
      const change = () => asOwner(swath, `update files set ${changed} where key = 'preview'`)
      await change()
      assert.equal((await get(keys, { 'if-none-match': etag })).status, 200, changed)
      await change()
    }
    assert.equal((await get(keys, { 'if-none-match': etag })).status, 304)
  })

  test('has the zip of a provider only where it is asked for', async () => {
    const [first] = deliverables as [Deliverable]
    const id = first.deliverable_id
    await asOwner(
      swath,
      `update files set key = 'delivery_zip' where deliverable_id = $1 and key = 'preview'`,
      [id],
    )
    const name = `${order_id}/${first.assets.preview!.title} ${first.assets.preview!.size_bytes}`
    assert.ok(!(await namesIn((await get()).body)).includes(name))
    assert.deepEqual(await namesIn((await get('?keys=delivery_zip')).body), [name])
    await asOwner(
      swath,
      `update files set key = 'preview' where deliverable_id = $1 and key = 'delivery_zip'`,
      [id],
    )
  })

  test('has no files of what is still on its way', async () => {
    const { order_id: other, captures } = await swath.placeAndPlan()
    const { capture_id } = captures[0]!
    await swath.collect(captures[0]!)
    await swath.reportProduct(capture_id, 'L1D', 'ready', {
      files: story.files.announce(`${capture_id}_L1D`),
    })
    const { rows } = await asOwner(
      swath,
      'select from files join deliverables using (deliverable_id) where order_id = $1',
      [other],
    )
    assert.ok(rows.length > 0)
    const { status, body } = await swath.call('demo', 'GET', `/v2/orders/${other}/zip`)
    assert.deepEqual([status, body.code], [404, 'not_found'])
    assert.match(body.detail, /has no delivered files of that choice/)
  })

  test('comes by a link that is good for its choice alone, without a token', async () => {
    const choice = { keys: ['analytic'], processing_levels: ['L1D'], valid_for_s: 600 }
    const { status, body } = await swath.call('demo', 'POST', `/v2/orders/${order_id}/zip/link`, choice)
    assert.equal(status, 200)
    assert.deepEqual([body.file_name, body.file_count], [`order-${order_id}.zip`, 1])
    const { size_bytes } = deliverables.find(({ processing_level }) => processing_level === 'L1D')!.assets
      .analytic!
    assert.equal(body.size_bytes, size_bytes)
    const { pathname, search } = new URL(body.href)
    const whole = await swath.app.http.inject(pathname + search)
    assert.equal(whole.statusCode, 200)
    assert.match((await namesIn(whole.rawPayload))[0]!, / \d+$/)
    for (const changed of [search.replace('L1D', 'L1B'), search.replace('keys=analytic&', '')]) {
      assert.equal((await swath.app.http.inject(pathname + changed)).statusCode, 403)
    }
    assert.equal(Date.parse(body.expires_at) - swath.clock.now().getTime(), 600_000)
    swath.advance({ hours: 1 })
    assert.equal((await swath.app.http.inject(pathname + search)).statusCode, 410)
  })

  test('has as many files and bytes as are possible, and more are refused with the limit', async () => {
    await asOwner(swath, 'update files set size_bytes = size_bytes + 150000000000')
    const { status, body } = await get()
    assert.deepEqual([status, body.code], [400, 'zip_too_large'])
    assert.match(body.detail, /200 GB at most, and these are 600\.0 GB/)
    await asOwner(swath, 'update files set size_bytes = size_bytes - 150000000000')
  })

  test('has no more files than are possible, however many of them were rejected', async () => {
    const [first] = deliverables as [Deliverable]
    await asOwner(
      swath,
      `insert into files select f.deliverable_id, contract_id, 'extra_' || n, 'extra_' || n, media_type, roles, size_bytes,
         sha256, source_href, n, storage_key from files f, generate_series(100, 2100) n
       where f.deliverable_id = $1 and key = 'preview'`,
      [first.deliverable_id],
    )
    const { status, body } = await get()
    assert.deepEqual([status, body.code], [400, 'zip_too_large'])
    assert.match(body.detail, /these are more than 2000 files/)
    await reject(first, true)
    assert.equal((await namesIn((await get()).body)).length, Object.keys(deliverables[1]!.assets).length)
    await reject(first, false)
    await asOwner(swath, `delete from files where key like 'extra\\_%'`)
  })

  test('is not begun when the storage has lost one of the files', async (context) => {
    context.mock.method(swath.app.parts.storage, 'has', async (key: string) => !key.includes('preview'))
    assert.equal((await get()).status, 500)
    assert.equal((await get('?keys=analytic')).status, 200)
  })

  test('is read no longer than by a client that is there', { timeout: 30_000 }, async (context) => {
    const { storage } = swath.app.parts
    const endless = new Readable({ read: () => endless.push(Buffer.alloc(65_536)) })
    context.after(() => endless.destroy())
    context.mock.method(storage, 'has', () => true)
    context.mock.method(storage, 'read', () => endless)
    await asOwner(swath, 'update files set size_bytes = size_bytes + 1000000000')
    const ended = once(endless, 'close')
    await swath.app.http.listen({ host: '127.0.0.1', port: 0 })
    const { port } = swath.app.http.server.address() as AddressInfo
    const headers = await swath.headers('demo')
    const request = http.get({ port, path: `/v2/orders/${order_id}/zip`, headers })
    const [response] = (await once(request, 'response')) as [http.IncomingMessage]
    await once(response, 'data')
    request.destroy()
    await ended
    await asOwner(swath, 'update files set size_bytes = size_bytes - 1000000000')
  })

  test('leaves out what was rejected, and refuses it where it is chosen', async () => {
    const [first, second] = deliverables as [Deliverable, Deliverable]
    await reject(first, true)
    const { body } = await get()
    assert.equal((await namesIn(body)).length, Object.keys(second.assets).length)
    const chosen = await get(`?deliverable_ids=${first.deliverable_id}`)
    assert.deepEqual([chosen.status, chosen.body.code], [410, 'files_withdrawn'])
  })
})

/** What Python finds in it, once it has compared all checksums. */
async function namesIn(zip: Buffer): Promise<string[]> {
  const file = path.join(tmpdir(), `swath-${crypto.randomUUID()}.zip`)
  await writeFile(file, zip)
  const told = execFileSync('python3', ['-c', list_all, file], { encoding: 'utf8' })
  await rm(file)
  return told.trimEnd().split('\n')
}

const list_all = `
import sys, zipfile
zip = zipfile.ZipFile(sys.argv[1])
assert zip.testzip() is None
for one in zip.infolist(): print(one.filename, one.file_size)`
