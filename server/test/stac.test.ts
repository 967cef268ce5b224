import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Answer, TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'

const square = [
  [
    [10, 45],
    [10.03, 45],
    [10.03, 45.02],
    [10, 45.02],
    [10, 45],
  ],
]
const properties = {
  datetime: '2026-01-01T10:10:10.123Z',
  platform: 'newsat40',
  gsd: 0.5,
  'eo:cloud_cover': 3,
  'satl:outcome_id': '11111111-2222-4333-8444-555555555555',
}
const anItem = (id: string, more: Record<string, unknown> = {}) => ({
  type: 'Feature',
  id,
  geometry: { type: 'Polygon', coordinates: square },
  properties: { ...properties, ...more },
  assets: { preview: { href: 'https://example.com/preview.png', type: 'image/png', roles: ['overview'] } },
})

type Link = { rel: string; href: string; method?: string; body?: object }
const linkOf = ({ body }: Answer, rel: string): Link => body.links.find((link: Link) => link.rel === rel)
const idsOf = ({ body }: Answer): string[] => body.features.map(({ id }: { id: string }) => id)
const pathOf = (href: string) => href.replace('http://swath.test', '').replace(/#.*/, '')

onOneDatabase((openDatabase) => {
  let swath: TestApp
  const get = (url: string, headers = {}) => swath.call('demo', 'GET', url, undefined, headers)
  const post = (body: unknown, url = '/search', headers = {}) =>
    swath.call('demo', 'POST', url, body, headers)
  const put = (collection: string, items: unknown[]) =>
    swath.call('operator', 'POST', '/ops/v1/archive/items', { collection, items })
  before(async () => {
    swath = await TestApp.open(await openDatabase())
    await put('l1d', [
      anItem('a', { datetime: '2026-01-01T00:00:00Z' }),
      anItem('b', { datetime: '2026-01-02T00:00:00Z', 'eo:cloud_cover': 50 }),
    ])
    await put('quickview-visual-thumb', [anItem('thumb')])
    const across = [square[0]!.map(([lon, lat]) => [lon! > 10 ? -179.99 : 179.99, lat! > 45 ? -14.5 : -15])]
    await put('l1c', [{ ...anItem('across'), geometry: { type: 'Polygon', coordinates: across } }])
  })
  after(() => swath.close())

  async function refused(answer: Promise<Answer>, pointer: string, status = 400) {
    const { status: found, body, headers } = await answer
    assert.equal(found, status, JSON.stringify(body))
    assert.match(String(headers['content-type']), /^application\/problem\+json/)
    assert.equal(typeof body.code, 'string')
    assert.equal(typeof body.description, 'string')
    const pointers = body.errors.map((problem: { pointer: string }) => problem.pointer)
    assert.ok(!body.errors.some(({ code }: { code: string }) => code === 'custom'), JSON.stringify(body))
    assert.ok(pointers.includes(pointer), `${JSON.stringify(body)} points at ${pointers}, not ${pointer}`)
    return body
  }

  for (const base of ['', '/archive/stac']) {
    test(`from the landing page at ${base || '/'} on, every link leads to what it says, at the same base`, async () => {
      const root = await get(base || '/')
      assert.equal(root.status, 200)
      for (const { rel, href, type, method } of root.body.links) {
        const local = ['service-desc', 'service-doc'].includes(rel)
        assert.ok(href.startsWith(`http://swath.test${local ? '' : base}`), href)
        if (method === 'POST' || rel === 'service-doc') continue
        const answer = await get(pathOf(href) || '/', { accept: type })
        assert.equal(answer.status, 200, href)
        assert.equal(String(answer.headers['content-type']).split(';')[0], type.split(';')[0], rel)
      }
      const children = root.body.links.filter((link: Link) => link.rel === 'child')
      const { body } = await get(`${base}/collections`)
      const ids = body.collections.map(
        ({ id }: { id: string }) => `http://swath.test${base}/collections/${id}`,
      )
      assert.deepEqual(
        children.map(({ href }: Link) => href),
        ids,
      )
      assert.equal(linkOf({ body } as Answer, 'self').href, linkOf(root, 'data').href)
    })

    test(`an item at ${base || '/'} links within the base, and to its assets`, async () => {
      const url = `${base}/collections/l1d/items/a`
      const { body, headers } = await get(url)
      assert.match(String(headers['content-type']), /^application\/geo\+json/)
      const links = body.links.map(({ rel, href }: Link) => [rel, pathOf(href)])
      assert.deepEqual(links, [
        ['self', url],
        ['parent', `${base}/collections/l1d`],
        ['collection', `${base}/collections/l1d`],
        ['root', base || '/'],
        ['order', '/v2/orders/'],
      ])
      assert.match(body.assets.preview.href, /^http:\/\/swath\.test\/previews\/l1d\/a\/preview\?contract=/)
      const found = (await get(`${base}/search?ids=a`)).body.features[0]
      assert.deepEqual(found, body)
    })
  }

  test('landing page and conformance are public and say the same; everything else needs a token and a contract', async () => {
    const plain = async (url: string) => swath.app.http.inject(url)
    const landing = (await plain('/')).json()
    assert.deepEqual(landing.conformsTo, (await plain('/conformance')).json().conformsTo)
    assert.ok(!landing.links.some(({ rel }: Link) => rel === 'child'))
    for (const url of [
      '/collections',
      '/collections/l1d',
      '/search',
      '/collections/l1d/items/a',
      '/queryables',
      '/aggregate',
    ]) {
      assert.equal((await plain(url)).statusCode, 401, url)
      assert.equal((await plain(`/archive/stac${url}`)).statusCode, 401, url)
    }
  })

  test('a contract finds only what it may see, by whatever way it asks', async () => {
    const two = (url: string) => swath.call('demo-two', 'GET', url)
    const visible = ['quickview-visual-thumb', 'delivered']
    const ids = (await two('/collections')).body.collections.map(({ id }: { id: string }) => id)
    assert.ok(ids.every((id: string) => visible.includes(id)))
    assert.deepEqual(idsOf(await two('/search?limit=100')), ['thumb'])
    assert.deepEqual(idsOf(await two('/search?ids=a,b&collections=l1d')), [])
    assert.deepEqual(
      idsOf(await two(`/search?filter=${encodeURIComponent("collection = 'l1d' OR 1 = 1")}`)),
      ['thumb'],
    )
    for (const url of [
      '/collections/l1d',
      '/collections/l1d/items',
      '/collections/l1d/items/a',
      '/collections/l1d/queryables',
      '/collections/l1d/aggregate',
    ]) {
      assert.equal((await two(url)).status, 404, url)
    }
    const { body } = await two('/aggregate?aggregations=total_count,collection_frequency')
    assert.equal(body.aggregations[0].value, 1)
    assert.equal(body.aggregations[1].buckets.length, 1)
    assert.ok(idsOf(await get('/search?limit=100')).includes('a'))
  })

  test('a kept answer changes with the archive, and a client that has it is not sent it again', async () => {
    const url = '/collections/l1a/items'
    const first = await get(url)
    assert.deepEqual(idsOf(first), [])
    assert.equal((await get(url, { 'if-none-match': first.headers.etag })).status, 304)
    await put('l1a', [anItem('new')])
    const second = await get(url, { 'if-none-match': first.headers.etag })
    assert.deepEqual([second.status, idsOf(second)], [200, ['new']])
  })

  const wrong: [query: string, pointer: string][] = [
    ['limit=0', '?limit'],
    ['limit=-1', '?limit'],
    ['limit=1.5', '?limit'],
    ['bbox=1,2,3', '?bbox'],
    ['bbox=[1,2,3,4]', '?bbox'],
    ['bbox=1,,3,4', '?bbox'],
    ['bbox=1,5,3,4', '?bbox'],
    ['bbox=1,2,9,3,4,8', '?bbox'],
    ['bbox=1,2,3,91', '?bbox'],
    ['bbox=1,2,3,4&intersects={"type":"Point","coordinates":[1,2]}', '?intersects'],
    ['intersects={"type":"Point","coordinates":[1,200]}', '?intersects'],
    ['intersects={"type":"Polygon","coordinates":[[[0,0],[1,1],[1,0],[0,1],[0,0]]]}', '?intersects'],
    ['intersects={"type":"Point"', '?intersects'],
    ['intersects={"type":"Curve","coordinates":[]}', '?intersects'],
    ['datetime=2026-01-01', '?datetime'],
    ['datetime=../..', '?datetime'],
    ['datetime=/', '?datetime'],
    ['datetime=2026-01-02T00:00:00Z/2026-01-01T00:00:00Z', '?datetime'],
    ['datetime=2026-02-30T00:00:00Z', '?datetime'],
    ['datetime=2026-01-01T00:00:00', '?datetime'],
    ['datetime=2026-01-01T00:00:00%2B0100', '?datetime'],
    ['datetime=2026-01-01T00:00:00,5Z', '?datetime'],
    ['datetime=2026-01-01T00:00:00.Z', '?datetime'],
    ['datetime=0000-01-01T00:00:00Z', '?datetime'],
    ['sortby=-eo:cloudcover', '?sortby'],
    ['filter-crs=EPSG:4326&filter=gsd=1', '?filter-crs'],
    ['filter-lang=cql&filter=gsd=1', '?filter-lang'],
    ['filter-lang=cql2-json&filter=gsd=1', '?filter'],
    ['query={"gsd":{"near":1}}', '?query'],
    ['query={"nothing":{"eq":1}}', '?query'],
    ['token=nonsense', '?token'],
    ['page=2', '?page'],
  ]
  test('what cannot be read is a problem that points at the parameter', async () => {
    for (const [query, pointer] of wrong)
      await refused(get(`/search?${query.replaceAll('"', '%22')}`), pointer)
    for (const [body, pointer] of [
      [{ bbox: '1,2,3,4' }, '/bbox'],
      [{ limit: -1 }, '/limit'],
      [{ limit: '10' }, '/limit'],
      [{ fields: null }, '/fields'],
      [{ fields: { exclude: Array(1001).fill('bbox') } }, '/fields'],
      [{ sortby: [{ field: 'gsd', direction: 'up' }] }, '/sortby'],
      [{ intersects: { type: 'Point', coordinates: ['a', 1] } }, '/intersects'],
      [{ nothing: 1 }, '/nothing'],
    ] as const)
      await refused(post(body), pointer)
    await refused(get('/collections?bbox=1,2,3'), '?bbox')
    await refused(get('/collections/l1d/items?intersects={}'), '?intersects')
    for (const path of ['items', 'aggregate'])
      for (const named of ['l1c', 'l1d,l1c'])
        await refused(get(`/collections/l1d/${path}?collections=${named}`), '?collections')
    await refused(post({ collections: ['l1c'] }, '/collections/l1d/aggregate'), '/collections')
    await refused(get('/aggregate?aggregations=nothing'), '?aggregations')
    await refused(get(`/search?fields=${Array(1001).fill('-a').join()}`), '?fields')
    const both = { bbox: [1, 2, 3, 4], intersects: { type: 'Point', coordinates: [1, 2] } }
    assert.equal((await refused(post(both), '/intersects')).errors[0].code, 'parameters_conflict')
  })

  test('a wrong filter is told with the character, or the member, where it is wrong', async () => {
    const at = async (filter: string) =>
      (await refused(get(`/search?filter=${encodeURIComponent(filter)}`), '?filter')).at
    assert.equal(await at('gsd < 1 AND AND'), 12)
    assert.equal(await at('eo:cloudcover < 10'), 0)
    assert.equal(await at("eo:cloud_cover = 'ten'"), 17)
    assert.equal(await at('gsd < 1 garbage'), 8)
    assert.equal(await at('S_INTERSECTS(geometry, POINT(200 1))'), 23)
    await refused(
      post({ filter: { op: '=', args: [{ property: 'nothing' }, 1] } }),
      '/filter/args/0/property',
    )
    await refused(post({ filter: { op: 'nothing', args: [] } }), '/filter')
    await refused(post({ filter: 'gsd <' }), '/filter')
    // The database would take minutes for some areas that are not sound.
    assert.equal(await at('gsd = 1 OR S_WITHIN(geometry, POLYGON((0 0, 1 1, 1 0, 0 1, 0 0)))'), 30)
    const tangle = Array.from({ length: 400 }, (_, n) => [Math.sin(7919 * n), Math.cos(104729 * n)])
    const area = { type: 'Polygon', coordinates: [[...tangle, tangle[0]]] }
    for (const shape of [area, { type: 'GeometryCollection', geometries: [area] }]) {
      const filter = { op: 's_intersects', args: [{ property: 'geometry' }, shape] }
      const { detail } = await refused(
        post({ filter: { op: 'not', args: [filter] } }),
        '/filter/args/0/args/1',
      )
      assert.match(detail, /cross at longitude/)
    }
    // Only the database finds out.
    const { status, body } = await post({ filter: 'gsd * 1e308 * 1e308 > 1' })
    assert.deepEqual([status, body.code], [400, 'invalid_filter'])
  })

  test('a division by zero has no result: it is neither equal to a number nor different from it', async () => {
    for (const filter of [
      'gsd / 0 = 1',
      'NOT gsd / 0 = 1',
      'gsd div 0 <> 1',
      'gsd % 0 >= 0 OR gsd % 0 < 0',
    ]) {
      assert.deepEqual(idsOf(await post({ filter })), [], filter)
    }
    const everything = idsOf(await post({ filter: 'gsd IS NOT NULL' }))
    assert.ok(everything.length > 0)
    assert.deepEqual(idsOf(await post({ filter: 'gsd / 0 IS NULL AND gsd IS NOT NULL' })), everything)
  })

  test('what other clients send otherwise is understood', async () => {
    assert.deepEqual(idsOf(await post({ collections: 'l1d', ids: ['a'], filter: null, bbox: null })), ['a'])
    assert.deepEqual(
      idsOf(await post({ filter: { op: 'between', args: [{ property: 'eo:cloud_cover' }, [40, 60]] } })),
      ['b'],
    )
    const by_outcome = { op: '=', args: [{ property: 'satl:outcome_id' }, properties['satl:outcome_id']] }
    assert.ok(idsOf(await post({ filter: by_outcome, filter_lang: 'cql2-json' })).includes('a'))
    assert.ok(idsOf(await post(undefined)).length > 0)
    assert.ok(idsOf(await post(undefined, '/search', { 'content-type': 'application/json' })).length > 0)
    assert.deepEqual(idsOf(await get('/search?sortby=+properties.datetime&collections=l1d')), ['a', 'b'])
    assert.equal((await get('/search?limit=1000000')).status, 200)
    // As pystac-client asks for some items of a collection.
    for (const base of ['', '/archive/stac'])
      assert.deepEqual(idsOf(await get(`${base}/collections/l1d/items?ids=b,thumb&collections=l1d`)), ['b'])
    assert.deepEqual(idsOf(await get('/search?datetime=2026-01-01t02:00:00.0000000%2B02:00')), ['a'])
  })

  test('a search goes on by its link alone, with its body again, and not with that of another sort', async () => {
    const body = { limit: 1, collections: ['l1d'], sortby: [{ field: 'eo:cloud_cover', direction: 'desc' }] }
    const first = await post(body)
    assert.deepEqual(idsOf(first), ['b'])
    const next = linkOf(first, 'next')
    assert.equal(next.method, 'POST')
    assert.deepEqual(idsOf(await post(undefined, pathOf(next.href))), ['a'])
    const { token } = next.body as { token: string }
    for (const more of [next.body, { ...body, ...next.body }, { ...body, token }]) {
      assert.deepEqual(idsOf(await post(more)), ['a'])
    }
    await refused(post({ ...body, sortby: [], token }), '/token')
  })

  test('a search that is too long for a link goes on with its body only, and never starts again', async () => {
    const ids = ['a', 'b', ...Array.from({ length: 900 }, () => crypto.randomUUID())]
    const first = await post({ ids, limit: 1 })
    const next = linkOf(first, 'next')
    assert.ok(next.href.length < 1000)
    assert.equal((await post(undefined, pathOf(next.href))).status, 400)
    const { token } = next.body as { token: string }
    for (const more of [next.body, { ids, limit: 1, token }]) {
      assert.deepEqual(idsOf(await post(more)), ['a'])
    }
  })

  test('more names than a statement takes are refused, and as many as it takes are looked for', async () => {
    const ids = (count: number) => Array.from({ length: count }, (_, at) => `id-${at}`)
    await refused(post({ ids: ids(10_001) }), '/ids')
    await refused(post({ ids: ids(50_000) }, '/aggregate'), '/ids')
    assert.equal((await post({ ids: [...ids(9_999), 'a'] })).body.features.length, 1)
  })

  test('a token that somebody has changed is refused or finds nothing wrong, and never fails', async () => {
    const { deflateRawSync } = await import('node:zlib')
    const place = {
      sort: '-datetime,-collection,-id',
      key: ['2026-01-01 00:00:00+00', 'l1d', 'a'],
      matched: 1,
    }
    const tokenOf = (more: object) =>
      deflateRawSync(JSON.stringify({ ...place, ...more })).toString('base64url')
    assert.equal((await get(`/search?token=${tokenOf({})}`)).status, 200)
    for (const more of [
      { key: ['infinity', 'l1d', 'a'] },
      { key: ['2026-13-01 00:00:00', 'l1d', 'a'] },
      { key: ['2026-01-01 00:00:00+00', 'l1d'] },
      { key: ['2026-01-01 00:00:00+00', 'l1d', 'a\0'] },
      { key: 'x' },
      { sort: 'gsd' },
      { matched: 'many' },
    ])
      await refused(get(`/search?token=${tokenOf(more)}`), '?token')
    const wrong = await get(`/search?token=${tokenOf({ key: ['2026-13-39 29:00:00+00', 'l1d', 'a'] })}`)
    assert.equal(wrong.status, 400)
  })

  test('what is measured is written with a decimal point, in whole items and in parts of them', async () => {
    for (const url of ['/search?ids=a', '/search?ids=a&fields=properties', '/collections/l1d/items/a']) {
      const { body } = await swath.app.http.inject({ url, headers: await swath.headers('demo') })
      assert.match(body, /"eo:cloud_cover":3\.0,/, url)
    }
  })

  test('fields: what is included, what is not, and what is always there', async () => {
    const one = async (fields: unknown) => (await post({ ids: ['a'], fields })).body.features[0]
    const always = ['collection', 'id', 'links', 'type']
    const keys = async (fields: unknown) => Object.keys(await one(fields)).sort()
    const by_default = [...always, 'assets', 'bbox', 'geometry', 'properties', 'stac_version'].sort()
    assert.deepEqual(await keys({}), by_default)
    assert.deepEqual((await one({})).properties, { datetime: '2026-01-01T00:00:00Z' })
    assert.deepEqual(await keys({ include: ['bbox'] }), ['bbox', ...always])
    assert.deepEqual((await one({ include: ['properties.gsd'], exclude: ['properties'] })).properties, {
      gsd: 0.5,
    })
    const without = await one({ exclude: ['properties.gsd', 'assets'] })
    assert.deepEqual(
      ['gsd' in without.properties, 'platform' in without.properties, 'assets' in without],
      [false, true, false],
    )
    const everything = (await post({ ids: ['a'] })).body.features[0]
    const { geometry: _, ...all_but_geometry } = everything
    for (const fields of [{ include: [], exclude: ['geometry', 'id'] }, { exclude: ['geometry'] }])
      assert.deepEqual(await one(fields), all_but_geometry)
    for (const fields of ['-geometry', '-geometry,-id', ' -geometry ', '-geometry,']) {
      const { body } = await get(`/collections/l1d/items?ids=a&fields=${encodeURIComponent(fields)}`)
      assert.deepEqual(body.features[0], all_but_geometry, fields)
    }
    const of_get = (await get('/search?ids=a&fields=%2Bproperties.gsd,-geometry')).body.features[0]
    assert.deepEqual([of_get.properties, of_get.geometry], [{ gsd: 0.5 }, undefined])
    assert.equal(of_get.links[0].href, 'http://swath.test/collections/l1d/items/a')
  })

  test('what crosses the antimeridian is found from both sides and nowhere between', async () => {
    const at = async (bbox: string) => idsOf(await get(`/search?collections=l1c&bbox=${bbox}`))
    assert.deepEqual(await at('179,-20,-179,-10'), ['across'])
    assert.deepEqual(await at('-180,-20,-179.995,-10'), ['across'])
    assert.deepEqual(await at('179.995,-20,180,-10'), ['across'])
    assert.deepEqual(await at('-170,-20,170,-10'), [])
    const rounded = '-180.0000000001,-20,180.0000000001,-10'
    assert.deepEqual(await at(rounded), ['across'])
    assert.deepEqual(idsOf(await get(`/search?filter=S_INTERSECTS(geometry,BBOX(${rounded}))`)), ['across'])
    assert.equal((await get(`/v2/orders/?bbox=${rounded}`)).status, 200)
    // A box that ends on the antimeridian, or has no height, has an edge for its other half.
    for (const [lon, box] of [
      [-180, '170, -5, -180, 5'],
      [180, '180, -5, -170, 5'],
      [-180, '170, 0, -180, 0'],
      [175, '170, 0, -180, 0'],
    ]) {
      const filter = encodeURIComponent(`S_INTERSECTS(POINT(${lon} 0), BBOX(${box})) AND id = 'across'`)
      assert.deepEqual(idsOf(await get(`/search?filter=${filter}`)), ['across'], `${lon} in ${box}`)
    }
    // An edge is straight between its longitudes, unless they go on beyond 180.
    const found = async (type: string, coordinates: unknown, base = '') => {
      const shape = JSON.stringify({ type, coordinates })
      return idsOf(await get(`${base}/search?collections=l1c,l1d&intersects=${shape}`)).sort()
    }
    const band = (west: number, east: number, south = -20, north = -10) => [
      [
        [west, south],
        [east, south],
        [east, north],
        [west, north],
        [west, south],
      ],
    ]
    for (const base of ['', '/archive/stac']) {
      assert.deepEqual(await found('Polygon', band(-170, 170), base), [])
      assert.deepEqual(await found('Polygon', band(-170, 170, -60, 60), base), ['a', 'b'])
      assert.deepEqual(await found('Polygon', band(-180, 180, -90, 90), base), ['a', 'across', 'b'])
      assert.deepEqual(await found('Polygon', band(-180.0000000001, 180, -90, 90)), ['a', 'across', 'b'])
      assert.deepEqual(await found('MultiPolygon', [band(-180, 180), band(5, 15, 40, 50)]), [
        'a',
        'across',
        'b',
      ])
      assert.deepEqual(await found('Polygon', band(179, 181), base), ['across'])
      assert.deepEqual(await found('Polygon', band(-181, -179)), ['across'])
      assert.deepEqual(await found('Polygon', band(180.5, 182)), [])
      assert.deepEqual(await found('Polygon', band(368, 372, 44, 46)), ['a', 'b'])
      assert.deepEqual(await found('Point', [180.0000000001, -14.7]), ['across'])
      assert.deepEqual(await found('Polygon', [[...band(-180, 180)[0]!, [-180, -20]]]), ['across'])
    }
    for (const geometry of [
      { type: 'Polygon', coordinates: band(10, 200) },
      { type: 'Point', coordinates: [190, 0] },
      {
        type: 'LineString',
        coordinates: [
          [170, 0],
          [190, 0],
        ],
      },
      { type: 'Polygon', coordinates: band(541, 542) },
      // It crosses itself on the plane.
      {
        type: 'Polygon',
        coordinates: [
          [
            [-170, 0],
            [170, 10],
            [170, 0],
            [-170, 10],
            [-170, 0],
          ],
        ],
      },
    ])
      await refused(post({ intersects: geometry }), '/intersects')
    const { body } = await get('/collections/l1c/items/across')
    assert.deepEqual(body.bbox, [179.99, -15, -179.99, -14.5])
  })

  test('a collection tells its extent as items come, and is found by it', async () => {
    const extent = async () => (await get('/collections/l0')).body.extent
    const search = async (query: string) =>
      (await get(`/collections?${query}`)).body.collections.map(({ id }: { id: string }) => id)
    assert.deepEqual((await extent()).temporal.interval, [[null, null]])
    assert.ok(!(await search('bbox=9,44,11,46')).includes('l0'))
    await put('l0', [anItem('one', { datetime: '2025-05-05T00:00:00Z' })])
    assert.deepEqual(await extent(), {
      spatial: { bbox: [[10, 45, 10.03, 45.02]] },
      temporal: { interval: [['2025-05-05T00:00:00.000000Z', '2025-05-05T00:00:00.000000Z']] },
    })
    assert.ok((await search('bbox=9,44,11,46')).includes('l0'))
    assert.deepEqual(await search('datetime=2025-05-04T00:00:00Z/2025-05-06T00:00:00Z'), ['l0'])
    assert.deepEqual(await search('q=super-resolved,nothing'), ['l1d-sr'])
    const all = await search('')
    const { body } = await get('/collections?limit=3')
    assert.equal(body.collections.length, 3)
    const rest = await get(pathOf(body.links.find(({ rel }: Link) => rel === 'next').href))
    assert.deepEqual(
      rest.body.collections.map(({ id }: { id: string }) => id),
      all.slice(3, 6),
    )
  })

  test('aggregations count what the search finds', async () => {
    const names = 'total_count,datetime_min,datetime_max,datetime_frequency,cloud_cover_frequency'
    const { body } = await get(
      `/collections/l1d/aggregate?aggregations=${names}&datetime_frequency_interval=day`,
    )
    const [total, min, max, times, clouds] = body.aggregations
    assert.deepEqual(
      [total.value, min.value, max.value],
      [2, '2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z'],
    )
    assert.deepEqual(
      times.buckets.map(({ key, frequency }: { key: string; frequency: number }) => [key, frequency]),
      [
        ['2026-01-01T00:00:00Z', 1],
        ['2026-01-02T00:00:00Z', 1],
      ],
    )
    assert.deepEqual(
      clouds.buckets.map(({ from, to, frequency }: Record<string, unknown>) => [from, to, frequency]),
      [
        [0, 5, 1],
        [40, null, 1],
      ],
    )
  })

  for (const base of ['', '/archive/stac']) {
    test(`at ${base || '/'}, aggregations may be asked by POST, and count what the same search finds`, async () => {
      const search = {
        collections: ['l1d', 'l1c'],
        filter: { op: '>', args: [{ property: 'eo:cloud_cover' }, 5] },
      }
      const found = idsOf(await post(search, `${base}/search`))
      const { status, body } = await post(
        { ...search, aggregations: ['total_count', 'collection_frequency'] },
        `${base}/aggregate`,
      )
      assert.equal(status, 200)
      assert.deepEqual(found, ['b'])
      assert.equal(body.aggregations[0].value, 1)
      assert.deepEqual(body.aggregations[1].buckets, [{ key: 'l1d', data_type: 'string', frequency: 1 }])
      const of_collection = await post({ aggregations: 'total_count' }, `${base}/collections/l1d/aggregate`)
      assert.equal(of_collection.body.aggregations[0].value, 2)
      assert.equal((await post(undefined, `${base}/aggregate`)).body.aggregations[0].name, 'total_count')
      assert.equal((await post({}, `${base}/collections/nothing/aggregate`)).status, 404)
      assert.equal((await get(`${base}/collections/nothing/aggregations`)).status, 404)
      const wrong = { filter: { op: '=', args: [{ property: 'nothing' }, 1] } }
      await refused(post(wrong, `${base}/aggregate`), '/filter/args/0/property')
      await refused(post({ aggregations: ['sum'] }, `${base}/aggregate`), '/aggregations')
      await refused(post({ limit: 1 }, `${base}/aggregate`), '/limit')
    })
  }

  test('a search past the limit of counting says nothing of how many there are, and still finds all', async () => {
    for (let batch = 0; batch < 3; batch++) {
      await put(
        'l1d-sr',
        Array.from({ length: 400 }, (_, at) => anItem(`many_${batch}_${at}`)),
      )
    }
    const { body } = await get('/search?collections=l1d-sr&limit=1000')
    assert.deepEqual([body.features.length, body.numberReturned, body.numberMatched], [1000, 1000, undefined])
    const rest = await get(pathOf(linkOf({ body } as Answer, 'next').href))
    assert.equal(rest.body.features.length, 200)
    const counted = await get('/collections/l1d-sr/aggregate')
    assert.equal(counted.body.aggregations[0].value, 1200)
  })
})
