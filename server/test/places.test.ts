import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { after, before, describe, test } from 'node:test'
import { TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'

const cases = path.join(import.meta.dirname, '../../places/cases')

onOneDatabase((openDatabase) => {
  let swath: TestApp
  before(async () => {
    swath = await TestApp.open(await openDatabase())
  })
  after(() => swath.close())

  async function send(bytes: Uint8Array | string, query = '', headers = {}) {
    const { app } = swath
    const { statusCode, body } = await app.http.inject({
      method: 'POST',
      url: `/v2/places/read${query}`,
      headers: { ...(await swath.headers('demo')), ...headers },
      payload: Buffer.from(bytes),
    })
    return { status: statusCode, body: JSON.parse(body) }
  }

  describe('places by name', () => {
    test('are found by whoever may read, with who is to be named for them', async () => {
      const { body } = await swath.call('demo', 'GET', '/v2/places?q=Rotterdam&limit=2')
      assert.match(body.attribution, /GeoNames/)
      assert.deepEqual(
        body.places.map(({ name, country }: { name: string; country: string }) => [name, country]),
        [
          ['Rotterdam', 'Netherlands'],
          ['Rotterdam', 'United States'],
        ],
      )
    })

    test('those of a box are told to anybody, for a day', async () => {
      const get = (query: string) => swath.app.http.inject({ url: `/v2/places/cities?${query}` })
      const answer = await get('bbox=3,50.7,7.3,53.6&limit=10')
      assert.equal(answer.headers['cache-control'], 'public, max-age=86400')
      assert.equal(answer.json().places.length, 10)
      for (const box of ['', '1,2,3', '3,54,8,50', '3,50,200,54', 'a,b,c,d', '3,50,3,54'])
        assert.equal((await get(`bbox=${box}`)).statusCode, 400, box)
    })

    test('are looked for by a name, near a place on the Earth', async () => {
      for (const [query, pointer] of [
        ['', '?q'],
        ['?q=%20', '?q'],
        [`?q=${'a'.repeat(101)}`, '?q'],
        ['?q=a&near=here', '?near'],
        ['?q=a&near=200,10', '?near'],
        ['?q=a&limit=51', '?limit'],
      ]) {
        const { status, body } = await swath.call('demo', 'GET', `/v2/places${query}`)
        assert.equal(status, 400, query)
        assert.equal(body.errors[0].pointer, pointer, query)
      }
    })
  })

  describe('files that people send as their area', () => {
    test('are read of bytes alone, whatever a client calls them', async () => {
      const bytes = await readFile(path.join(cases, 'rd-shapefile.zip'))
      for (const type of [
        undefined,
        'application/octet-stream',
        'application/json',
        'text/plain; charset=latin1',
      ]) {
        const { status, body } = await send(bytes, '', type ? { 'content-type': type } : {})
        assert.equal(status, 200, JSON.stringify(body))
        const { features, notes } = body
        assert.deepEqual(
          [body.type, features.length, notes],
          ['FeatureCollection', 2, ['It was converted from RD_New']],
        )
        assert.equal(features[0].properties.name, 'Weide — grün & zeer lang')
      }
    })

    test('are refused with their name and what to do', async () => {
      for (const [given, message] of [
        ['', /^plan\.dwg: It is empty; a place is/],
        [
          'AC1032',
          /^plan\.dwg: It is none of them: .*; if it is another file, convert it, with “ogr2ogr -t_srs EPSG:4326/,
        ],
        [new Uint8Array(5_000_001), /^plan\.dwg: It is larger than 5 MB; simplify the area/],
      ] as const) {
        const { status, body } = await send(given, '?file_name=plan.dwg')
        assert.deepEqual([status, body.code], [400, 'places_unreadable'])
        assert.match(body.detail, message)
      }
      assert.deepEqual((await send(new Uint8Array(6_000_000))).body.code, 'too_large')
      assert.deepEqual((await send('POINT(4 51)', '', { authorizationtoken: 'Bearer none' })).status, 401)
    })

    test('are read beside the thread that answers others, however large they are', async () => {
      const ring = Array.from({ length: 90_000 }, (_, at) => `${(at % 180) + 0.123456789012},${at / 2000}`)
      const kml = `<kml><Placemark><Polygon><outerBoundaryIs><LinearRing><coordinates>${[...ring, ring[0]].join(' ')}</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></kml>`
      await send('POINT(4 51)')
      const [before, started] = [process.threadCpuUsage(), performance.now()]
      const { status } = await send(kml)
      const { user } = process.threadCpuUsage(before)
      assert.equal(status, 200)
      const took_ms = performance.now() - started
      assert.ok(user / 1000 < took_ms / 3, `${user / 1000} of ${took_ms} ms in the thread that answers`)
    })
  })
})
