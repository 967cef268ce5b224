import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { no_limits } from '@swath/contract/captures'
import type { StapiProduct } from '@swath/contract/stapi-provider'
import { StapiApi } from './api.ts'
import { Item, Order, OrderStatus } from './documents.ts'
import { filesOf, imageOf } from './images.ts'
import { isOver, newsOf } from './news.ts'
import { searchOf } from './search.ts'

const product: StapiProduct = {
  product_id: 'multispectral',
  limits: { off_nadir_deg: 'view:off_nadir', cloud_pct: 'eo:cloud_cover' },
  order_parameters: {},
  assets: { L1D: ['visual', 'Mask 1'] },
}
const geometry = { type: 'Point' as const, coordinates: [4.5, 51.9] }
const window = { start: new Date('2026-12-01T00:00:00Z'), end: new Date('2026-12-05T00:00:00Z') }

describe('a search', () => {
  test('asks for the limits that the product can be asked for, and for nothing else', () => {
    const limits = { ...no_limits, max_off_nadir_deg: 25, max_cloud_pct: 20, min_sun_elevation_deg: 10 }
    assert.deepEqual(searchOf({ geometry, window, limits }, product), {
      datetime: '2026-12-01T00:00:00.000Z/2026-12-05T00:00:00.000Z',
      geometry,
      filter: {
        op: 'and',
        args: [
          { op: '<=', args: [{ property: 'view:off_nadir' }, 25] },
          { op: '<=', args: [{ property: 'eo:cloud_cover' }, 20] },
        ],
      },
    })
  })

  test('has no filter where no limit says anything', () => {
    assert.equal(searchOf({ geometry, window, limits: no_limits }, product).filter, undefined)
  })
})

const status = (status_code: string, more: object = {}) =>
  OrderStatus.parse({ timestamp: '2026-12-02T10:00:00Z', status_code, ...more })
const order = Order.parse({
  id: 'o1',
  properties: {
    created: '2026-12-01T00:00:00Z',
    status: status('received'),
    search_parameters: { datetime: '2026-12-01T00:00:00Z/2026-12-05T00:00:00Z', geometry },
  },
})

describe('the statuses of an order', () => {
  const cases: [string, object, string | undefined, string | undefined][] = [
    ['received', {}, undefined, undefined],
    ['accepted', {}, undefined, undefined],
    ['held', {}, undefined, undefined],
    ['reserved', {}, undefined, undefined],
    ['an_extension', {}, undefined, undefined],
    ['scheduled', {}, 'scheduled', undefined],
    ['tasked', {}, 'scheduled', undefined],
    ['processing', {}, 'collecting', undefined],
    ['completed', {}, 'completed', undefined],
    ['rejected', { reason_code: 'invalid_geometry' }, 'failed', 'NOT_FEASIBLE'],
    ['rejected', { reason_code: 'competition' }, 'failed', 'NO_CAPACITY'],
    ['failed', { reason_code: 'cloud_cover' }, 'failed', 'CLOUD_COVER_EXCEEDED'],
    ['failed', {}, 'failed', 'FAILED_ELSEWHERE'],
    ['expired', {}, 'failed', 'NO_ACCESS_IN_WINDOW'],
    ['cancelled', {}, 'failed', 'FAILED_ELSEWHERE'],
    ['user_cancelled', {}, 'failed', 'FAILED_ELSEWHERE'],
  ]
  for (const [code, more, expected, reason_code] of cases) {
    test(`${code} ${JSON.stringify(more)} says ${expected ?? 'nothing'} ${reason_code ?? ''}`, () => {
      const [news] = newsOf(order, [status(code, more)])
      assert.equal(news?.status, expected)
      if (news?.status === 'failed') assert.equal(news.reason_code, reason_code)
      assert.equal(isOver(status(code)), expected === 'failed' || expected === 'completed')
    })
  }

  test('keep their own words in the message', () => {
    const [news] = newsOf(order, [status('failed', { reason_code: 'storm', reason_text: 'A storm' })])
    assert.equal(news?.status === 'failed' && news.message, 'failed: storm: A storm')
  })

  test('are known again when they are told again', () => {
    const told = [status('tasked'), status('processing')]
    const [ids, again] = [newsOf(order, told), newsOf(order, [status('held'), ...told])].map((all) =>
      all.map(({ report_id }) => report_id),
    )
    assert.deepEqual(again, ids)
    assert.equal(new Set(ids).size, 2)
  })
})

