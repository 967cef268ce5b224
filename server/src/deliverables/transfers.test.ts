// Files on their way from a provider that stops, goes on, changes, lies and is silent: over real HTTP, to a real
// folder.
import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, beforeEach, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { Outbound } from '../outbound/outbound.ts'
import { Storage } from '../storage/storage.ts'
import { ProviderFiles } from './provider-files.ts'

const silence_ms = 1500
const size_bytes = 200_000
const content = randomBytes(size_bytes)
const other = randomBytes(size_bytes)
const expected = written(content)
const key = 'deliv.1/scene.tif'

interface Source {
  content: Buffer
  etag: string | undefined
  has_ranges: boolean
  /** The connection breaks after so many bytes of an answer. */
  breaks_after: number
  /** Before each of a number of pieces. */
  pause_ms: number
}
const honest: Source = {
  ...{ content, etag: '"one"', has_ranges: true },
  ...{ breaks_after: Number.POSITIVE_INFINITY, pause_ms: 0 },
}

let source: Source
let asked: http.IncomingHttpHeaders[]
let sent_bytes: number
let server: http.Server
let href: string
let folder: string
let storage: Storage

before(async () => {
  server = http.createServer((request, response) => void answer(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  href = `http://127.0.0.1:${(server.address() as AddressInfo).port}/file`
})
after(async () => {
  server.closeAllConnections()
  server.close()
  await rm(folder, { recursive: true })
})
beforeEach(async () => {
  if (folder) await rm(folder, { recursive: true })
  folder = await mkdtemp(path.join(tmpdir(), 'swath-transfers-'))
  storage = new Storage(folder)
  ;[source, asked, sent_bytes] = [{ ...honest }, [], 0]
})

async function answer({ headers }: http.IncomingMessage, response: http.ServerResponse) {
  asked.push(headers)
  const { content, etag, has_ranges, breaks_after, pause_ms } = source
  const is_part = has_ranges && headers.range !== undefined && headers['if-range'] === etag
  const offset = is_part ? Number(/\d+/.exec(headers.range!)![0]) : 0
  response.writeHead(is_part ? 206 : 200, {
    ...(etag && { etag }),
    ...(is_part && { 'content-range': `bytes ${offset}-${content.length - 1}/${content.length}` }),
  })
  response.flushHeaders()
  for (let at = offset; at < content.length && !response.destroyed; at += 20_000) {
    if (pause_ms > 0) await setTimeout(pause_ms)
    const piece = content.subarray(at, Math.min(at + 20_000, offset + breaks_after))
    sent_bytes += piece.length
    await new Promise((resolve) => response.write(piece, resolve))
    if (at + 20_000 < offset + breaks_after) continue
    // Bytes that were sent a moment before a reset are not read any more.
    await setTimeout(100)
    return response.destroy()
  }
  response.end()
}

function written(bytes: Buffer) {
  return { size_bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
}

function receive(signal?: AbortSignal, to = storage) {
  const files = new ProviderFiles(new Outbound(['127.0.0.1']), { max_bytes: 1e9, silence_ms })
  return to.receive(key, expected, (rest) => files.receive(href, { rest, ...(signal && { signal }) }))
}

const stored = () => readFile(path.join(folder, key))
const inFolder = () => readdir(path.join(folder, 'deliv.1'))

test('a file that needs longer than any silence may last arrives: there is no limit to the whole', async () => {
  source.pause_ms = silence_ms / 4
  assert.equal(await receive(), true)
  assert.deepEqual(await stored(), content)
})

test('a source that falls silent is left, and asked for the rest the next time', async () => {
  source.breaks_after = 60_000
  source.pause_ms = 3 * silence_ms
  await assert.rejects(receive(), /Nothing came for 1500 ms/)
})

test('what broke off goes on where it broke off, if the source still has the same version', async () => {
  source.breaks_after = 60_000
  for (let tries = 0; tries < 3; tries++) await assert.rejects(receive())
  source.breaks_after = Number.POSITIVE_INFINITY
  assert.equal(await receive(), true)
  assert.deepEqual(await stored(), content)
  assert.deepEqual(
    asked.map((headers) => headers['if-range']),
    [undefined, '"one"', '"one"', '"one"'],
  )
  assert.ok(sent_bytes < 1.5 * size_bytes, `${sent_bytes} bytes were sent`)
  assert.deepEqual(await inFolder(), ['scene.tif'])
})

test('another process goes on with what a killed one has left', async () => {
  source.breaks_after = 60_000
  await assert.rejects(receive())
  source.breaks_after = Number.POSITIVE_INFINITY
  assert.equal(await receive(undefined, new Storage(folder)), true)
  assert.ok(sent_bytes < 1.2 * size_bytes, `${sent_bytes} bytes were sent`)
})

test('a file that was changed meanwhile begins anew, and no byte of two versions is mixed', async () => {
  source = { ...source, content: other, etag: '"old"', breaks_after: 60_000 }
  await assert.rejects(receive())
  source = { ...honest }
  assert.equal(await receive(), true)
  assert.deepEqual(await stored(), content)
})

test('a source that names no version, or sends no parts, is asked for all of it', async () => {
  for (const more of [{ etag: undefined }, { etag: 'W/"weak"' }, { has_ranges: false }]) {
    source = { ...honest, ...more, breaks_after: 60_000 }
    await assert.rejects(receive())
    source = { ...source, breaks_after: Number.POSITIVE_INFINITY }
    assert.equal(await receive(), true, JSON.stringify(more))
    assert.deepEqual(await stored(), content)
    await rm(path.join(folder, key))
  }
})

test('what is whole and differs from what was announced is not stored, and the next time begins anew', async () => {
  source.content = other
  assert.equal(await receive(), false)
  assert.deepEqual(await inFolder(), [])
  source.content = content
  assert.equal(await receive(), true)
  assert.equal(asked[1]!.range, undefined)
})

test('a source that sends more than was announced is left with the first byte too many', async () => {
  source.content = Buffer.concat([content, randomBytes(50_000_000)])
  assert.equal(await receive(), false)
  assert.ok(sent_bytes < 10_000_000, `${sent_bytes} bytes were sent`)
  assert.deepEqual(await inFolder(), [])
})

test('a transfer that is called off ends at once, and can be gone on with', async () => {
  source.pause_ms = 20
  const stopping = new AbortController()
  const receiving = receive(stopping.signal)
  while (sent_bytes < 60_000) await setTimeout(5)
  stopping.abort(new Error('The process ends'))
  await assert.rejects(receiving)
  source.pause_ms = 0
  assert.equal(await receive(), true)
  assert.notEqual(asked[1]!.range, undefined)
})

test('where the disk is too full nothing is asked for', async () => {
  await assert.rejects(receive(undefined, new Storage(folder, Number.MAX_SAFE_INTEGER)), /is too full/)
  assert.equal(asked.length, 0)
})

test('what nobody waits for is removed an hour after it broke off; what somebody waits for stays', async () => {
  const now = new Date()
  const old = new Date(now.getTime() - 2 * 3_600_000)
  const parts = ['deliv.1/a.tif', 'deliv.2/a.tif', 'deliv.3/a.tif'].map(
    (name) => `${path.join(folder, name)}.${crypto.randomUUID()}.part`,
  )
  for (const part of parts) {
    await mkdir(part, { recursive: true })
    await writeFile(path.join(part, 'bytes'), 'bytes')
  }
  for (const part of parts.slice(0, 2)) {
    await utimes(path.join(part, 'bytes'), old, old)
    await utimes(part, old, old)
  }
  await storage.removeParts(now, async (deliverable_id) => deliverable_id === 'deliv.1')
  const left = await Promise.all([1, 2, 3].map((n) => readdir(path.join(folder, `deliv.${n}`))))
  assert.deepEqual(
    left.map(({ length }) => length),
    [1, 0, 1],
  )
})
