import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, test } from 'node:test'

const root = join(import.meta.dirname, '..')
let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'swath-test-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function npmTest(...args: string[]) {
  // Without NODE_TEST_CONTEXT, through which the runner below would take itself for a part of this one.
  const env: NodeJS.ProcessEnv = { ...process.env, TEST_DATABASE_URL: 'postgres://unused' }
  delete env.NODE_TEST_CONTEXT
  return spawnSync(process.execPath, [join(root, 'scripts/test.ts'), ...args], { env, encoding: 'utf8' })
}

function testFile(name: string, body: string): string {
  const file = join(folder, name)
  writeFileSync(file, `import { test } from 'node:test'\n${body}`)
  return file
}

test('what failed is told in full, the totals come last, and the exit code is 1', () => {
  const file = testFile(
    'bad.test.ts',
    `test('good', () => {})\ntest('bad', () => { throw new Error('because') })`,
  )
  const { status, stdout } = npmTest(file)
  assert.equal(status, 1)
  assert.match(stdout, /because[\s\S]*ℹ tests 2\nℹ suites 0\nℹ pass 1\nℹ fail 1\n(ℹ .*\n)+$/)
})

test('a file that cannot be loaded is a failure', () => {
  assert.equal(npmTest(testFile('broken.test.ts', `import './nowhere.ts'`)).status, 1)
})

test('a folder or a name pattern selects tests, and success is exit code 0', () => {
  testFile('one.test.ts', `test('red apple', () => {})\ntest('green apple', () => { throw new Error() })`)
  const { status, stdout } = npmTest(folder, '--test-name-pattern', 'red')
  assert.match(stdout, /ℹ pass 1\nℹ fail 0/)
  assert.equal(status, 0)
})

test('a selection without any test is an error, not a success', () => {
  assert.notEqual(npmTest('scripts/nowhere').status, 0)
})
