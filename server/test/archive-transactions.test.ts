import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { type Client, TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'
import { anItem } from './items.ts'

onOneDatabase((openDatabase) => {
  let swath: TestApp
  let folder: string
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'swath-transactions-'))
    await mkdir(path.join(folder, 'scene'))
    await writeFile(path.join(folder, 'scene/visual.tif'), 'the bytes of an image')
    swath = await TestApp.open(await openDatabase(), { SWATH_ARCHIVE_DIR: folder })
  })
  after(async () => {
    await swath.close()
    await rm(folder, { recursive: true })
  })

  const places = ['', '/archive/stac'] as const
  const itemsOf = (base: string, collection = 'l1d') => `${base}/collections/${collection}/items`
  const operate = (method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', url: string, body?: unknown, headers = {}) =>
    swath.call('operator', method, url, body, headers)
  const read = (url: string) => swath.call('demo', 'GET', url)

  for (const base of places) {
    const name = base === '' ? 'root' : 'archive'

    test(`below ${base || '/'}, an item is created once, with its address and version`, async () => {
      const url = itemsOf(base)
      const { status, headers, body } = await operate('POST', url, anItem(`new-${name}`))
      assert.equal(status, 201)
      assert.equal(headers.location, `http://swath.test${url}/new-${name}`)
      assert.match(String(headers['content-type']), /^application\/geo\+json/)
      const found = await read(`${url}/new-${name}`)
      assert.equal(found.headers.etag, headers.etag)
      assert.deepEqual(found.body, body)
      const again = await operate('POST', url, anItem(`new-${name}`, {}, { gsd: 1 }))
      assert.deepEqual([again.status, again.body.code], [409, 'item_exists'])
      assert.deepEqual((await read(`${url}/new-${name}`)).body, body)
    })

    test(`below ${base || '/'}, of many who create an item at once, one does`, async () => {
      const create = (_: unknown, at: number) => {
        const [one, other] = [anItem(`once-${name}`, {}, { gsd: at % 3 }), anItem(`twice-${name}`)]
        const features = at % 2 === 0 ? [one, other] : [other, one]
        return operate('POST', itemsOf(base), { type: 'FeatureCollection', features })
      }
      const answers = await Promise.all(Array.from({ length: 8 }, create))
      assert.deepEqual(answers.map(({ status }) => status).sort(), [201, ...Array(7).fill(409)])
      const codes = new Set(answers.map(({ body }) => body.code))
      assert.deepEqual(codes, new Set([undefined, 'item_exists']))
    })

    test(`below ${base || '/'}, an item changes only for those who know its version`, async () => {
      const url = `${itemsOf(base)}/version-${name}`
      const { headers } = await operate('POST', itemsOf(base), anItem(`version-${name}`))
      const known = { 'if-match': String(headers.etag) }
      const changed = await operate('PATCH', url, { properties: { gsd: 0.5 } }, known)
      assert.equal(changed.status, 204)
      for (const method of ['PATCH', 'PUT', 'DELETE'] as const) {
        const body = method === 'DELETE' ? undefined : anItem(`version-${name}`)
        const late = await operate(method, url, body, known)
        assert.deepEqual([late.status, late.body.etag], [412, changed.headers.etag], method)
      }
      const found = await read(url)
      assert.equal(found.headers.etag, changed.headers.etag)
      assert.equal(found.body.properties.gsd, 0.5)
      assert.equal(
        (await operate('DELETE', url, undefined, { 'if-match': changed.headers.etag })).status,
        204,
      )
      assert.equal((await read(url)).status, 404)
    })
  }

  test('all items of a collection are created, or none', async () => {
    const url = itemsOf('')
    const of = (...features: unknown[]) => operate('POST', url, { type: 'FeatureCollection', features })
    const good = await of(anItem('many1'), anItem('many2'))
    assert.deepEqual([good.status, good.headers.location, good.body.features.length], [201, undefined, 2])
    assert.equal((await of(anItem('many3'), anItem('many2', {}, { gsd: 3 }))).status, 409)
    const wrong = await of(anItem('many4'), anItem('many 5', {}, { 'eo:cloud_cover': 101 }))
    assert.deepEqual(wrong.body.errors.map(({ pointer }: { pointer: string }) => pointer).toSorted(), [
      '/features/1/id',
      '/features/1/properties/eo:cloud_cover',
    ])
    const twice = await of(anItem('many6'), anItem('many6'))
    assert.deepEqual([twice.status, twice.body.errors[0].pointer], [400, '/features/1/id'])
    for (const id of ['many3', 'many4', 'many6']) assert.equal((await read(`${url}/${id}`)).status, 404, id)
    assert.equal((await read(`${url}/many2`)).body.properties.gsd, undefined)
  })

  test('a body that cannot be an item of the path changes nothing', async () => {
    const url = itemsOf('')
    await operate('POST', url, anItem('fixed'))
    const before_all = (await read(`${url}/fixed`)).body
    const wrong: ['POST' | 'PUT' | 'PATCH', string, unknown, number, string?][] = [
      ['POST', url, anItem('x', { collection: 'l1c' }), 400, '/collection'],
      ['POST', url, { ...anItem('x'), type: 'Catalog' }, 400, '/type'],
      ['POST', url, { type: 'FeatureCollection' }, 400, '/features'],
      ['POST', url, { type: 'FeatureCollection', features: [] }, 400, '/features'],
      ['POST', itemsOf('', 'nowhere'), anItem('x'), 404],
      ['PUT', `${url}/fixed`, anItem('other'), 400, '/id'],
      ['PUT', `${url}/fixed`, anItem('fixed', { collection: 'l1c' }), 400, '/collection'],
      ['PUT', `${url}/fixed`, {}, 400, '/type'],
      ['PUT', `${url}/missing`, anItem('missing'), 404],
      ['PATCH', `${url}/fixed`, { id: 'other' }, 400, '/id'],
      ['PATCH', `${url}/fixed`, { geometry: null }, 400, '/geometry'],
      ['PATCH', `${url}/fixed`, { assets: { visual: { href: '../secret' } } }, 400, '/assets/visual/href'],
      ['PATCH', `${url}/fixed`, { assets: { visual: { href: 'gone.tif' } } }, 400, '/assets/visual/href'],
      ['PATCH', `${url}/missing`, {}, 404],
    ]
    for (const [method, to, body, status, pointer] of wrong) {
      const answer = await operate(method, to, body)
      assert.equal(answer.status, status, `${method} ${to} ${JSON.stringify(answer.body)}`)
      if (pointer) assert.equal(answer.body.errors[0].pointer, pointer, `${method} ${JSON.stringify(body)}`)
    }
    assert.equal((await operate('DELETE', `${url}/missing`)).status, 404)
    assert.deepEqual((await read(`${url}/fixed`)).body, before_all)
    assert.equal((await operate('PATCH', `${url}/fixed`, '[1]')).status, 400)
  })

  test('only operators change the archive', async () => {
    const url = itemsOf('')
    await operate('POST', url, anItem('mine'))
    for (const who of ['demo', 'simulator'] as Client[]) {
      const calls = await Promise.all([
        swath.call(who, 'POST', url, anItem('theirs')),
        swath.call(who, 'PUT', `${url}/mine`, anItem('mine')),
        swath.call(who, 'PATCH', `${url}/mine`, {}),
        swath.call(who, 'DELETE', `${url}/mine`),
      ])
      assert.deepEqual(
        calls.map(({ status }) => status),
        [403, 403, 403, 403],
        who,
      )
    }
    assert.equal((await read(`${url}/mine`)).status, 200)
  })

  test('what was read can be sent back: its assets stay where they are, and it shows the same capture', async () => {
    const url = itemsOf('', 'l1d-sr')
    const assets = {
      visual: { href: 'scene/visual.tif', type: 'image/tiff', roles: ['data'] },
      preview: { href: 'https://far.test/preview.png', type: 'image/png', roles: ['overview'] },
    }
    await operate('POST', url, anItem('kept', { assets }))
    const before_all = (await read(`${url}/kept`)).body
    assert.equal(before_all.assets.visual['file:size'], 21)
    assert.equal((await operate('PUT', `${url}/kept`, before_all)).status, 204)
    assert.deepEqual((await read(`${url}/kept`)).body, before_all)
    const { 'satl:outcome_id': outcome_id } = before_all.properties
    const properties_patch = {
      'satl:outcome_id': null,
      'eo:cloud_cover': null,
      gsd: 0.7,
      'view:off_nadir': 3,
    }
    const patch = { properties: properties_patch, assets: { preview: null } }
    const merge = { 'content-type': 'application/merge-patch+json' }
    assert.equal((await operate('PATCH', `${url}/kept`, patch, merge)).status, 204)
    const { properties, assets: left, stac_extensions } = (await read(`${url}/kept`)).body
    const declared = stac_extensions.map((uri: string) => uri.split('/')[3])
    assert.deepEqual(declared, ['view', 'file', 'order'], 'what the fields say now')
    assert.deepEqual([properties['satl:outcome_id'], properties.gsd], [outcome_id, 0.7])
    assert.deepEqual(left, { visual: before_all.assets.visual })
    const file = await read('/assets/l1d-sr/kept/visual')
    assert.equal(file.body.toString(), 'the bytes of an image')
  })

  test('the code of a projection goes with its number, and another one beside it is refused', async () => {
    const url = itemsOf('', 'l1d-sr')
    const epsg = { 'proj:epsg': 32_631 }
    const declared = ['https://stac-extensions.github.io/projection/v1.1.0/schema.json']
    await operate('POST', url, anItem('placed', { stac_extensions: declared }, epsg))
    const placed = async () => (await read(`${url}/placed`)).body
    const { properties, stac_extensions } = await placed()
    assert.equal(properties['proj:code'], 'EPSG:32631')
    assert.ok(stac_extensions[0].includes('/projection/v1.2.0/'), 'which is the first that knows it')
    const merge = { 'content-type': 'application/merge-patch+json' }
    const patch = (of: object) => operate('PATCH', `${url}/placed`, { properties: of }, merge)
    assert.equal((await patch({ 'proj:epsg': 32_632 })).status, 204)
    assert.equal((await placed()).properties['proj:code'], 'EPSG:32632')
    const refused = await patch({ 'proj:code': 'EPSG:32633' })
    assert.deepEqual([refused.status, refused.body.errors[0].pointer], [400, '/properties/proj:code'])
    assert.equal((await patch({ 'proj:epsg': null })).status, 204)
    assert.equal((await placed()).properties['proj:code'], undefined)
  })

  test('a deleted item is gone, and what was delivered of it is still there', async () => {
    const url = itemsOf('', 'l1d-sr')
    const visual = { href: 'scene/visual.tif', type: 'image/tiff', roles: ['data'] }
    await operate('POST', url, anItem('sold', { assets: { visual } }))
    const sold = await read('/assets/l1d-sr/sold/visual')
    const deliverable_id = String(sold.headers['x-deliverable-id'])
    assert.equal((await operate('DELETE', `${url}/sold`)).status, 204)
    assert.equal((await read('/assets/l1d-sr/sold/visual')).status, 404)
    const file = await read(`/v2/deliverables/${deliverable_id}/files/visual`)
    assert.deepEqual([file.status, file.body.toString()], [200, 'the bytes of an image'])
  })

  test('of changes at the same time none is lost', async () => {
    const url = itemsOf('')
    await operate('POST', url, anItem('busy'))
    const names = Array.from({ length: 8 }, (_, n) => `swath:${n}`)
    const answers = await Promise.all(
      names.map((name) => operate('PATCH', `${url}/busy`, { properties: { [name]: 1 } })),
    )
    assert.ok(answers.every(({ status }) => status === 204))
    const { properties } = (await read(`${url}/busy`)).body
    assert.ok(names.every((name) => properties[name] === 1))
  })

  test('creation is repeated harmlessly with an Idempotency-Key', async () => {
    const url = itemsOf('')
    const key = { 'idempotency-key': 'once' }
    const first = await operate('POST', url, anItem('once'), key)
    const again = await operate('POST', url, anItem('once'), key)
    assert.deepEqual([first.status, again.status], [201, 201])
    assert.deepEqual(again.body, first.body)
    assert.equal(again.headers.location, first.headers.location)
  })
})
