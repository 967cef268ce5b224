import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { fromFile } from 'geotiff'
import sharp from 'sharp'
import { calendar } from './calendar.ts'
import { captureOn, type PastCapture } from './capture.ts'
import { itemsOf } from './items.ts'
import { Pictures } from './pictures.ts'

const options = { public_url: 'http://sky.test', pixel_size_m: 40 }
const of_pictures = { seed: 'swath', world_seed: 7, pixel_size_m: 40 }
let folder: string
let pictures: Pictures
let captures: PastCapture[]
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'swath-pictures-'))
  pictures = new Pictures({ ...of_pictures, folder })
  const days = [...calendar(1500, Date.parse('2026-07-01T00:00:00Z'))]
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
