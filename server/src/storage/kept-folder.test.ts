import assert from 'node:assert/strict'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, describe, test } from 'node:test'
import { Storage } from './storage.ts'

describe('files that are stored together', () => {
  let root: string
  before(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'swath-kept-'))
  })
  after(() => rm(root, { recursive: true }))

  async function keep(contents: Record<string, string>) {
    const folder = new Storage(root).openFolder('together')
    for (const [name, text] of Object.entries(contents)) await folder.add(name, Buffer.from(text))
    const name = await folder.keep()
    folder.leave()
    return path.join(root, 'together', name)
  }
  const kept = () => readdirSync(path.join(root, 'together'))

  test('have the name of their checksum: the same files again are the same folder', async () => {
    const folder = await keep({ a: 'one', b: 'two' })
    assert.equal(await keep({ b: 'two', a: 'one' }), folder)
    assert.notEqual(await keep({ a: 'two', b: 'one' }), folder)
    assert.notEqual(await keep({ a: 'one' }), folder)
    assert.deepEqual(readdirSync(folder), ['a', 'b'])
  })

  test('are all there, however many they are', async () => {
    const names = Array.from({ length: 150 }, (_, n) => `file ${n}`)
    const folder = await keep(Object.fromEntries(names.map((name) => [name, `of ${name}`])))
    assert.deepEqual(
      names.map((name) => readFileSync(path.join(folder, name), 'utf8')),
      names.map((name) => `of ${name}`),
    )
  })

  test('come back when somebody has removed one', async () => {
    const folder = await keep({ a: 'lost', b: 'left' })
    rmSync(path.join(folder, 'a'))
    await keep({ a: 'lost', b: 'left' })
    assert.equal(readFileSync(path.join(folder, 'a'), 'utf8'), 'lost')
    assert.deepEqual(readdirSync(folder), ['a', 'b'])
  })

  test('are seen all at once, and leave nothing when they are not kept', async () => {
    const before = kept()
    const folder = new Storage(root).openFolder('together')
    await folder.add('a', Buffer.from('never kept'))
    assert.deepEqual(
      kept().filter((name) => !name.endsWith('.part')),
      before,
    )
    folder.leave()
    assert.deepEqual(kept(), before)
  })
})
