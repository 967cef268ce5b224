import assert from 'node:assert/strict'
import { copyFileSync, existsSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import sharp from 'sharp'
import { missingGdal } from '../../../simulator/src/imagery/gdal.testing.ts'
import { produceDeliverable } from '../../../simulator/src/imagery/product.ts'
import type { LonLat } from '../utm.ts'
import { folder, gridAround, tileAt, warpWithGdal, writeImage } from './tiles.testing.ts'
import { type TileAddress, type TileOptions, Tiles, UnreadableImage } from './tiles.ts'

const tiles = new Tiles()
after(() => tiles.close())

/** The parts of a scene of about 6 x 12 km, turned by some ten degrees, around a place. */
async function produceScene(name: string, [lon, lat]: LonLat, gsd_m: number) {
  const stretch = 1 / Math.cos((lat * Math.PI) / 180)
  const turned = [
    [-0.037, -0.049],
    [-0.017, 0.059],
    [0.037, 0.049],
    [0.017, -0.059],
    [-0.037, -0.049],
  ] as const
  const jump = (lon_deg: number) => (lon_deg > 180 ? lon_deg - 360 : lon_deg)
  const files = await produceDeliverable({
    folder: join(folder, name),
    capture_id: 'capt.0199c0de-0000-7000-8000-000000000001',
    outcome_id: '00000000-0000-4000-8000-00000000abcd',
    satellite_name: 'newsat33',
    satellite_generation: 'MarkV',
    acquired_at: '2026-03-04T10:11:12.345Z',
    processing_level: 'L1D',
    footprint: turned.map(([east, north]): LonLat => [jump(lon + east * stretch), lat + north]),
    gsd_m,
    cloud_cover_pct: 12,
    off_nadir_deg: 11,
    view_azimuth_deg: 101,
    incidence_angle_deg: 12,
    sun_elevation_deg: 48,
    sun_azimuth_deg: 140,
    seed: 7,
  })
  const pathOf = (key: string) => join(folder, name, files.find((file) => file.key === key)!.file_name)
  return { visual: pathOf('visual'), analytic: pathOf('analytic'), cloud: pathOf('cloud') }
}

const TARGET: LonLat = [2.17, 41.38]
const FIJI: LonLat = [179.999, -17]
const scene = produceScene('scene', TARGET, 10)

async function draw(
  file: string,
  tile: TileAddress,
  options?: TileOptions,
  from = tiles,
): Promise<Uint8Array> {
  const png = await from.render(file, tile, options)
  assert.ok(png, `nothing in ${JSON.stringify(tile)}`)
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true })
  const size_px = 256 * (options?.scale ?? 1)
  assert.deepEqual([info.width, info.height, info.channels], [size_px, size_px, 4])
  return data
}

const opaque = (rgba: Uint8Array) => rgba.filter((_, i) => i % 4 === 3 && rgba[i] === 255).length
const greys = (rgba: Uint8Array) => [...rgba.filter((_, i) => i % 4 === 0 && rgba[i + 3] === 255)]

/**
 * Asserts that pixels are transparent where those of GDAL are, but for such as lie beside the border of both.
 * @returns the mean difference where both are opaque
 */
function compare(seen: Uint8Array, expected: ArrayLike<number>): number {
  const width = Math.sqrt(seen.length / 4)
  const alpha = (pixel: number) => expected[pixel * 4 + 3]! > 127
  let sum = 0
  let count = 0
  for (let pixel = 0; pixel < width * width; pixel++) {
    if ((seen[pixel * 4 + 3] === 255) !== alpha(pixel)) {
      const around = [-width - 1, -width, 1 - width, -1, 1, width - 1, width, width + 1].map(
        (by) => pixel + by,
      )
      assert.ok(
        around.some((other) => alpha(other) !== alpha(pixel)),
        `the mask is wrong at ${pixel}`,
      )
    } else if (alpha(pixel)) {
      count++
      for (let band = 0; band < 3; band++)
        sum += Math.abs(seen[pixel * 4 + band]! - expected[pixel * 4 + band]!) / 3
    }
  }
  assert.ok(count > 0)
  return sum / count
}

