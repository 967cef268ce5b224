// Searches against a model: what SQL finds, over all pages, is what plain JavaScript finds among the same items.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Box, ringOf } from '@swath/contract/boxes'
import fc from 'fast-check'
import { TestApp } from './app.ts'
import { onEachDatabase } from './databases.ts'

// Items of few different values, so that many meet.

type Truth = boolean | null
interface Row {
  id: string
  collection: string
  box: Box
  at: number
  properties: Record<string, unknown>
}

const first_day = Date.UTC(2026, 0, 1)
const hour = 3_600_000
const collections = ['l1d', 'l1d-sr', 'l1c']

const row = fc.record({
  collection: fc.constantFrom(...collections),
  lon: fc.integer({ min: -180, max: 178 }).map((lon) => lon - (lon % 3)),
  lat: fc.integer({ min: -80, max: 80 }).map((lat) => lat - (lat % 4)),
  at: fc.integer({ min: 0, max: 40 }).map((hours) => first_day + hours * hour),
  'eo:cloud_cover': fc.option(
    fc.integer({ min: 0, max: 10 }).map((tens) => tens * 10),
    { nil: undefined },
  ),
  gsd: fc.constantFrom(undefined, 0.5, 0.7, 'unknown'),
  platform: fc.constantFrom(undefined, 'newsat1', 'newsat2', 'Newsat2'),
  'grid:code': fc.constantFrom(undefined, 'SATL-2KM-31N_1_1', 'SATL-2KM-31N_1_2'),
  'view:off_nadir': fc.integer({ min: 0, max: 25 }),
})

const rows: Row[] = fc
  .sample(row, { numRuns: 240, seed: 7 })
  .map(({ collection, lon, lat, at, ...properties }, n) => ({
    id: `${n % 2 === 0 ? 'a' : 'B'}_${n}`,
    collection,
    box: [lon, lat, lon + 1, lat + 1],
    at,
    properties,
  }))

const itemOf = ({ id, box, at, properties }: Row) => ({
  type: 'Feature',
  id,
  geometry: { type: 'Polygon', coordinates: [ringOf(box)] },
  properties: { ...properties, datetime: new Date(at).toISOString() },
  assets: {},
})

// The parts of a search, as they are sent and as the model decides them.

interface Part {
  body: Record<string, unknown>
  holds(row: Row): Truth
}

const meets = (row: Row, [w, s, e, n]: readonly number[]) =>
  row.box[0] <= e! && row.box[2] >= w! && row.box[1] <= n! && row.box[3] >= s!
const lon = fc.integer({ min: -180, max: 180 })
const lats = fc
  .tuple(fc.integer({ min: -90, max: 90 }), fc.integer({ min: -90, max: 90 }))
  .map((pair) => pair.sort((a, b) => a - b))

const bbox: fc.Arbitrary<Part> = fc
  .tuple(lon, lats, lon, fc.boolean())
  .map(([west, [south, north], east, is_3d]) => ({
    body: { bbox: is_3d ? [west, south, -10, east, north, 9000] : [west, south, east, north] },
    holds: (row) =>
      west <= east
        ? meets(row, [west, south!, east, north!])
        : meets(row, [west, south!, 180, north!]) || meets(row, [-180, south!, east, north!]),
  }))

const intersects: fc.Arbitrary<Part> = fc
  .tuple(
    lon,
    fc.integer({ min: -85, max: 80 }),
    fc.integer({ min: 1, max: 60 }),
    fc.constantFrom('Point', 'MultiPoint', 'LineString', 'Polygon', 'GeometryCollection'),
  )
  .map(([x, y, size, type]) => {
    const [west, south] = [Math.min(x, 119), y]
    const [east, north] = [west + size, Math.min(y + 5, 85)]
    const point = { type: 'Point', coordinates: [west, south] }
    const polygon = { type: 'Polygon', coordinates: [ringOf([west, south, east, north])] }
    const box = [west, south, east, north]
    switch (type) {
      case 'Point':
        return { body: { intersects: point }, holds: (row: Row) => meets(row, [west, south, west, south]) }
      case 'MultiPoint':
        return {
          body: {
            intersects: {
              type,
              coordinates: [
                [west, south],
                [east, north],
              ],
            },
          },
          holds: (row: Row) =>
            meets(row, [west, south, west, south]) || meets(row, [east, north, east, north]),
        }
      case 'LineString':
        return {
          body: {
            intersects: {
              type,
              coordinates: [
                [west, south],
                [east, south],
              ],
            },
          },
          holds: (row: Row) => meets(row, [west, south, east, south]),
        }
      case 'Polygon':
        return { body: { intersects: polygon }, holds: (row: Row) => meets(row, box) }
      default:
        return {
          body: { intersects: { type, geometries: [point, polygon] } },
          holds: (row: Row) => meets(row, box),
        }
    }
  })

