import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { type TestContext, test } from 'node:test'
import { type ZipEntry, zipOf } from './zip.ts'
import { pathsOf } from './zips.ts'

const modified_at = new Date('2026-06-01T10:00:00Z')
const anEntry = (name: string, content: Buffer): ZipEntry => ({
  path: name,
  size_bytes: content.length,
  modified_at,
  open: () => Readable.from([content]),
})
/** So many bytes of nothing, a piece at a time. */
const zeros = (name: string, size_bytes: number): ZipEntry => ({
  path: name,
  size_bytes,
  modified_at,
  open: () => Readable.from(piecesOf(size_bytes)),
})
function* piecesOf(size_bytes: number) {
  const piece = Buffer.alloc(2 ** 20)
  for (let left = size_bytes; left > 0; left -= piece.length) yield piece.subarray(0, left)
}

async function stored(context: TestContext, entries: readonly ZipEntry[]) {
  const folder = await mkdtemp(path.join(tmpdir(), 'swath-zip-'))
  context.after(() => rm(folder, { recursive: true }))
  const file = path.join(folder, 'files.zip')
  const { size_bytes, body } = zipOf(entries)
  await pipeline(body, createWriteStream(file))
  return { file, size_bytes }
}

/** Reads all of it, with its checksums. @returns the names and sizes */
const readBy = (python: string, file: string): unknown =>
  JSON.parse(execFileSync('python3', ['-c', python, file], { encoding: 'utf8' }))
const testAll = `
import json, sys, zipfile
zip = zipfile.ZipFile(sys.argv[1])
assert zip.testzip() is None
print(json.dumps([[one.filename, one.file_size] for one in zip.infolist()]))`

test('a zip is read by others, with the size that was told before, and is the same each time', async (context) => {
  const entries = [
    anEntry('000001/a_visual.tif', Buffer.from('pixels')),
    anEntry('000001/empty.json', Buffer.alloc(0)),
    zeros('000001/b_visual.tif', 3_000_001),
  ]
  const { file, size_bytes } = await stored(context, entries)
  assert.deepEqual(
    readBy(testAll, file),
    entries.map((one) => [one.path, one.size_bytes]),
  )
  const whole = await buffer(zipOf(entries).body)
  assert.equal(whole.length, size_bytes)
  assert.deepEqual(await buffer(zipOf(entries).body), whole)
})

test('files have names of their own in a zip, whatever they are called and on whatever disk they are put', () => {
  const files = [
    { deliverable_id: 'deliv.1', file_name: 'Scene_visual.tif' },
    { deliverable_id: 'deliv.2', file_name: 'scene_VISUAL.tif' },
    { deliverable_id: 'deliv.2', file_name: '..\\up/and away.tif' },
    { deliverable_id: 'deliv.3', file_name: 'a b.tif' },
    { deliverable_id: 'deliv.4', file_name: 'a_b.tif' },
  ]
  assert.deepEqual(pathsOf('000001', files), [
    '000001/deliv.1/Scene_visual.tif',
    '000001/deliv.2/scene_VISUAL.tif',
    '000001/__up_and_away.tif',
    '000001/deliv.3/a_b.tif',
    '000001/deliv.4/a_b.tif',
  ])
})

test('a file that is not as long as was told breaks the zip off', { timeout: 10_000 }, async () => {
  for (const size_bytes of [5, 7]) {
    const { body } = zipOf([{ ...anEntry('one', Buffer.from('pixels')), size_bytes }])
    await assert.rejects(buffer(body), /unexpected number of bytes/)
  }
  const broken = new Readable({ read: () => broken.destroy(new Error('the disk is gone')) })
  const { body } = zipOf([{ ...anEntry('one', Buffer.from('pixels')), open: () => broken }])
  await assert.rejects(buffer(body), /the disk is gone/)
})

test('who goes away ends the reading, and who asks for the size alone begins none', async () => {
  const opened: Readable[] = []
  const entries = ['one', 'two'].map((name) => {
    const entry = zeros(name, 50_000_000)
    const open = () => {
      opened.push(entry.open())
      return opened.at(-1)!
    }
    return { ...entry, open }
  })
  zipOf(entries).body.destroy()
  const { body } = zipOf(entries)
  const closed = new Promise((resolve) => body.once('close', resolve))
  // Leaving the loop destroys the stream, as a client does that goes away.
  for await (const piece of body) if (piece.length > 1000) break
  await closed
  assert.deepEqual(
    opened.map(({ destroyed }) => destroyed),
    [true],
  )
})
