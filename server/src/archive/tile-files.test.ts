import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, describe, test } from 'node:test'
import { encodeCog } from '@swath/imagery/cog'
import { Threads } from '../threads/threads.ts'
import type { Tile } from './grid.ts'
import { cutElsewhere, cutTiles } from './tile-files.ts'

type Code = (column: number, row: number) => number

// Three squares side by side, of 20 by 20 pixels each.
const pixels = { width: 60, height: 20 }
const grid = {
  epsg: 32_631,
  origin_easting_m: 400_000,
  origin_northing_m: 5_402_000,
  pixel_size_m: 100,
  ...pixels,
}
const tiles = [400, 402, 404].map((easting_km) => {
  const tile = { epsg: grid.epsg, easting_km, northing_km: 5400 } as Tile
  return { tile, item_id: `tile_${easting_km}` }
})

describe('cutting a scene into tiles', () => {
  let folder: string
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'swath-tiles-'))
  })
  after(() => rm(folder, { recursive: true }))
  const storage = (min_free_bytes = 0) => ({ root: folder, min_free_bytes })

  async function file(key: string, role: string, codeOf: Code) {
    const samples = Uint8Array.from({ length: 60 * 20 }, (_, at) => codeOf(at % 60, Math.floor(at / 60)))
    const options = { grid, bands: [{ description: key }], resampling: 'mode', tile_size_px: 256 } as const
    await writeFile(path.join(folder, `${key}.tif`), encodeCog({ ...pixels, bands: 1, samples }, options))
    const told = {
      deliverable_id: 'one',
      scene_id: null,
      processing_level: 'L1D',
      size_bytes: 1,
      sha256: '',
    } as const
    const names = { storage_key: `${key}.tif`, file_name: `${key}.tif`, media_type: 'image/tiff' }
    return { key, roles: [role], ...names, ...told }
  }

  async function cut(visual: Code, cloud: Code) {
    const files = [await file('visual', 'data', visual), await file('cloud', 'cloud', cloud)]
    return (await cutTiles({ storage: storage(), files, told: {}, epsg: grid.epsg, reduction: 1, tiles }))!
  }

  test('does not hold the thread that asks for it', async () => {
    const size = { width: 1600, height: 1600 }
    const samples = Uint8Array.from({ length: 1600 * 1600 }, (_, at) => 1 + ((at * at) % 97))
    const options = { grid: { ...grid, ...size, pixel_size_m: 10 }, bands: [{ description: 'a' }] }
    const file = encodeCog(
      { ...size, bands: 1, samples },
      { ...options, resampling: 'average', tile_size_px: 512 },
    )
    await writeFile(path.join(folder, 'large.tif'), file)
    const of_file = {
      key: 'visual',
      storage_key: 'large.tif',
      file_name: 'large.tif',
      sha256: '',
      roles: ['data'],
    }
    const told = {
      deliverable_id: 'one',
      scene_id: null,
      processing_level: 'L1D',
      size_bytes: 1,
      media_type: 'image/tiff',
    } as const
    const squares = Array.from({ length: 64 }, (_, at) => {
      const [easting_km, northing_km] = [400 + 2 * (at % 8), 5400 - 2 * Math.floor(at / 8)]
      const tile = { epsg: grid.epsg, easting_km, northing_km } as Tile
      return { tile, item_id: `tile_${easting_km}_${northing_km}` }
    })
    const task = {
      storage: storage(),
      files: [{ ...of_file, ...told }],
      told: {},
      epsg: grid.epsg,
      reduction: 1,
      tiles: squares,
    } as const
    const threads = new Threads(0)
    try {
      const asked = process.threadCpuUsage()
      const elsewhere = await cutElsewhere(threads, task)
      const waiting = process.threadCpuUsage(asked)
      await rm(path.join(folder, 'archive'), { recursive: true })
      const begun = process.threadCpuUsage()
      const here = await cutTiles(task)
      const cutting = process.threadCpuUsage(begun)
      assert.deepEqual(elsewhere, here)
      assert.equal(here!.filter((one) => one).length, 64)
      assert.ok(waiting.user < cutting.user / 4, `${waiting.user} and ${cutting.user} µs of computing`)
    } finally {
      await threads.close()
    }
  })

  test('leaves the room on the disk that is to stay free, and writes nothing', async () => {
    const files = [await file('visual', 'data', () => 9)]
    const task = { files, told: {}, epsg: grid.epsg, reduction: 1, tiles } as const
    const before = readdirSync(folder, { recursive: true })
    await assert.rejects(cutTiles({ ...task, storage: storage(Number.MAX_SAFE_INTEGER) }), /is too full/)
    assert.deepEqual(readdirSync(folder, { recursive: true }), before)
  })

  const coverOf = (of: Awaited<ReturnType<typeof cut>>) =>
    of.map((one) => one && [one.properties['eo:cloud_cover'], one.properties['satl:valid_pixel']])

  test('a tile tells the clouds of its own square, not of the scene', async () => {
    // The first square is clear, of the second a quarter is not seen and a third of the rest is cloud, the third is hazy.
    const cloud: Code = (column, row) => {
      if (column < 20) return 1
      if (column >= 40) return 2
      if (row < 5) return 0
      return row < 10 ? 3 : 1
    }
    assert.deepEqual(coverOf(await cut(() => 9, cloud)), [
      [0, 100],
      [33.3, 75],
      [0, 100],
    ])
  })

  test('a tile at the edge of the scene is a whole square, and tells how much of it the scene shows', async () => {
    const of_scene = await file('visual', 'data', () => 9)
    const mask = await file('cloud', 'cloud', () => 1)
    const edge = { tile: { epsg: grid.epsg, easting_km: 405, northing_km: 5401 } as Tile, item_id: 'edge' }
    const task = {
      storage: storage(),
      files: [of_scene, mask],
      told: {},
      epsg: grid.epsg,
      reduction: 1,
      tiles: [edge],
    } as const
    const { properties } = (await cutTiles(task))![0]!
    assert.deepEqual(properties['proj:shape'], [20, 20])
    assert.deepEqual(properties['proj:transform'], [100, 0, 405_000, 0, -100, 5_403_000, 0, 0, 1])
    assert.deepEqual([properties['satl:valid_pixel'], properties['eo:cloud_cover']], [25, 0])
    const { properties: halved } = (await cutTiles({ ...task, reduction: 2 }))![0]!
    assert.deepEqual(halved['proj:shape'], [10, 10])
    assert.deepEqual(halved['proj:transform'], [200, 0, 405_000, 0, -200, 5_403_000, 0, 0, 1])
    assert.deepEqual([halved.gsd, halved['satl:valid_pixel']], [200, 25])
  })

  test('a tile tells its pixels and its bands as its files have them', async () => {
    const [tile] = await cut(
      () => 9,
      () => 1,
    )
    const { pixel_size_m } = grid
    const band = { data_type: 'uint8', nodata: 0, spatial_resolution: pixel_size_m }
    assert.equal(tile!.properties.gsd, pixel_size_m)
    assert.deepEqual(tile!.assets.visual!.fields['raster:bands'], [band])
  })

  test('a mask with codes of its own says nothing of clouds', async () => {
    const nothing = [undefined, undefined]
    assert.deepEqual(
      coverOf(
        await cut(
          () => 9,
          (column) => (column % 2 === 0 ? 1 : 255),
        ),
      ),
      [nothing, nothing, nothing],
    )
  })

  test('there is no tile where the image has no data', async () => {
    const of_middle: Code = (column) => (column >= 20 && column < 40 ? 9 : 0)
    const found = await cut(of_middle, () => 1)
    assert.deepEqual(
      found.map((one) => one && Object.keys(one.assets)),
      [undefined, ['visual', 'preview', 'thumbnail', 'cloud'], undefined],
    )
  })
})
