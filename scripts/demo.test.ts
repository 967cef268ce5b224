import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, describe, test } from 'node:test'
import { Launched } from './start.testing.ts'

let folder: string
let temporary: string

/** The sky goes so fast that no pass is waited for, and what is temporary lies where it can be counted. */
function demo(target: string): Launched {
  return new Launched('demo.ts', [target], { SIMULATOR_SPEED: '200000', TMPDIR: temporary })
}

async function sha256(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex')
}

describe('npm run demo', () => {
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'swath-demo-test-'))
    temporary = path.join(folder, 'temporary')
    await mkdir(temporary)
  })
  after(() => rm(folder, { recursive: true }))

  test('tells the story to its end and leaves the files of both deliverables, whole, and nothing else', async () => {
    const target = path.join(folder, 'files')
    const story = demo(target)
    assert.equal(await story.end(), 0, story.output)
    for (const told of [/OrderCompleted/, /passes .* off nadir, sun/, /fulfilled/, /800\.00 USD/]) {
      assert.match(story.output, told)
    }
    const rows = [...story.output.matchAll(/✓ (\S+) .* sha256 ([0-9a-f]{8})…/g)]
    assert.deepEqual(rows.map(([, name]) => name).sort(), (await readdir(target)).sort())
    assert.equal(rows.length, 14)
    for (const [, name, digest] of rows) {
      assert.equal((await sha256(path.join(target, name!))).slice(0, 8), digest)
    }
    assert.deepEqual(await readdir(temporary), [])
  })

  test('cleans up when it is stopped', async () => {
    const story = demo(path.join(folder, 'stopped'))
    await story.says('with a new database')
    assert.equal(await story.end('SIGINT'), 130)
    assert.match(story.output, /The demo did not come to its end\. Stopped by SIGINT\.\n$/)
    assert.deepEqual(await readdir(temporary), [])
  })

  test('ends non-zero with a sentence when it cannot go on', async () => {
    const file = path.join(folder, 'a file')
    await writeFile(file, '')
    const story = demo(file)
    assert.equal(await story.end(), 1)
    assert.match(story.output, /The demo did not come to its end\. EEXIST.*a file'\n$/)
  })
})
