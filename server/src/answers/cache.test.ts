import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { Database } from '../database/db.ts'
import type { Pool } from '../database/pool.ts'
import { AnswerCache } from './cache.ts'
import { Representation } from './etag.ts'

describe('AnswerCache', () => {
  let snapshot = 'first'
  const database = { snapshot: async () => snapshot } as Database
  const never = () => assert.fail('It was made again')
  const make = (body: string | undefined) => async () => new Representation('W/"tag"', body)

  test('gives a kept answer until the snapshot is another', async () => {
    const cache = new AnswerCache(database)
    await cache.answer('a', undefined, make('body'))
    assert.equal((await cache.answer('a', undefined, never)).body, 'body')
    snapshot = 'second'
    assert.equal((await cache.answer('a', undefined, make('new body'))).body, 'new body')
  })

  test('gives an answer without a body only to a client that has it', async () => {
    const cache = new AnswerCache(database)
    await cache.answer('a', '"tag"', make(undefined))
    assert.equal((await cache.answer('a', 'W/"tag"', never)).body, undefined)
    assert.equal((await cache.answer('a', '"another"', make('body'))).body, 'body')
  })

  test('forgets what was used least recently when it has kept too much', async () => {
    const cache = new AnswerCache(database, 100)
    for (const key of ['a', 'b']) await cache.answer(key, undefined, make('x'.repeat(30)))
    await cache.answer('a', undefined, never)
    await cache.answer('c', undefined, make('x'.repeat(30)))
    await cache.answer('a', undefined, never)
    let made = 0
    await cache.answer('b', undefined, () => {
      made++
      return make('x')()
    })
    assert.equal(made, 1)
  })

  test('does not keep an answer that is larger than all it may keep', async () => {
    const cache = new AnswerCache(database, 100)
    await cache.answer('a', undefined, make('x'.repeat(200)))
    assert.equal((await cache.answer('a', undefined, make('again'))).body, 'again')
  })
})

test('a snapshot is asked for after the call, with one question for all who wait', async () => {
  const questions: ((snapshot: string) => void)[] = []
  const query = () => {
    const { promise, resolve } = Promise.withResolvers<string>()
    questions.push(resolve)
    return promise.then((snapshot) => ({ rows: [{ snapshot }] }))
  }
  const pool = { connect: async () => ({ query, release: () => undefined }) } as unknown as Pool
  const database = new Database(pool)
  const first = database.snapshot()
  await setImmediate()
  const later = [database.snapshot(), database.snapshot()]
  await setImmediate()
  assert.equal(questions.length, 1)
  questions[0]!('1:1:')
  assert.equal(await first, '1:1:')
  await setImmediate()
  questions[1]!('2:2:')
  assert.deepEqual(await Promise.all(later), ['2:2:', '2:2:'])
  assert.equal(questions.length, 2)
})
