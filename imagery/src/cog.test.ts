import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fromArrayBuffer, type TypedArray } from 'geotiff'
import { gdalInfo, missingGdal, validateCog } from '../../simulator/src/imagery/gdal.testing.ts'
import { type CogOptions, encodeCog } from './cog.ts'
import type { PixelGrid, Raster } from './raster.ts'

const folder = mkdtempSync(join(tmpdir(), 'swath-cog-'))
after(() => rmSync(folder, { recursive: true }))

type Bits = 8 | 16

/** Smooth enough to compress, different in every band, with no 0 in it. */
function gradient(width: number, height: number, bands: number, bits: Bits): Raster {
  const length = width * height * bands
  const samples = bits === 8 ? new Uint8Array(length) : new Uint16Array(length)
  for (let i = 0; i < length; i++) samples[i] = 1 + ((i * 7 + (i % bands) * 31) % (2 ** bits - 1))
  return { width, height, bands, samples }
}

function optionsFor({ width, height, bands }: Raster, more: Partial<CogOptions> = {}): CogOptions {
  const grid: PixelGrid = {
    epsg: 32631,
    origin_easting_m: 430_000,
    origin_northing_m: 4_580_000,
    pixel_size_m: 10,
    width,
    height,
  }
  const names = Array.from({ length: bands }, (_, band) => ({ description: `Band ${band + 1} <&>` }))
  return { grid, bands: names, resampling: 'average', tile_size_px: 256, ...more }
}

async function writeCog(raster: Raster, options = optionsFor(raster)): Promise<string> {
  const path = join(folder, `${raster.width}x${raster.height}x${raster.bands}.tif`)
  writeFileSync(path, encodeCog(raster, options))
  return path
}

async function readLevel(file: Buffer, level: number): Promise<TypedArray> {
  const bytes = file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength) as ArrayBuffer
  const image = await (await fromArrayBuffer(bytes)).getImage(level)
  return (await image.readRasters({ interleave: true })) as TypedArray
}

const shapes: [width: number, height: number, bands: number, bits: Bits, tile: 256 | 512][] = [
  [1, 1, 1, 8, 256],
  [1, 700, 3, 8, 256],
  [256, 256, 4, 16, 256],
  [257, 255, 2, 16, 256],
  [1003, 641, 4, 16, 512],
  [1301, 2050, 3, 8, 512],
  [1537, 600, 1, 8, 256],
]

for (const [width, height, bands, bits, tile_size_px] of shapes) {
  const name = `${width}x${height} px, ${bands} bands, uint${bits}, ${tile_size_px} px tiles`
  const raster = gradient(width, height, bands, bits)

  test(`GDAL finds nothing to complain about in ${name}`, { skip: missingGdal }, async () => {
    const path = await writeCog(raster, optionsFor(raster, { tile_size_px }))
    assert.equal(validateCog(path), '')
    const info = gdalInfo(path)
    assert.equal(info.metadata.IMAGE_STRUCTURE.LAYOUT, 'COG')
    assert.deepEqual(info.size, [width, height])
    assert.ok(info.bands.every((band) => band.type === (bits === 8 ? 'Byte' : 'UInt16')))
    assert.ok(info.bands.every((band) => band.noDataValue === 0))
  })

  test(`another reader gets back every sample of ${name}`, async () => {
    const file = encodeCog(raster, optionsFor(raster, { tile_size_px }))
    assert.ok(Buffer.from((await readLevel(file, 0)).buffer).equals(Buffer.from(raster.samples.buffer)))
  })
}

test('position, projection, band names and colours are where GDAL looks for them', {
  skip: missingGdal,
}, async () => {
  const raster = gradient(40, 30, 4, 16)
  const bands: CogOptions['bands'] = [
    { description: 'Blue', color: 'Blue' },
    { description: 'Green', color: 'Green' },
    { description: 'Red', color: 'Red' },
    { description: 'NIR', color: 'NIR' },
  ]
  const info = gdalInfo(await writeCog(raster, optionsFor(raster, { bands })))
  assert.deepEqual(info.geoTransform, [430_000, 10, 0, 4_580_000, 0, -10])
  assert.match(info.coordinateSystem.wkt, /"UTM zone 31N".*ID\["EPSG",32631\]\]$/s)
  const seen = info.bands.map((band) => [band.description, band.colorInterpretation])
  const near_infrared = seen.pop()!
  assert.deepEqual(seen, [
    ['Blue', 'Blue'],
    ['Green', 'Green'],
    ['Red', 'Red'],
  ])
  // GDAL knows the colour NIR from 3.10 on.
  assert.ok(near_infrared[0] === 'NIR' && ['NIR', 'Undefined'].includes(near_infrared[1]!))
})

test('an image smaller than a tile is one tile that is no larger than it needs', async () => {
  const file = encodeCog(gradient(100, 30, 1, 8), optionsFor(gradient(100, 30, 1, 8)))
  const bytes = file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength) as ArrayBuffer
  const image = await (await fromArrayBuffer(bytes)).getImage()
  assert.deepEqual([image.getTileWidth(), image.getTileHeight()], [112, 112])
})

test('the number of band descriptions must match the bands', () => {
  const one_described = optionsFor(gradient(2, 2, 1, 8))
  assert.throws(() => encodeCog(gradient(2, 2, 3, 8), one_described), /3 bands, 1 described/)
})

test('an overview never darkens the edge of the data', async () => {
  const width = 601
  const raster: Raster = { width, height: 300, bands: 2, samples: new Uint16Array(width * 300 * 2) }
  for (let i = 0; i < raster.samples.length; i++) if ((i >> 1) % width > 150) raster.samples[i] = 4000
  const file = encodeCog(raster, optionsFor(raster))
  for (const level of [1, 2]) assert.deepEqual(new Set(await readLevel(file, level)), new Set([0, 4000]))
})

test('an overview of codes invents no code, and loses none to nodata', async () => {
  const samples = new Uint8Array(600 * 600)
  // Three of four neighbours are nodata, and the fourth is 1 or 3.
  for (let y = 1; y < 600; y += 2) for (let x = 1; x < 600; x += 2) samples[y * 600 + x] = x % 4
  const raster: Raster = { width: 600, height: 600, bands: 1, samples }
  const file = encodeCog(raster, optionsFor(raster, { resampling: 'mode' }))
  for (const level of [1, 2]) {
    assert.ok([...(await readLevel(file, level))].every((code) => code === 1 || code === 3))
  }
})
