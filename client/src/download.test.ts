import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type TestContext, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import type { DeliveredFile } from './deliverables.ts'
import { downloadFile, downloadZip } from './download.ts'
import { type Answer, clientOf, serve, token } from './loopback.testing.ts'

const content = Buffer.alloc(300_000, 'every pixel counts ')
const file: DeliveredFile = {
  key: 'analytic',
  file_name: 'image.tif',
  title: 'image.tif',
  href: 'https://elsewhere.test/image.tif',
  type: 'image/tiff',
  roles: ['data'],
  size_bytes: content.length,
  sha256: createHash('sha256').update(content).digest('hex'),
}

async function emptyFolder(context: TestContext): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'swath-download-'))
  context.after(() => rm(folder, { recursive: true }))
  return folder
}

async function deliverablesOf(context: TestContext, answer: Answer | Answer[]) {
  const server = await serve(context, {
    'POST /oauth/token': token,
    'GET /v2/deliverables/deliv.1/files/analytic': answer,
  })
  return clientOf(server).deliverables
}

const whole: Answer = (response) => response.end(content)

test('a whole file is kept under its name, and progress is told up to its last byte', async (context) => {
  const folder = path.join(await emptyFolder(context), 'made/for/it')
  const deliverables = await deliverablesOf(context, whole)
  const received: number[] = []
  const kept = await downloadFile(deliverables, 'deliv.1', file, folder, {
    onProgress: (bytes) => received.push(bytes),
  })
  assert.equal(kept, path.join(folder, 'image.tif'))
  assert.deepEqual(await readFile(kept), content)
  assert.deepEqual(await readdir(folder), ['image.tif'])
  assert.deepEqual(
    received,
    received.toSorted((a, b) => a - b),
  )
  assert.equal(received.at(-1), content.length)
})

const altered = Buffer.from(content)
altered[150_000]! ^= 1

const refused: Record<string, [Answer, RegExp]> = {
  'a file with one altered bit': [(response) => response.end(altered), /has the SHA-256 .* instead of/],
  'a file that is too short': [
    (response) => response.end(content.subarray(1)),
    /has 299999 bytes instead of 300000/,
  ],
}

for (const [name, [answer, message]] of Object.entries(refused)) {
  test(`${name} is refused, and nothing is left of it`, async (context) => {
    const folder = await emptyFolder(context)
    const deliverables = await deliverablesOf(context, answer)
    const download = downloadFile(deliverables, 'deliv.1', file, folder)
    await assert.rejects(download, { name: 'DownloadError', message })
    assert.deepEqual(await readdir(folder), [])
  })
}

/** Breaks off after so many bytes of what was asked for; serves ranges, or not. */
const brittle =
  (bytes: number, has_ranges = true): Answer =>
  (response, request) => {
    const [, from] = /^bytes=(\d+)-$/.exec((has_ranges && request.headers.range) || '') ?? []
    const rest = content.subarray(Number(from ?? 0))
    response.writeHead(from ? 206 : 200, { 'content-length': rest.length })
    if (rest.length <= bytes) response.end(rest)
    else response.write(rest.subarray(0, bytes), () => response.destroy())
  }
const at_once = { retries: { pause_ms: 0 } }

/** Breaks off as soon as something of what it sent is in a file of the folder. */
const brokenOnceKept =
  (folder: string): Answer =>
  async (response) => {
    response.writeHead(200, { 'content-length': content.length }).write(content.subarray(0, 200_000))
    const isKept = async () => {
      const files = await readdir(folder)
      return files.length > 0 && (await stat(path.join(folder, files[0]!))).size > 0
    }
    while (!(await isKept()));
    response.destroy()
  }

test('a connection that breaks again and again is gone on with from where it broke', async (context) => {
  const folder = await emptyFolder(context)
  const received: number[] = []
  const kept = await downloadFile(await deliverablesOf(context, brittle(40_000)), 'deliv.1', file, folder, {
    ...at_once,
    onProgress: (bytes) => received.push(bytes),
  })
  assert.deepEqual(await readFile(kept), content)
  assert.deepEqual(await readdir(folder), ['image.tif'])
  assert.ok(received.every((bytes, index) => index === 0 || bytes >= received[index - 1]!))
})

test('what came of a download that was given up is kept, and the next one goes on behind it', async (context) => {
  const folder = await emptyFolder(context)
  const asked: (string | undefined)[] = []
  const answers = [brokenOnceKept(folder), brittle(0), brittle(0), brittle(0), whole]
  const deliverables = await deliverablesOf(context, (response, request) => {
    asked.push(request.headers.range)
    ;(answers.shift() ?? brittle(content.length))(response, request)
  })
  const options = { retries: { pause_ms: 0, attempts: 3 } }
  await assert.rejects(downloadFile(deliverables, 'deliv.1', file, folder, options), {
    name: 'DownloadError',
    message: /^image\.tif: the connection broke off; \d+ of 300000 bytes are kept/,
  })
  const [part] = await readdir(folder)
  assert.match(part!, /^image\.tif\.[0-9a-f]{16}\.part$/)
  answers.length = 0
  const kept = await downloadFile(deliverables, 'deliv.1', file, folder)
  assert.deepEqual(await readFile(kept), content)
  assert.match(asked.at(-1)!, /^bytes=[1-9]\d+-$/)
  assert.deepEqual(await readdir(folder), ['image.tif'])
})

