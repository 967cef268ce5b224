import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { get, type IncomingMessage, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'
import { type FileServer, serveFiles } from './files.ts'

/** More than the buffers of a connection hold. */
const size_bytes = 32 * 1024 * 1024

onOneDatabase((openDatabase) => {
  let swath: TestApp
  let files: FileServer
  let folder: string
  let base: string
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'swath-abandoned-'))
    files = await serveFiles(folder)
    swath = await TestApp.open(await openDatabase())
    base = await swath.app.http.listen({ port: 0, host: '127.0.0.1' })
  })
  after(async () => {
    await swath.close()
    await files.close()
    await rm(folder, { recursive: true })
  })

  /** @returns the path at which a deliverable has one large file */
  async function deliverLargeFile(): Promise<string> {
    const content = Buffer.alloc(size_bytes, 'swath')
    await writeFile(path.join(folder, 'large.tif'), content)
    const { order_id, captures } = await swath.placeAndPlan()
    await swath.collect(captures[0]!)
    const file = { key: 'analytic', file_name: 'large.tif', media_type: 'image/tiff', roles: ['data'] }
    const sha256 = createHash('sha256').update(content).digest('hex')
    await swath.reportProduct(captures[0]!.capture_id, 'L1D', 'processing')
    await swath.reportProduct(captures[0]!.capture_id, 'L1D', 'ready', {
      files: files.announceProduced([{ ...file, size_bytes, sha256 }]),
    })
    await swath.drain()
    const deliverables = await swath.deliverables(order_id)
    const asset = deliverables.find((one) => one.processing_level === 'L1D')!.assets.analytic!
    return asset.href.replace('http://swath.test', '')
  }

  test('a browser that goes away in the middle of a file leaves no error behind', async () => {
    const url = await deliverLargeFile()
    const headers = await swath.headers('demo')
    const asked = once(swath.app.http.server, 'request') as Promise<[IncomingMessage, ServerResponse]>
    const request = get(`${base}${url}`, { headers })
    const [[, response], [answer]] = await Promise.all([asked, once(request, 'response')])
    await once(answer, 'data')
    const gone = once(response, 'close')
    request.destroy()
    await gone
    // By then whoever waited for the end of the answer has gone on.
    await setImmediate()
    assert.equal(response.writableFinished, false)
    assert.deepEqual(swath.errors, [])
  })
})
