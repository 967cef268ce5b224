// The largest and the most awkward that anybody can send: each may be refused, and none may hold the server.
type Position = number[]

const square = (x: number, y: number, size: number): Position[] => [
  [x, y],
  [x + size, y],
  [x + size, y + size],
  [x, y + size],
  [x, y],
]
const polygon = (...rings: Position[][]) => ({ type: 'Polygon', coordinates: rings })
const multiPolygon = (...rings: Position[][]) => ({
  type: 'MultiPolygon',
  coordinates: rings.map((ring) => [ring]),
})

/** Beside each other, 50 in a row. */
const squares = (count: number) =>
  Array.from({ length: count }, (_, at) => square((at % 50) / 250, 48 + Math.floor(at / 50) / 250, 0.001))

const nested = (count: number) =>
  Array.from({ length: count }, (_, at) => square(2 - at / 1e5, 48 - at / 1e5, (2 * at + 1) / 1e5))

/** All sides lie beside each other, on either axis. */
function star(positions: number) {
  const corners = Array.from({ length: positions - 1 }, (_, at) => {
    const angle = (2 * Math.PI * at) / (positions - 1)
    const radius = at % 2 ? 0.01 : 0.3
    return [2 + radius * Math.cos(angle), 48 + radius * Math.sin(angle)]
  })
  return [...corners, corners[0]!]
}

function brokenStar(positions: number) {
  const ring = star(positions)
  return ring.toSpliced(positions / 2, 1, ring[positions / 2 + 3]!)
}

const geometries: Record<string, object> = {
  '3,999 squares': multiPolygon(...squares(3999)),
  '1,000 squares': multiPolygon(...squares(1000)),
  '3,900 holes': polygon(square(-1, 47, 3), ...squares(3900)),
  '1,000 holes': polygon(square(-1, 47, 3), ...squares(1000)),
  '3,999 nested squares': multiPolygon(...nested(3999)),
  '1,000 nested squares': multiPolygon(...nested(1000)),
  'a star of 20,000 positions': polygon(star(20_000)),
  'the same with a fault': polygon(brokenStar(20_000)),
  '100,000 empty parts': { type: 'MultiPolygon', coordinates: Array.from({ length: 100_000 }, () => []) },
}

/** All of them meet in one point. */
const fan = (count: number) =>
  multiPolygon(
    ...Array.from({ length: count }, (_, at) =>
      [
        [0, 0],
        [at, 60],
        [at + 0.5, 60],
        [0, 0],
      ].map(([x, y]) => [x! / 10, y!]),
    ),
  )

const names = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`name${at}`, 0]))

const orderOf = (geometry: unknown) => ({
  type: 'Feature',
  geometry,
  properties: { order_name: 'abuse', sku: 'TSKARE-M', project_name: 'abuse' },
})

const deep = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)

/** The credential that sends it. */
export type Sender = 'customer' | 'provider' | 'operator'

export interface Input {
  name: string
  path: string
  /** The customer, unless it is told. */
  sender?: Sender
  /** So many are sent at once; one, unless it is told. */
  at_once?: number
  /** POST where there is a body and nothing is told, else GET. */
  method?: 'POST' | 'PATCH' | 'PUT'
  body?: string
}

const nobody = '00000000-0000-7000-8000-000000000000'

