import assert from 'node:assert/strict'
import { test } from 'node:test'
import { matchesPattern } from '@swath/contract/patterns'
import fc from 'fast-check'
import {
  failureOf,
  healthAfter,
  isSuccess,
  isWanted,
  nextTry,
  type Outcome,
  pauseAfter,
  reasonToDisable,
} from './rules.ts'
import { newSecret, signatures } from './signature.ts'

const hour_ms = 3_600_000
const start = new Date('2026-06-01T00:00:00Z')
const after = (ms: number) => new Date(start.getTime() + ms)
const answer = (status: number | null, more: Partial<Outcome> = {}): Outcome => ({
  status,
  retry_after: undefined,
  error: null,
  ...more,
})

test('a message is tried 12 times at least, over three days at least, and then given up', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 40, maxLength: 40 }),
      (chances) => {
        let now = start
        for (let tries = 1; ; tries++) {
          const next = nextTry({ tries, first_tried_at: start }, now, chances[tries]!)
          if (!next) {
            assert.ok(tries >= 12 && tries < 20)
            assert.ok(now.getTime() - start.getTime() >= 72 * hour_ms)
            return
          }
          assert.ok(next > now && next.getTime() - now.getTime() <= 17 * hour_ms)
          now = next
        }
      },
    ),
  )
})

test('a message that was tried often in a short time is not given up before three days are over', () => {
  assert.ok(nextTry({ tries: 100, first_tried_at: start }, after(71 * hour_ms), 0))
  assert.equal(nextTry({ tries: 100, first_tried_at: start }, after(72 * hour_ms), 0), null)
  assert.ok(nextTry({ tries: 2, first_tried_at: start }, after(1000 * hour_ms), 0))
})

test('only a complete answer of 200 to 299 is a success; everything else has its words', () => {
  assert.deepEqual(
    [200, 204, 299].map((status) => isSuccess(answer(status))),
    [true, true, true],
  )
  for (const outcome of [
    answer(199),
    answer(300),
    answer(404),
    answer(null),
    answer(200, { error: 'cut off' }),
  ]) {
    assert.ok(!isSuccess(outcome))
    assert.ok(failureOf(outcome))
  }
})

test('one success among tries ends a time of failures', () => {
  const failing = healthAfter({ failures: 0, failing_since: null }, [answer(500), answer(500)], start)
  assert.deepEqual(failing, { failures: 2, failing_since: start })
  assert.deepEqual(healthAfter(failing, [answer(500)], after(1)), { failures: 3, failing_since: start })
  assert.deepEqual(healthAfter(failing, [answer(500), answer(200)], after(1)), {
    failures: 0,
    failing_since: null,
  })
})

test('a webhook is disabled at 410, or after twelve failures over three days without a success', () => {
  const failing = { failures: 12, failing_since: start }
  assert.equal(reasonToDisable({ failures: 0, failing_since: null }, [answer(410)], start), 'gone')
  assert.equal(reasonToDisable(failing, [answer(500)], after(72 * hour_ms)), 'failing')
  assert.equal(reasonToDisable(failing, [answer(500)], after(71 * hour_ms)), null)
  assert.equal(reasonToDisable({ ...failing, failures: 11 }, [answer(500)], after(100 * hour_ms)), null)
})

test('a receiver that is down is left alone for a quarter of an hour at most, one that asks for it for an hour', () => {
  const pause_ms = (failures: number, outcome: Outcome, chance = 0) =>
    (pauseAfter({ failures, failing_since: start }, [outcome], start, chance)?.getTime() ?? start.getTime()) -
    start.getTime()
  assert.deepEqual(
    [1, 2, 3, 4, 5, 50].map((failures) => pause_ms(failures, answer(500))),
    [0, 0, 5000, 10_000, 20_000, 900_000],
  )
  assert.equal(pause_ms(50, answer(500), 1), 1_080_000)
  assert.equal(pause_ms(1, answer(429, { retry_after: '30' })), 30_000)
  assert.equal(pause_ms(1, answer(503, { retry_after: after(60_000).toUTCString() })), 60_000)
  assert.equal(pause_ms(1, answer(503, { retry_after: '9999999' })), hour_ms)
  for (const retry_after of ['soon', '-5', '']) assert.equal(pause_ms(1, answer(429, { retry_after })), 0)
  assert.equal(pause_ms(1, answer(500, { retry_after: '30' })), 0)
})

test('types and SKUs are chosen by pattern, and a filter without a match excludes', () => {
  const wanted = { event_types: ['Order*'], sku: [], project: [], order_id: [] }
  const event = { type: 'OrderCompleted', order_id: '000001' }
  const order = { sku: 'TSKRSH-M.15.01', project_id: 'project.a', project_name: 'a b' }
  assert.ok(isWanted(wanted, event, undefined))
  assert.ok(!isWanted(wanted, { ...event, type: 'CaptureQueued' }, undefined))
  assert.ok(!isWanted({ ...wanted, event_types: ['Order'] }, event, undefined))
  assert.ok(isWanted({ ...wanted, sku: ['TSKRSH-M.*'], project: ['a b'] }, event, order))
  assert.ok(!isWanted({ ...wanted, sku: ['TSKRSH-Mx*'] }, event, order))
  assert.ok(!isWanted({ ...wanted, project: ['b'] }, event, order))
  assert.ok(!isWanted({ ...wanted, order_id: ['000002'] }, event, order))
})

test('a pattern matches as its regular expression does, and quickly with any number of stars', () => {
  const text = (max: number) => fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: max })
  fc.assert(
    fc.property(text(8), text(6), (name, pattern) => {
      const expected = new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(name)
      assert.equal(matchesPattern(name, pattern), expected)
    }),
  )
  assert.ok(!matchesPattern('a'.repeat(100), `${'*a'.repeat(90)}*b`))
})

test('a signature is that of the published example, one by each secret', () => {
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
  const signed = {
    webhook_id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    timestamp: 1614265330,
    body: '{"test": 2432232314}',
  }
  const expected = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
  assert.equal(signatures([secret], signed), expected)
  const two = signatures([newSecret(), secret], signed).split(' ')
  assert.deepEqual([two.length, two[1]], [2, expected])
  assert.equal(Buffer.from(newSecret().slice(6), 'base64').length, 32)
})