/** Written in another zone, which changes nothing. */
const written = (at: number) => `${new Date(at + 2 * hour).toISOString().replace('Z', '')}+02:00`
const moment = fc.integer({ min: -1, max: 41 }).map((hours) => first_day + hours * hour)
const datetime: fc.Arbitrary<Part> = fc
  .tuple(moment, moment, fc.constantFrom('instant', 'closed', 'from', 'until'))
  .map(([a, b, kind]) => {
    const [start, end] = [Math.min(a, b), Math.max(a, b)]
    const texts = {
      instant: [written(start), (at: number) => at === start],
      closed: [`${written(start)}/${written(end)}`, (at: number) => at >= start && at <= end],
      from: [`${written(start)}/`, (at: number) => at >= start],
      until: [`../${written(end)}`, (at: number) => at <= end],
    } as const
    const [text, holds] = texts[kind as keyof typeof texts]
    return { body: { datetime: text }, holds: (row) => holds(row.at) }
  })

const ids: fc.Arbitrary<Part> = fc
  .subarray(
    rows.map(({ id }) => id),
    { minLength: 1, maxLength: 60 },
  )
  .map((list) => ({
    body: { ids: list },
    holds: ({ id }) => list.includes(id),
  }))
const in_collections: fc.Arbitrary<Part> = fc.subarray(collections, { minLength: 1 }).map((list) => ({
  body: { collections: list },
  holds: ({ collection }) => list.includes(collection),
}))

const numberOf = (row: Row, name: string) => {
  const value = row.properties[name]
  return typeof value === 'number' ? value : null
}
const below = (name: string, limit: number) => (row: Row) => {
  const value = numberOf(row, name)
  return value === null ? null : value < limit
}
const query: fc.Arbitrary<Part> = fc
  .tuple(fc.constantFrom('eo:cloud_cover', 'gsd', 'view:off_nadir'), fc.integer({ min: 0, max: 100 }))
  .map(([name, limit]) => ({ body: { query: { [name]: { lt: String(limit) } } }, holds: below(name, limit) }))

interface Filter {
  json: unknown
  text: string
  holds(row: Row): Truth
}
const compared: fc.Arbitrary<Filter> = fc
  .tuple(fc.constantFrom('eo:cloud_cover', 'gsd', 'view:off_nadir'), fc.integer({ min: 0, max: 100 }))
  .map(([name, limit]) => ({
    json: { op: '<', args: [{ property: name }, limit] },
    text: `"${name}" < ${limit}`,
    holds: below(name, limit),
  }))
