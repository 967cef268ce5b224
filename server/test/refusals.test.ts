// What becomes of an order when its provider refuses: for ever, or until later.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { Refusal } from '../src/providers/refusal.ts'
import { TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'

onOneDatabase((openDatabase) => {
  let swath: TestApp
  before(async () => {
    swath = await TestApp.open(await openDatabase())
  })
  after(() => swath.close())

  const never = new Refusal('simulator', { class: 'never', message: 'Not over this country' })
  const later = new Refusal('simulator', {
    class: 'later',
    retry_after_s: 7200,
    message: 'The antenna is out',
  })

  test('an order that its provider will never look at is rejected, with the words of the provider', async () => {
    swath.provider.refusal = never
    const { order_id } = await swath.placeAndPlan()
    swath.provider.refusal = undefined
    const { status, outcome, status_report } = (await swath.order(order_id)).properties
    assert.deepEqual([status, outcome], ['closed', 'rejected'])
    const event = (await swath.events(order_id)).find((one) => one.type === 'OrderAnalysisFailed')!
    assert.deepEqual(
      [event.data.reason_code, event.data.message],
      ['REFUSED_BY_PROVIDER', 'Not over this country'],
    )
    assert.ok(!JSON.stringify(status_report).includes('simulator'))
  })

  test('a capture that its provider will never make fails, and the order with it', async () => {
    const { id } = await swath.place()
    swath.provider.assess = async () => {
      swath.provider.refusal = never
      return { feasible: true }
    }
    await swath.drain()
    swath.provider.refusal = undefined
    Reflect.deleteProperty(swath.provider, 'assess')
    const [capture] = await swath.captures(id)
    assert.deepEqual([capture!.status, capture!.reason_code], ['failed', 'REFUSED_BY_PROVIDER'])
    assert.equal((await swath.order(id)).properties.outcome, 'failed')
  })

  test('what is refused for now changes nothing, and is asked again', async () => {
    const { id } = await swath.place()
    swath.provider.refusal = later
    await assert.rejects(swath.drain())
    assert.equal((await swath.order(id)).properties.status, 'received')
    swath.provider.refusal = undefined
    await swath.drain()
    assert.equal((await swath.order(id)).properties.status, 'in_progress')
  })

  test('a provider that names a time is asked again then, and not before', async () => {
    await swath.place()
    swath.provider.refusal = later
    const refused = swath.provider.assessed.length
    await swath.app.queue.work()
    const starts = () =>
      swath.app.db.system((tx) =>
        tx.rows(sql<{ in_s: number }>`
          select extract(epoch from start_after - now())::float8 as in_s from pgboss.job
          where name = 'orders.assess' and state = 'created' and start_after > now()`),
      )
    let found = await starts()
    while (found.length === 0) found = await starts()
    assert.equal(found.length, 1)
    assert.ok(Math.abs(found[0]!.in_s - 7200) < 100, String(found[0]!.in_s))
    assert.equal(swath.provider.assessed.length, refused + 1)
  })
})
