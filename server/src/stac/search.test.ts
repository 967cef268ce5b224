import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Shapes } from '../threads/shapes.ts'
import { Threads } from '../threads/threads.ts'
import { searchOf } from './search.ts'

test('of searches that come together, one is read in each turn of the event loop', async () => {
  const shapes = new Shapes(new Threads(0))
  const read: number[] = []
  let turn = 0
  const count = () => {
    turn += 1
    if (read.length < 8) setImmediate(count)
  }
  setImmediate(count)
  const search = async () => {
    await searchOf(shapes, { 'filter-lang': 'cql2-text', filter: 'gsd < 1' }, '?')
    read.push(turn)
  }
  await Promise.all(Array.from({ length: 8 }, search))
  assert.equal(new Set(read).size, 8, read.join())
})