describe('an item', () => {
  const item = Item.parse({
    type: 'Feature',
    id: '../x y',
    geometry,
    properties: { datetime: '2026-12-02T10:00:00Z', 'eo:cloud_cover': 3 },
    assets: {
      visual: {
        href: 'https://files.example/a/v.tif?signature=1',
        type: 'image/tiff',
        'file:size': 5,
        'file:checksum': `1220${'ab'.repeat(32)}`,
      },
      'Mask 1': { href: 'https://files.example/a/mask', 'file:checksum': '1114deadbeef' },
    },
  })

  test('that tells no clouds has none that are known', () => {
    const { 'eo:cloud_cover': _, ...properties } = item.properties
    assert.equal(imageOf({ ...item, properties }).cloud_cover_pct, null)
    assert.equal(imageOf(item).cloud_cover_pct, 3)
  })

  test('gives the assets of a level as files with safe names', () => {
    assert.deepEqual(filesOf(item, 'L1D', product), [
      {
        key: 'visual',
        file_name: '_x_y_visual.tif'.slice(1),
        href: 'https://files.example/a/v.tif?signature=1',
        media_type: 'image/tiff',
        roles: ['data'],
        size_bytes: 5,
        sha256: 'ab'.repeat(32),
      },
      {
        key: 'mask_1',
        file_name: 'x_y_Mask_1',
        href: 'https://files.example/a/mask',
        media_type: 'application/octet-stream',
        roles: ['data'],
      },
    ])
  })

  test('without an asset that a level needs is told, with what it has', () => {
    const wanting = { ...product, assets: { L1B: ['raw'] } }
    assert.throws(() => filesOf(item, 'L1B', wanting), /no asset raw for L1B; it has visual, Mask 1/)
  })

  test('is an image with the same id whenever it is read', () => {
    assert.deepEqual(imageOf(item), imageOf(structuredClone(item)))
    assert.match(
      imageOf(item).outcome_id,
      /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    )
    assert.equal(imageOf(item).access.satellite_name, 'unknown')
  })
})

describe('the orders of a server', () => {
  const day_ms = 86_400_000
  const newest = Date.parse('2026-12-01T00:00:00Z')
  /** A server with endless orders, a hundred a page and one a day. */
  function endless(step: 1 | -1) {
    let pages = 0
    const api = new StapiApi('https://stapi.test', undefined, async (url) => {
      const page = Number(new URL(url).searchParams.get('page') ?? 0)
      pages += 1
      const features = Array.from({ length: 100 }, (_, at) => {
        const created = new Date(newest + step * (page * 100 + at) * day_ms).toISOString()
        return { id: `${page}.${at}`, properties: { created, status: status('received') }, links: [] }
      })
      return Response.json({ features, links: [{ rel: 'next', href: `/orders?page=${page + 1}` }] })
    })
    return { api, pages: () => pages }
  }

  async function placedSince(api: StapiApi, since: number): Promise<number> {
    let found = 0
    for await (const _ of api.ordersSince(new Date(since))) found += 1
    return found
  }

  test('are read from the newest to the first that is older than what is looked for', async () => {
    const { api, pages } = endless(-1)
    const found = await placedSince(api, newest - 150 * day_ms)
    assert.deepEqual([found, pages()], [151, 2])
  })

  test('are read to a limit where the oldest come first', async () => {
    const { api, pages } = endless(1)
    await assert.rejects(placedSince(api, newest + 150 * day_ms), /more than 50 pages/)
    assert.equal(pages(), 50)
  })
})