// GDAL averages where pixels of a tile span more than one of the file, and we do not: the same picture, less crisp.
for (const [z, scale, most] of [
  [10, 1, 4],
  [12, 1, 2],
  [13, 1, 2],
  [13, 2, 0.01],
  [14, 1, 0.01],
  [16, 2, 0.01],
] as const) {
  test(`GDAL draws the same picture at zoom ${z}, scale ${scale}`, { skip: missingGdal }, async () => {
    const { visual } = await scene
    const corner: LonLat = [TARGET[0] - 0.048, TARGET[1] - 0.0485]
    for (const tile of [tileAt(z, TARGET), tileAt(z, corner)]) {
      const expected = warpWithGdal(visual, tile, 256 * scale, 8)
      const off = compare(await draw(visual, tile, { scale }), expected)
      assert.ok(off < most, `${off} levels off`)
    }
  })
}

test('16 bits are reflectance, shown in natural colours and stretched as is written', {
  skip: missingGdal,
}, async () => {
  const { analytic } = await scene
  const tile = tileAt(14, TARGET)
  const warped = warpWithGdal(analytic, tile, 256, 16)
  const expected = Uint8Array.from({ length: 256 * 256 * 4 }, (_, i) => {
    const pixel = (i >> 2) * 5
    if (i % 4 === 3) return warped[pixel + 4] === 0 ? 0 : 255
    const reflectance = warped[pixel + 2 - (i % 4)]! / 10_000
    return 255 * Math.min(reflectance / 0.3, 1) ** (1 / 1.3)
  })
  const off = compare(await draw(analytic, tile), expected)
  assert.ok(off < 0.6, `${off} levels off`)
  assert.deepEqual(await draw(analytic, tile, { bands: [3, 2, 1] }), await draw(analytic, tile))
})

test('scenes on the antimeridian and near the poles are where GDAL has them', {
  skip: missingGdal,
}, async () => {
  const places: [string, LonLat, TileAddress[]][] = [
    ['fiji', FIJI, [tileAt(12, [179.99, -17]), tileAt(12, [-179.99, -17])]],
    ['north', [20, 84.4], [tileAt(11, [20, 84.4])]],
    ['south', [-60, -81], [tileAt(12, [-60, -81])]],
  ]
  for (const [name, place, shown] of places) {
    const { visual } = await produceScene(name, place, 20)
    for (const tile of shown) {
      const off = compare(await draw(visual, tile), warpWithGdal(visual, tile, 256, 8))
      assert.ok(off < 2, `${name} is ${off} levels off`)
    }
  }
})

test('a raster across the antimeridian is drawn at both ends of the world, in one tile or in two', async () => {
  const file = await writeImage('wide', gridAround([180, -17], 32760, 400, 4000), () => 200)
  const world = await draw(file, { z: 0, x: 0, y: 0 }, { scale: 2 })
  const row = [...world.subarray(280 * 512 * 4, 281 * 512 * 4)].filter((_, i) => i % 4 === 3)
  const ends = /^1+0+1+$/.exec(row.map((alpha) => alpha && 1).join(''))
  assert.ok(ends, 'not at both ends, or elsewhere too')
  for (const x of [0, 2 ** 6 - 1]) assert.equal(opaque(await draw(file, { z: 6, x, y: 35 })), 256 * 256)
})

test('a raster around the pole is drawn at every longitude', async () => {
  const file = await writeImage('pole', gridAround([0, 90], 32661, 400, 5000), () => 200)
  for (const x of [0, 1, 2, 3]) {
    const rgba = await draw(file, { z: 2, x, y: 0 })
    assert.deepEqual(new Set(rgba.subarray(0, 256 * 4)), new Set([200, 255]))
  }
})

