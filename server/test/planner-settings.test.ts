// The settings of a constellation are looked through before they are kept: one that cannot be planned gets no orders.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'
import { elementsOf, own_settings } from './own-constellation.ts'

onOneDatabase((openDatabase) => {
  let swath: TestApp
  before(async () => {
    swath = await TestApp.open(await openDatabase())
  })
  after(() => swath.close())

  const create = (more: object, name = 'own') => {
    const settings = { ...own_settings, ...more }
    const made = { name, title: 'Our own', kind: 'planner', settings, is_enabled: false }
    return swath.call('operator', 'POST', '/ops/v1/providers/', made)
  }
  const away = { start: '2026-06-02T00:00:00Z', end: '2026-06-03T00:00:00Z' }
  const twin = [elementsOf('OWN-1', '2026-06-01T00:00:00Z'), elementsOf('OWN-1', '2026-05-01T00:00:00Z')]

  for (const [what, more, pointer, words] of [
    [
      'elements that cannot be read',
      { elements: 'nothing' },
      '/settings/elements',
      /There is no element set/,
    ],
    [
      'an element set of half the lines',
      { elements: own_settings.elements.slice(0, 90) },
      '/settings/elements',
      /Line \d/,
    ],
    [
      'two satellites of one name',
      { elements: twin.join('\n') },
      '/settings/elements',
      /Two satellites have the name OWN-1/,
    ],
    [
      'the maintenance of a satellite that is not there',
      { maintenance: [{ satellite_name: 'OWN-9', ...away }] },
      '/settings/maintenance/0/satellite_name',
      /no satellite OWN-9.*OWN-1/,
    ],
    [
      'a maintenance that ends before it begins',
      { maintenance: [{ satellite_name: 'OWN-1', start: away.end, end: away.start }] },
      '/settings/maintenance/0/end',
      /after the start/,
    ],
    [
      'a duty that leaves no time for one image',
      { most_imaging_s_per_orbit: 5, imaging_s: 8 },
      '/settings/most_imaging_s_per_orbit',
      /one image takes 8 s/,
    ],
    [
      'a memory that holds no image',
      {
        memory: { capacity_mb: 100, image_mb: 200, downlink_mb_per_s: 1 },
        ground_stations: [{ name: 'North', lon: 15, lat: 78 }],
      },
      '/settings/memory/capacity_mb',
      /one image has 200 MB/,
    ],
  ] as const) {
    test(`${what}: it is told what is wrong and where, and nothing is kept`, async () => {
      const { status, body } = await create(more)
      assert.equal(status, 400, JSON.stringify(body))
      assert.deepEqual([body.code, body.errors[0].pointer], ['invalid_request', pointer])
      assert.match(body.errors[0].message, words)
      assert.equal((await swath.call('operator', 'GET', '/ops/v1/providers/own')).status, 404)
    })
  }

  test('a change of the settings is looked through likewise', async () => {
    assert.equal((await create({}, 'second')).status, 201)
    const path = '/ops/v1/providers/second'
    const settings = { ...own_settings, elements: 'nothing' }
    assert.equal((await swath.call('operator', 'PATCH', path, { settings })).status, 400)
    const { body } = await swath.call('operator', 'GET', path)
    assert.equal(body.settings.elements, own_settings.elements)
  })
})
