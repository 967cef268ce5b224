import assert from 'node:assert/strict'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { TestApp } from '../../../server/test/app.ts'
import { onOneDatabase } from '../../../server/test/databases.ts'
import { sidecarOf } from './sidecar.ts'
import { SwathCommand } from './swath.testing.ts'

function anItem(id: string, properties: Record<string, unknown> = {}, assets: Record<string, unknown> = {}) {
  return {
    type: 'Feature',
    stac_version: '1.0.0',
    id,
    geometry: { type: 'Point', coordinates: [10, 45] },
    properties: { datetime: '2026-01-01T10:10:10Z', ...properties },
    assets,
  }
}
const collectionOf = (...features: unknown[]) => ({ type: 'FeatureCollection', features })

onOneDatabase((openDatabase) => {
  let swath: TestApp
  let door: Server
  let command: SwathCommand
  let folder: string
  /** Runs with the n-th batch, once the server has stored it; the answer waits for it. */
  let atBatch: (count: number) => unknown = () => undefined
  let batches = 0
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'swath-ingest-'))
    swath = await TestApp.open(await openDatabase(), { SWATH_ARCHIVE_DIR: path.join(folder, 'archive') })
    door = createServer(async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk)
      const { method, url, headers } = request
      const payload = Buffer.concat(chunks)
      const answer = await swath.app.http.inject({ method: method as 'GET', url: url!, headers, payload })
      if (url === '/ops/v1/archive/items') await atBatch(++batches)
      response
        .writeHead(answer.statusCode, { 'content-type': answer.headers['content-type'] })
        .end(answer.rawPayload)
    }).listen(0, '127.0.0.1')
    await once(door, 'listening')
    command = new SwathCommand(folder, {
      SWATH_URL: `http://127.0.0.1:${(door.address() as AddressInfo).port}`,
      SWATH_CLIENT_ID: 'operator',
      SWATH_CLIENT_SECRET: 'a secret of the tests',
    })
  })
  after(async () => {
    door.close()
    door.closeAllConnections()
    await swath.close()
    await rm(folder, { recursive: true })
  })

  const start = (args: string[]) => command.start(['archive', 'ingest', ...args])
  const run = (args: string[], env: Record<string, string> = {}) =>
    command.run(['archive', 'ingest', ...args], { env })

  async function fileOf(name: string, content: unknown) {
    const file = path.join(folder, name)
    await mkdir(path.dirname(file), { recursive: true })
    const is_raw = typeof content === 'string' || Buffer.isBuffer(content)
    await writeFile(file, is_raw ? content : JSON.stringify(content))
    return file
  }
  const read = (collection: string, id: string) =>
    swath.call('demo', 'GET', `/archive/stac/collections/${collection}/items/${id}`)
  const counts = (created: number, updated: number, unchanged: number, refused: number) => ({
    created,
    updated,
    unchanged,
    refused,
  })

  test('items, collections of items and lines are put, and the same files again change nothing', async () => {
    const paths = [
      await fileOf('kinds/one.json', anItem('one')),
      await fileOf('kinds/many.geojson', collectionOf(anItem('many1'), anItem('many2'))),
      await fileOf(
        'kinds/lines.ndjson',
        `${JSON.stringify(anItem('line1'))}\n\n${JSON.stringify(anItem('line2'))}\n`,
      ),
      await fileOf('kinds/packed.jsonl.gz', gzipSync(JSON.stringify(anItem('packed')))),
    ]
    const first = await run([...paths, '--collection', 'l1c'])
    assert.deepEqual([first.code, first.error], [0, ''])
    assert.deepEqual(JSON.parse(first.out), counts(6, 0, 0, 0))
    for (const id of ['one', 'many2', 'line2', 'packed'])
      assert.equal((await read('l1c', id)).status, 200, id)
    const again = await run([path.join(folder, 'kinds'), '--collection', 'l1c', '--batch', '4'])
    assert.deepEqual(JSON.parse(again.out), counts(0, 0, 6, 0))
    assert.equal(existsSync(sidecarOf(path.join(folder, 'kinds'))), false)
  })

  test('bad files and items among good ones are reported, each with its file, place and problems', async () => {
    await fileOf('mixed/a.json', collectionOf(anItem('a0'), anItem('a 1', { 'eo:cloud_cover': 101 }), 'text'))
    await fileOf('mixed/b.json', '{"type": "Feature", ')
    await fileOf(
      'mixed/c.ndjson',
      `${JSON.stringify(anItem('c0'))}\nnot json\n${JSON.stringify(anItem('c\0'))}`,
    )
    await fileOf('mixed/d/e/notes.json', { any: 'thing' })
    await fileOf('mixed/d/e/f.json', anItem('f', {}, { visual: { href: '../../../../elsewhere.tif' } }))
    await fileOf('mixed/g.json', anItem('g', {}, { visual: { href: 'gone.tif' } }))
    const report = path.join(folder, 'refused.jsonl')
    const { code, out, error } = await run([
      path.join(folder, 'mixed'),
      '--collection',
      'l1c',
      '--report',
      report,
    ])
    assert.deepEqual([code, JSON.parse(out)], [1, counts(2, 0, 0, 7)])
    assert.match(error, /^Not STAC, and left out: .*notes\.json\n$/)
    const lines = (await readFile(report, 'utf8')).trim().split('\n')
    const told = lines.map((line) => {
      const { file, index, id, problems } = JSON.parse(line)
      const pointers = problems.map(({ pointer }: { pointer: string }) => pointer).toSorted()
      const codes = new Set(problems.map(({ code }: { code: string }) => code))
      return [path.relative(folder, file), index, id, pointers.join(' '), ...(id === 'f' ? codes : [])]
    })
    assert.deepEqual(
      told.toSorted(),
      [
        ['mixed/a.json', 1, 'a 1', '/id /properties/eo:cloud_cover'],
        ['mixed/a.json', 2, null, ''],
        ['mixed/b.json', 0, null, ''],
        ['mixed/c.ndjson', 1, null, ''],
        ['mixed/c.ndjson', 2, 'c\0', '/id'],
        ['mixed/d/e/f.json', 0, 'f', '/assets/visual/href', 'outside_archive_dir'],
        ['mixed/g.json', 0, 'g', '/assets/visual/href'],
      ].toSorted(),
    )
  })

  test('a static catalog is followed, each item once, and assets beside an item are found by the server', async () => {
    const link = (rel: string, href: string) => ({ rel, href })
    await fileOf('archive/x/catalog.json', {
      type: 'Catalog',
      links: [
        link('self', 'catalog.json'),
        link('child', './sub/collection.json'),
        link('item', './top.json'),
      ],
    })
    await fileOf('archive/x/sub/collection.json', {
      type: 'Collection',
      links: [link('root', '../catalog.json'), link('item', './i/i.json'), link('item', '../top.json')],
    })
    await fileOf('archive/x/top.json', anItem('top', {}, { visual: { href: './sub/i/visual.tif' } }))
    await fileOf(
      'archive/x/sub/i/i.json',
      anItem('i', {}, { visual: { href: './visual.tif', roles: ['data'] } }),
    )
    await fileOf('archive/x/sub/i/visual.tif', 'the bytes of an image')
    const where = { SWATH_ARCHIVE_DIR: path.join(folder, 'archive') }
    const catalog = path.join(folder, 'archive/x/catalog.json')
    const { code, out } = await run([catalog, '--collection', 'l1d-sr'], where)
    assert.deepEqual([code, JSON.parse(out)], [0, counts(2, 0, 0, 0)])
    const file = await swath.call('demo', 'GET', '/assets/l1d-sr/i/visual')
    assert.equal(file.body.toString(), 'the bytes of an image')
    const as_folder = await run([path.join(folder, 'archive/x'), '--collection', 'l1d-sr'], where)
    assert.deepEqual(JSON.parse(as_folder.out), counts(0, 0, 2, 0))
  })

  test('a dry run tells the same, and stores neither items nor files', async () => {
    await fileOf('archive/dry/visual.tif', 'another image')
    const dry = await fileOf(
      'archive/dry/dry.json',
      collectionOf(
        anItem('dry1', {}, { visual: { href: 'visual.tif' } }),
        anItem('dry2', {}, { visual: { href: 'gone.tif' } }),
      ),
    )
    const where = ['--archive-dir', path.join(folder, 'archive')]
    const files = () => readdir(swath.app.parts.storage.root, { recursive: true })
    const before_all = await files()
    const { out } = await run([dry, '--collection', 'l1d', '--dry-run', ...where])
    assert.deepEqual(JSON.parse(out), counts(1, 0, 0, 1))
    assert.equal((await read('l1d', 'dry1')).status, 404)
    assert.deepEqual(await files(), before_all)
    const real = await run([dry, '--collection', 'l1d', ...where])
    assert.deepEqual(JSON.parse(real.out), counts(1, 0, 0, 1))
    assert.ok((await files()).length > before_all.length)
  })

  test('an ingest that was killed goes on behind the last item that was acknowledged', async () => {
    const items = Array.from({ length: 40 }, (_, n) => anItem(`long${n}`))
    const file = await fileOf('long.json', collectionOf(...items))
    const args = [file, '--collection', 'l1a', '--batch', '5']
    const child = start(args)
    batches = 0
    const ended = once(child, 'close')
    atBatch = async (count) => {
      if (count !== 4) return
      child.kill('SIGKILL')
      await ended
    }
    await ended
    atBatch = () => undefined
    batches = 0
    const resumed = await run([...args, '--resume'])
    // The batch that was stored but never acknowledged is sent again, and is unchanged.
    assert.deepEqual(JSON.parse(resumed.out), counts(35, 0, 5, 0))
    assert.equal(batches, 5)
    assert.deepEqual(JSON.parse((await run(args)).out), counts(0, 0, 40, 0))
  })

  test('what is typed wrongly, cannot be read or cannot be reached ends with 2 and a sentence', async () => {
    const file = await fileOf('good.json', anItem('good'))
    const other = await fileOf('other.json', { any: 'thing' })
    const wrong: [string[], Record<string, string>, RegExp][] = [
      [[file], {}, /--collection/],
      [['--collection', 'l1d'], {}, /paths/],
      [[file, '--collection', 'l1d', '--batch', '501'], {}, /1 to 500/],
      [[path.join(folder, 'nowhere.json'), '--collection', 'l1d'], {}, /nowhere/],
      [[other, '--collection', 'l1d'], {}, /no STAC item/],
      [[file, '--collection', 'l1d'], { SWATH_CLIENT_ID: 'demo' }, /operator/],
    ]
    for (const [args, env, sentence] of wrong) {
      const { code, out, error } = await run(args, env)
      assert.deepEqual([code, out], [2, ''], error)
      assert.match(error, sentence)
    }
    const refused = await run([file, '--collection', 'nowhere'])
    assert.equal(refused.code, 3)
    assert.match(refused.error, /no collection nowhere/)
  })
})