test('no pixel is darkened by nodata beside it, nor is any drawn where there is none', async () => {
  // Stripes of five pixels, slanted so that borders cross the pixels of tiles at every angle.
  const grid = gridAround(TARGET, 32631, 600, 10)
  const file = await writeImage('stripes', grid, (column, row) => ((column + 2 * row) % 10 < 5 ? 0 : 200))
  for (const z of [8, 12, 13, 15, 17]) {
    const rgba = await draw(file, tileAt(z, TARGET))
    for (let i = 0; i < rgba.length; i += 4) {
      const expected = rgba[i + 3] === 0 ? [0, 0, 0, 0] : [200, 200, 200, 255]
      assert.deepEqual([...rgba.subarray(i, i + 4)], expected, `zoom ${z}`)
    }
    const share = opaque(rgba) / 256 ** 2
    if (z > 14) assert.ok(Math.abs(share - 0.5) < 0.03, `half of the raster, not ${share} of it`)
  }
})

test('a tile beside the raster is undefined, and one where the raster has no data is transparent', async () => {
  const grid = gridAround(TARGET, 32631, 600, 10)
  const file = await writeImage('half', grid, (column) => (column < 300 ? 0 : 200))
  const { z, x, y } = tileAt(15, TARGET)
  assert.equal(await tiles.render(file, { z, x: x + 20, y }), undefined)
  assert.equal(await tiles.render(file, { z, x, y: y - 20 }), undefined)
  // So small there that it lies between the centres of pixels: it is one of them.
  for (const scale of [1, 2] as const) {
    for (const zoom of [0, 1, 3]) {
      const rgba = await draw(file, tileAt(zoom, TARGET), { scale })
      const at = rgba.findIndex((value, index) => index % 4 === 3 && value === 255) - 3
      assert.deepEqual([opaque(rgba), ...rgba.subarray(at, at + 3)], [1, 200, 200, 200], `zoom ${zoom}`)
    }
  }
  assert.equal(await tiles.render(file, { z: 1, x: 0, y: 1 }), undefined)
  assert.equal(opaque(await draw(file, { z, x: x - 2, y })), 0)
  assert.equal(opaque(await draw(file, { z, x: x + 2, y })), 256 ** 2)
})

test('the finest overview that a tile can show is drawn, and an average below the coarsest', async () => {
  // One pixel black, one white: every overview is grey, and so is the average of any.
  const chequered = await writeImage('chequered', gridAround(TARGET, 32631, 1024, 10), (column, row) =>
    (column + row) % 2 === 0 ? 1 : 255,
  )
  const contrast = async (file: string, z: number) => {
    const values = greys(await draw(file, tileAt(z, TARGET)))
    return Math.max(...values) - Math.min(...values)
  }
  // A pixel of zoom 13 spans 1.4 of the file, one of zoom 12 spans 2.9.
  assert.ok((await contrast(chequered, 13)) > 150)
  assert.equal(await contrast(chequered, 12), 0)
  // The coarsest overview of this one still has squares of eight pixels.
  const coarse = await writeImage('coarse', gridAround(TARGET, 32631, 1024, 10), (column, row) =>
    (column >> 5) % 2 === (row >> 5) % 2 ? 1 : 255,
  )
  assert.ok((await contrast(coarse, 11)) > 200)
  assert.ok((await contrast(coarse, 7)) < 40)
})

test('a zoomed out tile reads nothing of the full image', async () => {
  const { visual } = await scene
  const cut = join(folder, 'cut.tif')
  // The overviews stand before the full image, which is three quarters of the file.
  const bytes = readFileSync(visual)
  writeFileSync(cut, bytes.subarray(0, bytes.length / 2))
  assert.deepEqual(await draw(cut, tileAt(12, TARGET)), await draw(visual, tileAt(12, TARGET)))
  await assert.rejects(tiles.render(cut, tileAt(15, TARGET)), UnreadableImage)
})

test('one band is grey, three are colours in the order asked for, and others are refused', async () => {
  const { visual } = await scene
  const tile = tileAt(15, TARGET)
  const natural = await draw(visual, tile)
  const swapped = await draw(visual, tile, { bands: [3, 2, 1] })
  const green = await draw(visual, tile, { bands: [2] })
  for (let i = 0; i < natural.length; i += 4) {
    const [red, middle, blue, alpha] = natural.subarray(i, i + 4)
    assert.deepEqual([...swapped.subarray(i, i + 4)], [blue, middle, red, alpha])
    assert.deepEqual([...green.subarray(i, i + 4)], [middle, middle, middle, alpha])
  }
  for (const bands of [[], [0], [4], [1, 2], [1.5], [1, 2, 3, 1]]) {
    await assert.rejects(tiles.render(visual, tile, { bands }), RangeError)
  }
})

