import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import fastify from 'fastify'
import { TestApp } from '../../../server/test/app.ts'
import { onOneDatabase } from '../../../server/test/databases.ts'
import { signatureProof } from '../proofs.ts'
import { openPast } from './open.ts'
import { type Send, seedArchive } from './seeding.ts'

const now_ms = Date.parse('2026-05-20T00:00:00Z')
const day_ms = 86_400_000

onOneDatabase((openDatabase) => {
  let swath: TestApp
  let folder: string
  let public_url: string
  const sky = fastify()
  const results: Record<string, number> = {}
  const send: Send = async (to, body) => {
    const { status, body: receipt } = await swath.call('operator', 'POST', to, body)
    for (const { result, problems } of receipt.results ?? []) {
      results[result] = (results[result] ?? 0) + 1
      assert.deepEqual(problems, [])
    }
    return status === 200
  }
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'swath-seeding-'))
    swath = await TestApp.open(await openDatabase())
    const past = { data_dir: folder, public_url: '', seed: 'swath', gsd_m: 20, items: 0 }
    openPast(sky, { ...past, swath: { url: '', proof: signatureProof('') } })
    public_url = await sky.listen({ port: 0, host: '127.0.0.1' })
  })
  after(async () => {
    await swath.close()
    await sky.close()
    await rm(folder, { recursive: true })
  })
  const options = () => ({
    seed: 'swath',
    items: 750,
    folder,
    public_url,
    pixel_size_m: 20,
  })

  test('the server takes every item, once; what was brought is not brought again, and later what is new', async () => {
    const count = await seedArchive(options(), now_ms, send)
    assert.ok(count > 350)
    assert.deepEqual(results, { created: count })
    assert.equal(await seedArchive(options(), now_ms, send), 0)
    const later = await seedArchive(options(), now_ms + 100 * day_ms, send)
    assert.ok(later > 0 && later < count / 2)
    assert.equal(results.created, count + later)
    const { body } = await swath.call('demo', 'GET', '/search?collections=quickview-visual-thumb&limit=1')
    assert.ok(body.numberMatched > 15)
  })

  test('a direct download of any item becomes an order, and leads to a picture', async () => {
    const { body } = await swath.call('demo', 'GET', '/search?collections=l1d-sr&limit=1')
    const [{ id }] = body.features
    const { status, headers, body: picture } = await swath.call('demo', 'GET', `/assets/l1d-sr/${id}/visual`)
    assert.equal(status, 200)
    assert.equal(picture.subarray(0, 4).toString('latin1'), 'II*\0')
    const order = await swath.order(String(headers['x-order-id']))
    assert.match(order.properties.sku, /^ARCLGD/)
  })

  test('what was cut off is brought again from the start, which changes nothing that is there', async () => {
    const other = { ...options(), seed: 'cut off' }
    let sent = 0
    const cut: Send = async (to, body) => ++sent < 3 && send(to, body)
    await assert.rejects(seedArchive(other, now_ms, cut), /does not take/)
    const count = await seedArchive(other, now_ms, send)
    assert.equal(results.unchanged, 200)
    assert.ok(count > 350)
  })
})