/** Each route that takes an area, and who sends it one. */
const takers: readonly (Omit<Input, 'name' | 'body'> & { wrap: (geometry: object) => unknown })[] = [
  ...['/v2/orders/validate', '/v2/orders/', '/v2/orders/quote', '/v2/analysis/opportunities'].map((path) => ({
    path,
    wrap: orderOf,
  })),
  { path: '/search', wrap: (intersects) => ({ intersects }) },
  { path: '/aggregate', wrap: (intersects) => ({ intersects, aggregations: ['total_count'] }) },
  { path: '/v2/archive/search', wrap: (intersects) => ({ intersects }) },
  { path: '/search', wrap: (geometry) => ({ filter: intersecting(geometry), 'filter-lang': 'cql2-json' }) },
  { path: '/tasking/tasks/', wrap: (target) => ({ ...task, target }) },
  { path: '/tasking/analysis/can-add-order/', wrap: (target) => ({ ...task, target }) },
  { path: `/v2/deliverables/deliv.${nobody}/reject`, wrap: (evidence) => ({ category: 'haze', evidence }) },
  {
    path: `/ops/v1/captures/capture.${nobody}/reports`,
    sender: 'provider',
    wrap: (footprint) => ({ report_id: 'abuse', status: 'acquired', footprint }),
  },
  {
    path: '/ops/v1/archive/items',
    sender: 'operator',
    wrap: (geometry) => ({
      items: [{ id: 'abuse', collection: 'l1d', geometry, assets: {}, properties: {} }],
    }),
  },
  { path: '/collections/l1d/items', sender: 'operator', wrap: itemOf },
  { path: '/collections/l1d/items/abuse', method: 'PUT', sender: 'operator', wrap: itemOf },
  {
    path: '/collections/l1d/items/abuse',
    method: 'PATCH',
    sender: 'operator',
    wrap: (geometry) => ({ geometry }),
  },
  { path: '/ops/v1/imports', sender: 'operator', wrap: (geometry) => importOf([lineOf(geometry)]) },
]

const intersecting = (geometry: object) => ({
  op: 's_intersects',
  args: [{ property: 'geometry' }, geometry],
})
const task = { project_name: 'abuse', task_name: 'abuse', product: 169 }

function itemOf(geometry: object) {
  const properties = { datetime: '2026-01-01T00:00:00Z' }
  return { type: 'Feature', stac_version: '1.0.0', id: 'abuse', geometry, properties, links: [], assets: {} }
}

const importOf = (lines: unknown[]) => ({ source: 'abuse', kind: 'consumption', dry_run: true, lines })

function lineOf(geometry: object) {
  const at = '2026-01-01T00:00:00Z'
  const item = { item_id: 'abuse', collection: 'l1d', outcome_id: nobody, processing_level: 'L1D' }
  return { ...item, downloaded_at: at, acquired_at: at, geometry }
}

const areas = (): Input[] =>
  takers.flatMap(({ wrap, ...input }) =>
    Object.entries(geometries).map(([name, geometry]) => ({
      ...input,
      name,
      body: JSON.stringify(wrap(geometry)),
    })),
  )

/** Many at once, of which each alone would do. */
function bulks(): Input[] {
  const bulkOf = (count: number, name: string) => ({
    name: `${count} x ${name}`,
    path: '/v2/orders/bulk',
    body: JSON.stringify({ orders: Array.from({ length: count }, () => orderOf(geometries[name])) }),
  })
  const lines = Array.from({ length: 1000 }, () => lineOf(polygon(...squares(20))))
  return [
    bulkOf(4, '3,999 squares'),
    bulkOf(16, '1,000 squares'),
    bulkOf(5, 'a star of 20,000 positions'),
    bulkOf(5, 'the same with a fault'),
    {
      name: '1,000 x 20 rings',
      path: '/ops/v1/imports',
      sender: 'operator',
      body: JSON.stringify(importOf(lines)),
    },
  ]
}