const textual: fc.Arbitrary<Filter> = fc.constantFrom('newsat1', 'newsat2').map((name) => ({
  json: { op: '=', args: [{ op: 'casei', args: [{ property: 'platform' }] }, name] },
  text: `CASEI(platform) = '${name}'`,
  holds: ({ properties: { platform } }) =>
    platform === undefined ? null : String(platform).toLowerCase() === name,
}))
const missing: fc.Arbitrary<Filter> = fc.constantFrom('gsd', 'grid:code').map((name) => ({
  json: { op: 'isNull', args: [{ property: name }] },
  text: `"${name}" IS NULL`,
  holds: ({ properties }) => properties[name] === undefined || properties[name] === 'unknown',
}))
const later: fc.Arbitrary<Filter> = moment.map((at) => ({
  json: { op: 't_after', args: [{ property: 'datetime' }, { timestamp: new Date(at).toISOString() }] },
  text: `T_AFTER(datetime, TIMESTAMP('${new Date(at).toISOString()}'))`,
  holds: (row) => row.at > at,
}))
const inside: fc.Arbitrary<Filter> = fc.integer({ min: -170, max: 100 }).map((west) => ({
  json: { op: 's_intersects', args: [{ property: 'geometry' }, { bbox: [west, -60, west + 70, 60] }] },
  text: `S_INTERSECTS(geometry, BBOX(${west}, -60, ${west + 70}, 60))`,
  holds: (row) => meets(row, [west, -60, west + 70, 60]),
}))

const { filter } = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(compared, textual, missing, later, inside),
    tie('filter').map((of) => ({
      json: { op: 'not', args: [of.json] },
      text: `NOT (${of.text})`,
      holds: (row: Row) => negate(of.holds(row)),
    })),
    fc.tuple(fc.constantFrom('and', 'or'), tie('filter'), tie('filter')).map(([op, a, b]) => ({
      json: { op, args: [a.json, b.json] },
      text: `(${a.text}) ${op.toUpperCase()} (${b.text})`,
      holds: (row: Row) => join(op, a.holds(row), b.holds(row)),
    })),
  ),
}))
const negate = (truth: Truth) => (truth === null ? null : !truth)
function join(op: string, a: Truth, b: Truth): Truth {
  const decides = op === 'or'
  if (a === decides || b === decides) return decides
  return a === null || b === null ? null : !decides
}
const filtered: fc.Arbitrary<Part> = fc
  .tuple(filter, fc.boolean())
  .map(([{ json, text, holds }, is_text]) => ({
    body: is_text ? { filter: text, 'filter-lang': 'cql2-text' } : { filter: json },
    holds,
  }))

const sortable = [
  'id',
  'collection',
  'datetime',
  'platform',
  'gsd',
  'eo:cloud_cover',
  'grid:code',
  'view:off_nadir',
]
const sorts = fc.uniqueArray(
  fc.record({ field: fc.constantFrom(...sortable), direction: fc.constantFrom('asc', 'desc') }),
  { maxLength: 3, selector: ({ field }) => field },
)

function sortValue(row: Row, field: string): string | number {
  if (field === 'id' || field === 'collection') return row[field]
  if (field === 'datetime') return row.at
  if (field === 'platform' || field === 'grid:code') return String(row.properties[field] ?? '')
  return numberOf(row, field) ?? Number.POSITIVE_INFINITY
}

function sorted(found: Row[], keys: { field: string; direction: string }[]): string[] {
  const told = keys.length > 0 ? keys : [{ field: 'datetime', direction: 'desc' }]
  const { direction } = told.at(-1)!
  const all = [...told, { field: 'collection', direction }, { field: 'id', direction }]
  const order = (a: Row, b: Row) => {
    for (const { field, direction } of all) {
      const [x, y] = [sortValue(a, field), sortValue(b, field)]
      if (x !== y) return (x < y ? -1 : 1) * (direction === 'asc' ? 1 : -1)
    }
    return 0
  }
  return found.toSorted(order).map(({ id }) => id)
}

const search = fc.record({
  place: fc.option(fc.oneof(bbox, intersects), { nil: undefined }),
  parts: fc.subarray([0, 1, 2, 3, 4]),
  datetime,
  ids,
  in_collections,
  query,
  filtered,
  sortby: sorts,
  limit: fc.integer({ min: 7, max: 120 }),
  how: fc.constantFrom('merge', 'bare', 'get', 'v2'),
})

