import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { after, afterEach, before, beforeEach, describe, test } from 'node:test'
import type { Deliverable } from '@swath/contract/deliverables'
import type { Delivery } from '@swath/contract/deliveries'
import type { DestinationReason } from '@swath/contract/destination-kinds'
import type { Destination } from '@swath/contract/destinations'
import { sql } from 'kysely'
import { pino } from 'pino'
import { demo_contracts } from '../src/contracts/demo.ts'
import { DeliverySender } from '../src/deliveries/sender.ts'
import { DestinationError, type OpenDestination } from '../src/uploads/destination.ts'
import { onOneDatabase } from './databases.ts'
import { assertArrived, DeliveryTests, filesBelow } from './deliveries.ts'

/** A fault between Swath and a real folder: called before and after each file is put there. */
interface Fault {
  before?(path: string, signal: AbortSignal): Promise<void> | void
  after?(path: string): Promise<void> | void
}

onOneDatabase((openDatabase) => {
  let tests: DeliveryTests
  let deliverables: Deliverable[]
  let fault: Fault
  let puts: string[]
  before(async () => {
    tests = await DeliveryTests.open(await openDatabase())
    deliverables = await tests.delivered()
    const destinations = tests.swath.app.features.destinations.service
    const openDestination = destinations.openDestination.bind(destinations)
    destinations.openDestination = async (...place) => withFault(await openDestination(...place))
  })
  after(() => tests.close())
  beforeEach(() => {
    fault = {}
    puts = []
  })
  // The deliveries that a test leaves behind are not the next one's to send.
  afterEach(() =>
    tests.swath.app.db.system((tx) =>
      tx.run(
        sql`update destinations set is_enabled = false, disabled_reason = 'by_customer' where is_enabled`,
      ),
    ),
  )

  function withFault(destination: OpenDestination): OpenDestination {
    return Object.create(destination, {
      put: {
        value: async (...[file_path, file, options]: Parameters<OpenDestination['put']>) => {
          puts.push(file_path)
          await fault.before?.(file_path, options.signal)
          await destination.put(file_path, file, options)
          await fault.after?.(file_path)
        },
      },
      has: { value: (...args: Parameters<OpenDestination['has']>) => destination.has(...args) },
      discard: { value: (...args: Parameters<OpenDestination['discard']>) => destination.discard(...args) },
      close: { value: () => destination.close() },
    })
  }

  async function request(destination?: Destination): Promise<{ delivery: Delivery; folder: string }> {
    const at = destination ?? (await tests.destination())
    const delivery = await tests.request(deliverables[0]!.deliverable_id, at.destination_id)
    return { delivery, folder: tests.folderOf(at) }
  }

  const fails = (reason: DestinationReason, is_final?: boolean) => () => {
    throw new DestinationError(reason, `Played: ${reason}`, is_final === undefined ? {} : { is_final })
  }
  const hasManifest = async (folder: string) =>
    Object.keys(await filesBelow(folder).catch(() => ({}))).some((file) => file.endsWith('manifest.json'))

  for (const reason of ['UNREACHABLE', 'TIMEOUT', 'INTERRUPTED', 'THROTTLED', 'NO_SPACE'] as const) {
    test(`a destination that fails now and then gets everything: ${reason}`, async () => {
      const { delivery, folder } = await request()
      let calls = 0
      fault.before = () => (++calls % 2 === 1 ? fails(reason)() : undefined)
      for (let attempt = 1; attempt <= 3; attempt++) {
        await tests.send()
        const { status, reason_code, error, attempts } = await tests.get(delivery.delivery_id)
        assert.deepEqual([status, reason_code, attempts], ['transferring', `DESTINATION_${reason}`, attempt])
        assert.equal(error, `Played: ${reason}`)
        assert.equal(await hasManifest(folder), false)
        // A file got through in each attempt but the first: the count begins anew, and the wait is short.
        tests.swath.advance({ hours: 0.004 })
      }
      await tests.send()
      const completed = await tests.get(delivery.delivery_id)
      assert.deepEqual([completed.status, completed.reason_code, completed.error], ['completed', null, null])
      await assertArrived(folder, completed)
    })
  }

  test('a destination that spoils what it gets is found out, and gets it anew', async () => {
    const { delivery, folder } = await request()
    let spoilt = 0
    // The destination compares at the far end: here as if it found a part missing.
    fault.after = async (file_path) => {
      if (spoilt++ > 0) return
      await writeFile(path.join(folder, file_path), 'cut')
      fails('CHECKSUM_MISMATCH')()
    }
    await tests.send()
    const delayed = await tests.get(delivery.delivery_id)
    assert.deepEqual([delayed.status, delayed.reason_code], ['transferring', 'DESTINATION_CHECKSUM_MISMATCH'])
    assert.equal(await hasManifest(folder), false)
    tests.swath.advance({ hours: 0.01 })
    await tests.send()
    const completed = await tests.get(delivery.delivery_id)
    assert.equal(completed.status, 'completed')
    await assertArrived(folder, completed)
  })

  test('a destination that is down is tried for three days, then the delivery fails, and can be retried', async () => {
    const { delivery, folder } = await request()
    fault.before = fails('UNREACHABLE')
    const started = tests.swath.clock.now().getTime()
    const failed = await tests.tryOn(delivery.delivery_id)
    const days = (tests.swath.clock.now().getTime() - started) / 86_400_000
    assert.ok(days >= 3 && days < 4, `${days}`)
    assert.deepEqual(
      [failed.status, failed.reason_code, failed.actions, failed.next_attempt_at],
      ['failed', 'DESTINATION_UNREACHABLE', ['retry'], null],
    )
    assert.ok(failed.attempts >= 12 && failed.attempts < 25, `${failed.attempts}`)
    const url = `/v2/deliveries/${delivery.delivery_id}`
    const { count, results } = (await tests.swath.call('demo', 'GET', `${url}/attempts`)).body
    assert.equal(count, failed.attempts)
    assert.ok(results.every((one: { ended_at: string; error: string }) => one.ended_at && one.error))
    const types = await tests.eventTypes(delivery.delivery_id)
    assert.equal(types.filter((type) => type === 'DeliveryDelayed').length, failed.attempts - 1)
    assert.equal(types.at(-1), 'DeliveryFailed')
    await tests.pass(48, 48)
    assert.equal((await tests.get(delivery.delivery_id)).attempts, failed.attempts)

    fault = {}
    const retried = await tests.swath.call('demo', 'POST', `${url}/retry`)
    assert.deepEqual([retried.status, retried.body.status], [200, 'pending'])
    await tests.send()
    const completed = await tests.get(delivery.delivery_id)
    assert.equal(completed.status, 'completed')
    await assertArrived(folder, completed)
  })

  test('where trying is no use, a delivery fails after three attempts; a corrected destination is tried at once', async () => {
    const destination = await tests.destination()
    const { delivery, folder } = await request(destination)
    fault.before = fails('ACCESS_DENIED')
    await tests.send()
    await tests.pass(0.02, 0.02)
    assert.deepEqual((await tests.get(delivery.delivery_id)).attempts, 2)
    // A delivery whose destination was changed gets three more tries.
    const url = `/v2/destinations/${destination.destination_id}`
    await tests.swath.call('demo', 'PATCH', url, { name: `${destination.name} corrected` })
    await tests.swath.drain()
    await tests.send()
    const { attempts, status } = await tests.get(delivery.delivery_id)
    assert.deepEqual([attempts, status], [3, 'transferring'])
    await tests.pass(1, 0.1)
    const failed = await tests.get(delivery.delivery_id)
    assert.deepEqual(
      [failed.status, failed.attempts, failed.reason_code],
      ['failed', 5, 'DESTINATION_ACCESS_DENIED'],
    )
    assert.deepEqual(await filesBelow(folder).catch(() => ({})), {})
  })

  test('a destination that was down for long may refuse once when it is back', async () => {
    const { delivery, folder } = await request()
    fault.before = fails('UNREACHABLE')
    await tests.send()
    for (let i = 0; i < 4; i++) await tests.next(delivery.delivery_id)
    fault.before = fails('ACCESS_DENIED')
    await tests.next(delivery.delivery_id)
    assert.equal((await tests.get(delivery.delivery_id)).status, 'transferring')
    fault = {}
    const completed = await tests.next(delivery.delivery_id)
    assert.equal(completed.status, 'completed')
    await assertArrived(folder, completed)
  })

  test('a file that is lost from our storage fails the delivery, whose manifest is never written', async () => {
    const { delivery, folder } = await request()
    const { storage } = tests.swath.app.parts
    const { has } = storage
    storage.has = async (key) => !key.includes('preview')
    const { status, reason_code, sent_bytes } = await tests.tryOn(delivery.delivery_id)
    storage.has = has
    assert.deepEqual([status, reason_code], ['failed', 'FILES_NOT_STORED'])
    assert.ok(sent_bytes > 0)
    assert.equal(await hasManifest(folder), false)
  })

  describe('a worker', () => {
    /** Hangs until the signal, or until let go. */
    function hang() {
      const begun = Promise.withResolvers<void>()
      const go = Promise.withResolvers<void>()
      fault.before = async (_, signal) => {
        begun.resolve()
        await Promise.race([go.promise, new Promise((resolve) => signal.addEventListener('abort', resolve))])
        if (signal.aborted) fails('INTERRUPTED')()
      }
      return { begun: begun.promise, go: go.resolve }
    }
    const run = () => tests.swath.app.features.deliveries.sender.run()

    test('that lost its lease records nothing more: the other one makes the delivery', async () => {
      const { delivery, folder } = await request()
      const hanging = hang()
      const first = run()
      await hanging.begun
      // As if it had been stopped for longer than its lease, and another had begun.
      await tests.swath.app.db.system((tx) =>
        tx.run(
          sql`update delivery_leases set lease_id = 'another' where delivery_id = ${delivery.delivery_id}`,
        ),
      )
      hanging.go()
      await first
      const { status, sent_bytes } = await tests.get(delivery.delivery_id)
      assert.deepEqual([status, sent_bytes], ['transferring', 0])
      fault = {}
      tests.swath.advance({ hours: 0.05 })
      await tests.send()
      const completed = await tests.get(delivery.delivery_id)
      assert.deepEqual([completed.status, completed.attempts], ['completed', 2])
      await assertArrived(folder, completed)
    })

    test('stops when the customer cancels, and removes what is half sent', async () => {
      const { delivery, folder } = await request()
      const hanging = hang()
      const running = run()
      await hanging.begun
      await tests.swath.call('demo', 'POST', `/v2/deliveries/${delivery.delivery_id}/cancel`)
      hanging.go()
      await running
      await tests.send()
      assert.equal((await tests.get(delivery.delivery_id)).status, 'canceled')
      assert.deepEqual(await filesBelow(folder), {})
    })

    test('stops when the destination is disabled, and goes on when it is enabled', async () => {
      const destination = await tests.destination()
      const { delivery, folder } = await request(destination)
      const url = `/v2/destinations/${destination.destination_id}`
      const hanging = hang()
      const running = run()
      await hanging.begun
      await tests.swath.call('demo', 'PATCH', url, { is_enabled: false })
      hanging.go()
      await running
      const held = await tests.get(delivery.delivery_id)
      assert.deepEqual([held.status, held.reason_code], ['transferring', null])
      fault = {}
      await tests.swath.call('demo', 'PATCH', url, { is_enabled: true })
      await tests.swath.drain()
      await tests.send()
      await assertArrived(folder, await tests.get(delivery.delivery_id))
    })

    test('sends everything to the new place when the destination is moved on the way', async () => {
      const destination = await tests.destination()
      const { delivery } = await request(destination)
      let calls = 0
      fault.before = () => (++calls === 2 ? fails('INTERRUPTED')() : undefined)
      await tests.send()
      assert.ok((await tests.get(delivery.delivery_id)).sent_bytes > 0)
      const settings = { kind: 'folder', folder: `moved-${crypto.randomUUID()}` }
      await tests.swath.call('demo', 'PATCH', `/v2/destinations/${destination.destination_id}`, { settings })
      await tests.swath.drain()
      await tests.send()
      const folder = path.join(tests.root, demo_contracts.demo, settings.folder)
      await assertArrived(folder, await tests.get(delivery.delivery_id))
    })

    test('of two at once each sends what the other does not, a few at a time to one destination', async () => {
      const destination = await tests.destination({ path_template: '{deliverable_id}/{file_name}' })
      for (let i = 0; i < 2; i++) {
        for (const { deliverable_id } of i === 0 ? deliverables : await tests.delivered()) {
          await tests.request(deliverable_id, destination.destination_id)
        }
      }
      let now = 0
      let most = 0
      fault.before = async () => {
        most = Math.max(most, ++now)
        await new Promise((resolve) => setImmediate(resolve))
      }
      fault.after = () => {
        now--
      }
      const { db, features, parts } = tests.swath.app
      const { storage } = parts
      const destinations = features.destinations.service
      const other = new DeliverySender({
        db,
        clock: tests.swath.clock,
        storage,
        destinations,
        log: pino({ level: 'silent' }),
      })
      await Promise.all([run(), other.run(), run()])
      await tests.send()
      assert.equal(new Set(puts).size, puts.length, 'nothing twice')
      assert.equal(puts.length, 4 * 3)
      assert.ok(most <= 2, `${most} at once`)
      const sent = await tests.deliveries(`destination_id=${destination.destination_id}`)
      for (const delivery of sent) await assertArrived(tests.folderOf(destination), delivery)
    })

    test('whose destination hangs holds up no other destination', async () => {
      const slow = await tests.destination()
      const fast = await tests.destination()
      const { delivery: stuck } = await request(slow)
      const arrived = Promise.withResolvers<void>()
      const hanging = hang()
      const hangs = fault.before!
      fault.before = (file_path, signal) => (isSlow ? hangs(file_path, signal) : undefined)
      let isSlow = true
      const running = run()
      await hanging.begun
      isSlow = false
      fault.after = (file_path) => {
        if (file_path.endsWith('manifest.json')) arrived.resolve()
      }
      const { delivery, folder } = await request(fast)
      const second = run()
      await arrived.promise
      assert.equal((await tests.get(stuck.delivery_id)).status, 'transferring')
      hanging.go()
      await Promise.all([running, second])
      await assertArrived(folder, await tests.get(delivery.delivery_id))
      assert.equal((await tests.get(stuck.delivery_id)).status, 'completed')
    })
  })
})
