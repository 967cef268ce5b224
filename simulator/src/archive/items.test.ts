import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { before, describe, test } from 'node:test'
import { projectionOf } from '@swath/imagery/utm'
import { DAY_MS } from '@swath/orbits/earth'
import { sunPosition } from '@swath/orbits/sun'
import { Ajv } from 'ajv'
import formats from 'ajv-formats'
import { constellationAt } from '../sky/constellation.ts'
import { calendar, captureOf } from './calendar.ts'
import { captureOn, type PastCapture } from './capture.ts'
import { itemsOf, type PastItem } from './items.ts'
import { places } from './places.ts'

const now_ms = Date.parse('2026-07-01T12:00:00Z')
const options = { public_url: 'http://sky.test', pixel_size_m: 10 }
const mirror = path.join(import.meta.dirname, '../../../conformance/schemas')

interface Past {
  captures: PastCapture[]
  items: PastItem[]
}

function past(items: number, now = now_ms): Past {
  const captures = [...calendar(items, now)].flatMap(({ place, day }) => captureOn('swath', place, day) ?? [])
  return { captures, items: captures.flatMap((capture) => itemsOf(capture, options)) }
}

function positionsOf({ item }: PastItem): [number, number][] {
  const { coordinates } = item.geometry as { coordinates: number[][][] | number[][][][] }
  const flat = (coordinates as unknown[]).flat(3) as number[]
  return Array.from({ length: flat.length / 2 }, (_, n) => [flat[2 * n]!, flat[2 * n + 1]!])
}

