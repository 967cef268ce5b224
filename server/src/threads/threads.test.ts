import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { threadId } from 'node:worker_threads'
import { SwathError } from '@swath/contract/errors'
import { UnreadableImage } from '@swath/imagery/read/open-cog'
import { count, exceed, fail, here, open, refuse, threadOf } from './threads.testing.ts'
import { Threads } from './threads.ts'

describe('threads', () => {
  const threads = new Threads(10)
  after(() => threads.close())

  test('work beside the one that asks', async () => {
    assert.notEqual(await threads.run(here, threadOf, undefined), threadId)
  })

  test('give back what the same function gives here, and do not hold who waits for it', async () => {
    const [n, start] = [3_000_000, process.threadCpuUsage()]
    const expected = count(n)
    const inside = process.threadCpuUsage(start)
    const asked = process.threadCpuUsage()
    assert.equal(await threads.run(here, count, n), expected)
    const outside = process.threadCpuUsage(asked)
    assert.ok(outside.user < inside.user / 4, `${outside.user} and ${inside.user} µs of computing`)
  })

  test('tell what went wrong, and how much they have done', async () => {
    const before = threads.count
    await assert.rejects(threads.run(here, fail, 'no such image'), /no such image/)
    assert.equal(threads.count, before + 1)
  })

  test('throw what the function throws: of the same class, with all that it tells', async () => {
    await assert.rejects(threads.run(here, refuse, '/geometry'), (error) => {
      assert.ok(error instanceof SwathError)
      assert.deepEqual(
        [error.code, error.status, error.problems[0]?.pointer],
        ['invalid_geometry', 400, '/geometry'],
      )
      return true
    })
    await assert.rejects(threads.run(here, exceed, -1), RangeError)
    await assert.rejects(threads.run(here, open, import.meta.filename), UnreadableImage)
    await assert.rejects(threads.run(here, open, '/is/not/there'), { code: 'ENOENT', syscall: 'open' })
  })
})
