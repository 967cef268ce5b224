// The areas that customers keep by name.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Area } from '@swath/contract/areas'
import { aPointOrder, TestApp } from './app.ts'
import { onOneDatabase, postgres } from './databases.ts'
import { asOwner, overwrite } from './tables.ts'

const square = (west: number, south = 0, size = 1) => ({
  type: 'Polygon',
  coordinates: [
    [
      [west, south],
      [west + size, south],
      [west + size, south + size],
      [west, south + size],
      [west, south],
    ],
  ],
})

onOneDatabase((openDatabase) => {
  let swath: TestApp
  before(async () => {
    swath = await TestApp.open(await openDatabase())
  })
  after(() => swath.close())

  const post = (body: object, client: 'demo' | 'demo-two' = 'demo', headers = {}) =>
    swath.call(client, 'POST', '/v2/areas/', body, headers)
  async function keep(area_name: string, more: object = {}): Promise<Area> {
    const { status, body } = await post({ area_name, geometry: square(10), ...more })
    assert.equal(status, 201, JSON.stringify(body))
    return body
  }
  const get = async (query: string) => (await swath.call('demo', 'GET', `/v2/areas/${query}`)).body

  test('an area is kept with its size, found by name, project and place, changed and deleted', async () => {
    const field = await keep('Field 7', { project_name: 'harvest' })
    await keep('Elsewhere', { geometry: square(40) })
    assert.ok(Math.abs(field.area_km2 - 12_308.46) < 0.1, String(field.area_km2))
    const names = async (query: string) => (await get(query)).results.map((one: Area) => one.area_name)
    assert.deepEqual(await names('?bbox=9,0,12,2'), ['Field 7'])
    assert.deepEqual(await names('?project_name=harvest'), ['Field 7'])
    assert.deepEqual(await names('?area_name=Elsewhere'), ['Elsewhere'])
    assert.deepEqual(await names(''), ['Elsewhere', 'Field 7'])
    const path = `/v2/areas/${field.area_id}`
    swath.advance({ hours: 1 })
    const { body } = await swath.call('demo', 'PATCH', path, { area_name: 'Field 8', geometry: square(40) })
    assert.deepEqual([body.area_name, body.project_name], ['Field 8', 'harvest'])
    assert.ok(body.updated_at > field.updated_at && body.created_at === field.created_at)
    assert.deepEqual(await names('?bbox=39,0,42,2&query=field'), ['Field 8'])
    assert.equal(
      (await swath.call('demo', 'PATCH', path, { project_name: 'sown' })).body.area_name,
      'Field 8',
    )
    assert.deepEqual(await names('?project_name=sown'), ['Field 8'])
    assert.equal((await swath.call('demo', 'DELETE', path)).status, 204)
    assert.equal((await swath.call('demo', 'GET', path)).status, 404)
    assert.equal((await swath.call('demo', 'DELETE', path)).status, 404)
  })

  test('points, holes, parts and what crosses the antimeridian come back as they were', async () => {
    const [outer] = square(20).coordinates
    const [hole] = square(20.2, 0.2, 0.5).coordinates
    for (const [name, geometry] of [
      ['point', { type: 'Point', coordinates: [179.5, -16] }],
      ['hole', { type: 'Polygon', coordinates: [outer, hole] }],
      ['parts', { type: 'MultiPolygon', coordinates: [square(1).coordinates, square(5).coordinates] }],
      [
        'date line',
        {
          type: 'Polygon',
          coordinates: [
            [
              [179, 0],
              [-179, 0],
              [-179, 1],
              [179, 1],
              [179, 0],
            ],
          ],
        },
      ],
    ] as const) {
      const kept = await keep(name, { geometry })
      assert.deepEqual(kept.geometry, geometry)
    }
    const { results } = await get('?bbox=178,-20,-178,20')
    assert.deepEqual(
      results.map((one: Area) => one.area_name),
      ['date line', 'point'],
    )
    assert.equal((await get('?bbox=-10,0.2,-9,0.8')).count, 0, 'They are not around the Earth')
  })

  test('a name is kept letter by letter, and is there once in a project', async () => {
    const odd = [
      '“Nordsee”, 1/2',
      'a"b',
      '田んぼ',
      'حقل ١',
      "Robert'); drop table areas;--",
      '100%_\\',
      '👩‍🌾 <b>x</b>',
      'x'.repeat(120),
    ]
    for (const area_name of odd) {
      await keep(area_name, { project_name: 'odd names' })
      const { results } = await get(`?area_name=${encodeURIComponent(area_name)}`)
      assert.deepEqual(
        results.map((one: Area) => one.area_name),
        [area_name],
      )
    }
    const again = await post({ area_name: ` ${odd[2]} `, project_name: 'odd names', geometry: square(1) })
    assert.deepEqual([again.status, again.body.code], [409, 'name_taken'])
    assert.match(again.body.message, /田んぼ/)
    const { area_id } = await keep(odd[2]!, { project_name: 'another' })
    const rename = (body: object) => swath.call('demo', 'PATCH', `/v2/areas/${area_id}`, body)
    assert.equal((await rename({ area_name: odd[2], geometry: square(2) })).status, 200)
    const moved = await rename({ project_name: 'odd names' })
    assert.deepEqual([moved.status, moved.body.code], [409, 'name_taken'])
  })

  test('of several that keep the same name at once, one does, and the others learn which', async () => {
    const area = { area_name: 'wanted', project_name: 'new for all', geometry: square(4) }
    const answers = await Promise.all([1, 2, 3, 4].map(() => post(area)))
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409, 409, 409])
    const { area_id } = answers.find(({ status }) => status === 201)!.body
    for (const { body } of answers) assert.equal(body.area_id, area_id)
  })

  test('what is wrong with an area is said, and nothing is kept', async () => {
    const { count } = await get('')
    for (const [body, code, told] of [
      [{ area_name: ' ', geometry: square(1) }, 'invalid_request', /area_name/],
      [{ area_name: 'x'.repeat(121), geometry: square(1) }, 'invalid_request', /area_name/],
      [{ area_name: 'no shape' }, 'invalid_request', /geometry/],
      [
        {
          area_name: 'a line',
          geometry: {
            type: 'LineString',
            coordinates: [
              [1, 2],
              [3, 4],
            ],
          },
        },
        'invalid_request',
        /type/,
      ],
      [
        {
          area_name: 'bow',
          geometry: {
            type: 'Polygon',
            coordinates: [
              [
                [0, 0],
                [1, 1],
                [1, 0],
                [0, 1],
                [0, 0],
              ],
            ],
          },
        },
        'invalid_geometry',
        /geometry/,
      ],
      [{ area_name: 'nul\u0000', geometry: square(1) }, 'invalid_request', /area_name/],
    ] as const) {
      const { status, body: problem } = await post(body)
      assert.deepEqual([status, problem.code], [400, code], JSON.stringify(problem))
      assert.match(problem.message, told)
    }
    assert.equal((await get('')).count, count)
  })

  test('a repeated request keeps one area, and a change of an old version changes nothing', async () => {
    const once = { 'idempotency-key': 'one-area' }
    const area = { area_name: 'once', geometry: square(3) }
    const [first, second] = [await post(area, 'demo', once), await post(area, 'demo', once)]
    assert.deepEqual([first.status, second.status], [201, 201])
    assert.equal(first.body.area_id, second.body.area_id)
    const path = `/v2/areas/${first.body.area_id}`
    const stale = { 'if-match': '"old"' }
    const refused = await swath.call('demo', 'PATCH', path, { area_name: 'twice' }, stale)
    assert.deepEqual([refused.status, refused.body.code], [412, 'precondition_failed'])
    assert.equal((await swath.call('demo', 'DELETE', path, undefined, stale)).status, 412)
    assert.equal((await swath.call('demo', 'GET', path)).body.area_name, 'once')
  })

  test('of all areas together there are so many positions, and no more', async () => {
    const { area_id } = await keep('large')
    const other = await keep('other')
    await overwrite(
      swath,
      'a contract keeps areas of very many corners',
      'update areas set positions = 200000 - 5 - (select sum(positions) from areas where area_id <> $1) where area_id = $1',
      [area_id],
    )
    await keep('just as large as there is room')
    const { status, body } = await post({ area_name: 'too large', geometry: square(50) })
    assert.deepEqual([status, body.code], [409, 'area_limit_reached'])
    assert.match(body.message, /at most 200000 positions together\. This one has 5, and 0 are left/)
    const reshaped = (geometry: object) =>
      swath.call('demo', 'PATCH', `/v2/areas/${other.area_id}`, { geometry })
    assert.equal((await reshaped(square(51))).status, 200)
    const two = { type: 'MultiPolygon', coordinates: [square(1).coordinates, square(5).coordinates] }
    assert.equal((await reshaped(two)).body.code, 'area_limit_reached')
    assert.equal((await swath.call('demo', 'DELETE', `/v2/areas/${area_id}`)).status, 204)
    await keep('too large')
  })

  test('a contract keeps two thousand areas, which change but do not become more', async () => {
    const { area_id } = await keep('first', { project_name: 'many' })
    const { count } = (await get('')) as { count: number }
    await overwrite(
      swath,
      'a contract keeps as many areas as it may',
      `insert into areas (area_id, contract_id, project_id, name, given_geometry, geometry, area_km2, positions, created_at, updated_at)
      select area_id || n, contract_id, project_id, 'copy ' || n, given_geometry, geometry, area_km2, positions, created_at, updated_at
      from areas, generate_series(1, $1::int) as n where area_id = $2`,
      [2000 - count, area_id],
    )
    const { status, body } = await post({ area_name: 'one more', geometry: square(1) })
    assert.deepEqual([status, body.code], [409, 'area_limit_reached'])
    assert.match(body.message, /at most 2000 areas/)
    const path = `/v2/areas/${area_id}`
    assert.equal((await swath.call('demo', 'PATCH', path, { geometry: square(2) })).status, 200)
    assert.equal((await post({ area_name: 'theirs', geometry: square(1) }, 'demo-two')).status, 201)
    await overwrite(swath, 'the other tests begin with few', "delete from areas where name like 'copy %'")
  })

  test('a project with areas is not deleted, and areas follow its new name', async () => {
    const { project_id, area_id } = await keep('plot', { project_name: 'wheat' })
    const path = `/v2/projects/${project_id}`
    const { status, body } = await swath.call('demo', 'DELETE', path)
    assert.deepEqual([status, body.code], [409, 'project_in_use'])
    const listed = await swath.call('demo', 'GET', '/v2/areas/?project_name=wheat')
    await swath.call('demo', 'PATCH', path, { project_name: 'barley' })
    const known = { 'if-none-match': String(listed.headers.etag) }
    const { results } = (await swath.call('demo', 'GET', '/v2/areas/?query=plot', undefined, known)).body
    assert.equal(results[0].project_name, 'barley')
    await swath.call('demo', 'DELETE', `/v2/areas/${area_id}`)
    assert.equal((await swath.call('demo', 'DELETE', path)).status, 204)
  })

  const one_connection = 'skipped' in postgres && 'The embedded database has one connection'
  test('what is placed in a project that somebody is just deleting comes into a new one of that name', {
    skip: one_connection,
  }, async () => {
    const project_name = 'going'
    const places = {
      order: async () => (await swath.place(aPointOrder({ project_name }))).properties.project_id,
      area: async () => (await keep('late', { project_name })).project_id,
    }
    for (const place of [places.area, places.order]) {
      const made = await swath.call('demo', 'POST', '/v2/projects/', { project_name: 'empty' })
      const { project_id } = made.body
      await swath.call('demo', 'PATCH', `/v2/projects/${project_id}`, { project_name })
      const other = await swath.app.db.pool.connect()
      await other.query('begin')
      await other.query('select from projects where project_id = $1 for update', [project_id])
      const placed = place()
      placed.catch(() => undefined)
      const waiting = 'select from pg_locks where not granted'
      const deadline = Date.now() + 10_000
      while ((await asOwner(swath, waiting)).rows.length === 0) assert.ok(Date.now() < deadline)
      await other.query('delete from projects where project_id = $1', [project_id])
      await other.query('commit')
      other.release()
      const new_id = await placed
      assert.notEqual(new_id, project_id)
      await swath.call('demo', 'PATCH', `/v2/projects/${new_id}`, { project_name: `was ${new_id}` })
    }
  })

  test('nobody sees, changes or deletes the areas of another contract, whose names are free', async () => {
    const { area_id } = await keep('ours')
    const path = `/v2/areas/${area_id}`
    for (const [method, body] of [['GET'], ['PATCH', { area_name: 'theirs' }], ['DELETE']] as const)
      assert.equal((await swath.call('demo-two', method, path, body)).status, 404, method)
    assert.equal((await swath.call('demo-two', 'GET', '/v2/areas/?area_name=ours')).body.count, 0)
    assert.equal((await post({ area_name: 'ours', geometry: square(1) }, 'demo-two')).status, 201)
  })
})
