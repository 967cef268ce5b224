import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LongReads } from './long-reads.ts'

/** Reads that end when they are told to. */
function readsIn(reads: LongReads) {
  const begun: string[] = []
  const ends = new Map<string, () => void>()
  const goes = { reply: { raw: { destroyed: false } } }
  const read = (contract_id: string, name: string, request = goes) =>
    reads.run({ caller: { contract_id }, ...request }, () => {
      begun.push(name)
      return new Promise<string>((resolve) => ends.set(name, () => resolve(name)))
    })
  const end = async (name: string) => {
    ends.get(name)!()
    await new Promise(setImmediate)
  }
  return { begun, read, end, begin: () => new Promise(setImmediate) }
}

test('long reads of one contract are done one after the other, and hold up nobody else', async () => {
  const { begun, read, end, begin } = readsIn(new LongReads(2))
  const answers = ['a1', 'a2', 'a3'].map((name) => read('a', name))
  answers.push(read('b', 'b1'))
  await begin()
  assert.deepEqual(begun, ['a1', 'b1'])
  for (const name of ['a1', 'a2', 'a3', 'b1']) await end(name)
  assert.deepEqual(begun, ['a1', 'b1', 'a2', 'a3'])
  assert.deepEqual(await Promise.all(answers), ['a1', 'a2', 'a3', 'b1'])
})

test('long reads of all contracts together leave connections to other requests', async () => {
  const { begun, read, end, begin } = readsIn(new LongReads(2))
  const answers = ['a', 'b', 'c'].map((name) => read(name, name))
  await begin()
  assert.deepEqual(begun, ['a', 'b'])
  for (const name of ['b', 'a', 'c']) await end(name)
  assert.deepEqual(await Promise.all(answers), ['a', 'b', 'c'])
})

test('what nobody waits for any more is not read, and one that fails does not end the others', async () => {
  const reads = new LongReads(2)
  const { begun, read, end, begin } = readsIn(reads)
  const request = { caller: { contract_id: 'a' }, reply: { raw: { destroyed: false } } }
  const failed = reads.run(request, () => Promise.reject(new Error('No such filter')))
  const gone = read('a', 'gone', { reply: { raw: { destroyed: true } } })
  const last = read('a', 'last')
  await assert.rejects(failed, /No such filter/)
  await begin()
  assert.deepEqual([begun, await gone], [['last'], undefined])
  await end('last')
  assert.equal(await last, 'last')
})
