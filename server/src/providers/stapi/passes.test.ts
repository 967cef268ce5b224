import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Geometry } from '@swath/contract/geometry'
import type { OpportunityRequest } from '../provider.ts'
import type { StapiApi } from './api.ts'
import type { Opportunity } from './documents.ts'
import { StapiPasses } from './passes.ts'

const square = (west: number, size = 1): Geometry => ({
  type: 'Polygon',
  coordinates: [
    [
      [west, 0],
      [west + size, 0],
      [west + size, size],
      [west, size],
      [west, 0],
    ],
  ],
})
const limits = {
  ...{ min_off_nadir_deg: 0, max_off_nadir_deg: 20, min_sun_elevation_deg: 10, max_sun_elevation_deg: 90 },
  max_cloud_pct: 20,
}
const window = { start: new Date('2026-06-02T00:00:00Z'), end: new Date('2026-06-09T00:00:00Z') }
const asked = (wests: number[], more: object = {}) =>
  ({
    ...{ sku: 'SKU', geometry: square(0), window, limits, limit: 100 },
    strips: wests.map((west, at) => ({ frame: square(west), parts: [at + 1] })),
    ...more,
  }) as unknown as OpportunityRequest

const passOn = (day: number, told: Partial<Opportunity> = {}, more: object = {}): Opportunity => ({
  geometry: null,
  ...told,
  properties: { datetime: `2026-06-0${day}T10:00:00Z/2026-06-0${day}T10:00:10Z`, ...more },
})

/** Passes of a server that tells these, of each place by its western edge. */
function passesOf(told: Record<number, Opportunity[]>, has_more = false) {
  const api = {
    tellsOpportunities: async () => true,
    opportunities: async (_product: string, { geometry }: { geometry: Geometry }) => ({
      features: told[(geometry.coordinates as number[][][])[0]![0]![0]!] ?? [],
      has_more,
    }),
  } as unknown as StapiApi
  const products = { SKU: { product_id: 'p', limits: {}, order_parameters: {}, assets: {} } }
  return new StapiPasses({ name: 'far', api, products })
}
const daysOf = ({ opportunities }: { opportunities: { start: string }[] }) =>
  opportunities.map(({ start }) => Number(start.slice(9, 10)))

test('an area has the passes of all its strips in order of time, each with the parts that it collects', async () => {
  const told = { 0: [passOn(5), passOn(3)], 1: [passOn(4)] }
  const found = await passesOf(told).find(asked([0, 1]))
  assert.deepEqual(daysOf(found), [3, 4, 5])
  assert.deepEqual(
    found.opportunities.map(({ parts }) => parts),
    [[1], [2], [1]],
  )
  assert.deepEqual([found.has_more, found.constraint], [false, null])
  const first = await passesOf(told).find(asked([0, 1], { limit: 2 }))
  assert.deepEqual([daysOf(first), first.has_more], [[3, 4], true])
  assert.ok((await passesOf(told, true).find(asked([0, 1]))).has_more)
})

test('an area of which a strip has no pass has none, and it is told how many strips lack one', async () => {
  const { opportunities, constraint } = await passesOf({ 0: [passOn(3)] }).find(asked([0, 1, 2]))
  assert.deepEqual(opportunities, [])
  assert.match(constraint!.message, /2 of the 3 strips/)
})

test('an area of very many strips is refused before the server is asked', async () => {
  await assert.rejects(
    passesOf({}).find(asked(Array.from({ length: 21 }, (_, at) => at))),
    /20 strips at most/,
  )
})

test('passes outside the window or beyond an angle are left out, and angles that are not told are not judged', async () => {
  const off = (off_nadir: number) => ({ 'view:off_nadir': off_nadir })
  const sun = (elevation: number) => ({ 'view:sun_elevation': elevation })
  const told = [
    passOn(1),
    passOn(3, {}, off(21)),
    passOn(4, {}, off(20)),
    passOn(5, {}, sun(9)),
    passOn(6, {}, sun(10)),
  ]
  assert.deepEqual(daysOf(await passesOf({ 0: [...told, passOn(7), passOn(9)] }).find(asked([0]))), [4, 6, 7])
})

test('a footprint is the area that is told, or the target where that is a point, unsound or of very many corners', async () => {
  const bow = [
    [
      [0, 0],
      [1, 1],
      [1, 0],
      [0, 1],
      [0, 0],
    ],
  ]
  const round = Array.from({ length: 60 }, (_, at) => [
    Math.cos((at * Math.PI) / 30),
    Math.sin((at * Math.PI) / 30),
  ])
  const geometries = [
    square(9),
    null,
    { type: 'Point', coordinates: [9, 9] },
    { type: 'Polygon', coordinates: bow },
    { type: 'Polygon', coordinates: [[...round, round[0]!]] },
  ] as Opportunity['geometry'][]
  const { opportunities } = await passesOf({ 0: geometries.map((geometry) => passOn(3, { geometry })) }).find(
    asked([0]),
  )
  assert.deepEqual(
    opportunities.map(({ footprint }) => footprint),
    [square(9), ...Array.from({ length: 4 }, () => square(0))],
  )
})
