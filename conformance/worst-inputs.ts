// The largest and the most awkward that a customer can send: each may be refused, and none may hold the server.
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

export interface Input {
  name: string
  path: string
  /** Of a POST. */
  body?: string
}

/** Each geometry at each route that takes one, bulks of them, and what is no order at all. */
export function worstInputs(): Input[] {
  const of_shapes = Object.entries(geometries).flatMap(([name, geometry]) =>
    ['/v2/orders/validate', '/v2/orders/', '/v2/orders/quote', '/v2/analysis/opportunities'].map((path) => ({
      name,
      path,
      body: JSON.stringify(orderOf(geometry)),
    })),
  )
  const bulkOf = (count: number, name: string) => ({
    name: `${count} x ${name}`,
    path: '/v2/orders/bulk',
    body: JSON.stringify({ orders: Array.from({ length: count }, () => orderOf(geometries[name])) }),
  })
  return [
    ...of_shapes,
    bulkOf(4, '3,999 squares'),
    bulkOf(16, '1,000 squares'),
    bulkOf(5, 'a star of 20,000 positions'),
    bulkOf(5, 'the same with a fault'),
    ...Object.entries(geometries).map(([name, intersects]) => ({
      name,
      path: '/search',
      body: JSON.stringify({ intersects }),
    })),
    ...['/search', '/v2/orders/'].map((path) => ({
      name: 'a fan of triangles',
      path: `${path}?intersects=${encodeURIComponent(JSON.stringify(fan(300)))}`,
    })),
    { name: '27,000 names', path: '/v2/webhooks', body: JSON.stringify(names(27_000)) },
    { name: 'JSON of 500,000 levels', path: '/v2/orders/', body: deep(500_000) },
    { name: 'a text of 4 MiB', path: '/v2/orders/', body: JSON.stringify('x'.repeat(4 * 2 ** 20 - 2)) },
  ]
}
