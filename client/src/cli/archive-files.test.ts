import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { ItemFiles } from './archive-files.ts'

test('a catalog may link to files with a percent sign, escaped or not', async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'swath-catalog-'))
  t.after(() => rm(folder, { recursive: true }))
  const write = (name: string, value: object) => writeFile(path.join(folder, name), JSON.stringify(value))
  const links = ['100%.json', '50%25.json', 'gone%.json'].map((href) => ({ rel: 'item', href }))
  await write('catalog.json', { type: 'Catalog', links })
  await write('100%.json', { type: 'Feature', id: 'a' })
  await write('50%.json', { type: 'Feature', id: 'b' })
  const told: unknown[] = []
  for await (const { value, problem } of new ItemFiles(() => undefined).read([
    path.join(folder, 'catalog.json'),
  ])) {
    told.push(problem ?? (value as { id: string }).id)
  }
  assert.deepEqual(told, ['a', 'b', 'Links to gone%.json, which is not there'])
})
