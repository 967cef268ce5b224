import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'

const folder = mkdtempSync(join(tmpdir(), 'swath-silence-'))
after(() => rmSync(folder, { recursive: true }))

function written(name: string, body: string): string {
  const file = join(folder, name)
  writeFileSync(file, body)
  return file
}

test('a file whose process does not end fails, is named, and does not hold up the run', () => {
  const test_of = (body: string) => `import { test } from 'node:test'\ntest('it', () => { ${body} })`
  const files = [
    written('open.test.mjs', test_of(`setInterval(() => {}, 1000); throw new Error('because')`)),
    written('good.test.mjs', test_of('')),
  ]
  const runner = written(
    'run.mjs',
    `import { run } from 'node:test'
    import { endSilence } from ${JSON.stringify(join(import.meta.dirname, 'test-silence.ts'))}
    const controller = new AbortController()
    const events = run({ files: ${JSON.stringify(files)}, concurrency: 2, signal: controller.signal })
    for await (const { type, data } of endSilence(events, 3000, controller))
      if (/^test:(pass|fail)$/.test(type)) console.log(type, data.name)`,
  )
  const env: NodeJS.ProcessEnv = { ...process.env }
  delete env.NODE_TEST_CONTEXT
  const { stdout } = spawnSync(process.execPath, [runner], { cwd: folder, env, encoding: 'utf8' })
  assert.match(stdout, /✖ nothing happens any more, and this does not end: open\.test\.mjs\n/)
  assert.match(stdout, /test:fail it\n/)
  assert.match(stdout, /test:pass it\n/)
  assert.doesNotMatch(stdout, /good\.test\.mjs\n/)
})