onEachDatabase((openDatabase) => {
  let swath: TestApp
  before(async () => {
    swath = await TestApp.open(await openDatabase())
    for (const collection of collections) {
      const items = rows.filter((row) => row.collection === collection).map(itemOf)
      const { body } = await swath.call('operator', 'POST', '/ops/v1/archive/items', { collection, items })
      assert.ok(body.results.every(({ result }: { result: string }) => result === 'created'))
    }
  })
  after(() => swath.close())

  /** All pages; the way on from each is one of four. */
  async function walk(body: Record<string, unknown>, how: string) {
    const found: string[] = []
    let matched: number | undefined
    const first = how === 'v2' ? '/v2/archive/search' : '/search'
    let answer = how === 'get' ? await swath.call('demo', 'GET', urlOf(body)) : await post(first, body)
    for (;;) {
      assert.equal(answer.status, 200, JSON.stringify([body, answer.body]))
      const { features, links, numberMatched, numberReturned } = answer.body
      assert.equal(numberReturned, features.length)
      matched ??= numberMatched
      found.push(...features.map(({ id }: { id: string }) => id))
      const next = links.find(({ rel }: { rel: string }) => rel === 'next')
      if (!next) return { found, matched }
      const url = next.href.replace('http://swath.test', '').replace(/#.*/, '')
      if (how === 'v2') answer = await post(first, next.body)
      else if (how === 'get') answer = await swath.call('demo', 'GET', url)
      else answer = await post(url, how === 'merge' ? { ...body, ...next.body } : undefined)
    }
  }
  const post = (url: string, body: unknown) => swath.call('demo', 'POST', url, body)

  function urlOf(body: Record<string, unknown>): string {
    const query = new URLSearchParams()
    for (const [name, value] of Object.entries(body)) {
      const isList = ['bbox', 'ids', 'collections'].includes(name)
      if (name === 'sortby') {
        const keys = value as { field: string; direction: string }[]
        if (keys.length > 0)
          query.set(
            name,
            keys.map(({ field, direction }) => (direction === 'desc' ? `-${field}` : `+${field}`)).join(','),
          )
      } else if (isList) query.set(name, String(value))
      else
        query.set(
          name,
          typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value),
        )
    }
    if (body.filter !== undefined && body['filter-lang'] === undefined) query.set('filter-lang', 'cql2-json')
    return `/search?${query}`
  }

  test('any search finds what the model finds, in its order, over all pages, however they are followed', async () => {
    await fc.assert(
      fc.asyncProperty(search, async ({ place, parts, sortby, limit, how, ...all }) => {
        const kinds = [all.datetime, all.ids, all.in_collections, all.query, all.filtered]
        const chosen = [...(place ? [place] : []), ...parts.map((at) => kinds[at]!)]
        const body = Object.assign({ limit, sortby }, ...chosen.map((part) => part.body))
        const expected = sorted(
          rows.filter((row) => chosen.every((part) => part.holds(row) === true)),
          sortby,
        )
        const { found, matched } = await walk(body, how)
        assert.deepEqual(found, expected)
        assert.equal(matched, expected.length)
      }),
      { numRuns: 150 },
    )
  })

  test('a walk shows every item once, also when older and newer ones arrive meanwhile', async () => {
    const seen: string[] = []
    let url = '/archive/stac/search?limit=40&collections=l1d-sr,l1d'
    for (let page = 0; url; page++) {
      const { body } = await swath.call('demo', 'GET', url)
      seen.push(...body.features.map(({ id }: { id: string }) => id))
      const times = [first_day - (page + 1) * 24 * hour, first_day + 1000 * hour]
      const items = times.map((at, index) => itemOf({ ...rows[0]!, at, id: `late_${page}_${index}` }))
      await swath.call('operator', 'POST', '/ops/v1/archive/items', { collection: 'l1d', items })
      const next = body.links.find(({ rel }: { rel: string }) => rel === 'next')
      url = page < 6 && next ? next.href.replace('http://swath.test', '') : ''
    }
    assert.equal(new Set(seen).size, seen.length)
    const before = rows.filter(({ collection }) => collection !== 'l1c').map(({ id }) => id)
    assert.deepEqual(
      before.filter((id) => !seen.includes(id)),
      [],
    )
    assert.ok(seen.includes('late_0_0'), 'what is older than the page is still to come')
    assert.ok(!seen.includes('late_0_1'), 'what is newer is not')
  })
})
