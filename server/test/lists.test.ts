import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { order_filters } from '@swath/contract/filters'
import type { Order } from '@swath/contract/orders'
import fc from 'fast-check'
import { sql } from 'kysely'
import { demo_contracts } from '../src/contracts/demo.ts'
import { Lists, listAnswer, listQuery } from '../src/lists/lists.ts'
import { orderEntity } from '../src/orders/document.ts'
import { listedOrders, touch } from '../src/orders/store.ts'
import { anAreaOrder, aPointOrder, type Client, TestApp } from './app.ts'
import { onEachDatabase } from './databases.ts'
import { type FileServer, serveFiles } from './files.ts'
import { overwrite } from './tables.ts'

const minute = 60_000

onEachDatabase((openDatabase) => {
  let swath: TestApp
  before(async () => {
    swath = await TestApp.open(await openDatabase())
  })
  after(() => swath.close())

  async function get(url: string, client: Client = 'demo') {
    const { status, body } = await swath.call(client, 'GET', url)
    assert.equal(status, 200, `${url}: ${JSON.stringify(body)}`)
    return body
  }

  /** The ids on all pages from `url` on, following `next` or `previous`. */
  async function walk(
    url: string,
    client?: Client,
    link: 'next' | 'previous' = 'next',
    atPage?: () => Promise<unknown>,
  ) {
    const ids: string[] = []
    for (let at: string | null = url; at !== null; ) {
      const body: { features: Order[]; next: string | null; previous: string | null } = await get(at, client)
      const page = body.features.map((order) => order.id)
      if (link === 'next') ids.push(...page)
      else ids.unshift(...page)
      await atPage?.()
      at = body[link]
    }
    return ids
  }

  /** Copies of an order in the contract of another client, with a document of their own. */
  async function copies(client: keyof typeof demo_contracts, prefix: string, count: number) {
    const placed = await swath.call(client, 'POST', '/v2/orders/', aPointOrder({ order_name: prefix }))
    const original = placed.body.id
    await overwrite(
      swath,
      'there are more orders than one could place in a test',
      `insert into orders (contract_id, project_id, order_name, sku, message, window_start, window_end, parameters,
        terms, limits, processing_levels, metadata, requested_geometry, geometry, area_km2, created_at, updated_at)
      select contract_id, project_id, $1::text || n, sku, message, window_start, window_end, parameters,
        terms, limits, processing_levels, metadata, requested_geometry, geometry, area_km2, created_at, updated_at
      from orders, generate_series(1, $2::int) as n where order_id = $3`,
      [prefix, count, original],
    )
    await overwrite(
      swath,
      'each of them tells its own id',
      `update orders o set document = replace(original.document, '"' || original.order_id || '"', '"' || o.order_id || '"')
      from orders original where original.order_id = $1 and o.document = ''`,
      [original],
    )
  }

  describe('whatever is filtered and sorted,', () => {
    const names = ['alpha', 'beta', 'gamma one', 'gamma two', 'delta']
    let all: Order[]

    before(async () => {
      for (let n = 0; n < 40; n++) await placeVaried(n)
      all = (await get('/v2/orders/?limit=1000')).features
    })

    /** Orders with equal and with missing values in every field that is sorted or filtered. */
    async function placeVaried(n: number) {
      const point = { type: 'Point', coordinates: [(n % 9) * 40 - 160, (n % 5) * 20 - 40] }
      const { id } = await swath.place(
        aPointOrder(
          {
            order_name: names[n % names.length],
            project_name: `project ${n % 3}`,
            sku: n % 4 === 0 ? 'TSKRSH-M.NN.NN' : 'TSKPOI-M',
            metadata: { crop: n % 2 ? 'wheat' : 'rice' },
          },
          point,
        ),
      )
      const now = swath.clock.now().getTime()
      const is_closed = n % 3 === 0
      const outcome = n % 2 ? 'failed' : 'fulfilled'
      await overwrite(
        swath,
        'orders ended at times of every kind, each of them some times',
        `update orders set created_at = $1, updated_at = $2, status = $3, outcome = $4, closed_at = $5, reason_code = $6
        where order_id = $7`,
        [
          new Date(now + (n % 7) * minute),
          new Date(now + (n % 11) * minute),
          is_closed ? 'closed' : 'in_progress',
          is_closed ? outcome : null,
          is_closed ? new Date(now + n * minute) : null,
          n % 5 === 0 ? 'CLOUD_COVER_EXCEEDED' : null,
          id,
        ],
      )
      await swath.app.db.system((tx) => orderEntity.refresh(tx, id))
    }

    /** The value of a field in a document: the other end of the promise that filters are about what is shown. */
    function told({ properties }: Order, field: string): string | number | null {
      const { parameters, status_report } = properties
      const elsewhere: Record<string, string | number | null> = {
        task_id: parameters.task_id,
        window_start: parameters.start,
        window_end: parameters.end,
        state: properties.outcome ?? properties.status,
        total_minor: properties.price.total_minor,
        reason_code: status_report.reason_code,
      }
      return field in elsewhere ? elsewhere[field]! : ((properties as never)[field] ?? null)
    }

    const pick = (field: string) =>
      fc.nat().map((n) => {
        const values = all.map((order) => told(order, field)).filter((value) => value !== null)
        return values[n % values.length]!
      })
    const quoted = (value: string | number) => fc.constantFrom(String(value), `"${value}"`)

    interface Asked {
      parameter: string
      matches: (order: Order) => boolean
    }
    const parameter = (name: string, value: string) => `${name}=${encodeURIComponent(value)}`

    const equal = fc
      .constantFrom(
        'status',
        'outcome',
        'state',
        'reason_code',
        'sku',
        'project_name',
        'order_name',
        'order_id',
        'task_id',
      )
      .chain((field) => fc.tuple(fc.constant(field), pick(field)))
      .chain(([field, value]) =>
        quoted(value).map(
          (text): Asked => ({
            parameter: parameter(field, text),
            matches: (order) => told(order, field) === value,
          }),
        ),
      )
    const among = fc
      .constantFrom('status', 'outcome', 'order_name', 'task_id', 'updated_at')
      .chain((field) => fc.tuple(fc.constant(field), fc.array(pick(field), { minLength: 1, maxLength: 3 })))
      .map(
        ([field, values]): Asked => ({
          parameter: parameter(`${field}__in`, values.join(',')),
          matches: (order) => values.includes(told(order, field)!),
        }),
      )
    const compare = {
      gte: (a: number | string, b: number | string) => a >= b,
      gt: (a: number | string, b: number | string) => a > b,
      lte: (a: number | string, b: number | string) => a <= b,
      lt: (a: number | string, b: number | string) => a < b,
    }
    const range = fc
      .tuple(
        fc.constantFrom(
          'created_at',
          'updated_at',
          'closed_at',
          'window_end',
          'task_id',
          'total_minor',
          'area_km2',
        ),
        fc.constantFrom(...(Object.keys(compare) as (keyof typeof compare)[])),
      )
      .chain(([field, operator]) =>
        pick(field)
          .chain((bound) => fc.tuple(fc.constant(bound), quoted(bound)))
          .map(
            ([bound, text]): Asked => ({
              parameter: parameter(`${field}__${operator}`, text),
              matches: (order) => {
                const value = told(order, field)
                return value !== null && compare[operator](value, bound)
              },
            }),
          ),
      )
    const words = fc.constantFrom('GAMMA', 'a', 'Wheat', 'project 1', 'one rice').map(
      (text): Asked => ({
        parameter: parameter('query', text),
        matches: ({ properties }) => {
          const { order_id, order_name, project_name, parameters, metadata } = properties
          const searched = [
            order_id,
            parameters.task_id,
            order_name,
            project_name,
            ...Object.values(metadata),
          ]
          return text
            .split(' ')
            .every((word) => searched.join(' ').toLowerCase().includes(word.toLowerCase()))
        },
      }),
    )
    const contains = fc.constantFrom('ELTA', 'ma t', '%', 'a_p').map(
      (text): Asked => ({
        parameter: parameter('order_name__contains', text),
        matches: ({ properties }) => properties.order_name.toLowerCase().includes(text.toLowerCase()),
      }),
    )
    const degrees = (limit: number) => fc.integer({ min: -limit, max: limit })
    const box = fc
      .tuple(degrees(180), degrees(90), degrees(180), degrees(90))
      .map(([west, a, east, b]): Asked => {
        const [south, north] = [Math.min(a, b), Math.max(a, b)]
        return {
          parameter: parameter('bbox', [west, south, east, north].join(',')),
          matches: ({ geometry }) => {
            const [x, y] = geometry.coordinates as [number, number]
            const inside = west <= east ? x >= west && x <= east : x >= west || x <= east
            return inside && y >= south && y <= north
          },
        }
      })

    const sort = fc
      .uniqueArray(fc.constantFrom(...order_filters.sortable, 'order_id'), { maxLength: 3 })
      .chain((fields) => fc.tuple(...fields.map((field) => fc.tuple(fc.constant(field), fc.boolean()))))
    /** A time that is missing comes before all others. */
    function sorted(orders: Order[], keys: [string, boolean][]) {
      const [last, descending] = keys.at(-1) ?? ['created_at', true]
      const is_by_age = (order_filters.by_age as readonly string[]).includes(last)
      const age: [string, boolean][] = is_by_age ? [['created_at', descending]] : []
      const full: [string, boolean][] = [...keys, ...age, ['order_id', descending]]
      const ends_at = full.findIndex(([field]) => field === 'order_id')
      const used =
        keys.length === 0 ? ([['created_at', true], ...full] as typeof full) : full.slice(0, ends_at + 1)
      return orders.toSorted((a, b) => {
        for (const [field, descending] of used) {
          const [x, y] = [told(a, field) ?? '', told(b, field) ?? '']
          if (x !== y) return x < y === descending ? 1 : -1
        }
        return 0
      })
    }

    const Question = fc.record({
      asked: fc.array(fc.oneof(equal, among, range, words, contains, box), { maxLength: 2 }),
      keys: sort,
      limit: fc.integer({ min: 1, max: 15 }),
    })

    test('following next gives exactly what matches, in order, also while rows are inserted, and previous leads back', async () => {
      const known = new Set(all.map((order) => order.id))
      let inserts = 3
      const insert = async () => {
        if (inserts-- > 0) await swath.place(aPointOrder({ order_name: names[inserts % names.length] }))
      }
      await fc.assert(
        fc.asyncProperty(Question, async ({ asked, keys, limit }) => {
          const sort = keys.map(([field, descending]) => (descending ? '-' : '') + field).join(',')
          const parameters = [...new Map(asked.map((one) => [one.parameter.split('=')[0], one])).values()]
          const url = `/v2/orders/?${[`limit=${limit}`, ...(sort ? [`sort=${sort}`] : []), ...parameters.map((one) => one.parameter)].join('&')}`
          const expected = sorted(
            all.filter((order) => parameters.every((one) => one.matches(order))),
            keys,
          ).map((order) => order.id)
          const found = await walk(url, 'demo', 'next', insert)
          assert.equal(new Set(found).size, found.length, 'nothing twice')
          assert.deepEqual(
            found.filter((id) => known.has(id)),
            expected,
            url,
          )
          const back = await walk(await lastPage(url), 'demo', 'previous')
          assert.deepEqual(
            back.filter((id) => known.has(id)),
            expected,
            `back: ${url}`,
          )
        }),
        { numRuns: 40, seed: 7 },
      )
    })

    /** The address of the last page. */
    async function lastPage(url: string) {
      for (let at = url; ; ) {
        const { next } = await get(at)
        if (next === null) return at
        at = next
      }
    }

    test('counting up the offset gives the same', async () => {
      const by_offset: string[] = []
      for (let offset = 0, count = 1; offset < count; offset += 7) {
        const page = await get(`/v2/orders/?limit=7&offset=${offset}`)
        by_offset.push(...page.features.map((order: Order) => order.id))
        count = page.count
        assert.equal(page.count_exact, true)
      }
      assert.deepEqual(by_offset, await walk('/v2/orders?limit=1000'))
    })

    test('a page knows whether there is one before and one after it', async () => {
      const first = await get('/v2/orders?limit=20')
      assert.equal(first.previous, null)
      assert.match(first.next, /^\/v2\/orders\?/)
      const second = await get(first.next)
      const again = await get(second.previous)
      assert.deepEqual(again.features, first.features)
      assert.equal(again.previous, null)
      assert.deepEqual((await get(again.next)).features, second.features)
      const from_offset = await get('/v2/orders?limit=20&offset=20')
      assert.deepEqual(from_offset.features, second.features)
      assert.deepEqual((await get(from_offset.previous)).features, first.features)
      assert.deepEqual(
        (await get(`${first.next}&limit=20`)).features,
        second.features,
        'a client adds its limit',
      )
      assert.equal((await get('/v2/orders?limit=1000')).next, null)
    })

    test('a cursor keeps to its sort', async () => {
      const { next } = await get('/v2/orders/?limit=5&sort=order_name')
      const other = next.replace('sort=order_name', 'sort=-order_name')
      const { status, body } = await swath.call('demo', 'GET', other)
      assert.deepEqual([status, body.code], [400, 'invalid_filter'])
      assert.match(body.message, /another sort/)
    })
  })

  describe('an order is found', () => {
    test('by its exact name, also where the name has quotes of its own', async () => {
      for (const order_name of ['"in quotes"', '"a" and "b"', 'five 5" disks', '"']) {
        const { id } = await swath.place(aPointOrder({ order_name }))
        for (const query of ['order_name', 'order_name__in', 'order_name__contains']) {
          const { features } = await get(`/v2/orders/?${query}=${encodeURIComponent(order_name)}`)
          assert.ok(
            features.some((one: { id: string }) => one.id === id),
            `${query} ${order_name}`,
          )
        }
      }
      const { id } = await swath.place(aPointOrder({ order_name: 'without quotes' }))
      assert.equal((await get('/v2/orders/?order_name="without quotes"')).features[0].id, id)
    })

    test('by its id, or by the id of its v1 task where no order has that id', async () => {
      const order = await swath.place()
      const { task_id } = order.properties.parameters
      assert.equal((await get(`/v2/orders/${task_id}`)).id, order.id)
      assert.equal((await get(`/v2/orders/?task_id=${task_id}`)).features[0].id, order.id)
      const other = await swath.call('demo-two', 'GET', `/v2/orders/${task_id}`)
      assert.equal(other.status, 404)
      await overwrite(
        swath,
        'a task of a v1 system has the number that an order has for an id',
        `update orders set task_id = $1 where order_id <> $2 and order_id = (select min(order_id) from orders)`,
        [Number(all_digits(order.id)), order.id],
      )
      assert.equal((await get(`/v2/orders/${order.id}`)).id, order.id, 'the order id wins')
    })
    const all_digits = (id: string) => id.replace(/^0+/, '')

    test('by where it is: shapes, boxes across the antimeridian, boxes without width', async () => {
      const ring = (west: number, east: number) => [
        [
          [west, -17],
          [east, -17],
          [east, -16.9],
          [west, -16.9],
          [west, -17],
        ],
      ]
      const fiji = await swath.place(
        anAreaOrder({ order_name: 'fiji' }, { type: 'Polygon', coordinates: ring(179.95, -179.95) }),
      )
      const found = async (query: string) =>
        (await get(`/v2/orders/?order_name=fiji&${query}`)).features.map((order: Order) => order.id)
      const hits = ['bbox=179,-18,-179,-16', 'bbox=179.96,-18,180,-16', 'bbox=-180,-18,-179.96,-16']
      hits.push(
        'bbox=179.97,-18,179.97,-16',
        'bbox=179.97,-16.95,179.97,-16.95',
        'bbox=170,-18,0,180,-16,900',
      )
      const shape = { type: 'Polygon', coordinates: ring(-179.97, -179) }
      hits.push(`intersects=${encodeURIComponent(JSON.stringify(shape))}`)
      for (const query of hits) assert.deepEqual(await found(query), [fiji.id], query)
      for (const query of ['bbox=-179,-18,179,-16', 'bbox=0,-18,10,-16'])
        assert.deepEqual(await found(query), [], query)
    })

    test('by a name with a comma, with quotes or with signs that mean something elsewhere', async () => {
      for (const order_name of ['Paris, north', '100 % _ \\ done', "it's", '"quoted"']) {
        const { id } = await swath.place(aPointOrder({ order_name }))
        for (const query of [
          `order_name=${encodeURIComponent(`"${order_name}"`)}`,
          `order_name__contains=${encodeURIComponent(`"${order_name}"`)}`,
        ]) {
          const { features } = await get(`/v2/orders/?${query}`)
          assert.deepEqual(
            features.map((order: Order) => order.id),
            [id],
            query,
          )
        }
      }
    })
  })

  describe('captures and deliverables', () => {
    let files: FileServer
    let order_id: string
    before(async () => {
      files = await serveFiles()
      const planned = await swath.placeAndPlan(
        anAreaOrder({ order_name: 'parts', project_name: 'of an order' }),
      )
      order_id = planned.order_id
      const [first, second] = planned.captures.map((capture) => capture.capture_id) as [string, string]
      await swath.collect(planned.captures[0]!)
      await swath.report(second, 'failed')
      const announced = files.announce('parts_L1B')
      await swath.reportProduct(first, 'L1B', 'ready', { files: announced })
      await swath.drain()
    })
    after(() => files.close())

    async function ids(noun: 'capture' | 'deliverable', query: string): Promise<string[]> {
      const { results } = await get(`/v2/${noun}s/?order_id=${order_id}&${query}`)
      return results.map((row: Record<string, string>) => row[`${noun}_id`])
    }

    test('are filtered by what they show', async () => {
      for (const noun of ['capture', 'deliverable'] as const) {
        const all: Record<string, unknown>[] = (await get(`/v2/orders/${order_id}/${noun}s?limit=100`))
          .results
        assert.ok(all.length > 1)
        const fields = ['status', 'outcome_id', 'reason_code', 'attempt', 'processing_level', 'capture_id']
        for (const field of fields.filter((name) => name in all[0]!)) {
          for (const value of new Set(all.map((row) => row[field]).filter((one) => one !== null))) {
            const expected = all.filter((row) => row[field] === value).map((row) => row[`${noun}_id`])
            assert.deepEqual(
              await ids(noun, `${field}=${String(value).toLowerCase()}`),
              expected,
              `${noun} ${field}`,
            )
          }
        }
        for (const time of ['acquired_at', 'delivered_at', 'updated_at'].filter((name) => name in all[0]!)) {
          const told = all.filter((row) => row[time] !== null)
          assert.ok(told.length > 0, time)
          for (const [operator, expected] of [
            ['gte', told],
            ['lte', told],
            ['gt', []],
            ['lt', []],
          ] as const) {
            const bound = told[0]![time]
            const rows = expected.filter((row) => row[time] === bound)
            assert.deepEqual(
              await ids(noun, `${time}__${operator}=${bound}`),
              rows.map((row) => row[`${noun}_id`]),
              time,
            )
          }
        }
      }
    })

    test('are filtered by their order, their satellite and their place', async () => {
      const [delivered] = await ids('deliverable', 'status=delivered')
      for (const query of [
        'order_name=parts',
        'project_name__contains=OF AN',
        'sku=TSKARE-M',
        'query=parts order',
      ]) {
        assert.ok((await ids('deliverable', query)).includes(delivered!), query)
      }
      assert.deepEqual(await ids('deliverable', 'order_name=other'), [])
      assert.equal((await ids('capture', 'satellite_name=newsat31')).length, 1)
      for (const noun of ['capture', 'deliverable'] as const) {
        assert.notDeepEqual(await ids(noun, 'bbox=9,-1,11,1'), [], noun)
        assert.deepEqual(await ids(noun, 'bbox=20,-1,21,1'), [], noun)
      }
    })

    test('sort by a time that some of them do not have', async () => {
      const { results } = await get(`/v2/deliverables/?order_id=${order_id}&sort=-delivered_at&limit=1`)
      assert.equal(results[0].status, 'DELIVERED')
      const [last] = (await ids('deliverable', 'sort=delivered_at')).slice(-1)
      assert.equal(last, results[0].deliverable_id)
    })
  })

  describe('of more than 1,000 rows', () => {
    before(() => copies('demo-two', 'many', 1_149))

    test('the count is a lower bound and says so, and whoever counts up the offset still gets all', async () => {
      const first = await get('/v2/orders/?limit=25', 'demo-two')
      assert.deepEqual([first.count, first.count_exact], [1000, false])
      const filtered = await get('/v2/orders/?limit=25&order_name=many77', 'demo-two')
      assert.deepEqual([filtered.count, filtered.count_exact], [1, true])
      const ids = new Set<string>()
      for (let offset = 0, count = 1; offset < count; offset += 100) {
        const page = await get(`/v2/orders/?limit=100&offset=${offset}`, 'demo-two')
        for (const order of page.features) ids.add(order.id)
        count = page.count
      }
      assert.equal(ids.size, 1_150)
    })

    test('deep pages come from the cursor alone', async () => {
      const ids = await walk('/v2/orders/?limit=100&sort=order_name', 'demo-two')
      assert.equal(ids.length, 1_150)
      assert.equal(new Set(ids).size, 1_150)
    })
  })

  describe('a conditional request', () => {
    async function conditional(url: string, etag: unknown) {
      const { status, headers, body } = await swath.call('demo', 'GET', url, undefined, {
        'if-none-match': etag,
      })
      if (status === 304) assert.equal(body.length, 0)
      return { status, etag: headers.etag }
    }

    test('is answered with 304 until something changes, on resources and on lists', async () => {
      const order = await swath.place(aPointOrder({ order_name: 'conditional' }))
      const urls = [
        `/v2/orders/${order.id}`,
        '/v2/orders/?order_name=conditional',
        '/v2/projects/',
        '/v2/deliverables/',
      ]
      const changed = [true, true, true, false]
      const before = await Promise.all(urls.map((url) => swath.call('demo', 'GET', url)))
      for (const [index, { headers }] of before.entries()) {
        assert.match(String(headers.vary), /X-Satellogic-Contract-Id/)
        assert.equal(headers['cache-control'], 'private, no-cache')
        const { status, etag } = await conditional(urls[index]!, headers.etag)
        assert.deepEqual([status, etag], [304, headers.etag], urls[index])
        assert.equal((await conditional(urls[index]!, `"x", ${headers.etag}`)).status, 304)
        assert.equal((await conditional(urls[index]!, '"x"')).status, 200)
      }
      await swath.call('demo', 'PATCH', `/v2/orders/${order.id}`, { properties: { metadata: { a: 'b' } } })
      await swath.call('demo', 'POST', '/v2/projects/', { project_name: 'conditional' })
      for (const [index, { headers }] of before.entries()) {
        const { status } = await conditional(urls[index]!, headers.etag)
        assert.equal(status, changed[index] ? 200 : 304, urls[index])
      }
    })

    test('changes nothing when If-Match names another version', async () => {
      const order = await swath.place()
      const url = `/v2/orders/${order.id}`
      const change = (method: 'PATCH' | 'DELETE', etag: unknown) =>
        swath.call(
          'demo',
          method,
          url,
          method === 'PATCH' ? { properties: { order_name: 'new' } } : undefined,
          {
            'if-match': etag,
          },
        )
      const { etag } = (await swath.call('demo', 'GET', url)).headers
      for (const method of ['PATCH', 'DELETE'] as const) {
        const refused = await change(method, '"older"')
        assert.deepEqual([refused.status, refused.body.code], [412, 'precondition_failed'])
      }
      assert.equal((await swath.call('demo', 'GET', url)).headers.etag, etag)
      assert.equal((await change('PATCH', etag)).status, 200)
      assert.equal((await change('DELETE', etag)).status, 412, 'the patch made another version')
      const now = (await swath.call('demo', 'GET', url)).headers.etag
      assert.equal((await change('DELETE', now)).status, 200)
    })
  })

  describe('a project', () => {
    const call = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path = '', body?: unknown, headers = {}) =>
      swath.call('demo', method, `/v2/projects/${path}`, body, headers)

    test('is created, read, renamed and deleted', async () => {
      const created = await call('POST', '', { project_name: 'harvest' })
      assert.equal(created.status, 201)
      const { project_id } = created.body
      assert.equal(created.headers.location, `/v2/projects/${project_id}`)
      assert.deepEqual((await call('GET', project_id)).body, created.body)
      const twice = await call('POST', '', { project_name: 'harvest' })
      assert.deepEqual(
        [twice.status, twice.body.code, twice.body.project_id],
        [409, 'project_name_taken', project_id],
      )
      swath.advance({ hours: 1 })
      const renamed = await call('PATCH', project_id, { project_name: 'autumn' })
      assert.equal(renamed.body.project_name, 'autumn')
      assert.ok(renamed.body.updated_at > created.body.updated_at)
      const etag = (await call('GET', project_id)).headers.etag
      assert.equal((await call('DELETE', project_id, undefined, { 'if-match': '"x"' })).status, 412)
      assert.equal((await call('DELETE', project_id, undefined, { 'if-match': etag })).status, 204)
      for (const method of ['GET', 'PATCH', 'DELETE'] as const) {
        const body = method === 'PATCH' ? { project_name: 'x' } : undefined
        assert.equal((await call(method, project_id, body)).status, 404, method)
      }
    })

    test('takes its orders along when it is renamed, and stays as long as it has any', async () => {
      const order = await swath.place(aPointOrder({ project_name: 'before', order_name: 'moved' }))
      const { project_id } = order.properties
      const as_of = (await get('/v2/orders/?limit=1')).as_of
      swath.advance({ hours: 1 })
      await call('PATCH', project_id, { project_name: 'afterwards' })
      await swath.drain()
      const { features } = await get(
        `/v2/orders/?project_name=afterwards&query=afterwards&updated_at__gte=${as_of}`,
      )
      assert.deepEqual(
        features.map((one: Order) => [one.id, one.properties.project_name]),
        [[order.id, 'afterwards']],
      )
      const kept = await call('DELETE', project_id)
      assert.deepEqual([kept.status, kept.body.code], [409, 'project_in_use'])
    })

    test('is invisible to another contract', async () => {
      const { body } = await call('POST', '', { project_name: 'secret' })
      for (const method of ['GET', 'DELETE'] as const)
        assert.equal((await swath.call('demo-two', method, `/v2/projects/${body.project_id}`)).status, 404)
      assert.equal((await get('/v2/projects/?project_name=secret', 'demo-two')).count, 0)
    })
  })

  test('what lists read shows the rows of one contract only', async () => {
    for (const view of ['listed_orders', 'listed_captures', 'listed_deliverables', 'listed_projects']) {
      const key = `${view.slice('listed_'.length, -1)}_id`
      const seen = async (contract_id: string) => {
        const rows = await swath.app.db.tenant(contract_id, (tx) =>
          tx.rows(sql<{ id: string }>`select ${sql.ref(key)} as id from ${sql.table(view)}`),
        )
        return new Set(rows.map((row) => row.id))
      }
      const ours = await seen(demo_contracts.demo)
      assert.ok(ours.size > 0, view)
      const theirs = await seen(demo_contracts['demo-two'])
      assert.ok(
        [...theirs].every((id) => !ours.has(id)),
        view,
      )
      assert.equal((await seen('cont.nobody')).size, 0, view)
    }
  })

  test('a client that passes as_of back as updated_at__gte sees every change, in whatever order they are committed', async () => {
    const contract_id = demo_contracts.demo
    await copies('demo', 'synced', 240)
    const { features } = await get('/v2/orders/?order_name__contains=synced&limit=1000')
    const ids: string[] = features.map((order: Order) => order.id)
    const start = { at: swath.clock.now().getTime() + minute, real: performance.now() }
    const now = () => start.at + performance.now() - start.real
    const lists = new Lists(swath.app.db, { now: () => new Date(now()) }, 0)
    const schema = listQuery(order_filters)

    /** Does what the route does, over a clock that ticks and without reusing an `as_of`. */
    async function poll(url: string) {
      const query = schema.parse(Object.fromEntries(new URL(url, 'http://swath.test').searchParams))
      const page = await lists.read(contract_id, listedOrders, query, undefined)
      return JSON.parse((await listAnswer('features', { url, headers: {} }, async () => page)).body!) as {
        features: { id: string }[]
        next: string | null
        as_of: string
      }
    }

    const { as_of: beginning } = await poll('/v2/orders/?limit=1')
    // Each order changes once: a change that a reader misses is never made good by a later one.
    const changed = new Set<string>()
    const writers = Array.from({ length: 6 }, async (_, writer) => {
      const skew = (writer - 3) * 40
      for (let n = writer; n < ids.length; n += 6) {
        await swath.app.db.tenant(contract_id, async (tx) => {
          const dated = new Date(now() + skew)
          if (n % 3 === 0) await delay(Math.random() * 12)
          await touch(tx, [ids[n]!], dated)
          await delay(Math.random() * 12)
        })
        changed.add(ids[n]!)
      }
    })
    const finished = Promise.all(writers)
    let is_finished = false
    void finished.then(() => {
      is_finished = true
    })

    async function follow() {
      const seen = new Set<string>()
      let as_of = beginning
      for (let is_last = false; !is_last; ) {
        is_last = is_finished
        let at: string | null = `/v2/orders/?limit=5&sort=updated_at&updated_at__gte=${as_of}`
        while (at !== null) {
          const page = await poll(at)
          for (const order of page.features) seen.add(order.id)
          as_of = page.as_of
          at = page.next
        }
      }
      return seen
    }
    const readers = await Promise.all([follow(), follow(), finished])
    assert.equal(changed.size, ids.length)
    for (const seen of readers.slice(0, 2) as Set<string>[]) {
      assert.deepEqual(
        ids.filter((id) => !seen.has(id)),
        [],
      )
    }
  })
})
