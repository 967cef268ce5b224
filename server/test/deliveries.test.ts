import assert from 'node:assert/strict'
import path from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { Deliverable } from '@swath/contract/deliverables'
import type { Delivery } from '@swath/contract/deliveries'
import type { Event } from '@swath/contract/events'
import { sql } from 'kysely'
import { aPointOrder } from './app.ts'
import { onOneDatabase } from './databases.ts'
import { assertArrived, DeliveryTests, filesBelow } from './deliveries.ts'
import { untilReadable } from './events.ts'
import { overwrite } from './tables.ts'

onOneDatabase((openDatabase) => {
  let tests: DeliveryTests
  before(async () => {
    tests = await DeliveryTests.open(await openDatabase())
  })
  after(() => tests.close())

  const call = (...args: Parameters<DeliveryTests['swath']['call']>) => tests.swath.call(...args)

  describe('a deliverable', () => {
    test('of an order that names a destination is sent there when it is delivered, the manifest last', async () => {
      const destination = await tests.destination()
      const deliverables = await tests.delivered({ destination_id: destination.destination_id })
      const { order_id } = deliverables[0]!
      const queued = await tests.deliveries(`order_id=${order_id}`)
      assert.deepEqual(
        queued.map(({ status, sent_bytes, actions }) => [status, sent_bytes, actions]),
        [
          ['pending', 0, ['cancel']],
          ['pending', 0, ['cancel']],
        ],
      )
      await tests.send()
      const sent = await tests.deliveries(`order_id=${order_id}`)
      assert.deepEqual(
        sent.map(({ deliverable_id, status }) => [deliverable_id, status]).sort(),
        deliverables.map(({ deliverable_id }) => [deliverable_id, 'completed']).sort(),
      )
      const folder = tests.folderOf(destination)
      for (const delivery of sent) {
        const { capture_id, files, stac_items } = await assertArrived(folder, delivery)
        const deliverable = deliverables.find((one) => one.deliverable_id === delivery.deliverable_id)!
        assert.equal(
          delivery.manifest_path,
          `${order_id}/${capture_id}/${deliverable.processing_level}/manifest.json`,
        )
        const [item] = stac_items as {
          id: string
          geometry?: unknown
          assets?: Record<string, { href: string }>
        }[]
        assert.equal(item!.id, deliverable.deliverable_id)
        assert.deepEqual(item!.geometry, deliverable.footprint)
        for (const { key, href } of files) assert.equal(item!.assets![key]!.href, href)
        assert.deepEqual(await tests.eventTypes(delivery.delivery_id), [
          'DeliveryQueued',
          'DeliveryStarted',
          'DeliveryCompleted',
        ])
        assert.equal(delivery.sent_bytes, delivery.total_bytes)
      }
      // Nothing else lies there, nothing half written either.
      const there = Object.keys(await filesBelow(folder)).sort()
      assert.deepEqual(there, sent.flatMap(({ files }) => files.map((file) => file.path)).sort())
      const { progress } = (await tests.swath.order(order_id)).properties.status_report
      assert.deepEqual(progress.deliveries, { completed: 2 })
    })

    test('goes where its order says, else where its project does, else its contract; or nowhere', async () => {
      const of_contract = await tests.destination({ default_for: { contract: true } })
      const [first] = await tests.delivered({ project_name: 'pushed' })
      const { project_id } = (await tests.swath.order(first!.order_id)).properties
      const of_project = await tests.destination({ default_for: { projects: ['pushed'] } })
      const own = await tests.destination()
      assert.deepEqual(of_project.default_for, { contract: false, projects: [project_id] })
      const sentTo = async (properties: object) => {
        const { order_id } = (await tests.delivered(properties))[0]!
        const of_order = await tests.deliveries(`order_id=${order_id}`)
        return [...new Set(of_order.map((delivery) => delivery.destination_id))]
      }
      assert.deepEqual(await sentTo({}), [of_contract.destination_id])
      assert.deepEqual(await sentTo({ project_name: 'pushed' }), [of_project.destination_id])
      const named = { project_name: 'pushed', destination_id: own.destination_id }
      assert.deepEqual(await sentTo(named), [own.destination_id])
      assert.deepEqual(await sentTo({ project_name: 'pushed', destination_id: null }), [])
      // Another takes a default over; the first has it no longer.
      const heir = await tests.destination({ default_for: { contract: true } })
      assert.deepEqual(await sentTo({}), [heir.destination_id])
      const url = `/v2/destinations/${of_contract.destination_id}`
      assert.equal((await call('demo', 'GET', url)).body.default_for.contract, false)
      await call('demo', 'DELETE', `/v2/destinations/${heir.destination_id}`)
      assert.deepEqual(await sentTo({}), [])
      await call('demo', 'DELETE', `/v2/destinations/${of_project.destination_id}`)
      await tests.send()
    })

    test('is ordered to a destination that there is, or not at all', async () => {
      const foreign = await tests.destination({}, 'demo-two')
      const removed = await tests.destination()
      await call('demo', 'DELETE', `/v2/destinations/${removed.destination_id}`)
      for (const destination_id of ['dest.none', foreign.destination_id, removed.destination_id]) {
        const { status, body } = await call('demo', 'POST', '/v2/orders/', aPointOrder({ destination_id }))
        assert.deepEqual([status, body.code], [400, 'destination_unknown'])
        assert.equal(body.errors[0].pointer, '/properties/destination_id')
      }
    })

    test('whose destination is deleted before it is delivered has a delivery that says so', async () => {
      const destination = await tests.destination()
      const { destination_id } = destination
      const { order_id, captures } = await tests.swath.placeAndPlan(aPointOrder({ destination_id }))
      await call('demo', 'DELETE', `/v2/destinations/${destination_id}`)
      await tests.swath.deliver(captures[0]!, tests.files.announce)
      const deliveries = await tests.deliveries(`order_id=${order_id}`)
      assert.deepEqual(
        deliveries.map(({ status, reason_code }) => [status, reason_code]),
        [
          ['failed', 'DESTINATION_REMOVED'],
          ['failed', 'DESTINATION_REMOVED'],
        ],
      )
      const retried = await call('demo', 'POST', `/v2/deliveries/${deliveries[0]!.delivery_id}/retry`)
      assert.deepEqual([retried.status, retried.body.code], [400, 'destination_unknown'])
    })

    test('can be sent to another destination, and sent again where it is without a byte being sent', async () => {
      const [deliverable] = await tests.delivered()
      const destination = await tests.destination({ path_template: 'x/{deliverable_id}/{file_name}' })
      const first = await tests.request(deliverable!.deliverable_id, destination.destination_id)
      const same = await tests.request(deliverable!.deliverable_id, destination.destination_id)
      assert.equal(same.delivery_id, first.delivery_id)
      await tests.send()
      const folder = tests.folderOf(destination)
      await assertArrived(folder, await tests.get(first.delivery_id))
      const before = await filesBelow(folder)
      const again = await tests.request(deliverable!.deliverable_id, destination.destination_id)
      assert.notEqual(again.delivery_id, first.delivery_id)
      await tests.send()
      assert.equal((await tests.get(again.delivery_id)).status, 'completed')
      assert.deepEqual(await filesBelow(folder), before)
      const bytes = async (delivery_id: string) =>
        (await call('demo', 'GET', `/v2/deliveries/${delivery_id}/attempts`)).body.results[0].bytes_sent
      assert.equal(await bytes(first.delivery_id), first.total_bytes)
      assert.equal(await bytes(again.delivery_id), 0)
    })

    test('that is not delivered, or of another contract, cannot be sent', async () => {
      const destination = await tests.destination()
      const { captures } = await tests.swath.placeAndPlan()
      await tests.swath.collect(captures[0]!)
      const [queued] = await tests.swath.deliverables(captures[0]!.order_id)
      const { destination_id } = destination
      const url = `/v2/deliverables/${queued!.deliverable_id}/deliveries`
      const early = await call('demo', 'POST', url, { destination_id })
      assert.deepEqual([early.status, early.body.code], [409, 'nothing_to_deliver'])
      assert.equal((await call('demo-two', 'POST', url, { destination_id })).status, 404)
      assert.equal((await call('demo-two', 'GET', url)).status, 404)
      const [deliverable] = await tests.delivered()
      const foreign = await tests.destination({}, 'demo-two')
      const elsewhere = await call(
        'demo',
        'POST',
        `/v2/deliverables/${deliverable!.deliverable_id}/deliveries`,
        {
          destination_id: foreign.destination_id,
        },
      )
      assert.deepEqual([elsewhere.status, elsewhere.body.code], [400, 'destination_unknown'])
    })

    test('whose files have the same name, or that of the manifest, loses none of them', async () => {
      const destination = await tests.destination({ path_template: '{deliverable_id}/{file_name}' })
      const [deliverable] = await tests.delivered()
      const { deliverable_id } = deliverable!
      await tests.swath.app.db.system((tx) =>
        tx.run(sql`update files set file_name = 'manifest.json'
          where deliverable_id = ${deliverable_id}`),
      )
      const { delivery_id } = await tests.request(deliverable_id, destination.destination_id)
      await tests.send()
      const delivery = await tests.get(delivery_id)
      await assertArrived(tests.folderOf(destination), delivery)
      assert.deepEqual(
        delivery.files.map((file) => path.basename(file.path)),
        ['analytic.manifest.json', 'preview.manifest.json', 'manifest.json'],
      )
    })

    test('never takes the path that a file of another has', async () => {
      const template = '{capture_id}/{processing_level}/{file_name}'
      const destination = await tests.destination({ path_template: template })
      const { destination_id } = destination
      const [one, other] = (await tests.delivered({ destination_id })) as [Deliverable, Deliverable]
      await tests.send()
      const before = await filesBelow(tests.folderOf(destination))
      await overwrite(
        tests.swath,
        'there is another deliverable of the same capture and level, as tiles of an imported scene are',
        `update deliverables set processing_level = $1, part = 'b' where deliverable_id = $2`,
        [one.processing_level, other.deliverable_id],
      )
      const url = `/v2/deliverables/${other.deliverable_id}/deliveries`
      const { status, body } = await call('demo', 'POST', url, { destination_id })
      assert.deepEqual([status, body.code], [409, 'delivery_path_taken'])
      assert.match(body.message, new RegExp(`${one.deliverable_id}.*path template`))
      await tests.send()
      assert.deepEqual(await filesBelow(tests.folderOf(destination)), before)
    })
  })

  describe('a delivery', () => {
    test('waits while its destination is disabled, and goes on when it is enabled', async () => {
      const destination = await tests.destination({ is_enabled: false })
      const [deliverable] = await tests.delivered()
      const { delivery_id } = await tests.request(deliverable!.deliverable_id, destination.destination_id)
      await tests.pass(100, 20)
      const held = await tests.get(delivery_id)
      assert.deepEqual([held.status, held.attempts], ['pending', 0])
      await call('demo', 'PATCH', `/v2/destinations/${destination.destination_id}`, { is_enabled: true })
      await tests.send()
      assert.equal((await tests.get(delivery_id)).status, 'completed')
    })

    test('is canceled by the customer or with its destination, and not again', async () => {
      const destination = await tests.destination({ is_enabled: false })
      const deliverables = await tests.delivered()
      const [first, second] = await Promise.all(
        deliverables.map((one) => tests.request(one.deliverable_id, destination.destination_id)),
      )
      const canceled = await call('demo', 'POST', `/v2/deliveries/${first!.delivery_id}/cancel`)
      assert.deepEqual(
        [canceled.body.status, canceled.body.reason_code, canceled.body.actions],
        ['canceled', 'DELIVERY_CANCELED_BY_CUSTOMER', []],
      )
      for (const action of ['cancel', 'retry']) {
        const { status, body } = await call('demo', 'POST', `/v2/deliveries/${first!.delivery_id}/${action}`)
        assert.deepEqual([status, body.code], [409, 'illegal_transition'])
      }
      assert.equal(
        (await call('demo', 'DELETE', `/v2/destinations/${destination.destination_id}`)).status,
        204,
      )
      await tests.swath.drain()
      const { status, reason_code } = await tests.get(second!.delivery_id)
      assert.deepEqual([status, reason_code], ['canceled', 'DESTINATION_REMOVED'])
    })

    test('is sent no more, and not again, when it was rejected and refunded', async () => {
      const destination = await tests.destination({ is_enabled: false })
      const [deliverable] = await tests.delivered()
      const { deliverable_id } = deliverable!
      const { delivery_id } = await tests.request(deliverable_id, destination.destination_id)
      const comment = { category: 'cloud_cover', comment: 'Clouds' }
      await call('demo', 'POST', `/v2/deliverables/${deliverable_id}/reject`, comment)
      assert.equal((await tests.get(delivery_id)).status, 'pending')
      const accepted = await call('operator', 'POST', `/ops/v1/rejections/${deliverable_id}/accept`, {})
      assert.equal(accepted.body.status, 'REJECTED')
      await tests.swath.drain()
      const { status, reason_code } = await tests.get(delivery_id)
      assert.deepEqual([status, reason_code], ['canceled', 'REJECTED_BY_CUSTOMER'])
      const again = await call('demo', 'POST', `/v2/deliveries/${delivery_id}/retry`)
      assert.deepEqual([again.status, again.body.code], [409, 'nothing_to_deliver'])
    })

    test('is found by its order, deliverable, destination and state, and by nobody else', async () => {
      const destination = await tests.destination()
      const { destination_id } = destination
      const [one, other] = (await tests.delivered({ destination_id, order_name: 'found' })) as [
        Deliverable,
        Deliverable,
      ]
      await tests.send()
      const all = await tests.deliveries(`destination_id=${destination_id}`)
      assert.equal(all.length, 2)
      const ids = async (query: string) => (await tests.deliveries(query)).map((row) => row.delivery_id)
      const of_one = all.filter((row) => row.deliverable_id === one.deliverable_id)[0]!
      assert.deepEqual(await ids(`deliverable_id=${one.deliverable_id}`), [of_one.delivery_id])
      assert.deepEqual(
        await ids(`order_id=${one.order_id}&status=COMPLETED`),
        all.map((row) => row.delivery_id),
      )
      assert.deepEqual(
        await ids(`order_name=found&completed_at__gte=${of_one.completed_at}&status=failed`),
        [],
      )
      assert.equal((await ids('order_name=found&sort=-completed_at&query=found')).length, 2)
      const of_other = `/v2/deliverables/${other.deliverable_id}/deliveries`
      for (const url of [of_other, `/v2/orders/${one.order_id}/deliveries`, '/v2/deliveries/']) {
        assert.ok((await call('demo', 'GET', url)).body.count > 0, url)
      }
      const item = `/v2/deliveries/${of_one.delivery_id}`
      for (const url of [
        item,
        `${item}/events`,
        `${item}/attempts`,
        of_other,
        `/v2/orders/${one.order_id}/deliveries`,
      ]) {
        assert.equal((await call('demo-two', 'GET', url)).status, 404, url)
      }
      for (const action of ['cancel', 'retry']) {
        assert.equal((await call('demo-two', 'POST', `${item}/${action}`)).status, 404)
      }
      assert.equal((await call('demo-two', 'GET', '/v2/deliveries/')).body.count, 0)
      const unknown = await call('demo', 'GET', '/v2/deliveries/?kind=s3')
      assert.deepEqual([unknown.status, unknown.body.code], [400, 'unknown_filter'])
    })

    test('has events that are in the feed and give its stored state when they are replayed', async () => {
      const destination = await tests.destination()
      const [deliverable] = await tests.delivered({ destination_id: destination.destination_id })
      await tests.send()
      const [delivery] = await tests.deliveries(`deliverable_id=${deliverable!.deliverable_id}`)
      const { body } = await call('demo', 'GET', `/v2/deliveries/${delivery!.delivery_id}/events`)
      const replayed = Object.assign({}, ...body.results.map(({ data }: Event) => data.changes))
      for (const [name, value] of Object.entries(replayed)) {
        const stored = delivery![name as keyof Delivery]
        const is_time = name.endsWith('_at')
        assert.deepEqual(
          is_time ? Date.parse(String(stored)) : stored,
          is_time ? Date.parse(String(value)) : value,
          name,
        )
      }
      const of_order = (await tests.swath.eventTypes(deliverable!.order_id)).filter((type) =>
        /^Delivery/.test(type),
      )
      assert.deepEqual(of_order.toSorted(), [
        ...['DeliveryCompleted', 'DeliveryCompleted', 'DeliveryQueued', 'DeliveryQueued'],
        ...['DeliveryStarted', 'DeliveryStarted'],
      ])
      await untilReadable(tests.swath)
      const feed = await call('demo', 'GET', `/v2/events/?entity=delivery&order_id=${deliverable!.order_id}`)
      assert.equal(feed.body.results.length, 6)
    })
  })
})
