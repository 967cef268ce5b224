import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SharedRuns } from './shared-runs.ts'

test('whoever asks while work runs shares the next run, and what it has to do is seen', async () => {
  const runs = new SharedRuns()
  const seen: number[] = []
  let facts = 0
  const look = async () => {
    const found = facts
    await Promise.resolve()
    seen.push(found)
  }
  const ask = () => {
    facts += 1
    return runs.run('order', look)
  }
  await Promise.all(Array.from({ length: 50 }, ask))
  assert.deepEqual(seen, [1, 50])
  await ask()
  assert.deepEqual(seen, [1, 50, 51])
})

test('work for others does not wait, and a run that failed is told to those who shared it alone', async () => {
  const runs = new SharedRuns()
  const failing = runs.run('order', () => Promise.reject(new Error('no such order')))
  const next = runs.run('order', async () => undefined)
  await runs.run('other', async () => undefined)
  await assert.rejects(failing, /no such order/)
  await next
})
