import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import path from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { findBinaries } from '../server/test/postgres.ts'

const run = promisify(execFile)
const binaries = findBinaries(process.env.PATH ?? '')
const main = path.join(import.meta.dirname, 'main.ts')

test('every benchmark works, or says what it lacks', {
  skip: 'skipped' in binaries && binaries.skipped,
}, async (t) => {
  const { stdout } = await run(process.execPath, [main, '--short'])
  for (const [line] of stdout.matchAll(/^.* is skipped: .*$/gm)) t.diagnostic(line)
  assert.match(stdout, /This run was short/)
})
