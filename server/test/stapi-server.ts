// A STAPI server in the hands of the test: version 0.1.0 or the draft of 0.2.0, over real HTTP on loopback. The library
// that implementers use (stapi-fastapi) is of Python; `npm run conformance -- stapi` runs it.
import { createHash, randomUUID } from 'node:crypto'
import type { Geometry } from '@swath/contract/geometry'
import fastify, { type FastifyReply } from 'fastify'

interface Status {
  timestamp: string
  status_code: string
  reason_code?: string
  reason_text?: string
  links?: { rel: string; href: string }[]
}

interface Asked {
  datetime: string
  geometry: Geometry
  filter?: unknown
  order_parameters?: Record<string, unknown>
}

interface Placed extends Asked {
  id: string
  created: string
  statuses: Status[]
}

/** What goes wrong with the next requests. */
export type Fault = 'down' | 'busy' | 'nonsense' | 'refuses' | 'loses the answer' | 'hangs'

export interface StapiServer {
  url: string
  orders: Placed[]
  searches: (Asked & { looks: number })[]
  /** How often it was asked for anything. */
  asked: number
  fault: Fault | undefined
  /** So many requests hang. */
  waiting: number
  /** The headers with which others came. */
  authorizations: (string | undefined)[]
  offers_cancellation: boolean
  /** A search for passes is done after it was looked at so often; 0 answers at once. */
  looks: number
  /** What is told of each pass besides its time. */
  told_of_passes: Record<string, unknown>
  tells_passes: boolean
  /** Appends a status; `completed` leads to an item with the assets of this text. */
  tell(order_id: string, status_code: string, more?: Partial<Status>): void
  complete(order_id: string, has_digests?: boolean): void
  close(): Promise<void>
}

interface Options {
  version?: '0.1.0' | '0.2.0'
  authorization?: string
  now: () => Date
}

