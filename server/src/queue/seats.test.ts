import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { groupOf, Seats } from './seats.ts'

const limits = { at_once: 32, of_group: 8, of_party: 16 }
const take = (seats: Seats, group: string, wanted: number) =>
  Array.from({ length: wanted }, () => seats.take(group)).filter(Boolean).length

test('a contract takes no more seats than its own, and another finds its own', () => {
  const seats = new Seats(limits)
  assert.equal(take(seats, groupOf('a', ''), 100), 8)
  assert.equal(take(seats, groupOf('b', ''), 100), 8)
})

test('all contracts together take no more seats at one party than its own, and another party has its own', () => {
  const seats = new Seats(limits)
  const taken = ['a', 'b', 'c', 'd'].map((one) => take(seats, groupOf(one, 'slow.test'), 100))
  assert.deepEqual(taken, [8, 8, 0, 0])
  assert.equal(take(seats, groupOf('d', 'quick.test'), 100), 8)
})

test('a group that was turned away is named until its party has room again', () => {
  const seats = new Seats(limits)
  for (const one of ['a', 'b']) take(seats, groupOf(one, 'slow.test'), 8)
  const late = groupOf('late', 'slow.test')
  assert.equal(seats.take(late), false)
  assert.ok(seats.full().includes(late))
  for (let left = 0; left < seats.step; left++) seats.leave(groupOf('a', 'slow.test'))
  assert.deepEqual(seats.full(), [groupOf('b', 'slow.test')])
  assert.equal(seats.take(late), true)
})

test('whatever comes and goes: a step of jobs finds seats, or their group is named as full from then on', () => {
  const group = fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom('', 'x', 'y'))
  const moves = fc.array(fc.record({ group, comes: fc.boolean() }), { size: 'max', maxLength: 200 })
  fc.assert(
    fc.property(moves, (all) => {
      const seats = new Seats(limits)
      const seated: string[] = []
      for (const { group, comes } of all) {
        const name = groupOf(...group)
        if (!comes && seated.length > 0) seats.leave(seated.shift())
        if (!comes || seats.full().includes(name)) continue
        const taken = take(seats, name, seats.step)
        for (let one = 0; one < taken; one++) seated.push(name)
        assert.ok(taken === seats.step || seats.full().includes(name), `${taken} of ${name}`)
      }
      for (const name of seated) seats.leave(name)
      assert.deepEqual(seats.full(), [])
    }),
  )
})
