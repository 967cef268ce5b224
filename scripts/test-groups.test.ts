import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, test } from 'node:test'
import { groupsOf, spentBy, writeEntry } from './test-groups.ts'

const root = join(import.meta.dirname, '..')
let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'swath-groups-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const isEntry = (file: string) => file.startsWith(folder)

test('small files share processes, in the same way each time; those with budgets, browsers or commands do not', () => {
  const small = Array.from({ length: 25 }, (_, index) => join(root, `server/src/orders/${index}.test.ts`))
  const dear = join(root, 'server/test/create.test.ts')
  const others = [
    'console/test/map.test.ts',
    'client/src/cli/commands.test.ts',
    'server/test/outside/nei.test.ts',
  ]
  const single = others.map((name) => join(root, name))
  const started = groupsOf([dear, ...small, ...single], folder)
  assert.equal(started[0], dear)
  const entries = started.filter(isEntry)
  assert.equal(entries.length, 3)
  assert.deepEqual(started.filter((file) => !isEntry(file)).sort(), [dear, ...single].sort())
  const told = entries.map((entry) => readFileSync(entry, 'utf8'))
  for (const file of small) assert.equal(told.filter((text) => text.includes(`"${file}"`)).length, 1, file)
  groupsOf([dear, ...small, ...single], folder)
  assert.deepEqual(
    entries.map((entry) => readFileSync(entry, 'utf8')),
    told,
  )
})

test('each file of a group has its hooks and its failures for itself, and what it takes is told', () => {
  const body = (name: string) =>
    `import { after, before, test } from 'node:test'
    import { opened } from './shared.ts'
    before(() => opened.push('${name}'))
    after(() => opened.pop())
    test('sees only ${name}', (t) => t.assert.deepStrictEqual(opened, ['${name}']))`
  // The second waits for a module that waits.
  writeFileSync(join(folder, 'shared.ts'), 'await Promise.resolve()\nexport const opened: string[] = []')
  for (const name of ['one', 'two']) writeFileSync(join(folder, `${name}.test.ts`), body(name))
  writeFileSync(join(folder, 'broken.test.ts'), `import './nowhere.ts'`)
  const files = ['one', 'broken', 'two'].map((name) => join(folder, `${name}.test.ts`))
  const entry = writeEntry(join(folder, 'group.mjs'), files)
  // Without NODE_TEST_CONTEXT it tells what it does in words.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  const { stdout, status } = spawnSync(process.execPath, ['--test-reporter=spec', entry], {
    env,
    encoding: 'utf8',
  })
  assert.equal(status, 1)
  assert.match(
    stdout,
    /one\.test\.ts\n +✔ sees only one[\s\S]*ℹ pass 2\n[\s\S]*Cannot find module \S+nowhere\.ts/,
  )
  assert.match(stdout, /two\.test\.ts\n +✔ sees only two/)
  const spent = spentBy(entry)!
  assert.ok(spent.every(({ seconds, cpu_seconds }) => seconds > 0 && cpu_seconds > 0))
  assert.deepEqual(
    spent.map(({ file }) => basename(file)).filter((name) => name !== 'broken.test.ts'),
    ['one.test.ts', 'two.test.ts'],
  )
})
