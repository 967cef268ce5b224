// Orders that a system with the v1 APIs carries out: another Swath, which is known only by them.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { demo_contracts } from '../src/contracts/demo.ts'
import { aPointOrder, TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'
import { type FileServer, serveFiles } from './files.ts'
import { type HttpLine, openLine } from './http-line.ts'

const sku = 'TSKPOI-M'
const secret = 'a secret of the tests'

onOneDatabase((openDatabase) => {
  let theirs: TestApp
  let swath: TestApp
  let files: FileServer
  let line: HttpLine
  before(async () => {
    line = await openLine(() => theirs)
    theirs = await TestApp.open(await openDatabase(), { SWATH_PUBLIC_URL: line.url })
    files = await serveFiles()
    swath = await TestApp.open(await openDatabase())
    const account = { client_id: 'demo', contract_id: demo_contracts.demo }
    const settings = { url: line.url, ...account, products: { [sku]: { product: 169, target: 'point' } } }
    await swath.addProvider({ name: 'far', kind: 'v1', settings, secret })
    swath.provider.serves = (other: string) => other !== sku
  })
  after(async () => {
    await swath.close()
    await line.close()
    await theirs.close()
    await files.close()
  })

  async function poll() {
    swath.advance({ hours: 0.5 })
    await swath.app.queue.trigger('forwarding.poll')
    await swath.drain()
  }
  const place = () => swath.placeAndPlan(aPointOrder({ sku }))
  const tasks = async () => (await theirs.call('demo', 'GET', '/tasking/tasks/')).body.results
  const captureThere = async (task_id: number) => {
    await theirs.drain()
    const { features } = (await theirs.call('demo', 'GET', `/v2/orders/?task_id=${task_id}`)).body
    return (await theirs.captures(features[0].id)).at(-1)!
  }
  const captureHere = async (order_id: string) => (await swath.captures(order_id)).at(-1)!

  test('a capture is a task there, called by its id, and comes back with its pass and its files', async () => {
    const { order_id, captures } = await place()
    const [task] = await tasks()
    assert.deepEqual([task.task_name, task.product, task.max_captures], [captures[0]!.capture_id, 169, 1])
    const [lon, lat] = task.target.coordinates
    assert.deepEqual([lon.toFixed(4), lat.toFixed(4)], ['2.3500', '48.8500'])
    const there = await captureThere(task.task_id)
    await theirs.collect(there, 'scheduled')
    await poll()
    const { status, access } = await captureHere(order_id)
    assert.deepEqual([status, access!.satellite_name, access!.off_nadir_deg], ['scheduled', 'newsat31', null])
    await theirs.report(there.capture_id, 'collecting')
    await theirs.deliver(there, files.announce)
    await poll()
    const { properties } = await swath.order(order_id)
    assert.deepEqual([properties.status, properties.outcome], ['closed', 'fulfilled'])
    assert.equal((await captureHere(order_id)).cloud_cover_pct, null)
    const delivered = await swath.deliverables(order_id)
    assert.deepEqual(delivered.map((one) => [one.processing_level, one.status]).sort(), [
      ['L1B', 'DELIVERED'],
      ['L1D', 'DELIVERED'],
    ])
  })

  test('a task whose answer was lost is found by its name, and not placed twice', async () => {
    const before = (await tasks()).length
    line.is_deaf = true
    const { id } = await swath.place(aPointOrder({ sku }))
    await assert.rejects(swath.drain(), /Jobs failed/)
    line.is_deaf = false
    swath.advance({ hours: 1 })
    await swath.drain()
    assert.equal((await tasks()).length, before + 1)
    const rows = await swath.app.db.system((tx) =>
      tx.rows(sql<{ foreign_id: string }>`
        select foreign_id from forwarded_orders where request ->> 'order_id' = ${id}`),
    )
    assert.deepEqual(rows, [{ foreign_id: String((await tasks())[0].task_id) }])
  })

  test('a task that fails there, or is canceled here, ends on both sides', async () => {
    const failed = await place()
    const there = await captureThere((await tasks())[0].task_id)
    await theirs.report(there.capture_id, 'failed', { reason_code: 'SATELLITE_ANOMALY' })
    await theirs.drain()
    await poll()
    const capture = await captureHere(failed.order_id)
    assert.deepEqual([capture.status, capture.reason_code], ['failed', 'FAILED_ELSEWHERE'])
    const canceled = await place()
    await swath.call('demo', 'DELETE', `/v2/orders/${canceled.order_id}`)
    await swath.drain()
    assert.equal((await tasks())[0].status, 'canceled')
  })

  test('while the other system is down nothing is lost', async () => {
    const { order_id } = await place()
    const there = await captureThere((await tasks())[0].task_id)
    line.is_cut = true
    await poll()
    await theirs.collect(there, 'scheduled')
    assert.equal((await captureHere(order_id)).status, 'queued')
    line.is_cut = false
    await poll()
    assert.equal((await captureHere(order_id)).status, 'scheduled')
  })
})
