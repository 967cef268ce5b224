// A provider that wants to be asked first confirms or refuses to cancel what it has, and the order says so.
import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import type { CancellationAnswer } from '@swath/contract/provider-protocol/answers'
import { aPointOrder, TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'
import { type FileServer, serveFiles } from './files.ts'

const canceled = { outcome: 'canceled' } as const
const refused = { outcome: 'refused', message: 'The command is on board already' } as const

onOneDatabase((openDatabase) => {
  let swath: TestApp
  let files: FileServer
  before(async () => {
    swath = await TestApp.open(await openDatabase())
    files = await serveFiles()
  })
  after(async () => {
    await files.close()
    await swath.close()
  })
  beforeEach(() => {
    swath.provider.confirms_cancellation = true
    answers(canceled)
    swath.provider.canceled = []
  })

  const answers = (answer: CancellationAnswer) => {
    swath.provider.answerCancel = async () => answer
  }
  const daily = (days: number) => {
    const end = new Date(swath.clock.now().getTime() + days * 86_400_000).toISOString()
    return swath.placeAndPlan(aPointOrder({ parameters: { end, revisit_period: 'P1D' } }))
  }
  const cancel = (order_id: string, headers = {}) =>
    swath.call('demo', 'DELETE', `/v2/orders/${order_id}`, undefined, headers)
  const statusesOf = async (order_id: string) => (await swath.captures(order_id)).map(({ status }) => status)
  /** The provider answers so about one capture, and cancels the others. */
  const about = (capture_id: string, answer: () => Promise<CancellationAnswer>) => {
    swath.provider.answerCancel = async (asked) => (asked === capture_id ? answer() : canceled)
  }
  const refuse = async () => refused
  const silent = async () => {
    throw new Error('It does not answer')
  }

  describe('an order whose provider is asked first', () => {
    test('goes on to its delivery where the provider refuses, and the customer is told in its words', async () => {
      const { order_id, captures } = await swath.placeAndPlan(aPointOrder())
      await swath.report(captures[0]!.capture_id, 'scheduled')
      answers(refused)
      const { status, body } = await cancel(order_id)
      assert.deepEqual([status, body.code], [409, 'cancellation_rejected'])
      assert.match(body.detail, /The command is on board already/)
      assert.doesNotMatch(body.detail, /simulator/)
      await swath.drain()
      const last = (await swath.events(order_id)).findLast(({ type }) => type === 'OrderCancellationRejected')
      assert.equal(last!.data.reason_code, 'CANCELLATION_REFUSED_BY_PROVIDER')
      assert.match(last!.data.message, /The command is on board already/)
      const { properties } = await swath.order(order_id)
      assert.deepEqual([properties.status, properties.cancellation.allowed], ['in_progress', true])
      assert.deepEqual(await statusesOf(order_id), ['scheduled'])
      await swath.deliver(captures[0]!, files.announce)
      assert.equal((await swath.order(order_id)).properties.outcome, 'fulfilled')
    })

    test('is canceled when its provider is asked again and does so', async () => {
      const { order_id } = await swath.placeAndPlan(aPointOrder())
      answers(refused)
      assert.equal((await cancel(order_id)).status, 409)
      answers(canceled)
      const { status, body } = await cancel(order_id)
      assert.deepEqual([status, body.properties.outcome], [200, 'canceled'])
      await swath.drain()
      assert.deepEqual(await statusesOf(order_id), ['canceled'])
    })

    test('is canceled in part where one image goes on: that is planned, delivered and charged', async () => {
      const { order_id, captures } = await daily(3)
      const kept = captures[1]!
      about(kept.capture_id, refuse)
      const { status, body } = await cancel(order_id)
      assert.deepEqual([status, body.properties.status], [200, 'in_progress'])
      await swath.drain()
      assert.deepEqual(await statusesOf(order_id), ['canceled', 'queued', 'canceled'])
      const told = (await swath.events(order_id)).find(({ type }) => type === 'OrderCanceledInPart')
      assert.match(told!.data.message, /The provider goes on with 1: The command is on board already/)
      const asked = swath.provider.canceled.length
      assert.equal((await cancel(order_id)).status, 200)
      assert.equal(swath.provider.canceled.length, asked, 'An order that is canceled is not canceled again')
      await swath.deliver(kept, files.announce)
      const { outcome, price } = (await swath.order(order_id)).properties
      assert.equal(outcome, 'partially_fulfilled')
      assert.ok(price.total_minor > 0 && price.total_minor < price.quoted_minor)
    })

    test('is not attempted again when the image that goes on fails', async () => {
      const { order_id, captures } = await daily(2)
      about(captures[0]!.capture_id, refuse)
      await cancel(order_id)
      await swath.drain()
      await swath.report(captures[0]!.capture_id, 'failed')
      await swath.drain()
      assert.deepEqual(await statusesOf(order_id), ['failed', 'canceled'])
      assert.equal((await swath.order(order_id)).properties.outcome, 'canceled')
    })

    test('stays as it is while its provider does not answer, and the customer may ask again', async () => {
      const { order_id, captures } = await swath.placeAndPlan(aPointOrder())
      about(captures[0]!.capture_id, silent)
      const { status, body } = await cancel(order_id)
      assert.deepEqual([status, body.code], [503, 'provider_unreachable'])
      await swath.drain()
      assert.deepEqual(await statusesOf(order_id), ['queued'])
      const types = await swath.eventTypes(order_id)
      assert.ok(!types.some((type) => type.startsWith('OrderCancel')), types.join())
      answers(canceled)
      assert.equal((await cancel(order_id)).status, 200)
    })

    test('loses what its provider had canceled before it fell silent, and the rest goes on', async () => {
      const { order_id, captures } = await daily(3)
      about(captures[2]!.capture_id, silent)
      assert.equal((await cancel(order_id)).status, 503)
      swath.provider.confirms_cancellation = false
      answers(canceled)
      await swath.drain()
      assert.deepEqual(await statusesOf(order_id), ['canceled', 'canceled', 'queued'])
      assert.equal((await swath.order(order_id)).properties.status, 'in_progress')
      await swath.deliver(captures[2]!, files.announce)
      assert.equal((await swath.order(order_id)).properties.outcome, 'partially_fulfilled')
    })

    test('keeps an image that begins while its provider is asked, whatever it answers', async () => {
      const { order_id, captures } = await daily(2)
      const { capture_id } = captures[0]!
      about(capture_id, async () => {
        await swath.report(capture_id, 'collecting')
        return canceled
      })
      assert.equal((await cancel(order_id)).body.properties.status, 'in_progress')
      answers(canceled)
      await swath.drain()
      assert.deepEqual(await statusesOf(order_id), ['collecting', 'canceled'])
    })

    test('is asked about only what the provider has and has not begun', async () => {
      const { order_id, captures } = await daily(3)
      await swath.collect(captures[0]!, 'collecting')
      swath.provider.canceled = []
      await cancel(order_id)
      const ids = captures.slice(1).map(({ capture_id }) => capture_id)
      assert.deepEqual(swath.provider.canceled, ids)
    })

    test('asks nobody when it is not canceled anyway', async () => {
      const { order_id } = await swath.placeAndPlan(aPointOrder())
      swath.provider.canceled = []
      assert.equal((await cancel(order_id, { 'if-match': '"another"' })).status, 412)
      assert.equal((await swath.call('demo-two', 'DELETE', `/v2/orders/${order_id}`)).status, 404)
      assert.deepEqual(swath.provider.canceled, [])
    })

    test('answers a repeated request as before, and asks nobody for it', async () => {
      const { order_id } = await swath.placeAndPlan(aPointOrder())
      answers(refused)
      const key = { 'idempotency-key': 'once' }
      const post = () => swath.call('demo', 'POST', `/v2/orders/${order_id}/cancel`, undefined, key)
      assert.equal((await post()).status, 409)
      answers(canceled)
      const asked = swath.provider.canceled.length
      assert.equal((await post()).status, 409)
      assert.equal(swath.provider.canceled.length, asked)
    })

    test('as a v1 task tells the same', async () => {
      const { order_id } = await swath.placeAndPlan(aPointOrder())
      const { task_id } = (await swath.order(order_id)).properties.parameters
      answers(refused)
      const url = `/tasking/tasks/${task_id}/cancel/`
      const { status, body } = await swath.call('demo', 'PATCH', url, '{}')
      assert.equal(status, 409)
      assert.match(JSON.stringify(body), /The command is on board already/)
    })
  })

  test('a refusal that nobody waits for is logged, and the order is canceled', async () => {
    swath.provider.confirms_cancellation = false
    const { order_id } = await swath.placeAndPlan(aPointOrder())
    answers(refused)
    assert.equal((await cancel(order_id)).body.properties.outcome, 'canceled')
    await swath.drain()
    assert.deepEqual(await statusesOf(order_id), ['canceled'])
    assert.match(swath.warnings.join('\n'), /goes on with what is canceled here/)
    assert.match(swath.warnings.join('\n'), /The command is on board already/)
  })
})
