import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { Capture } from '@swath/contract/captures'
import type { Geometry } from '@swath/contract/geometry'
import { fromArrayBuffer } from 'geotiff'
import { sql } from 'kysely'
import sharp from 'sharp'
import { demo_contracts } from '../src/contracts/demo.ts'
import { anAreaOrder, aPointOrder, TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'
import { type SceneServer, sampleAt, serveScenes } from './scenes.ts'

interface ItemRow {
  collection: string
  item_id: string
  outcome_id: string
  area: number
  // biome-ignore lint/suspicious/noExplicitAny: tests look at what they expect to find
  document: any
}

/** A lozenge, 4 km from corner to corner: of few tiles, and along no grid. */
function around(lon: number, lat: number): Geometry {
  const [dx, dy] = [0.018 / Math.cos((lat * Math.PI) / 180), 0.018]
  const ring = [
    [lon - dx, lat],
    [lon, lat - dy],
    [lon + dx, lat],
    [lon, lat + dy],
    [lon - dx, lat],
  ]
  return { type: 'Polygon', coordinates: [ring] }
}

const of_tile = ['analytic', 'cloud', 'preview', 'thumbnail', 'visual']

onOneDatabase((openDatabase) => {
  let swath: TestApp
  let scenes: SceneServer
  let folder: string
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'swath-archive-'))
    swath = await TestApp.open(await openDatabase(), { SWATH_ARCHIVE_DIR: path.join(folder, 'import') })
    scenes = await serveScenes()
  })
  after(async () => {
    await scenes.close()
    await swath.close()
    await rm(folder, { recursive: true })
  })

  const system = <Row>(query: ReturnType<typeof sql<Row>>) => swath.app.db.system((tx) => tx.rows(query))

  /** @param footprint of each capture; without it they show all of their targets, which have about 30 tiles each */
  async function publish(feature: unknown, footprint?: Geometry, more = {}) {
    const { order_id, captures } = await swath.placeAndPlan(feature)
    for (const capture of captures) await deliverOf(capture, footprint ?? capture.target, more)
    return { order_id, captures: await swath.captures(order_id) }
  }

  async function deliverOf(capture: Capture, footprint: Geometry, more = {}) {
    await swath.collect(capture, 'acquired', footprint)
    await swath.produce(capture.capture_id, (name, level) => scenes.announce(name, level, more, footprint))
  }

  async function areaOf(item_id: string): Promise<number> {
    const [row] = await system(sql<{ km2: number }>`
      select geodesic_km2(geometry) as km2 from archive_items where item_id = ${item_id}`)
    return row!.km2
  }

  async function itemsOf(outcome_id: string): Promise<ItemRow[]> {
    const rows = await system(sql<ItemRow & { document: string }>`
      select collection, item_id, outcome_id, st_area(geometry) as area, document from archive_items
      where outcome_id = ${outcome_id} order by collection, item_id`)
    return rows.map((row) => ({ ...row, document: JSON.parse(row.document) }))
  }

  describe('a published capture', () => {
    test('becomes one browse item, and of each product one tile per square of the grid', async () => {
      const { captures } = await publish(aPointOrder())
      const items = await itemsOf(captures[0]!.outcome_id!)
      const by_collection = Map.groupBy(items, (item) => item.collection)
      assert.deepEqual([...by_collection.keys()].sort(), [
        'l1d',
        'quickview-toa',
        'quickview-visual',
        'quickview-visual-thumb',
      ])
      const stamp = '20260602_100010_123_SN40'
      assert.equal(
        by_collection.get('quickview-visual-thumb')![0]!.item_id,
        `${stamp}_QUICKVIEW_VISUAL_THUMB`,
      )
      const [toa] = by_collection.get('quickview-toa')!
      const { 'raster:bands': whole_bands } = toa!.document.assets.analytic
      const of_band = { data_type: 'uint8', nodata: 0, spatial_resolution: 50, scale: 0.0001 }
      assert.deepEqual(whole_bands, Array(4).fill(of_band), 'also of a scene that was not cut')
      assert.equal(toa!.document.properties['proj:code'], 'EPSG:32631')
      const tiles = by_collection.get('l1d')!
      const squares = (of: ItemRow[]) => of.map(({ document }) => document.properties['grid:code']).sort()
      const quickviews = by_collection.get('quickview-visual')!
      assert.deepEqual(squares(quickviews), squares(tiles))
      for (const { item_id, document } of quickviews) {
        assert.match(item_id, /^20260602_100010_123_SN40_QUICKVIEW_VISUAL_31N_\d{3}_\d{4}$/)
        assert.deepEqual(Object.keys(document.assets).sort(), of_tile)
        assert.deepEqual([document.properties.gsd, document.properties['proj:shape']], [100, [20, 20]])
      }
      // 5 km by 10 km, not along the grid: at least the squares that fit its area.
      assert.ok(tiles.length >= 15 && tiles.length <= 28, `${tiles.length} tiles`)
      for (const { item_id, document } of tiles) {
        assert.match(item_id, /^20260602_100010_123_SN40_L1D_MS_31N_\d{3}_\d{4}$/)
        const code = document.properties['grid:code']
        assert.equal(code, `SATL-2KM-${item_id.split('_MS_')[1]}`)
        assert.equal(document.properties['satl:outcome_id'], captures[0]!.outcome_id)
        assert.equal(document.properties['eo:cloud_cover'], 3.2)
        assert.equal(document.properties.gsd, document.properties['proj:transform'][0])
        assert.ok(document.stac_extensions.some((uri: string) => uri.includes('/raster/')))
        const { 'raster:bands': bands } = document.assets.analytic
        assert.deepEqual([bands.length, bands[0].scale], [4, 0.0001])
        assert.deepEqual(Object.keys(document.assets).sort(), of_tile)
        assert.equal(document.assets.analytic['eo:bands'][0].name, 'Blue')
        assert.match(document.assets.analytic.href, new RegExp(`/assets/l1d/${item_id}/analytic$`))
      }
    })

    for (const [where, lon, lat, footprint] of [
      ['in the north', 2.35, 48.85, around(2.35, 48.85)],
      ['in the south', -60.01, -33.2, around(-60.01, -33.2)],
      ['at the equator', 30.1, 0.001, around(30.1, 0.001)],
      ['at the antimeridian', 179.999, 12, undefined],
      ['high in the north', 15, 79, around(15, 79)],
    ] as const) {
      test(`${where} has tiles that lie in their squares and together are its footprint`, async () => {
        const order = aPointOrder({}, { type: 'Point', coordinates: [lon, lat] })
        const { captures } = await publish(order, footprint)
        const { outcome_id } = captures[0]!
        const [found] = await system(sql<{ tiles: number; missing: number; sum: number; whole: number }>`
          select count(*)::int as tiles, geodesic_km2(st_union(i.geometry)) as sum,
            geodesic_km2((select footprint from captures where outcome_id = ${outcome_id})) as whole,
            sum(geodesic_km2(i.geometry)) as missing
          from archive_items i where i.outcome_id = ${outcome_id} and i.collection = 'l1d'`)
        const { sum, whole, missing } = found!
        assert.ok(Math.abs(sum - whole) < 0.0001 * whole, `the union has ${sum} of ${whole} km2`)
        assert.ok(Math.abs(missing - whole) < 0.0001 * whole, `tiles overlap: ${missing} of ${whole} km2`)
        const outside = await system(sql<{ item_id: string; overshoot_m: number }>`
          select item_id, overshoot_m from (
            select item_id, regexp_match(properties ->> 'grid:code', '^SATL-2KM-(\\d\\d)([NS])_(-?\\d+)_(-?\\d+)$') as code,
              geometry from archive_items where outcome_id = ${outcome_id} and collection = 'l1d') i,
            st_makeenvelope(code[3]::float8 * 1000, code[4]::float8 * 1000, code[3]::float8 * 1000 + 2000,
              code[4]::float8 * 1000 + 2000, (case code[2] when 'N' then 32600 else 32700 end) + code[1]::int) as square,
            st_transform(geometry, st_srid(square)) as part,
            lateral (select st_area(st_difference(part, st_buffer(square, 1))) as overshoot_m) o
          where code is null or overshoot_m > 1 or code[3]::int % 2 <> 0 or code[4]::int % 2 <> 0`)
        assert.deepEqual(outside, [])
      })
    }

    test('is cut beside the thread that answers people', async () => {
      const { background } = swath.app.parts.threads
      const before = background.count
      await publish(aPointOrder({}, { type: 'Point', coordinates: [11, 44] }), around(11, 44))
      assert.equal(background.count, before + 2, 'the quickview and L1D')
    })

    test('gives each tile the pixels of its whole square, and charges what the tile shows', async () => {
      const { captures } = await publish(aPointOrder(), around(2.35, 48.85))
      const tiles = (await itemsOf(captures[0]!.outcome_id!)).filter((item) => item.collection === 'l1d')
      for (const { item_id, document } of tiles) {
        const got = await swath.call('demo', 'GET', `/assets/l1d/${item_id}/analytic`)
        const image = await (await fromArrayBuffer(new Uint8Array(got.body).buffer)).getImage()
        const {
          'proj:shape': shape,
          'proj:transform': at,
          'proj:epsg': epsg,
          'grid:code': code,
        } = document.properties
        const [east_km, north_km] = code.split('_').slice(1).map(Number) as [number, number]
        const [west, north] = image.getOrigin() as [number, number]
        const columns = shape[1]
        assert.deepEqual([at[2], at[5], at[0]], [west, north, 50])
        assert.deepEqual(shape, [40, 40])
        assert.deepEqual(shape, [image.getHeight(), image.getWidth()])
        assert.equal(image.getGeoKeys()!.ProjectedCSTypeGeoKey, epsg)
        assert.deepEqual([west, north], [east_km * 1000, north_km * 1000 + 2000], item_id)
        const pixels = (await image.readRasters({ interleave: true })) as unknown as Uint8Array
        assert.ok(pixels.some((sample) => sample > 0))
        // The scene is no multiple of squares: beyond it there is no data.
        const wanted = pixels.map((sample, index) => {
          if (sample === 0) return 0
          const [pixel, band] = [Math.floor(index / 4), index % 4]
          return sampleAt(west + 50 * (pixel % columns), north - 50 * Math.floor(pixel / columns), band)
        })
        assert.deepEqual([...pixels], [...wanted])
        assert.equal(got.body.length, document.assets.analytic['file:size'])
        const preview = await swath.call('demo', 'GET', `/assets/l1d/${item_id}/preview`)
        const { width, height } = await sharp(preview.body).metadata()
        assert.deepEqual([height, width], shape)
        const charged = await swath.call('demo', 'GET', `/v2/deliverables/${got.headers['x-deliverable-id']}`)
        assert.ok(Math.abs(charged.body.quantity - (await areaOf(item_id))) < 0.01, item_id)
      }
    })

    test('whose files cannot be cut stays one item: tiles would promise what the files do not show', async () => {
      const { order_id, captures } = await swath.placeAndPlan()
      const { capture_id } = captures[0]!
      await swath.collect(captures[0]!)
      await swath.produce(capture_id, (name, level) => scenes.announce(`uncut_${name}`, level))
      const { outcome_id } = (await swath.captures(order_id))[0]!
      const items = (await itemsOf(outcome_id!)).filter((item) => item.collection === 'l1d')
      assert.equal(items.length, 1)
      assert.match(items[0]!.item_id, /^20260602_100010_123_SN40_L1D_MS(_[0-9a-f]{12})?$/)
      assert.equal(items[0]!.document.properties['grid:code'], undefined)
      assert.ok(items[0]!.document.assets.metadata)
    })

    test('takes the zone that its own metadata tell', async () => {
      const order = aPointOrder({}, { type: 'Point', coordinates: [5.99, 45] })
      const { captures } = await publish(order, around(5.99, 45), { 'proj:epsg': 32_632 })
      const tiles = (await itemsOf(captures[0]!.outcome_id!)).filter((item) => item.collection === 'l1d')
      assert.ok(tiles.length > 0 && tiles.every(({ item_id }) => item_id.includes('_32N_')))
    })

    test('is published once, however often the job runs', async () => {
      const { captures } = await publish(aPointOrder(), around(2.35, 48.85))
      const before = await itemsOf(captures[0]!.outcome_id!)
      const change = sql`select string_agg(xmin::text, ',' order by collection, item_id) as versions from archive_items`
      const versions = await system(change)
      const job = { contract_id: demo_contracts.demo, order_id: '', entity_id: captures[0]!.capture_id }
      await swath.app.db.system(async (tx) => tx.enqueue({ name: 'archive.publish', data: job }))
      await swath.drain()
      assert.deepEqual(await itemsOf(captures[0]!.outcome_id!), before)
      assert.deepEqual(await system(change), versions)
    })

    test('does not replace another that was taken by the same satellite at the same moment', async () => {
      const { captures } = await publish(anAreaOrder(), around(10.05, 0.05))
      assert.ok(captures.length >= 3)
      for (const { outcome_id } of captures) {
        const collections = new Set((await itemsOf(outcome_id!)).map((item) => item.collection))
        assert.equal(collections.size, 4)
      }
    })

    test('of a provider without STAC metadata is described by what was reported of the capture', async () => {
      const { order_id, captures } = await swath.placeAndPlan()
      const bare = async (name: string, level: string) =>
        (await scenes.announce(`bare_${name}`, level)).filter(({ key }) => key !== 'metadata')
      await swath.deliver(captures[0]!, bare)
      const [published] = await swath.captures(order_id)
      const [item] = await itemsOf(published!.outcome_id!)
      assert.equal(item!.document.properties.platform, 'newsat31')
      assert.equal(item!.document.properties['view:off_nadir'], 12)
    })
  })
})
