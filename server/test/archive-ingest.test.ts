import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { SignedLinks } from '../src/access/signed-links.ts'
import { demo_contracts } from '../src/contracts/demo.ts'
import { TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'
import { anItem } from './items.ts'

type Feature = { assets: Record<string, { href: string }> }

onOneDatabase((openDatabase) => {
  let swath: TestApp
  let folder: string
  let links: SignedLinks
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'swath-intake-'))
    await mkdir(path.join(folder, 'import/scene'), { recursive: true })
    await writeFile(path.join(folder, 'import/scene/preview.png'), 'the bytes of a preview')
    await writeFile(path.join(folder, 'secret.txt'), 'not for sale')
    await symlink(path.join(folder, 'secret.txt'), path.join(folder, 'import/link.txt'))
    swath = await TestApp.open(await openDatabase(), { SWATH_ARCHIVE_DIR: path.join(folder, 'import') })
    const { signing_keys: keys, service: makers } = swath.app.features.accounts
    const { wrong_secrets: wrong_links, clock } = swath.app.parts
    links = new SignedLinks({ keys, makers, wrong_links, clock, public_url: '' })
  })
  after(async () => {
    await swath.close()
    await rm(folder, { recursive: true })
  })

  const put = (items: unknown[], collection = 'l1d-sr') =>
    swath.call('operator', 'POST', '/ops/v1/archive/items', { collection, items })
  const get = (url: string, headers = {}) => swath.call('demo', 'GET', url, undefined, headers)
  const preview = { preview: { href: './scene/preview.png', type: 'image/png', roles: ['overview'] } }

  test('items are created, found unchanged when they come again, and updated when they differ', async () => {
    const results = async (items: unknown[]) =>
      (await put(items)).body.results.map((one: { result: string }) => one.result)
    assert.deepEqual(await results([anItem('a'), anItem('b')]), ['created', 'created'])
    assert.deepEqual(await results([anItem('a'), anItem('b', {}, { gsd: 0.5 }), anItem('c')]), [
      'unchanged',
      'updated',
      'created',
    ])
    const rows = await swath.app.db.system((tx) =>
      tx.rows(sql<{ document: string; outcome_id: string }>`
        select document, outcome_id from archive_items where collection = 'l1d-sr' and item_id = 'b'`),
    )
    const document = JSON.parse(rows[0]!.document)
    assert.deepEqual(document.bbox, [10, 45, 10.03, 45.02])
    assert.equal(document.properties.gsd, 0.5)
    assert.equal(document.properties['satl:outcome_id'], rows[0]!.outcome_id)
  })

  test('the bad items of a batch are refused one by one, with everything that is wrong, and the good ones stored', async () => {
    const bow = [
      [
        [0, 0],
        [1, 1],
        [1, 0],
        [0, 1],
        [0, 0],
      ],
    ]
    const { status, body } = await put([
      anItem('good'),
      anItem('bad id!', {}, { datetime: 'yesterday', 'eo:cloud_cover': 101 }),
      anItem('bow', { geometry: { type: 'Polygon', coordinates: bow } }),
      anItem('good'),
      anItem('assets', { assets: { up: { href: '../secret.txt' }, gone: { href: 'gone.tif' } } }),
      {},
    ])
    assert.equal(status, 200)
    type Told = { id: string | null; result: string; problems: { pointer: string; code: string }[] }
    const told = body.results.map(({ id, result, problems }: Told) => [
      id,
      result,
      problems.map(({ pointer }) => pointer).sort(),
    ])
    assert.deepEqual(told, [
      ['good', 'created', []],
      [
        'bad id!',
        'refused',
        ['/items/1/id', '/items/1/properties/datetime', '/items/1/properties/eo:cloud_cover'],
      ],
      ['bow', 'refused', ['/items/2/geometry/coordinates/0/0']],
      ['good', 'refused', ['/items/3/id']],
      ['assets', 'refused', ['/items/4/assets/up/href']],
      [null, 'refused', ['assets', 'geometry', 'id', 'properties', 'type'].map((name) => `/items/5/${name}`)],
    ])
    const wrong = await put([anItem('x')], 'nowhere')
    assert.deepEqual([wrong.status, wrong.body.errors[0].pointer], [400, '/collection'])
    assert.equal((await put([])).status, 400)
    assert.equal((await put(Array.from({ length: 501 }, (_, n) => anItem(`n${n}`)))).status, 400)
    assert.equal(
      (await swath.call('demo', 'POST', '/ops/v1/archive/items', { collection: 'l1d', items: [anItem('x')] }))
        .status,
      403,
    )
  })

  test('no file outside the import folder and the storage is ever taken', async () => {
    const hrefs = [
      '../secret.txt',
      'scene/../../secret.txt',
      path.join(folder, 'secret.txt'),
      `file://${path.join(folder, 'secret.txt')}`,
      'link.txt',
      'scene',
      'storage:../secret.txt',
      'storage:nothing',
      'scene/%2e%2e/x',
    ]
    const { body } = await put(hrefs.map((href, n) => anItem(`t${n}`, { assets: { visual: { href } } })))
    for (const [index, { result, problems }] of body.results.entries()) {
      assert.equal(result, 'refused', hrefs[index])
      assert.equal(problems[0].pointer, `/items/${index}/assets/visual/href`)
    }
  })

  test('a declared checksum must be that of the file', async () => {
    const asset = { ...preview.preview, 'file:checksum': `1220${'0'.repeat(64)}` }
    const { body } = await put([anItem('sum', { assets: { preview: asset } })])
    assert.equal(body.results[0].problems[0].code, 'file_differs')
  })

  test('a file of the import folder is served whole, by ranges and conditionally, and stays when the folder goes', async () => {
    await put([anItem('file', { assets: preview })])
    await writeFile(path.join(folder, 'import/scene/preview.png'), 'other bytes')
    const url = '/assets/l1d-sr/file/preview?s=s3%3A%2F%2Fbucket%2Fkey'
    const whole = await get(url)
    assert.equal(whole.status, 200)
    assert.equal(whole.body.toString(), 'the bytes of a preview')
    const part = await get(url, { range: 'bytes=4-8' })
    assert.deepEqual([part.status, part.body.toString()], [206, 'bytes'])
    assert.equal((await get(url, { 'if-none-match': String(whole.headers.etag) })).status, 304)
    assert.equal(whole.headers['x-order-id'], undefined)
    const again = await put([anItem('file2', { assets: preview })])
    assert.equal(again.body.results[0].result, 'created')
    assert.equal((await get('/assets/l1d-sr/file2/preview')).body.toString(), 'other bytes')
    assert.equal((await get(url)).body.toString(), 'the bytes of a preview')
  })

  test('an asset elsewhere is refused where this server does not ask for files', async () => {
    const hrefs = ['http://10.0.0.1/a.png', 'http://name:word@files.test/a.png', 'https://[::1]/a.png']
    const { body } = await put(hrefs.map((href, n) => anItem(`far${n}`, { assets: { preview: { href } } })))
    for (const [index, { result, problems }] of body.results.entries()) {
      assert.deepEqual(
        [result, problems[0].pointer, problems[0].code],
        ['refused', `/items/${index}/assets/preview/href`, 'url_refused'],
      )
    }
  })

  test('a contract finds the assets of its collections only', async () => {
    await writeFile(path.join(folder, 'import/thumb.png'), 'thumb')
    const assets = { thumbnail: { href: 'thumb.png', type: 'image/png' } }
    await put([anItem('seen', { assets })], 'quickview-visual-thumb')
    await put([anItem('hidden', { assets })], 'l1d')
    const two = (url: string) => swath.call('demo-two', 'GET', url)
    assert.equal((await two('/assets/quickview-visual-thumb/seen/thumbnail')).status, 200)
    const hidden = await two('/assets/l1d/hidden/thumbnail')
    assert.deepEqual([hidden.status, hidden.body.code], [404, 'not_found'])
    assert.equal((await get('/assets/l1d/hidden/thumbnail')).status, 200)
    for (const url of [
      '/assets/l1d/hidden/visual',
      '/assets/l1d/hidden/toString',
      '/assets/x/y/z',
      '/assets/l1d/a%2Fb/c',
    ]) {
      assert.equal((await get(url)).status, 404, url)
    }
    const count = (contract_id: string, from: 'archive_items' | 'listed_archive_items') =>
      swath.app.db.tenant(contract_id, (tx) =>
        tx.rows(sql`select distinct collection from ${sql.table(from)} order by collection`),
      )
    for (const table of ['archive_items', 'listed_archive_items'] as const) {
      const mine = await count(demo_contracts['demo-two'], table)
      assert.deepEqual(mine, [{ collection: 'quickview-visual-thumb' }], table)
      assert.equal((await count(demo_contracts.demo, table)).length, 3, table)
      assert.deepEqual(await count('cont.nobody', table), [], table)
    }
  })

  test('a contract without downloads sees previews, and is refused everything else', async () => {
    await writeFile(path.join(folder, 'import/data.tif'), 'data')
    const assets = { ...preview, visual: { href: 'data.tif', roles: ['data'] } }
    await put([anItem('both', { assets })], 'quickview-visual-thumb')
    const of = (key: string) => swath.call('demo-two', 'GET', `/assets/quickview-visual-thumb/both/${key}`)
    assert.equal((await of('preview')).status, 200)
    const refused = await of('visual')
    assert.deepEqual([refused.status, refused.body.code], [403, 'not_entitled'])
  })

  test('items tell signed links to their browse images, the same ones all day, to whoever sees them', async () => {
    await put([anItem('linked', { assets: { ...preview, visual: { href: 'data.tif' } } })], 'l1c')
    const hrefOf = ({ assets }: Feature, key = 'preview') =>
      assets[key]!.href.replace('http://swath.test', '')
    for (const base of ['', '/archive/stac']) {
      const url = `${base}/collections/l1c/items/linked`
      const item = await get(url)
      const found = [
        item.body,
        (await get(`${base}/collections/l1c/items?filter=id='linked'`)).body.features[0],
        (await get(`${base}/search?ids=linked`)).body.features[0],
        (await swath.call('demo', 'POST', `${base}/search`, { ids: ['linked'] })).body.features[0],
        (await get(`${base}/search?ids=linked&fields=assets.preview.href`)).body.features[0],
      ]
      assert.equal(new Set(found.map((one) => hrefOf(one))).size, 1)
      assert.equal(hrefOf(item.body, 'visual'), '/assets/l1c/linked/visual')
      const shown = await swath.app.http.inject(hrefOf(item.body))
      assert.equal(shown.body, 'other bytes')
      assert.match(String(shown.headers['content-disposition']), /^inline/)

      const known = { 'if-none-match': String(item.headers.etag) }
      swath.advance({ hours: 1 })
      assert.equal((await get(url, known)).status, 304)
      // A kept answer must not outlive its links.
      swath.advance({ hours: 24 })
      const next = await get(url, known)
      assert.equal(next.status, 200)
      assert.notEqual(hrefOf(next.body), hrefOf(item.body))
      assert.equal((await swath.app.http.inject(hrefOf(item.body))).statusCode, 200)
      swath.advance({ hours: 24 })
      assert.equal((await swath.app.http.inject(hrefOf(item.body))).statusCode, 410)
    }
  })

  test('what was read with signed links can be sent back as it is', async () => {
    await put([anItem('sent-back', { assets: preview })], 'l1c')
    const url = '/collections/l1c/items/sent-back'
    const { body, headers } = await get(url)
    const if_match = { 'if-match': String(headers.etag) }
    const { links: _, bbox: __, ...item } = body
    swath.advance({ hours: 24 })
    const put_back = await swath.call(
      'operator',
      'PUT',
      url,
      { ...item, properties: { ...item.properties, gsd: 1 } },
      if_match,
    )
    assert.equal(put_back.status, 204, JSON.stringify(put_back.body))
    assert.equal((await swath.call('operator', 'PUT', url, item, if_match)).status, 412)
    const shown = (await get(url)).body.assets.preview.href.replace('http://swath.test', '')
    assert.equal((await swath.app.http.inject(shown)).body, 'other bytes')
  })

  test('a signed link shows a preview without a token until it expires, and nothing else', async () => {
    await put([anItem('signed', { assets: { ...preview, cloud: { href: 'data.tif' } } })], 'l1c')
    const url = '/previews/l1c/signed/preview'
    const sign = (path: string, contract_id: string = demo_contracts.demo) =>
      links.sign({ contract_id }, path, 3600)
    const plain = (url: string) => swath.app.http.inject(url)
    const link = await sign(url)
    assert.equal((await plain(link)).body, 'other bytes')
    assert.equal((await plain(link.replace('/signed/', '/other/'))).statusCode, 403)
    assert.equal((await plain(url)).statusCode, 403)
    assert.equal((await plain(await sign('/previews/l1c/signed/cloud'))).statusCode, 404)
    assert.equal((await plain(await sign(url, demo_contracts['demo-two']))).statusCode, 404)
    swath.advance({ hours: 2 })
    assert.equal((await plain(link)).statusCode, 410)
  })
})