test('a server that knows no ranges sends everything again, and nothing comes twice', async (context) => {
  const folder = await emptyFolder(context)
  const answers = [brittle(200_000, false), whole]
  const deliverables = await deliverablesOf(context, answers)
  assert.deepEqual(
    await readFile(await downloadFile(deliverables, 'deliv.1', file, folder, at_once)),
    content,
  )
})

test('downloads of one file into one folder at the same time all end with it, whoever is first', async (context) => {
  const folder = await emptyFolder(context)
  // Half of it at once, the other half a moment later, each time later than the time before.
  let asked = 0
  const deliverables = await deliverablesOf(context, (response, request) => {
    const [, from = '0'] = /^bytes=(\d+)-$/.exec(request.headers.range ?? '') ?? []
    const rest = content.subarray(Number(from))
    response.writeHead(request.headers.range ? 206 : 200, { 'content-length': rest.length })
    response.write(rest.subarray(0, rest.length / 2))
    setTimeout(() => response.end(rest.subarray(rest.length / 2)), 20 * ++asked)
  })
  const downloads = Array.from({ length: 4 }, () =>
    downloadFile(deliverables, 'deliv.1', file, folder, at_once),
  )
  for (const kept of await Promise.all(downloads)) assert.deepEqual(await readFile(kept), content)
  assert.deepEqual(await readdir(folder), ['image.tif'])
})

test('what fails in who is told of the progress is no broken connection, and nothing is asked for again', async (context) => {
  const folder = await emptyFolder(context)
  let asked = 0
  const answer: Answer = (response, request) => {
    asked += 1
    whole(response, request)
  }
  const server = await serve(context, {
    'POST /oauth/token': token,
    'GET /v2/deliverables/deliv.1/files/analytic': answer,
    'GET /v2/orders/000001/zip': answer,
  })
  const { deliverables, orders } = clientOf(server)
  const onProgress = () => {
    throw new TypeError('the bar is no bar')
  }
  for (const download of [
    () => downloadFile(deliverables, 'deliv.1', file, folder, { ...at_once, onProgress }),
    () => downloadZip(orders, '000001', folder, { onProgress }),
  ]) {
    asked = 0
    await assert.rejects(download, /^TypeError: the bar is no bar$/)
    assert.equal(asked, 1)
  }
})

test('a file that is here already is not asked for', async (context) => {
  const folder = await emptyFolder(context)
  await writeFile(path.join(folder, 'image.tif'), content)
  const deliverables = await deliverablesOf(context, () => assert.fail('it was asked for'))
  await downloadFile(deliverables, 'deliv.1', file, folder)
})

test('a download can be given up, and keeps what it has', async (context) => {
  const folder = await emptyFolder(context)
  const stop = new AbortController()
  const slow: Answer = (response) => {
    response.writeHead(200, { 'content-length': content.length })
    response.write(content.subarray(0, 100_000))
  }
  const download = downloadFile(await deliverablesOf(context, slow), 'deliv.1', file, folder, {
    signal: stop.signal,
    onProgress: (bytes) => bytes === 100_000 && stop.abort(new Error('enough')),
  })
  await assert.rejects(download, /^Error: enough$/)
  assert.match((await readdir(folder))[0]!, /[.]part$/)
})

test('a file that was there stays as it was when its replacement is refused', async (context) => {
  const folder = await emptyFolder(context)
  await writeFile(path.join(folder, 'image.tif'), 'of yesterday')
  const deliverables = await deliverablesOf(context, (response) => response.end(altered))
  await assert.rejects(downloadFile(deliverables, 'deliv.1', file, folder))
  assert.equal(await readFile(path.join(folder, 'image.tif'), 'utf8'), 'of yesterday')
})

test('a name that points out of the folder does not lead out of it', async (context) => {
  const folder = await emptyFolder(context)
  const deliverables = await deliverablesOf(context, whole)
  const sly = { ...file, file_name: '../../etc/image.tif' }
  assert.equal(await downloadFile(deliverables, 'deliv.1', sly, folder), path.join(folder, 'image.tif'))
})

test('an error of the API is told as it is', async (context) => {
  const deliverables = await deliverablesOf(context, whole)
  const download = downloadFile(deliverables, 'deliv.2', file, await emptyFolder(context))
  await assert.rejects(download, { name: 'ApiError', code: 'not_found' })
})