export async function serveStapi({ version = '0.1.0', authorization, now }: Options): Promise<StapiServer> {
  const http = fastify({ forceCloseConnections: true })
  const geo = (reply: FastifyReply) => reply.header('content-type', 'application/geo+json')
  const server: StapiServer = {
    url: '',
    orders: [],
    searches: [],
    asked: 0,
    fault: undefined,
    waiting: 0,
    authorizations: [],
    offers_cancellation: false,
    looks: 0,
    told_of_passes: {},
    tells_passes: true,
    tell(order_id, status_code, more = {}) {
      const timestamp = new Date(now().getTime() + server.asked).toISOString()
      placed(order_id).statuses.push({ timestamp, status_code, ...more })
    },
    complete(order_id, has_digests = true) {
      const href = `${server.url}/stac/search?order=${order_id}${has_digests ? '&digests=1' : ''}`
      server.tell(order_id, 'completed', { links: [{ rel: 'stac', href }] })
    },
    close: () => http.close(),
  }
  const placed = (id: string) => server.orders.find((one) => one.id === id)!

  http.addHook('onRequest', async (request, reply) => {
    server.asked += 1
    server.authorizations.push(request.headers.authorization)
    if (request.url.startsWith('/files/')) return
    if (authorization !== undefined && request.headers.authorization !== authorization)
      return reply.code(401).send({})
    if (server.fault === 'down') return reply.code(502).send('down')
    if (server.fault === 'busy') return reply.code(503).header('retry-after', '120').send({ detail: 'busy' })
    if (server.fault === 'hangs') return hang(reply)
    if (server.fault === 'nonsense') return reply.send({ hello: 'world' })
  })

  function hang(reply: FastifyReply) {
    server.waiting += 1
    reply.raw.once('close', () => {
      server.waiting -= 1
    })
    return reply.hijack()
  }

  http.get('/', async () => ({
    id: 'upstream',
    conformsTo: [`https://stapi.example.com/v${version}/core`],
    description: 'A test',
    links: [],
  }))
  http.get('/products/:id', async ({ params }) => ({
    type: 'Collection',
    stapi_type: 'Product',
    id: (params as { id: string }).id,
    conformsTo: [
      'https://geojson.org/schema/Polygon.json',
      ...(server.tells_passes ? [`https://stapi.example.com/v${version}/opportunities`] : []),
    ],
    links: [
      {
        rel: 'create-order',
        method: 'POST',
        href: `${server.url}${'/products/'}${(params as { id: string }).id}/orders`,
      },
    ],
  }))
  http.get('/products/:id/queryables', async () => ({
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    properties: { 'view:off_nadir': { type: 'number' }, 'eo:cloud_cover': { type: 'number' } },
  }))
  http.get('/products/:id/order-parameters', async () => ({
    type: 'object',
    properties: { format: { type: 'string', enum: ['cog'] } },
    required: ['format'],
    additionalProperties: false,
  }))
  http.post('/products/:id/opportunities', async ({ body }, reply) => {
    const asked = read(body)
    const { next } = body as { next?: string }
    if (server.looks === 0 || next) return geo(reply).send(passesOf(asked, next))
    server.searches.push({ ...asked, looks: server.looks })
    return reply.code(201).send(recordOf(server.searches.length - 1))
  })
  http.get('/searches/:id', async ({ params }) => {
    const { id } = params as { id: string }
    server.searches[Number(id)]!.looks -= 1
    return recordOf(Number(id))
  })
  http.get('/found/:id', async ({ params }, reply) =>
    geo(reply).send(passesOf(server.searches[Number((params as { id: string }).id)]!)),
  )
  http.post('/products/:id/orders', async ({ body }, reply) => {
    if (server.fault === 'refuses') return reply.code(422).send({ detail: 'The geometry is too large' })
    const timestamp = now().toISOString()
    const order = {
      ...read(body),
      id: randomUUID(),
      created: timestamp,
      statuses: [{ timestamp, status_code: 'received' }],
    }
    server.orders.push(order)
    if (server.fault === 'loses the answer') return reply.raw.destroy()
    return geo(reply.code(201)).send(documentOf(order))
  })
  http.get('/orders', async (_request, reply) =>
    geo(reply).send({ type: 'FeatureCollection', features: server.orders.map(documentOf), links: [] }),
  )
  http.get('/orders/:id', async ({ params }, reply) =>
    geo(reply).send(documentOf(placed((params as { id: string }).id))),
  )
  http.get('/orders/:id/statuses', async ({ params }) => {
    const { statuses } = placed((params as { id: string }).id)
    return { statuses: version === '0.1.0' ? statuses : statuses.toReversed(), links: [] }
  })
  http.post('/orders/:id/cancel', async ({ params }) => {
    server.tell((params as { id: string }).id, 'user_cancelled')
    return {}
  })
  http.get('/stac/search', async ({ query }, reply) => {
    const { order, digests } = query as { order: string; digests?: string }
    const { geometry } = placed(order)
    return geo(reply).send({
      type: 'FeatureCollection',
      features: [itemOf(order, geometry, digests !== undefined)],
      links: [],
    })
  })
  http.get('/files/:name', async ({ params }, reply) =>
    reply.type('image/tiff').send(contentOf((params as { name: string }).name)),
  )

  /** Two passes, each on a page of its own. */
  function passesOf({ datetime, geometry, ...asked }: Asked, next?: string) {
    const [start] = datetime.split('/') as [string]
    const at = Date.parse(start) + (next ? 25 : 1) * 3_600_000
    const interval = `${new Date(at).toISOString()}/${new Date(at + 10_000).toISOString()}`
    const properties = { datetime: interval, product_id: 'p', platform: 'far-1', ...server.told_of_passes }
    const body = { datetime, geometry, ...asked, next: '2' }
    const page =
      version === '0.1.0' ? body : { ...asked, search_parameters: { datetime, geometry }, next: '2' }
    const link = { rel: 'next', method: 'POST', href: `${server.url}/products/p/opportunities`, body: page }
    return {
      type: 'FeatureCollection',
      features: [{ type: 'Feature', stapi_type: 'Opportunity', geometry, properties, links: [] }],
      links: next ? [] : [link],
    }
  }

  function recordOf(id: number) {
    const is_done = server.searches[id]!.looks <= 0
    return {
      id: String(id),
      product_id: 'p',
      status: { timestamp: now().toISOString(), status_code: is_done ? 'completed' : 'in_progress' },
      links: [
        { rel: 'self', href: `${server.url}/searches/${id}` },
        ...(is_done ? [{ rel: 'opportunities', href: `${server.url}/found/${id}` }] : []),
      ],
    }
  }

  function read(body: unknown): Asked {
    const asked = body as Asked & { search_parameters?: Asked }
    const is_nested = asked.search_parameters !== undefined
    if (is_nested !== (version === '0.2.0')) throw new Error(`Not a request of version ${version}`)
    return { ...asked.search_parameters!, ...asked }
  }

  function documentOf({ id, geometry, datetime, filter, order_parameters, created, statuses }: Placed) {
    const search_parameters = { datetime, geometry, filter: filter ?? null }
    const cancel = { rel: 'cancel', method: 'POST', href: `${server.url}/orders/${id}/cancel` }
    return {
      type: 'Feature',
      stapi_type: 'Order',
      stapi_version: version,
      id,
      geometry,
      properties: { product_id: 'p', created, status: statuses.at(-1), search_parameters, order_parameters },
      links: [
        { rel: 'monitor', href: `${server.url}/orders/${id}/statuses` },
        ...(server.offers_cancellation ? [cancel] : []),
      ],
    }
  }

  function itemOf(order: string, geometry: Geometry, has_digests: boolean) {
    const asset = (key: string) => {
      const content = contentOf(`${order}-${key}`)
      const digest = createHash('sha256').update(content).digest('hex')
      const digests = has_digests && { 'file:size': content.length, 'file:checksum': `1220${digest}` }
      return { href: `${server.url}/files/${order}-${key}`, type: 'image/tiff', roles: ['data'], ...digests }
    }
    const datetime = now().toISOString()
    const properties = { datetime, platform: 'far-1', 'eo:cloud_cover': 4, 'view:off_nadir': 12.5 }
    return {
      type: 'Feature',
      id: `item-${order}`,
      geometry,
      properties,
      assets: { visual: asset('visual'), raw: asset('raw') },
      links: [],
    }
  }

  server.url = await http.listen({ host: '127.0.0.1', port: 0 })
  return server
}

const contentOf = (name: string) => Buffer.from(`The content of ${name}`)