test('tiles drawn at the same time are those drawn one after another, with fewer files open than used', async () => {
  const { visual, analytic, cloud } = await scene
  const few = new Tiles(1)
  const wanted = [13, 14, 15].flatMap((z) =>
    [visual, analytic, cloud].map((file) => [file, tileAt(z, TARGET)] as const),
  )
  const together = await Promise.all([...wanted, ...wanted].map(([file, tile]) => draw(file, tile, {}, few)))
  for (const [index, [file, tile]] of wanted.entries()) {
    const alone = await draw(file, tile)
    assert.deepEqual(together[index], alone)
    assert.deepEqual(together[index + wanted.length], alone)
  }
  await few.close()
})

const missingProc = !existsSync('/proc/self/fd') && 'this system does not list the open files of a process'

test('closing waits for the tiles being drawn, and leaves no file open', { skip: missingProc }, async () => {
  const copies = Array.from({ length: 5 }, (_, index) => join(folder, `copy-${index}.tif`))
  const { visual } = await scene
  for (const copy of copies) copyFileSync(visual, copy)
  const unreadable = join(folder, 'copy-unreadable.tif')
  writeFileSync(unreadable, 'no image')
  const openCopies = () =>
    readdirSync('/proc/self/fd').filter((fd) => {
      const isOpen = existsSync(`/proc/self/fd/${fd}`)
      return isOpen && readlinkSync(`/proc/self/fd/${fd}`).startsWith(join(folder, 'copy-'))
    }).length
  const few = new Tiles(2)
  await assert.rejects(few.render(unreadable, tileAt(14, TARGET)))
  assert.equal(openCopies(), 0)
  for (const copy of copies) await few.render(copy, tileAt(14, TARGET))
  assert.ok(openCopies() <= 2, `${openCopies()} are open`)
  const drawn = few.render(copies[0]!, tileAt(14, TARGET))
  await few.close()
  assert.equal(openCopies(), 0)
  assert.ok(await drawn)
  await assert.rejects(few.render(copies[0]!, tileAt(14, TARGET)), /closed/)
})

test('a damaged file is named in the error, and drawn as soon as it is whole', async () => {
  const { visual } = await scene
  const whole = readFileSync(visual)
  const file = join(folder, 'damaged.tif')
  const tile = tileAt(14, TARGET)
  const damaged = {
    'no image': Buffer.from('This is not an image, and never was one'),
    empty: Buffer.alloc(0),
    'cut in its header': whole.subarray(0, 600),
    'cut in its pixels': whole.subarray(0, -whole.length / 3),
    'changed in its pixels': Buffer.concat([
      whole.subarray(0, whole.length / 2),
      Buffer.alloc(whole.length / 2, 7),
    ]),
  }
  for (const [name, bytes] of Object.entries(damaged)) {
    writeFileSync(file, bytes)
    const failure = await tiles.render(file, tile).then(
      () => 'it was drawn',
      (error: unknown) => error,
    )
    assert.ok(failure instanceof UnreadableImage, `${name}: ${failure}`)
    assert.match(failure.message, /damaged\.tif cannot be drawn: ./, name)
  }
  writeFileSync(file, whole)
  assert.deepEqual(await draw(file, tile), await draw(visual, tile))
  await assert.rejects(tiles.render(join(folder, 'absent.tif'), tile), { code: 'ENOENT' })
})

test('an image on a plane that is not known is refused with the code of the plane', async () => {
  const file = await writeImage('lambert', { ...gridAround(TARGET, 32631, 20, 10), epsg: 2154 }, () => 200)
  await assert.rejects(tiles.render(file, tileAt(14, TARGET)), /lambert\.tif cannot be drawn: .*EPSG:2154/)
})