/** In each of the two languages. */
function filters(): Input[] {
  const wide = Array.from({ length: 3000 }, (_, at) => `gsd = ${at}`).join(' or ')
  const texts: Record<string, string> = {
    'a filter of 3,000 alternatives': wide,
    'a list of 9,000 values': `id in (${Array.from({ length: 9000 }, (_, at) => `'${at}'`).join()})`,
    'a filter in 90 brackets': `${'('.repeat(90)}gsd = 1${')'.repeat(90)}`,
    'a filter in 9,000 brackets': `${'('.repeat(9000)}gsd = 1${')'.repeat(9000)}`,
    'a filter that says not 9,000 times': `${'not '.repeat(9000)}gsd = 1`,
    'a pattern of 5,000 wildcards': `id like '${'%a'.repeat(5000)}'`,
    'a sum of 4,000': `gsd = ${Array(4000).fill('1').join(' + ')}`,
    'a line of 10,000 positions': `s_intersects(geometry, linestring(${star(10_000).map((at) => at.join(' '))}))`,
  }
  const of_texts = Object.entries(texts).map(([name, filter]) => ({
    name,
    path: '/search',
    body: JSON.stringify({ filter, 'filter-lang': 'cql2-text' }),
  }))
  const nested_filter = `${'{"op":"not","args":['.repeat(5000)}true${']}'.repeat(5000)}`
  const overlaps = (...args: unknown[]) => JSON.stringify({ op: 'a_overlaps', args })
  const json = {
    'a filter of 5,000 levels': nested_filter,
    'two lists of 4,000': overlaps(Array(4000).fill(1), Array(4000).fill(2)),
    'a list of 4,000 beside that of each item': overlaps({ property: 'instruments' }, Array(4000).fill('a')),
  }
  const of_json = Object.entries(json).map(([name, filter]) => ({
    name,
    path: '/search',
    body: `{"filter-lang":"cql2-json","filter":${filter}}`,
  }))
  return [...of_texts, ...of_json]
}

/** Long ways to say little, at routes that take no area. */
function rest(): Input[] {
  const ids = Array.from({ length: 20_000 }, (_, at) => `item-${at}`)
  const files = Array.from({ length: 5000 }, (_, at) => ({ key: `file${at}`, href: 'http://127.0.0.1/' }))
  const metadata = names(20_000)
  return [
    ...['/search', '/v2/orders/'].map((path) => ({
      name: 'a fan of triangles',
      path: `${path}?intersects=${encodeURIComponent(JSON.stringify(fan(300)))}`,
    })),
    { name: '20,000 ids', path: '/search', body: JSON.stringify({ ids }) },
    {
      name: '20,000 fields',
      path: '/search',
      body: JSON.stringify({ fields: { include: ids, exclude: ids } }),
    },
    {
      name: '20,000 orders',
      path: '/search',
      body: JSON.stringify({ sortby: ids.map((field) => ({ field })) }),
    },
    { name: '27,000 names', path: '/v2/webhooks/', body: JSON.stringify(names(27_000)) },
    {
      name: '20,000 filters',
      path: '/v2/webhooks/',
      body: JSON.stringify({ url: 'https://example.com', filter: { order_id: ids, type: ids } }),
    },
    {
      name: '20,000 names',
      path: `/v2/orders/${nobody}`,
      method: 'PATCH',
      body: JSON.stringify({ properties: { metadata } }),
    },
    {
      name: '5,000 files',
      path: `/ops/v1/captures/capture.${nobody}/deliverables/L1D/reports`,
      sender: 'provider',
      body: JSON.stringify({ report_id: 'abuse', status: 'ready', files }),
    },
    {
      name: 'a link of 8,000 characters',
      path: `/raster/cog/tiles/1/1/1?url=${encodeURIComponent(`https://example.com/${'%25'.repeat(2600)}`)}`,
    },
    { name: 'the largest tile', path: `/raster/cog/tiles/0/0/0?buffer=1&url=${'a'.repeat(1000)}` },
    ...['/v2/orders/', '/search', '/v2/webhooks/', '/tasking/tasks/'].flatMap((path) => [
      { name: 'JSON of 500,000 levels', path, body: deep(500_000) },
      { name: 'a text of 1 MiB', path, body: JSON.stringify('x'.repeat(2 ** 20 - 2)) },
    ]),
    { name: 'a text of 4 MiB', path: '/v2/orders/', body: JSON.stringify('x'.repeat(4 * 2 ** 20 - 2)) },
  ]
}

/** The same inputs again, each sent by many at the same time. */
function crowds(inputs: readonly Input[]): Input[] {
  return inputs
    .filter(({ path }) => path === '/search')
    .map((input) => ({ ...input, name: `8 x ${input.name}`, at_once: 8 }))
}

export function worstInputs(): Input[] {
  const inputs = [...areas(), ...bulks(), ...filters(), ...rest()]
  return [...inputs, ...crowds(inputs)]
}
