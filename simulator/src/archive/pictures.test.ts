import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { fromFile } from 'geotiff'
import sharp from 'sharp'
import { footprintGeometry } from '../imagery/footprint.ts'
import { produceDeliverable } from '../imagery/product.ts'
import { calendar } from './calendar.ts'
import { captureOn, type PastCapture } from './capture.ts'
import { itemsOf } from './items.ts'
import { pastImage } from './original.ts'
import { Pictures } from './pictures.ts'

const options = { public_url: 'http://sky.test', pixel_size_m: 40 }
const of_pictures = { seed: 'swath', world_seed: 7, pixel_size_m: 40 }
let folder: string
let pictures: Pictures
let captures: PastCapture[]
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'swath-pictures-'))
  pictures = new Pictures({ ...of_pictures, folder })
  const days = [...calendar(2250, Date.parse('2026-07-01T00:00:00Z'))]
  captures = days.flatMap(({ place, day }) => captureOn('swath', place, day) ?? [])
})
after(() => rm(folder, { recursive: true }))

/** Share of the pixels with data that are as white as only clouds are. */
async function whiteShare(file: string): Promise<number> {
  const { data } = await sharp(file).raw().toBuffer({ resolveWithObject: true })
  let [seen, white] = [0, 0]
  for (let at = 0; at < data.length; at += 4) {
    if (data[at + 3] !== 255) continue
    seen++
    if (Math.min(data[at]!, data[at + 1]!, data[at + 2]!) > 190) white++
  }
  return white / seen
}

const withCover = (least: number, most: number) =>
  captures.find(({ cloud_cover_pct }) => cloud_cover_pct >= least && cloud_cover_pct <= most)!

test('thumbnails and previews are PNGs that show clouds where the item says so', async () => {
  const shares: number[] = []
  for (const capture of [withCover(0, 1), withCover(35, 60), withCover(85, 100)]) {
    assert.ok(await pictures.provide(`${capture.key}/thumbnail.png`))
    const file = path.join(folder, capture.key, 'thumbnail.png')
    const { format, width, height } = await sharp(file).metadata()
    assert.deepEqual([format, Math.max(width, height)], ['png', 256])
    assert.ok((await readFile(file)).length < 150_000)
    const preview = await sharp(path.join(folder, capture.key, 'preview.png')).metadata()
    const longest = Math.max(preview.width, preview.height)
    assert.ok(longest > 400 && longest <= 512, String(longest))
    shares.push(await whiteShare(file))
  }
  assert.ok(shares[0]! < 0.1 && shares[1]! > 0.2 && shares[1]! < 0.7 && shares[2]! > 0.7, shares.join(' '))
})

/** The difference of two pictures, of 255, where both have data. */
async function difference(one: string, other: string): Promise<number> {
  const small = (file: string) => sharp(file).resize(48, 48, { fit: 'fill' }).raw().toBuffer()
  const [a, b] = await Promise.all([small(one), small(other)])
  const values = [...a.keys()].filter((at) => at % 4 !== 3 && a[at | 3] === 255 && b[at | 3] === 255)
  assert.ok(values.length > 1000)
  return values.reduce((sum, at) => sum + Math.abs(a[at]! - b[at]!), 0) / values.length
}

test('what is processed later of a capture shows the land and the clouds of its preview', async () => {
  const capture = withCover(35, 60)
  await pictures.provide(`${capture.key}/preview.png`)
  const image = pastImage('swath', capture.outcome_id, new Date(capture.acquired_ms).toISOString())!
  const produce = async (name: string, more: Partial<typeof image> = {}) => {
    const clip = { geometry: footprintGeometry(capture.ring), capture_id: capture.outcome_id }
    const into = path.join(folder, name)
    const of_level = {
      folder: into,
      capture_id: name,
      processing_level: 'L1D_SR',
      gsd_m: 40,
      seed: 7,
    } as const
    const files = await produceDeliverable({ ...of_level, ...image, ...more, clip })
    return path.join(into, files.find(({ key }) => key === 'preview')!.file_name)
  }
  const preview = path.join(folder, capture.key, 'preview.png')
  const [same, other] = [
    await produce('same'),
    await produce('other', { cloud_seed: capture.cloud_seed + 1 }),
  ]
  assert.ok((await difference(preview, same)) < 12, `${await difference(preview, same)}`)
  assert.ok((await difference(preview, other)) > 30, `${await difference(preview, other)}`)
})

