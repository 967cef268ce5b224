import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Turns } from './turns.ts'

test('of costly pieces that come together, each has a turn of the event loop of its own', async () => {
  const turns = new Turns()
  let turn = 0
  const count = () => {
    turn += 1
    if (turn < 100) setImmediate(count)
  }
  setImmediate(count)
  const done: number[] = []
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      await turns.next()
      done.push(turn)
    }),
  )
  assert.equal(new Set(done).size, 8, done.join())
})
