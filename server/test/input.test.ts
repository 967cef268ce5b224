import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import { anAreaOrder, aPointOrder, TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'

onOneDatabase((openDatabase) => {
  let swath: TestApp
  before(async () => {
    swath = await TestApp.open(await openDatabase())
  })
  after(() => swath.close())

  /** Everything that placing an order could leave behind. */
  function stored() {
    return swath.app.db.system((tx) =>
      tx.one(sql`select (select count(*) from orders) as orders, (select count(*) from events) as events,
        (select count(*) from projects) as projects`),
    )
  }

  /** The order is refused with this code, at this place, in these words, and nothing of it is stored. */
  async function refused(order: unknown, code: string, pointer: string | undefined, words: RegExp) {
    const before = await stored()
    const { status, headers, body } = await swath.call('demo', 'POST', '/v2/orders/', order)
    const told = JSON.stringify(body)
    assert.equal(status, 400, told)
    assert.match(String(headers['content-type']), /^application\/problem\+json/)
    assert.equal(body.code, code, told)
    assert.deepEqual([body.message, body.description, body.status], [body.detail, body.detail, 400])
    assert.ok(body.title && body.type && body.request_id)
    if (pointer !== undefined) {
      assert.ok(
        body.errors.some((error: { pointer: string }) => error.pointer === pointer),
        told,
      )
    }
    assert.match(told, words)
    assert.deepEqual(await stored(), before)
  }

  const polygon = (...rings: number[][][]) => ({ type: 'Polygon', coordinates: rings })
  const square = (x: number, y: number, size: number) => [
    [x, y],
    [x + size, y],
    [x + size, y + size],
    [x, y + size],
    [x, y],
  ]

  describe('an order is refused, and nothing of it is stored, when', () => {
    test('the body is not JSON, not an object, or not sent as JSON', async () => {
      await refused('{"type": "Feature",', 'invalid_json', undefined, /not valid JSON/)
      await refused('', 'invalid_json', undefined, /JSON/)
      await refused('[]', 'invalid_request', '', /object/)
      const xml = await swath.call('demo', 'POST', '/v2/orders/', '<order/>', { 'content-type': 'text/xml' })
      assert.deepEqual([xml.status, xml.body.code], [415, 'unsupported_media_type'])
    })

    test('it is a FeatureCollection, or fields are missing, unknown or of the wrong type', async () => {
      await refused({ type: 'FeatureCollection', features: [] }, 'invalid_request', '/type', /Feature/)
      await refused(
        aPointOrder({ order_name: undefined }),
        'invalid_request',
        '/properties/order_name',
        /missing_field/,
      )
      await refused(aPointOrder({ order_name: 7 }), 'invalid_request', '/properties/order_name', /string/)
      await refused(
        aPointOrder({ order_name: 'x'.repeat(121) }),
        'invalid_request',
        '/properties/order_name',
        /120/,
      )
      await refused(
        aPointOrder({ ordername: 'x' }),
        'invalid_request',
        '/properties/ordername',
        /no such field/,
      )
      await refused(
        aPointOrder({ parameters: { stop: 'x' } }),
        'invalid_request',
        '/properties/parameters/stop',
        /no such field/,
      )
      await refused(
        aPointOrder({ parameters: { max_ona: 50 } }),
        'invalid_request',
        '/properties/parameters/max_ona',
        /45/,
      )
    })

    test('a text cannot be stored: a NUL character, half a surrogate pair', async () => {
      await refused(aPointOrder({ order_name: 'a\0b' }), 'invalid_request', '/properties/order_name', /NUL/)
      const half = JSON.stringify(aPointOrder({ metadata: { note: 'half' } })).replace('half', '\\ud800')
      await refused(half, 'invalid_request', '/properties/metadata/note', /surrogate/)
    })

    test('it is nested without end', async () => {
      const deep = '['.repeat(5000) + ']'.repeat(5000)
      const order = JSON.stringify(aPointOrder({}, { type: 'Point', coordinates: 0 })).replace(
        ':0}',
        `:${deep}}`,
      )
      await refused(order, 'invalid_request', undefined, /nested_too_deeply/)
    })

    test('the SKU is not in the contract; the answer lists those that are', async () => {
      await refused(
        aPointOrder({ sku: 'TSKXXX-M' }),
        'sku_not_in_contract',
        '/properties/sku',
        /Invalid product.*TSKARE-M, TSKNEI-M, TSKPOI-M/,
      )
    })

    test('the geometry is not of the type that the product takes', async () => {
      await refused(
        anAreaOrder({ sku: 'TSKPOI-M' }),
        'geometry_not_for_sku',
        '/geometry/type',
        /takes Point, not Polygon/,
      )
      await refused(
        aPointOrder({ sku: 'TSKARE-M' }),
        'geometry_not_for_sku',
        '/geometry/type',
        /takes Polygon or MultiPolygon, not Point/,
      )
      await refused(
        aPointOrder({}, { type: 'LineString', coordinates: [] }),
        'invalid_request',
        '/geometry/type',
        /Polygon/,
      )
    })

    test('the area is too small or too large for the product', async () => {
      await refused(
        anAreaOrder({}, polygon(square(10, 10, 0.001))),
        'area_out_of_range',
        '/geometry',
        /25 to 25000 km2/,
      )
      await refused(
        anAreaOrder({}, polygon(square(10, 10, 5))),
        'area_out_of_range',
        '/geometry',
        /25 to 25000 km2/,
      )
    })

    test('the window is in the past, empty or longer than the product allows', async () => {
      const window = (start: string | undefined, end: string) => aPointOrder({ parameters: { start, end } })
      const end = '/properties/parameters/end'
      await refused(
        window('2026-01-01T00:00:00Z', '2026-01-08T00:00:00Z'),
        'window_invalid',
        end,
        /in the past/,
      )
      await refused(
        window('2026-07-08T00:00:00Z', '2026-07-01T00:00:00Z'),
        'window_invalid',
        end,
        /before it starts/,
      )
      await refused(window(undefined, '2027-07-01T00:00:00Z'), 'window_invalid', end, /at most 90/)
      const far = window('2058-01-01T00:00:00Z', '2058-01-05T00:00:00Z')
      await refused(far, 'window_invalid', '/properties/parameters/start', /at 2028-06-01T/)
      const { status, body } = await swath.call('demo', 'POST', '/v2/analysis/opportunities', far)
      assert.deepEqual([status, body.code], [400, 'window_invalid'])
      await refused(
        window(undefined, 'tomorrow'),
        'invalid_request',
        end,
        /tomorrow is not a time such as 2026-01-31T12:00:00Z/,
      )
    })

    test('a level is not in the contract, or limits are inverted; all problems are told at once', async () => {
      const parameters = { processing_level: 'L0', min_ona: 30, max_ona: 10, end: '2026-01-01T00:00:00Z' }
      await refused(
        aPointOrder({ parameters }),
        'window_invalid',
        '/properties/parameters/processing_level',
        /L1B, L1C, L1D, L1D_SR/,
      )
      await refused(
        aPointOrder({ parameters }),
        'window_invalid',
        '/properties/parameters/min_ona',
        /above max_ona/,
      )
    })

    test('the geometry is wrong: self-intersecting, empty, out of range, swapped or open, with where and why', async () => {
      const bow_tie = polygon([
        [10, 10],
        [11, 11],
        [11, 10],
        [10, 11],
        [10, 10],
      ])
      await refused(
        anAreaOrder({}, bow_tie),
        'invalid_geometry',
        undefined,
        /\/geometry\/coordinates\/0.*10\.5/,
      )
      await refused(anAreaOrder({}, polygon()), 'invalid_geometry', undefined, /empty/i)
      await refused(
        aPointOrder({}, { type: 'Point', coordinates: [200, 0] }),
        'invalid_geometry',
        '/geometry/coordinates',
        /180/,
      )
      await refused(
        aPointOrder({}, { type: 'Point', coordinates: [48.8, 123.4] }),
        'invalid_geometry',
        '/geometry/coordinates',
        /swapped/,
      )
      await refused(
        aPointOrder({}, { type: 'Point', coordinates: ['2', null] }),
        'invalid_geometry',
        '/geometry/coordinates',
        /number/,
      )
      await refused(
        anAreaOrder({}, polygon(square(10, 10, 1).slice(0, 4))),
        'invalid_geometry',
        undefined,
        /clos/,
      )
      const outside = polygon(square(10, 10, 0.2), square(20, 20, 0.1))
      await refused(anAreaOrder({}, outside), 'invalid_geometry', undefined, /hole/)
    })
  })

  test('a polygon with 10,000 vertices is taken, and comes back as it was sent', async () => {
    const ring = Array.from({ length: 10_000 }, (_, index) => {
      const angle = (index / 10_000) * 2 * Math.PI
      const radius = 0.1 + 0.01 * Math.sin(angle * 50)
      return [30 + radius * Math.cos(angle), 30 + radius * Math.sin(angle)]
    })
    const geometry = polygon([...ring, ring[0]!])
    const order = await swath.place(anAreaOrder({}, geometry))
    assert.deepEqual((await swath.order(order.id)).geometry, geometry)
    await swath.drain()
    assert.ok((await swath.captures(order.id)).length > 3)
  })

  test('an area of a map that goes on beyond 180 is that of the globe, in an order, a task and a filter', async () => {
    const band = (...lons: number[]) => [
      [lons[0]!, 51],
      [lons[1]!, 51],
      [lons[1]!, 51.1],
      [lons[0]!, 51.1],
      [lons[0]!, 51],
    ]
    const order = await swath.place(anAreaOrder({}, polygon(band(179.9, 180.1))))
    assert.deepEqual(order.geometry, polygon(band(179.9, -179.9)))
    const within = async (lon: number) => {
      const filter = encodeURIComponent(JSON.stringify({ type: 'Point', coordinates: [lon, 51.05] }))
      const { body } = await swath.call('demo', 'GET', `/v2/orders/?intersects=${filter}`)
      return body.features.map(({ id }: { id: string }) => id).includes(order.id)
    }
    assert.deepEqual([await within(179.95), await within(-179.95), await within(179.8)], [true, true, false])
    const rounding = await swath.place(anAreaOrder({}, polygon(band(179.9, 180.0000000001))))
    assert.deepEqual(rounding.geometry, polygon(band(179.9, 180)))
    await refused(anAreaOrder({}, polygon(band(10, 200))), 'invalid_geometry', undefined, /Longitude 200/)
  })

  test('times without an offset are UTC, and times with one are told in UTC', async () => {
    const parameters = { start: '2026-06-02T10:00:00', end: '2026-06-05T10:00:00+02:00' }
    const { properties } = await swath.place(aPointOrder({ parameters }))
    assert.equal(properties.parameters.start, '2026-06-02T10:00:00.000000Z')
    assert.equal(properties.parameters.end, '2026-06-05T08:00:00.000000Z')
  })

  test('lists page by relative links, and refuse an unknown filter by naming the valid ones', async () => {
    for (let i = 0; i < 3; i++) await swath.place(aPointOrder({ order_name: 'paged' }))
    const first = (await swath.call('demo', 'GET', '/v2/orders?order_name=paged&limit=2')).body
    assert.deepEqual([first.type, first.count, first.features.length], ['FeatureCollection', 3, 2])
    assert.match(first.next, /^\/v2\/orders\?/)
    const second = (await swath.call('demo', 'GET', first.next)).body
    assert.deepEqual([second.features.length, second.next], [1, null])
    const unknown = await swath.call('demo', 'GET', '/v2/orders/?colour=red')
    assert.deepEqual([unknown.status, unknown.body.code], [400, 'unknown_filter'])
    assert.ok(unknown.body.valid.includes('status'))
    assert.equal((await swath.call('demo', 'GET', '/v2/orders/?limit=0')).body.code, 'invalid_filter')
  })

  test('what is not there is a 404, with the same kind of answer', async () => {
    const undecodable = ['%', '%FF', '%ED%A0%80', 'x'.repeat(200)].map((id) => `/v2/orders/${id}`)
    const missing = ['/v2/orders/999999', '/v2/nothing', '/v2/deliverables/deliv.x', '/v2/orders/%00']
    for (const path of [...missing, ...undecodable]) {
      const { status, headers, body } = await swath.call('demo', 'GET', path)
      assert.deepEqual([status, body.code], [404, 'not_found'], path)
      assert.match(String(headers['content-type']), /^application\/problem\+json/)
      assert.equal(headers['x-request-id'], body.request_id)
    }
  })

  test('an offset beyond everything is an empty page, or refused', async () => {
    for (const list of ['orders', 'ledger', 'products', 'events/seals']) {
      const at = (offset: number) => swath.call('demo', 'GET', `/v2/${list}/?offset=${offset}`)
      assert.equal((await at(2_000_000_000)).status, 200, list)
      assert.equal((await at(Number.MAX_SAFE_INTEGER)).body.code, 'invalid_filter', list)
    }
  })

  test('OPTIONS is answered, with or without what makes it a preflight', async () => {
    const { statusCode } = await swath.app.http.inject({ method: 'OPTIONS', url: '/v2/orders/' })
    assert.equal(statusCode, 204)
  })

  test('the OpenAPI document is one that generators of clients can read', async () => {
    const { body } = await swath.call('demo', 'GET', '/openapi.json')
    const parts: Record<string, unknown>[] = []
    const collect = (value: unknown) => {
      if (typeof value !== 'object' || value === null) return
      parts.push(value as Record<string, unknown>)
      Object.values(value).forEach(collect)
    }
    collect(body)
    assert.ok(parts.every(({ items }) => items !== false))
    assert.ok(parts.every(({ prefixItems }) => prefixItems === undefined))
    const types = parts.map(({ type }) => type).filter(Array.isArray)
    assert.ok(types.every((list) => list.length === 2 && list.includes('null')))
    type Operation = {
      security: Record<string, string[]>[]
      responses: Record<string, { content?: Record<string, { schema?: object }> }>
    }
    for (const [path, methods] of Object.entries(body.paths as Record<string, Record<string, Operation>>)) {
      for (const { responses } of Object.values(methods))
        for (const [status, { content = {} }] of Object.entries(responses))
          for (const [type, { schema }] of Object.entries(content)) {
            assert.ok(schema, `${path} ${status} ${type} is not described`)
            if (type.endsWith('/*')) assert.ok(content['application/octet-stream'], path)
          }
    }
    const { clientCredentials } = body.components.securitySchemes.oauth.flows
    assert.equal(clientCredentials.tokenUrl, '/oauth/token')
    const { security } = body.paths['/v2/orders/'].post as Operation
    assert.ok(security.some(({ oauth }) => oauth?.includes('order')))
    assert.ok('order' in clientCredentials.scopes)
  })

  test('the OpenAPI document names every endpoint, and every reference in it leads somewhere', async () => {
    const { body } = await swath.call('demo', 'GET', '/openapi.json')
    assert.equal(body.openapi, '3.1.0')
    assert.ok(body.paths['/v2/orders/'].post && body.paths['/v2/orders/{order_id}'].delete)
    assert.deepEqual(Object.keys(body.paths['/v2/projects/{project_id}'].delete.responses[204]), [
      'description',
    ])
    assert.ok(body.paths['/v2/orders/'].get.responses[304])
    const references = [...JSON.stringify(body).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)]
    assert.ok(references.length > 20)
    for (const [, name] of references) assert.ok(body.components.schemas[name!], name)
    assert.equal((await swath.app.http.inject('/docs/')).statusCode, 200)
  })
})