test('a zip is kept when it is whole, tells how far it is, and what breaks off leaves nothing', async (context) => {
  const folder = await emptyFolder(context)
  const begin: Answer = (response) => response.writeHead(200, { 'content-length': content.length })
  const server = await serve(context, {
    'POST /oauth/token': token,
    'GET /v2/orders/000001/zip?keys=visual': (response, request) => {
      begin(response, request)
      response.end(content)
    },
    'GET /v2/orders/000001/zip?keys=preview': (response, request) => {
      begin(response, request)
      response.write(content.subarray(0, 1000), () => response.destroy())
    },
  })
  const { orders } = clientOf(server)
  const told: unknown[][] = []
  const options = { choice: { keys: ['visual'] }, onProgress: (...bytes: unknown[]) => told.push(bytes) }
  const kept = await downloadZip(orders, '000001', folder, options)
  assert.equal(kept, path.join(folder, 'order-000001.zip'))
  assert.deepEqual(await readFile(kept), content)
  assert.deepEqual(told.at(-1), [content.length, content.length])
  await assert.rejects(downloadZip(orders, '000001', folder, { choice: { keys: ['preview'] } }), {
    name: 'DownloadError',
    message: /^The zip of order 000001 broke off when \d+ of 300000 bytes had come; ask for it again$/,
  })
  assert.deepEqual(await readdir(folder), ['order-000001.zip'])
})

async function zipBy(context: TestContext, answer: Answer) {
  const folder = await emptyFolder(context)
  const server = await serve(context, { 'POST /oauth/token': token, 'GET /v2/orders/000001/zip': answer })
  const told: (readonly [number, number | undefined])[] = []
  const onProgress = (...bytes: (typeof told)[number]) => told.push(bytes)
  const download = downloadZip(clientOf(server).orders, '000001', folder, { onProgress })
  return { folder, told, download }
}

test('a zip whose size is not told, or that was compressed on the way, is kept, and nobody is told its end', async (context) => {
  const packed = gzipSync(content)
  const answers: Answer[] = [
    (response) => response.writeHead(200).end(content),
    (response) =>
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': packed.length }).end(packed),
  ]
  for (const answer of answers) {
    const { told, download } = await zipBy(context, answer)
    assert.deepEqual(await readFile(await download), content)
    assert.deepEqual(told.at(-1), [content.length, undefined])
  }
  const { download } = await zipBy(context, (response) => response.write('half', () => response.destroy()))
  await assert.rejects(
    download,
    /The zip of order 000001 broke off when \d bytes had come; ask for it again$/,
  )
})

for (const size_bytes of [content.length + 1, content.length - 1]) {
  test(`a zip of other than the ${size_bytes} bytes that were told is refused, and the one that was there stays`, async (context) => {
    // No connection gives another length than it has told; what is between may.
    context.mock.method(globalThis, 'fetch', async (url: string) =>
      url.endsWith('/oauth/token')
        ? Response.json({ access_token: 'the-token', expires_in: 3600 })
        : new Response(content, { headers: { 'content-length': String(size_bytes) } }),
    )
    const { folder, download } = await zipBy(context, whole)
    await writeFile(path.join(folder, 'order-000001.zip'), 'of yesterday')
    const message = `The zip of order 000001 has 300000 bytes instead of ${size_bytes}; ask for it again`
    await assert.rejects(download, { name: 'DownloadError', message })
    assert.deepEqual(await readdir(folder), ['order-000001.zip'])
    assert.equal(await readFile(path.join(folder, 'order-000001.zip'), 'utf8'), 'of yesterday')
  })
}

test('a disk that takes nothing ends a download, also of one who sends nothing more', {
  timeout: 10_000,
}, async (context) => {
  const { folder, download } = await zipBy(context, (response) => {
    response.writeHead(200, { 'content-length': content.length }).flushHeaders()
  })
  await mkdir(path.join(folder, 'order-000001.zip.part'))
  await assert.rejects(download, /EISDIR/)
})

test('a zip is given up for the reason that is told, to it or to the whole client, and leaves nothing', async (context) => {
  const server = await serve(context, {
    'POST /oauth/token': token,
    'GET /v2/orders/000001/zip': (response) => {
      response.writeHead(200, { 'content-length': content.length }).write('the beginning')
    },
  })
  for (const whose of ['download', 'client']) {
    const folder = await emptyFolder(context)
    const stop = new AbortController()
    const signal = { signal: stop.signal }
    const { orders } = clientOf(server, whose === 'client' ? signal : {})
    const onProgress = () => stop.abort(new Error('enough'))
    const download = downloadZip(orders, '000001', folder, {
      onProgress,
      ...(whose === 'client' ? {} : signal),
    })
    await assert.rejects(download, /^Error: enough$/, whose)
    assert.deepEqual(await readdir(folder), [])
  }
})
