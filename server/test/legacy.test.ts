import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { Capture } from '@swath/contract/captures'
import { stages_of_task, task_statuses } from '@swath/contract/legacy'
import { order_outcomes, order_statuses } from '@swath/contract/states'
import { tileAt } from '@swath/imagery/tiles/tiles.testing'
import { sql } from 'kysely'
import sharp from 'sharp'
import { produceDeliverable } from '../../simulator/src/imagery/product.ts'
import { demo_contracts } from '../src/contracts/demo.ts'
import { taskStatusOf } from '../src/legacy/tasking.rules.ts'
import { anAreaOrder, aPointOrder, type Client, TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'
import { type FileServer, serveFiles } from './files.ts'

const day_ms = 86_400_000

test('every status and outcome of an order is one status of a task, and the other way round', () => {
  const seen = new Set<string>()
  for (const status of order_statuses) {
    const outcomes = status === 'closed' ? order_outcomes : [null]
    for (const outcome of outcomes) seen.add(taskStatusOf({ status, outcome }))
  }
  assert.deepEqual([...seen].sort(), [...task_statuses].sort())
  const stages = Object.values(stages_of_task).flat()
  assert.deepEqual([...stages].sort(), ['received', 'in_progress', ...order_outcomes].sort())
})

onOneDatabase((openDatabase) => {
  let swath: TestApp
  let files: FileServer
  let folder: string
  before(async () => {
    swath = await TestApp.open(await openDatabase(), { SWATH_KEY_SECRET_AUTH: 'true' })
    folder = await mkdtemp(path.join(tmpdir(), 'swath-legacy-'))
    files = await serveFiles(folder)
  })
  after(async () => {
    await files.close()
    await swath.close()
    await rm(folder, { recursive: true })
  })

  const target = { type: 'Point', coordinates: [10, 45] }
  function aTask(more: Record<string, unknown> = {}) {
    const start = swath.clock.now().toISOString().slice(0, 19)
    const end = new Date(swath.clock.now().getTime() + 7 * day_ms).toISOString()
    return { task_name: 'demo', project_name: 'demo project', product: 169, target, start, end, ...more }
  }

  async function createTask(more: Record<string, unknown> = {}, client: Client = 'demo') {
    const { status, body } = await swath.call(client, 'POST', '/tasking/tasks/', aTask(more))
    assert.equal(status, 201, JSON.stringify(body))
    return body
  }

  const get = async (url: string, client: Client = 'demo') => {
    const { status, body } = await swath.call(client, 'GET', url)
    assert.equal(status, 200, `${url}: ${JSON.stringify(body)}`)
    return body
  }

  const capturesOf = async (task_id: number): Promise<Capture[]> => {
    const { id } = (await get(`/v2/orders/?task_id=${task_id}`)).features[0]
    return swath.captures(id)
  }

  describe('a task of v1', () => {
    test('is an order in the same transaction, with the fields of both', async () => {
      const task = await createTask({ task_name: 'both' })
      assert.deepEqual(
        { ...task, order_id: '', task_id: 0, created_time: '' },
        {
          task_id: 0,
          order_id: '',
          task_name: 'both',
          project_name: 'demo project',
          product: 169,
          target: { type: 'Point', coordinates: [10, 45, 0] },
          start: `${swath.clock.now().toISOString().slice(0, 19)}Z`,
          end: `${new Date(swath.clock.now().getTime() + 7 * day_ms).toISOString().slice(0, 19)}Z`,
          max_captures: null,
          expected_age: null,
          priority: 10,
          client: 'Demo contract',
          created_time: '',
          status: 'received',
          nei: null,
        },
      )
      const { features } = await get(`/v2/orders/?task_id=${task.task_id}`)
      assert.equal(features.length, 1)
      const { properties, geometry } = features[0]
      assert.equal(properties.parameters.task_id, task.task_id)
      assert.equal(properties.order_name, 'both')
      assert.equal(properties.sku, 'TSKPOI-M')
      assert.deepEqual(geometry, target)
      assert.deepEqual(await get(`/tasking/tasks/${task.task_id}`), task)
      assert.deepEqual(await get(`/tasking/tasks/${task.task_id}/`), task)
    })

    test('gets the stored answer for a repeat, also when the product has left the contract meanwhile', async () => {
      const [task, key] = [aTask(), { 'idempotency-key': 'product-left' }]
      const create = () => swath.call('demo', 'POST', '/tasking/tasks/', task, key)
      const setProduct = (product: number | null) =>
        swath.app.db.system((tx) =>
          tx.run(sql`update contract_skus set v1_product = ${product}
            where contract_id = ${demo_contracts.demo} and sku = 'TSKPOI-M'`),
        )
      const first = await create()
      await setProduct(null)
      const again = await create()
      const other = await swath.call('demo', 'POST', '/tasking/tasks/', task)
      await setProduct(169)
      assert.deepEqual([again.status, again.body], [201, first.body])
      assert.deepEqual([other.status, other.body.code], [400, 'sku_not_in_contract'])
    })

    test('with expected_age recurs, and max_captures says how often', async () => {
      const task = await createTask({ expected_age: '2 days, 00:00:00', max_captures: 2 })
      assert.equal(task.expected_age, '2 days, 00:00:00')
      assert.equal(task.max_captures, 2)
      await swath.drain()
      assert.equal((await capturesOf(task.task_id)).length, 2)
      const spread = await createTask({ max_captures: 3 })
      await swath.drain()
      assert.equal((await capturesOf(spread.task_id)).length, 3)
    })

    test('takes the SKU that the contract has for its product: standard here, rush there', async () => {
      await swath.app.db.system(async (tx) => {
        await tx.run(sql`insert into contract_skus
          select (contract_skus).* from (select jsonb_populate_record(contract_skus,
            '{"contract_id": "cont.00000000-0000-4000-8000-000000000002", "v1_product": null}') as contract_skus
            from contract_skus where sku = 'TSKRSH-M.NN.NN') as copy on conflict do nothing`)
        await tx.run(
          sql`update contract_skus set v1_product = null where contract_id = ${demo_contracts['demo-two']}`,
        )
        await tx.run(sql`update contract_skus set v1_product = 169
          where contract_id = ${demo_contracts['demo-two']} and sku = 'TSKRSH-M.NN.NN'`)
      })
      const task = await createTask({}, 'demo-two')
      const { features } = await get(`/v2/orders/?task_id=${task.task_id}`, 'demo-two')
      assert.equal(features[0].properties.sku, 'TSKRSH-M.NN.NN')
      const { results } = await get('/tasking/products/', 'demo-two')
      assert.deepEqual(results, [
        { pk: 169, name: 'Multispectral 70cm', is_area: false, sku: 'TSKRSH-M.NN.NN' },
      ])
    })

    test('that is wrong is refused with all problems at once, in the words of v1, and nothing is stored', async () => {
      const before = (await get('/tasking/tasks/')).count
      const wrong = aTask({
        target: { type: 'Point', coordinates: [200, 95] },
        start: '2026-06-05T00:00:00Z',
        end: '2026-06-04T00:00:00Z',
        expected_age: '00:00:01',
      })
      const { status, body } = await swath.call('demo', 'POST', '/tasking/tasks/', wrong)
      assert.equal(status, 400)
      assert.deepEqual(
        new Set(body.errors.map((one: { pointer: string }) => one.pointer)),
        new Set(['/target/coordinates', '/end', '/expected_age']),
      )
      assert.match(body.message, /^\/target\/coordinates/)
      const unknown = await swath.call('demo', 'POST', '/tasking/tasks/', aTask({ product: 7 }))
      assert.deepEqual([unknown.status, unknown.body.errors[0].pointer], [400, '/product'])
      assert.match(unknown.body.message, /Invalid product: .*169, 178, 190/)
      assert.equal((await get('/tasking/tasks/')).count, before)
    })

    test('is canceled by PATCH with an empty body or {}, which cancels the order; asking twice changes nothing', async () => {
      for (const payload of ['', '{}']) {
        const { task_id } = await createTask()
        const cancel = () =>
          swath.call('demo', 'PATCH', `/tasking/tasks/${task_id}/cancel/?api_url=x`, payload)
        for (const answer of [await cancel(), await cancel()]) {
          assert.deepEqual([answer.status, answer.body], [200, { task_id, status: 'canceled' }])
        }
        const { features } = await get(`/v2/orders/?task_id=${task_id}`)
        assert.equal(features[0].properties.outcome, 'canceled')
      }
    })

    test('of another contract is not there', async () => {
      const { task_id } = await createTask()
      for (const url of [`/tasking/tasks/${task_id}/`, `/tasking/tasks/${task_id}/captures/`]) {
        assert.equal((await swath.call('demo-two', 'GET', url)).status, 404)
      }
      assert.equal(
        (await swath.call('demo-two', 'PATCH', `/tasking/tasks/${task_id}/cancel/`, '{}')).status,
        404,
      )
    })
  })

  describe('a task in space', () => {
    const in_space = () => ({
      task_name: 'a conjunction',
      project_name: 'demo project',
      product: 190,
      mode: 'spotlight',
      satellite: 'newsat33',
      first_point_time: new Date(swath.clock.now().getTime() + day_ms).toISOString().slice(0, 19),
      first_point: [12.5, -30, 400_000],
    })
    test('needs neither target nor window, and is an order', async () => {
      const { status, body } = await swath.call('demo', 'POST', '/tasking/tasks/', in_space())
      assert.equal(status, 201, JSON.stringify(body))
      assert.deepEqual([body.product, body.nei.satellite, body.nei.duration_s], [190, 'newsat33', 6])
      const { features } = await get(`/v2/orders/?task_id=${body.task_id}`)
      assert.equal(features[0].properties.sku, 'TSKNEI-M')
      assert.equal(features[0].properties.parameters.nei.first_point.altitude_m, 400_000)
    })

    test('that is wrong is refused in the words of v1', async () => {
      const wrong = { ...in_space(), first_point: undefined, satellite: 'sputnik' }
      const { status, body } = await swath.call('demo', 'POST', '/tasking/tasks/', wrong)
      assert.equal(status, 400)
      assert.deepEqual(body.errors.map((one: { pointer: string }) => one.pointer).sort(), [
        '/first_point',
        '/satellite',
      ])
      const stripe = { ...in_space(), mode: 'evo_stripe' }
      const refused = await swath.call('demo', 'POST', '/tasking/tasks/', stripe)
      assert.deepEqual(refused.body.errors[0].pointer, '/last_point')
    })
  })

  describe('an order of v2', () => {
    test('of a point or of an area is a task', async () => {
      const point = await swath.place(aPointOrder({ order_name: 'from v2' }))
      const area = await swath.place(anAreaOrder({ parameters: { remapping_period: 'P7D' } }))
      const byName = await get('/tasking/tasks/?task_name=from%20v2')
      assert.deepEqual(
        byName.results.map((task: { order_id: string }) => task.order_id),
        [point.id],
      )
      const task = await get(`/tasking/tasks/${area.properties.parameters.task_id}/`)
      assert.deepEqual([task.product, task.expected_age], [178, '7 days, 00:00:00'])
      assert.equal(task.target.coordinates[0][0].length, 3)
    })
  })

  test('tasks are listed by pages with absolute links, and filtered by status and name', async () => {
    const names = await Promise.all([1, 2, 3].map((n) => createTask({ task_name: `page ${n}` })))
    await swath.call('demo', 'PATCH', `/tasking/tasks/${names[0].task_id}/cancel/`, '{}')
    const page = await get('/tasking/tasks/?limit=2&project_name=demo%20project&task_name__contains=page')
    assert.equal(page.count, 3)
    assert.match(page.next, /^http:\/\/swath\.test\/tasking\/tasks\/\?/)
    const second = await get(page.next.replace('http://swath.test', ''))
    assert.deepEqual([second.results.length, second.next], [1, null])
    assert.match(second.previous, /offset=0/)
    const filtered = async (status: string) =>
      (await get(`/tasking/tasks/?task_name__contains=page&status=${status}`)).results.map(
        (task: { task_name: string }) => task.task_name,
      )
    assert.deepEqual(await filtered('canceled'), ['page 1'])
    assert.deepEqual((await filtered('received')).sort(), ['page 2', 'page 3'])
    assert.deepEqual(await filtered('completed'), [])
    assert.deepEqual((await filtered('received,canceled')).length, 3)
    const { status, body } = await swath.call('demo', 'GET', '/tasking/tasks/?status=closed')
    assert.deepEqual([status, body.code], [400, 'invalid_filter'])
  })

  describe('the same work seen from v1 and from v2:', () => {
    const endings: [string, (task_id: number) => Promise<void>, string][] = [
      ['rejected', async () => undefined, 'rejected'],
      [
        'unfulfilled',
        async (task_id) => {
          swath.advance({ hours: 8 * 24 })
          const [capture] = await capturesOf(task_id)
          await swath.report(capture!.capture_id, 'failed', { reason_code: 'NO_ACCESS_IN_WINDOW' })
        },
        'failed',
      ],
      [
        'failed',
        async (task_id) => {
          const [capture] = await capturesOf(task_id)
          await swath.report(capture!.capture_id, 'failed', { reason_code: 'SATELLITE_ANOMALY' })
        },
        'failed',
      ],
      [
        'fulfilled',
        async (task_id) => swath.deliver((await capturesOf(task_id))[0]!, files.announce),
        'completed',
      ],
      [
        'partially_fulfilled',
        async (task_id) => {
          const [capture] = await capturesOf(task_id)
          await swath.collect(capture!)
          const failed = { reason_code: 'PROCESSING_FAILED', message: 'no' }
          await swath.reportProduct(capture!.capture_id, 'L1B', 'failed', failed)
          await swath.deliver(capture!, files.announce, ['L1D'])
        },
        'completed',
      ],
    ]
    for (const [outcome, happen, status] of endings) {
      test(`${outcome} is ${status}`, async () => {
        swath.provider.assessment =
          outcome === 'rejected'
            ? { feasible: false, reason_code: 'NOT_FEASIBLE', message: 'No.' }
            : { feasible: true }
        const { task_id } = await createTask({ task_name: outcome })
        await swath.drain()
        swath.provider.assessment = { feasible: true }
        await happen(task_id)
        await swath.drain()
        assert.equal((await get(`/v2/orders/?task_id=${task_id}`)).features[0].properties.outcome, outcome)
        assert.equal((await get(`/tasking/tasks/${task_id}/`)).status, status)
        const listed = await get(`/tasking/tasks/?task_id=${task_id}&status=${status}`)
        assert.equal(listed.count, 1)
      })
    }

    test('captures have the same ids, and the time of the pass once it is planned', async () => {
      const { task_id } = await createTask()
      await swath.drain()
      const [capture] = await capturesOf(task_id)
      const url = `/tasking/tasks/${task_id}/captures/`
      assert.deepEqual((await get(url)).results[0].start, null)
      await swath.collect(capture!)
      const [told] = (await get(url)).results
      const [known] = await capturesOf(task_id)
      assert.deepEqual(told, {
        capture_id: known!.capture_id,
        task_id,
        start: '2026-06-02T10:00:00Z',
        end: '2026-06-02T10:00:10Z',
        satellite_name: 'newsat31',
        status: 'acquired',
        sceneset_id: known!.outcome_id,
        reason_code: null,
      })
    })
  })

  test('can-add-order names the opportunities of a would-be task, and creates nothing', async () => {
    const before = (await get('/tasking/tasks/')).count
    const access = {
      satellite_name: 'newsat31',
      start: '2026-06-02T10:00:00.000Z',
      end: '2026-06-02T10:00:10.000Z',
      off_nadir_deg: 12,
      view_azimuth_deg: 100,
      incidence_angle_deg: 13,
      sun_elevation_deg: 60,
      sun_azimuth_deg: 170,
    }
    const footprint = {
      type: 'Polygon' as const,
      coordinates: [
        [
          [10, 45],
          [10.1, 45],
          [10.1, 45.1],
          [10, 45],
        ],
      ],
    }
    const opportunity = { ...access, ground_track_heading_deg: 190, clear_probability: 0.5, footprint }
    const found = { ...opportunity, orbit_direction: 'ascending' as const, clear_basis: 'climate' as const }
    swath.provider.findings = { opportunities: [found], has_more: false, constraint: null }
    const ask = (more = {}) => swath.call('demo', 'POST', '/tasking/analysis/can-add-order/', aTask(more))
    const { status, body } = await ask({ max_captures: 10 })
    assert.equal(status, 200)
    assert.equal(body.can_add_order, true)
    assert.deepEqual(body.opportunities, [opportunity])
    assert.equal(swath.provider.asked.at(-1)!.limit, 10)
    const once = { 'idempotency-key': 'can-add-order' }
    const path = '/tasking/analysis/can-add-order/'
    const asked_before = swath.provider.asked.length
    const [first, again] = [
      await swath.call('demo', 'POST', path, aTask(), once),
      await swath.call('demo', 'POST', path, aTask(), once),
    ]
    assert.deepEqual([first.status, again.status, again.headers['idempotent-replayed']], [200, 200, 'true'])
    assert.equal(swath.provider.asked.length, asked_before + 1)
    swath.provider.findings = {
      opportunities: [],
      has_more: false,
      constraint: { name: 'window', requested_deg: null, nearest_deg: null, message: 'Nobody comes by' },
    }
    const none = await ask()
    assert.deepEqual([none.body.can_add_order, none.body.message], [false, 'Nobody comes by'])
    swath.provider.findings = new Error('no line')
    assert.deepEqual([(await ask()).status, (await ask()).body.code], [503, 'provider_unreachable'])
    assert.equal((await get('/tasking/tasks/')).count, before)
  })

  describe('a delivered scene', () => {
    const ring = [
      [2.14, 41.34],
      [2.16, 41.42],
      [2.2, 41.41],
      [2.18, 41.33],
      [2.14, 41.34],
    ] as [number, number][]
    let sceneset_id: string
    let scene_id: string

    before(async () => {
      const { task_id } = await createTask({ target: { type: 'Point', coordinates: [2.17, 41.38] } })
      await swath.drain()
      const [capture] = await capturesOf(task_id)
      const made = await produceDeliverable({
        folder,
        capture_id: capture!.capture_id,
        outcome_id: '00000000-0000-4000-8000-00000000abcd',
        satellite_name: 'newsat31',
        satellite_generation: 'MarkV',
        acquired_at: '2026-06-02T10:00:05Z',
        processing_level: 'L1D',
        footprint: ring,
        gsd_m: 10,
        cloud_cover_pct: 10,
        off_nadir_deg: 12,
        view_azimuth_deg: 100,
        incidence_angle_deg: 13,
        sun_elevation_deg: 60,
        sun_azimuth_deg: 170,
        seed: 7,
      })
      await swath.deliver(capture!, () => files.announceProduced(made), ['L1D'])
      sceneset_id = (await capturesOf(task_id))[0]!.outcome_id!
      scene_id = made[0]!.file_name.replace('_analytic.tif', '')
    })

    const scene = async () => (await get(`/telluric/scenes/?sceneset_id=${sceneset_id}`)).results[0]

    test('is found by the sceneset of its capture and by its id; nobody else finds it', async () => {
      const found = await scene()
      assert.equal(found.scene_id, scene_id)
      assert.equal(found.sceneset_id, sceneset_id)
      assert.deepEqual(
        found.rasters.map((raster: { file_name: string }) => raster.file_name),
        [`${scene_id}_analytic.tif`, `${scene_id}_visual.tif`, `${scene_id}_cloud.tif`],
      )
      assert.equal((await get(`/telluric/scenes/?scene_id=${scene_id}`)).count, 1)
      assert.equal((await get(`/telluric/scenes/${scene_id}/`)).scene_id, scene_id)
      assert.equal((await get(`/telluric/scenes/${scene_id}/rasters/`)).count, 3)
      assert.deepEqual((await get(`/telluric/scenes/?sceneset_id=${sceneset_id}`, 'demo-two')).results, [])
      const unknown = await swath.call('demo-two', 'GET', `/telluric/scenes/${scene_id}/`)
      assert.deepEqual([unknown.status, unknown.body.message], [404, `No item found with id ${scene_id}`])
      assert.deepEqual((await get(`/telluric/scenes/?sceneset_id=${crypto.randomUUID()}`)).results, [])
    })

    test('has its zip at a link for a plain GET, which answers 410 after an hour and 403 when it is changed', async () => {
      const zip = (await scene()).attachments.find((one: { name: string }) => one.name === 'delivery_zip')
      const plain = (url: string) => swath.app.http.inject({ url: url.replace('http://swath.test', '') })
      const whole = await plain(zip.url)
      assert.equal(whole.statusCode, 200)
      assert.equal(whole.rawPayload.length, zip.size_bytes)
      assert.equal(whole.headers.etag, `"${zip.sha256}"`)
      const changed = [
        zip.url.replace('delivery_zip', 'analytic'),
        zip.url.replace(/expires=(\d+)/, (_: string, at: string) => `expires=${Number(at) + 1}`),
        zip.url.replace(/contract=[^&]+/, `contract=${demo_contracts['demo-two']}`),
        zip.url.replace(/&signature=.*/, ''),
      ]
      for (const url of changed) assert.equal((await plain(url)).statusCode, 403, url)
      swath.advance({ hours: 2 })
      const late = await plain(zip.url)
      assert.deepEqual([late.statusCode, late.json().code], [410, 'link_expired'])
    })

    test('is drawn as map tiles, by its raster or by an address of the vendor', async () => {
      const { x, y, z } = tileAt(15, [2.17, 41.375])
      const url = `/telluric/scenes/${scene_id}/rasters/${scene_id}_visual.tif/get_tile/`
      const { answering } = swath.app.parts.threads
      const drawn_before = answering.count
      const tile = await swath.call('demo', 'GET', `${url}?x=${x}&y=${y}&z=${z}`)
      assert.equal(answering.count, drawn_before + 1)
      assert.deepEqual([tile.status, tile.headers['content-type']], [200, 'image/png'])
      const { width, height, channels } = await sharp(tile.body).metadata()
      assert.deepEqual([width, height, channels], [256, 256, 4])
      assert.ok((await sharp(tile.body).stats()).channels[3]!.mean > 200)
      const again = await swath.call('demo', 'GET', `${url}?x=${x}&y=${y}&z=${z}`, undefined, {
        'if-none-match': String(tile.headers.etag),
      })
      assert.equal(again.status, 304)
      const s3 = encodeURIComponent(`s3://bucket/${scene_id}/${scene_id}_visual.tif`)
      const cog = `/raster/cog/tiles/${z}/${x}/${y}?url=${s3}`
      const same = await swath.call('demo', 'GET', `${cog}&tileMatrixSetId=WebMercatorQuad&format=png`)
      assert.deepEqual(same.body, tile.body)
      const large = await swath.call('demo', 'GET', `${cog}&scale=2&bidx=1&bidx=2&bidx=3&buffer=0`)
      assert.equal((await sharp(large.body).metadata()).width, 512)
      const tileFile = (y: string) => swath.call('demo', 'GET', `/raster/cog/tiles/${z}/${x}/${y}?url=${s3}`)
      for (const file of [`${y}.png`, `${y}@1x.png`])
        assert.deepEqual((await tileFile(file)).body, tile.body, file)
      for (const file of [`${y}@2x`, `${y}@2x.png`])
        assert.equal((await sharp((await tileFile(file)).body).metadata()).width, 512, file)
      for (const zoom of [0, 1, 2]) {
        const at = tileAt(zoom, [2.17, 41.375])
        const far = await swath.call('demo', 'GET', `${url}?x=${at.x}&y=${at.y}&z=${zoom}`)
        assert.equal((await sharp(far.body).stats()).channels[3]!.max, 255, `zoom ${zoom}`)
      }
    })

    test('is drawn from every link that Swath publishes of its files, as clients read them', async () => {
      const { x, y, z } = tileAt(15, [2.17, 41.375])
      const at = `?x=${x}&y=${y}&z=${z}`
      const { deliverable_id, rasters } = await scene()
      const { assets } = await get(`/v2/deliverables/${deliverable_id}`)
      const { href, title } = assets.visual
      const { pathname } = new URL(href)
      // Clients take the scene from the path, and the raster from its end.
      assert.equal(/\/deliverables\/([^/]+)\//.exec(pathname)![1], scene_id)
      assert.equal(pathname.split('/').at(-1), title)
      const file = await swath.call('demo', 'GET', pathname)
      assert.deepEqual([file.status, file.headers.etag], [200, `"${assets.visual.sha256}"`])
      assert.equal((await swath.call('demo-two', 'GET', pathname)).status, 404)
      const tile = await swath.call(
        'demo',
        'GET',
        `/telluric/scenes/${scene_id}/rasters/${title}/get_tile/${at}`,
      )
      const files = `http://swath.test/v2/deliverables/${deliverable_id}/files`
      const shared = await swath.call('demo', 'POST', `${new URL(files).pathname}/visual/link`, {})
      const raster = rasters.find((one: { file_name: string }) => one.file_name === title)
      for (const link of [
        href,
        `${files}/visual`,
        `${files}/${title}`,
        shared.body.href,
        raster.url,
        raster.tiles,
      ]) {
        const cog = `/raster/cog/tiles/${z}/${x}/${y}?url=${encodeURIComponent(link)}&buffer=1`
        const same = await swath.call('demo', 'GET', cog)
        assert.deepEqual([same.status, same.headers.etag], [200, tile.headers.etag], link)
      }
      for (const name of [deliverable_id, scene_id]) {
        const url = `/telluric/scenes/${name}/rasters/visual/get_tile/${at}`
        assert.equal((await swath.call('demo', 'GET', url)).headers.etag, tile.headers.etag, name)
      }
    })

    test('has no tile where it is not, and a wrong request says what is wrong', async () => {
      const url = `/telluric/scenes/${scene_id}/rasters/${scene_id}_visual.tif/get_tile/`
      for (const at of ['x=0&y=0&z=13', 'x=99999&y=3060&z=13', 'x=0&y=1&z=1', 'x=0&y=0&z=25']) {
        const { status, body } = await swath.call('demo', 'GET', `${url}?${at}`)
        assert.equal(status, 404)
        if (at === 'x=0&y=0&z=25') assert.match(body.message, /z goes from 0 to 24/)
        assert.ok(body.message)
      }
      const s3 = encodeURIComponent(`s3://bucket/${scene_id}/${scene_id}_visual.tif`)
      const cog = `/raster/cog/tiles/13/4145/3060?url=${s3}`
      for (const wrong of ['&buffer=2', '&bidx=9', '&scale=3', '&url=s3%3A%2F%2Fb%2Fother.tif']) {
        assert.equal((await swath.call('demo', 'GET', cog + wrong)).status, 400, wrong)
      }
      assert.equal((await swath.call('demo-two', 'GET', cog)).status, 404)
    })
  })

  describe('authentication as v1 documents it', () => {
    const ask = (headers: Record<string, string>, url = '/tasking/tasks/') =>
      swath.app.http.inject({ url, headers })

    test('401 without a token, with a wrong one, or without a contract, whose message says so', async () => {
      assert.equal((await ask({})).statusCode, 401)
      assert.equal((await ask({ authorizationtoken: 'Bearer nonsense' })).statusCode, 401)
      const { authorizationtoken } = await swath.headers('demo')
      const no_contract = await ask({ authorizationtoken: authorizationtoken! })
      assert.deepEqual([no_contract.statusCode, /contract/i.test(no_contract.json().message)], [401, true])
      const both = { authorizationtoken: authorizationtoken!, authorization: authorizationtoken! }
      assert.equal((await ask(both, '/contracts')).statusCode, 200)
    })

    test('403 with a contract of somebody else', async () => {
      const headers = {
        ...(await swath.headers('demo')),
        'x-satellogic-contract-id': demo_contracts['demo-two'],
      }
      assert.equal((await ask(headers)).statusCode, 403)
    })

    test('Key,Secret needs no contract where there is but one, and is refused when wrong', async () => {
      assert.equal(
        (await ask({ authorizationtoken: 'Key,Secret demo,a secret of the tests' })).statusCode,
        200,
      )
      assert.equal((await ask({ authorizationtoken: 'Key,Secret demo,wrong' })).statusCode, 401)
      assert.equal((await ask({ authorizationtoken: 'Key,Secret nobody,wrong' })).statusCode, 401)
    })
  })
})
