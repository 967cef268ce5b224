import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { demo_contracts } from '../src/contracts/demo.ts'
import { TestApp } from './app.ts'
import { aDownload, importDownloads, listAll } from './billing.ts'
import { onOneDatabase } from './databases.ts'
import { type FileServer, serveFiles } from './files.ts'

onOneDatabase((openDatabase) => {
  let swath: TestApp
  let files: FileServer
  before(async () => {
    files = await serveFiles()
    swath = await TestApp.open(await openDatabase())
    await importDownloads(swath, [aDownload('2026-05-01T00:00:00Z'), aDownload('2026-05-02T00:00:00Z')])
  })
  after(async () => {
    await swath.close()
    await files.close()
  })

  const historyOf = (contract_id: string) =>
    swath.call('operator', 'GET', `/ops/v1/contracts/${contract_id}/history`)

  test('the history of a contract counts its orders, what was delivered, and what was rejected', async () => {
    const { body: before } = await historyOf(demo_contracts.demo)
    assert.deepEqual([before.delivered, before.rejections], [2, { requested: 0, accepted: 0, denied: 0 }])
    const { order_id, captures } = await swath.placeAndPlan()
    await swath.deliver(captures[0]!, (_, level) => files.announce(`image_${level}`))
    const [one] = await listAll<{ deliverable_id: string }>(swath, `/v2/orders/${order_id}/deliverables`)
    const reason = { category: 'haze', comment: 'Haze' }
    await swath.call('demo', 'POST', `/v2/deliverables/${one!.deliverable_id}/reject`, reason)
    const { body: after } = await historyOf(demo_contracts.demo)
    assert.equal(after.orders, before.orders + 1)
    assert.ok(after.delivered > before.delivered)
    assert.deepEqual(after.rejections, { requested: 1, accepted: 0, denied: 0 })
    assert.deepEqual((await historyOf(demo_contracts['demo-two'])).body.rejections.requested, 0)
    assert.equal((await historyOf('cont.nobody')).body.detail, 'There is no contract cont.nobody')
  })

  test('a picture is given of what was rejected only, and to nobody but the desk', async () => {
    const [one] = await listAll<{ deliverable_id: string }>(swath, '/v2/deliverables/?sort=created_at')
    const path = `/ops/v1/rejections/${one!.deliverable_id}/picture`
    const kept = await swath.call('operator', 'GET', path)
    assert.deepEqual([kept.status, kept.body.code], [404, 'not_found'])
    for (const url of [path, `/ops/v1/contracts/${demo_contracts.demo}/history`])
      assert.equal((await swath.call('demo', 'GET', url)).status, 403)
  })
})
