import assert from 'node:assert/strict'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { toDestinationError } from './failures.ts'

test('an error about a file tells its owner what is the matter, and not where this server keeps its files', async () => {
  const long = path.join(tmpdir(), 'x'.repeat(300))
  const works = {
    ENAMETOOLONG: () => mkdir(long, { recursive: true }),
    ENOENT: () => readFile(path.join(tmpdir(), 'not-there')),
    EISDIR: () => writeFile(tmpdir(), ''),
    ENOTDIR: () => rename(path.join(import.meta.filename, 'a'), path.join(tmpdir(), 'b')),
  }
  for (const [code, work] of Object.entries(works)) {
    const cause = await (work() as Promise<unknown>).then(
      () => assert.fail(),
      (error: Error) => error,
    )
    for (const error of [cause, new Error('Not written', { cause })]) {
      const { message } = toDestinationError(error, 'a/b.tif')
      assert.doesNotMatch(message, /\/tmp|not-there|failures/, message)
      if (error === cause) assert.match(message, new RegExp(`^a/b\\.tif: ${code}: [a-z]`))
    }
  }
})
