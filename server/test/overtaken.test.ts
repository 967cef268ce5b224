// What is canceled while it is being handed over is canceled there as well.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { CaptureToPlan } from '../src/providers/provider.ts'
import { TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'

onOneDatabase((openDatabase) => {
  let swath: TestApp
  before(async () => {
    swath = await TestApp.open(await openDatabase())
    await swath.app.queue.work()
  })
  after(() => swath.close())

  for (const end of ['is taken', 'gets no answer'] as const) {
    test(`a capture that is canceled before it ${end} is canceled there once more`, async () => {
      const calls: string[] = []
      const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
      swath.provider.cancel = async () => {
        calls.push('canceled')
        if (calls.includes('handed over')) second.resolve()
        else first.resolve()
        return { outcome: 'canceled' }
      }
      swath.provider.plan = async ({ order_id }: CaptureToPlan) => {
        await swath.call('demo', 'DELETE', `/v2/orders/${order_id}`)
        await first.promise
        calls.push('handed over')
        if (end === 'gets no answer') throw new Error('The line is cut')
      }
      const { id } = await swath.place()
      await second.promise
      assert.deepEqual(calls, ['canceled', 'handed over', 'canceled'])
      assert.equal((await swath.order(id)).properties.outcome, 'canceled')
    })
  }
})