test('nobody is taken for a capture of the past', () => {
  const { outcome_id, acquired_ms } = captures[0]!
  const at = (ms: number) => new Date(ms).toISOString()
  assert.equal(pastImage('swath', crypto.randomUUID(), at(acquired_ms)), undefined)
  assert.equal(pastImage('another', outcome_id, at(acquired_ms)), undefined)
  for (const capture of captures.slice(0, 40)) {
    assert.equal(
      pastImage('swath', capture.outcome_id, at(capture.acquired_ms))!.cloud_seed,
      capture.cloud_seed,
    )
  }
})

test('every file that an item names is there, with the pixels that the item tells', async () => {
  const capture = captures.find(({ has_sr, key }) => has_sr && key.startsWith('taveuni'))!
  for (const { collection, item } of itemsOf(capture, options)) {
    const assets = Object.values(item.assets as Record<string, { href: string }>)
    for (const { href } of assets) {
      assert.ok(await pictures.provide(href.slice('http://sky.test/archive/'.length)), href)
    }
    const visual = assets.find(({ href }) => href.endsWith('_visual.tif'))
    if (!visual) continue
    const tiff = await fromFile(path.join(folder, visual.href.slice('http://sky.test/archive/'.length)))
    const image = await tiff.getImage()
    const transform = item.properties['proj:transform'] as number[]
    assert.deepEqual([image.getHeight(), image.getWidth()], item.properties['proj:shape'], collection)
    assert.deepEqual(image.getOrigin().slice(0, 2), [transform[2], transform[5]])
    assert.ok(Math.abs(image.getResolution()[0]! - transform[0]!) < 1e-9)
    tiff.close()
  }
})

test('the clouds of a tile are as many as its item says', async () => {
  const capture = withCover(20, 60)
  for (const { collection, item } of itemsOf(capture, options)) {
    if (collection !== 'l1d' || Number(item.properties['satl:valid_pixel']) < 60) continue
    const { href } = (item.assets as { cloud: { href: string } }).cloud
    const name = href.slice('http://sky.test/archive/'.length)
    await pictures.provide(name)
    const tiff = await fromFile(path.join(folder, name))
    const [codes] = (await tiff.readRasters()) as unknown as [Uint8Array]
    tiff.close()
    const valid = codes.filter((code) => code !== 0).length
    const cover = (100 * codes.filter((code) => code === 3).length) / valid
    assert.ok(Math.abs(cover - Number(item.properties['eo:cloud_cover'])) < 3, `${item.id}: ${cover}`)
  }
})

test('a picture is drawn once for all who ask at once, and is the same when drawn again', async () => {
  const { key } = withCover(5, 10)
  const name = `${key}/preview.png`
  assert.deepEqual(await Promise.all([1, 2, 3].map(() => pictures.provide(name))), [true, true, true])
  const first = await readFile(path.join(folder, name))
  await rm(path.join(folder, key), { recursive: true })
  await pictures.provide(`${key}/thumbnail.png`)
  assert.deepEqual(await readFile(path.join(folder, name)), first)
  assert.deepEqual((await readdir(path.join(folder, key))).toSorted(), ['preview.png', 'thumbnail.png'])
})

test('nothing else is there', async () => {
  const { key } = captures.find(({ has_sr }) => !has_sr)!
  for (const name of [
    `${key}/other.png`,
    `${key}/L1D/31N_0_0_visual.tif`,
    `${key}/L1B/31N_0_0_visual.tif`,
    `${key}/L1D_SR/scene_visual.tif`,
    `${key}/../${key}/preview.png`,
    `${key}/L1A/scene_visual.tif`,
    'nowhere-20500/preview.png',
    'paris-99999999/preview.png',
    'archive-brought.json',
    '',
  ]) {
    assert.equal(await pictures.provide(name), false, name)
  }
  assert.equal(existsSync(path.join(folder, 'nowhere-20500')), false)
})
