import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { after, beforeEach, test } from 'node:test'
import { writeWhole, writeZip } from './files.ts'

const folder = mkdtempSync(join(tmpdir(), 'swath-files-'))
beforeEach(() => {
  for (const name of readdirSync(folder)) rmSync(join(folder, name))
})
after(() => rmSync(folder, { recursive: true }))

test('size and checksum are those of the file on disk', async () => {
  const content = Buffer.alloc(300_000, 'swath')
  const written = await writeWhole(folder, 'a.bin', content)
  assert.ok(readFileSync(join(folder, 'a.bin')).equals(content))
  assert.deepEqual(written, {
    file_name: 'a.bin',
    size_bytes: 300_000,
    sha256: createHash('sha256').update(content).digest('hex'),
  })
})

test('a write that fails half-way leaves nothing behind, and the old file as it was', async () => {
  await writeWhole(folder, 'a.bin', Buffer.from('old'))
  async function* breaking() {
    yield Buffer.from('half of the ')
    throw new Error('disk on fire')
  }
  await assert.rejects(writeWhole(folder, 'a.bin', Readable.from(breaking())), /disk on fire/)
  assert.deepEqual(readdirSync(folder), ['a.bin'])
  assert.equal(readFileSync(join(folder, 'a.bin'), 'utf8'), 'old')
})

test('a zip of a missing file is an error and no zip', async () => {
  await assert.rejects(writeZip(folder, 'a.zip', ['missing.tif']), /ENOENT/)
  assert.deepEqual(readdirSync(folder), [])
})

test('a zip has the same bytes in every time zone', () => {
  writeFileSync(join(folder, 'a.txt'), 'swath')
  const script = `import { writeZip } from ${JSON.stringify(import.meta.resolve('./files.ts'))}
    process.stdout.write((await writeZip(${JSON.stringify(folder)}, 'a.zip', ['a.txt'])).sha256)`
  const sums = ['UTC', 'Asia/Tokyo', 'America/Argentina/Buenos_Aires'].map((TZ) =>
    execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      env: { ...process.env, TZ },
    }).toString(),
  )
  assert.match(sums[0]!, /^[0-9a-f]{64}$/)
  assert.equal(new Set(sums).size, 1)
})