describe('the past of the sandbox', () => {
  let all: Past
  before(() => {
    all = past(9000)
  })
  const told = (name: string) => all.items.map(({ item }) => item.properties[name])

  test('has at least 8,000 items with ids of their own, in four collections', () => {
    assert.ok(all.items.length >= 8000 && all.items.length < 12_000, String(all.items.length))
    assert.equal(new Set(all.items.map(({ item }) => item.id)).size, all.items.length)
    const of = (name: string) => all.items.filter(({ collection }) => collection === name).length
    assert.equal(of('quickview-visual-thumb'), all.captures.length)
    assert.equal(of('quickview-visual'), of('l1d'))
    assert.ok(of('l1d') > 2000 && of('l1d-sr') > 1000 && of('l1d') > of('l1d-sr'))
    const outcomes = new Set(told('satl:outcome_id'))
    assert.equal(outcomes.size, all.captures.length)
  })

  test('is the same every time, and tomorrow the same but for a day', () => {
    const [small, again, later] = [past(900), past(900), past(900, now_ms + DAY_MS)]
    // Compared as texts: the difference of thousands of objects takes minutes to print.
    assert.ok(JSON.stringify(again.items) === JSON.stringify(small.items))
    const ids = new Set(small.items.map(({ item }) => item.id))
    const known = later.items.filter(({ item }) => ids.has(item.id))
    assert.ok(known.length > 0.9 * later.items.length)
    for (const capture of small.captures) assert.deepEqual(captureOf('swath', capture.key), capture)
    assert.notDeepEqual(captureOn('other', places[0]!, 20_500), captureOn('swath', places[0]!, 20_500))
  })

  test('is spread over the places and the year, with a winter without images in the far north', () => {
    const counts = places.map(({ name }) => all.captures.filter(({ key }) => key.startsWith(name)).length)
    assert.ok(Math.min(...counts) >= 8, counts.join(' '))
    const months = (captures: PastCapture[]) =>
      new Set(captures.map(({ acquired_ms }) => new Date(acquired_ms).getUTCMonth()))
    assert.equal(months(all.captures).size, 12)
    const north = months(all.captures.filter(({ key }) => key.startsWith('longyearbyen')))
    assert.ok([11, 0].every((month) => !north.has(month)) && [4, 5, 6].every((month) => north.has(month)))
    const times = all.captures.map(({ acquired_ms }) => acquired_ms)
    assert.ok(Math.min(...times) > now_ms - 368 * DAY_MS && Math.max(...times) < now_ms)
  })

  test('was taken by satellites that were there, in the light that there was, under all kinds of skies', () => {
    for (const capture of all.captures.slice(0, 40)) {
      const { satellite, acquired_ms, ring, sun_elevation_deg, off_nadir_deg, altitude_m } = capture
      assert.ok(constellationAt(acquired_ms).some((one) => one.satellite_name === satellite.satellite_name))
      const [lon, lat] = [(ring[0]![0] + ring[2]![0]) / 2, (ring[0]![1] + ring[2]![1]) / 2]
      const sun = sunPosition({ lon, lat }, acquired_ms)
      assert.ok(Math.abs(sun.sun_elevation_deg - sun_elevation_deg) < 0.05, capture.key)
      assert.ok(off_nadir_deg <= 25 && altitude_m > 450_000 && altitude_m < 530_000)
    }
    const clouds = all.captures.map(({ cloud_cover_pct }) => cloud_cover_pct)
    const clear = clouds.filter((cover) => cover < 20).length / clouds.length
    assert.ok(clear > 0.35 && clear < 0.6, String(clear))
    for (const { collection, item } of all.items) {
      if (collection === 'quickview-visual-thumb') continue
      const { gsd, 'proj:transform': transform } = item.properties as {
        gsd: number
        'proj:transform': number[]
      }
      assert.equal(gsd, transform[0], collection)
    }
  })

  test('is cut into tiles that lie in their squares of the grid', () => {
    for (const tile of all.items.filter(({ item }) => item.properties['grid:code'])) {
      const { 'grid:code': code, 'proj:epsg': epsg, 'satl:valid_pixel': valid } = tile.item.properties
      const [, zone, side, east, north] = /^SATL-2KM-(\d\d)([NS])_(\d+)_(\d+)$/.exec(String(code))!
      assert.equal(epsg, (side === 'N' ? 32_600 : 32_700) + Number(zone))
      assert.ok(tile.item.id.endsWith(`_${zone}${side}_${east}_${north}_2_0_1`), tile.item.id)
      const { forward } = projectionOf(Number(epsg))
      for (const position of positionsOf(tile)) {
        const [x, y] = forward(position)
        assert.ok(x > Number(east) * 1000 - 0.1 && x < Number(east) * 1000 + 2000.1, tile.item.id)
        assert.ok(y > Number(north) * 1000 - 0.1 && y < Number(north) * 1000 + 2000.1, tile.item.id)
      }
      assert.ok(Number(valid) >= 2 && Number(valid) <= 100)
    }
  })

  test('tells the figures of quality control of a capture, the same in all its items', () => {
    const figures = new Map<unknown, Set<string>>()
    for (const { item } of all.items) {
      const found = Object.entries(item.properties).filter(([name]) => name.startsWith('satl-qa:'))
      const of_capture = figures.get(item.properties['satl:outcome_id']) ?? new Set()
      figures.set(item.properties['satl:outcome_id'], of_capture.add(JSON.stringify(found)))
    }
    assert.ok([...figures.values()].every(({ size }) => size === 1))
    assert.equal(new Set([...figures.values()].map(([text]) => text)).size, all.captures.length)
    for (const name of [
      'snr_nir',
      'cc_red_visual',
      'alignment_ce95_blue',
      'geoaccuracy_ce90',
      'sharpness_fwhm_alt_red',
    ])
      assert.equal(typeof all.items[0]!.item.properties[`satl-qa:${name}`], 'number', name)
  })

  test('crosses the antimeridian in two parts', () => {
    const split = all.items.filter(({ item }) => (item.geometry as { type: string }).type === 'MultiPolygon')
    assert.ok(split.length > 0)
    for (const one of split) {
      const lons = positionsOf(one).map(([lon]) => lon)
      assert.ok(lons.every((lon) => Math.abs(lon) > 179 && Math.abs(lon) <= 180))
      const [west, , east] = one.item.bbox as number[]
      assert.ok(west! > 179 && east! < -179)
    }
  })

  test('consists of valid STAC items', async () => {
    const fileOf = (uri: string) => path.join(mirror, uri.replace(/^https?:\/\//, '').replace(/#.*$/, ''))
    const loadSchema = async (uri: string) => JSON.parse(await readFile(fileOf(uri), 'utf8'))
    const ajv = new Ajv({ strict: false, allErrors: true, loadSchema })
    formats.default(ajv)
    for (const name of ['iri', 'iri-reference']) ajv.addFormat(name, true)
    const core = await ajv.compileAsync(
      await loadSchema('https://schemas.stacspec.org/v1.0.0/item-spec/json-schema/item.json'),
    )
    for (const [index, { item }] of all.items.entries()) {
      if (index % 29 !== 0) continue
      assert.ok(core(item), `${item.id} ${ajv.errorsText(core.errors)}`)
      for (const extension of item.stac_extensions as string[]) {
        const validate = ajv.getSchema(extension) ?? (await ajv.compileAsync(await loadSchema(extension)))
        assert.ok(validate(item), `${item.id} ${extension} ${ajv.errorsText(validate.errors)}`)
      }
    }
  })
})
