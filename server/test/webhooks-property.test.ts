import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { demo_contracts } from '../src/contracts/demo.ts'
import { TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'
import { type Behaviour, Receiver, WebhookTests } from './receivers.ts'

const types = ['CaptureQueued', 'CaptureScheduled', 'OrderUpdated'] as const

/** The steps of a history, one after the other. */
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      write: fc.array(fc.tuple(fc.nat(3), fc.constantFrom(...types)), { maxLength: 4 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ pass_min: fc.integer({ min: 0, max: 120 }) }) },
  { weight: 1, arbitrary: fc.constant({ die: true as const }) },
  { weight: 1, arbitrary: fc.record({ is_enabled: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constant({ replay: true as const }) },
)
const behaviours: fc.Arbitrary<Behaviour[]> = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.constant<Behaviour>('ok') },
    { weight: 5, arbitrary: fc.constantFrom<Behaviour>('reset', 'truncate', 500, 404, 429, 301, 204) },
    { weight: 1, arbitrary: fc.constantFrom<Behaviour>('hang', 410) },
  ),
  { minLength: 1, maxLength: 12 },
)

onOneDatabase((openDatabase) => {
  let swath: TestApp
  let tests: WebhookTests
  before(async () => {
    swath = await TestApp.open(await openDatabase(), {
      SWATH_OUTBOUND_ALLOW: '127.0.0.1',
      SWATH_WEBHOOK_TIMEOUT_MS: '60',
    })
    tests = await WebhookTests.open(swath)
  })
  after(() => swath.close())

  /** The process dies after some requests: their records never happen. */
  async function sendAndDie() {
    const { db } = swath.app
    const original = db.tenant.bind(db)
    let left = 2
    db.tenant = (contract_id, work) => {
      if (contract_id === demo_contracts.demo && left-- <= 0) return Promise.reject(new Error('killed'))
      return original(contract_id, work)
    }
    await swath.app.features.webhooks.sender.run()
    db.tenant = original
  }

  async function play(
    webhook_id: string,
    steps: readonly (typeof step extends fc.Arbitrary<infer T> ? T : never)[],
  ) {
    const created_at = swath.clock.now().toISOString()
    for (const one of steps) {
      if ('write' in one) for (const [entity, type] of one.write) await tests.write(`capt.${entity}`, type)
      if ('pass_min' in one) await tests.pass(one.pass_min / 60, Math.max(one.pass_min / 60, 0.01))
      if ('die' in one) await sendAndDie()
      if ('is_enabled' in one) await tests.patch(webhook_id, { is_enabled: one.is_enabled })
      if ('replay' in one) await tests.post(webhook_id, 'replay', { from: created_at })
    }
  }

  test('whatever fails in whatever order, everything arrives, in order, byte for byte, and nothing is said that is not so', async () => {
    let rounds = 0
    const property = fc.asyncProperty(fc.array(step, { maxLength: 14 }), behaviours, async (steps, cycle) => {
      rounds++
      const receiver = await Receiver.open()
      try {
        const webhook = await tests.create(receiver.url, { event_types: ['Capture*'] })
        let requests = 0
        receiver.behave = () => cycle[requests++ % cycle.length]!
        await play(webhook.webhook_id, steps)
        const said = await tests.messages(webhook.webhook_id, 'delivered')
        const done = new Set(receiver.received.filter((one) => one.is_acknowledged).map(({ id }) => id))
        for (const { message_id } of said)
          assert.ok(done.has(message_id), 'it is marked as delivered, and is not')
        // The receiver recovers, and so does everything else.
        receiver.behave = () => 'ok'
        await tests.patch(webhook.webhook_id, { is_enabled: true })
        await tests.pass(2, 0.5)
        const bytes = await tests.feedBytes(webhook.cursor)
        const wanted = [...bytes].filter(([, body]) => JSON.parse(body).type !== 'OrderUpdated')
        assert.deepEqual(new Set(receiver.ids), new Set(wanted.map(([id]) => id)))
        for (const { id, body } of receiver.received) assert.equal(body, bytes.get(id))
        const is_replayed = steps.some((one) => 'replay' in one)
        for (const [, of_entity] of Map.groupBy(receiver.received, (one) => one.entity_id)) {
          const times = is_replayed
            ? of_entity.filter((one, i) => !of_entity.slice(0, i).some(({ id }) => id === one.id))
            : of_entity
          const sequences = times.map(({ sequence }) => sequence)
          assert.deepEqual(
            sequences,
            sequences.toSorted((a, b) => a - b),
          )
        }
        const states = (await tests.messages(webhook.webhook_id)).map(({ state }) => state)
        assert.deepEqual(
          states,
          wanted.map(() => 'delivered'),
        )
        await swath.call('demo', 'DELETE', `/v2/webhooks/${webhook.webhook_id}`)
      } finally {
        await receiver.close()
      }
    })
    await fc.assert(property, { numRuns: 40, endOnFailure: true })
    assert.ok(rounds >= 40)
  })
})
