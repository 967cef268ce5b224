import type { Geometry } from '@swath/contract/geometry'
import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import { NoAnswer } from '../../outbound/as-fetch.ts'
import { NotYetAnswered } from '../away.ts'
import { saidIn, wordsOf } from '../said.ts'
import {
  Item,
  Items,
  Landing,
  type Link,
  Opportunities,
  type Opportunity,
  Order,
  type OrderStatus,
  Orders,
  Product,
  SearchRecord,
  Statuses,
} from './documents.ts'

/** The request to a product, in the words of STAPI. */
export interface Search {
  /** An interval, both ends closed. */
  datetime: string
  geometry: Geometry
  filter: unknown
}

/** The server has understood the request, and does not do it. */
export class StapiRefusal extends Error {}

/** The server asks for another try; `after` is when, if it says so. */
export class StapiLater extends Error {
  readonly after_s: number | undefined

  constructor(message: string, after_s: number | undefined) {
    super(message)
    this.after_s = after_s
  }
}

export interface FoundOpportunities {
  features: Opportunity[]
  has_more: boolean
}

type Fetch = (url: string, asked: Asked) => Promise<Response>
interface Asked {
  method?: string
  headers?: Record<string, string>
  body?: unknown
}

const max_pages = 50
const orders_per_page = 100
/** A search for passes goes on while its answer is fetched, a page at a time. */
const max_passes_pages = 10
const look_again_s = 5
/** A search that was begun is forgotten then, and before if there are too many. */
const search_ms = 3_600_000
const max_searches = 100

/** A STAPI server. Everything that it answers is checked: nonsense is an error that says where it is. */
export class StapiApi {
  #root: string
  #authorization: string | undefined
  #fetch: Fetch
  /** The addresses of searches that were begun, by what was asked. */
  #searches = new LRUCache<string, string>({ max: max_searches, ttl: search_ms })

  /** @param authorization the header of that name; it goes to the origin of the server only */
  constructor(root: string, authorization: string | undefined, fetch: Fetch) {
    this.#root = root.replace(/\/$/, '')
    this.#authorization = authorization
    this.#fetch = fetch
  }

  async landing() {
    return this.#get(`${this.#root}/`, Landing)
  }

  product(product_id: string) {
    return this.#get(this.#of(product_id), Product)
  }

  /** The JSON Schema of what a filter may name. */
  queryables(product_id: string) {
    return this.#get(`${this.#of(product_id)}/queryables`, z.record(z.string(), z.unknown()))
  }

  /** The JSON Schema of what an order may ask for besides. */
  orderParameters(product_id: string) {
    return this.#get(`${this.#of(product_id)}/order-parameters`, z.record(z.string(), z.unknown()))
  }

  /** Whether the product says that it can be asked for its passes. */
  async tellsOpportunities(product_id: string): Promise<boolean> {
    const { conformsTo, links } = await this.product(product_id)
    return (
      links.some(({ rel }) => rel === 'opportunities') ||
      (conformsTo ?? []).some((one) => /[/]opportunities(-async)?$/.test(one))
    )
  }

  /**
   * Of a search that the server does by itself, the one that was begun is looked at, whenever the same is asked again.
   * @throws NotYetAnswered as long as it goes on
   */
  async opportunities(product_id: string, search: Search, limit: number): Promise<FoundOpportunities> {
    const url = `${this.#of(product_id)}/opportunities`
    const body = JSON.stringify({ ...(await this.#asAsked(search)), limit })
    const asked = `${url} ${body}`
    const begun = this.#searches.get(asked)
    if (begun !== undefined) return this.#searched(asked, begun, limit)
    const answer = await this.#send(url, { method: 'POST', body, headers: { prefer: 'wait' } })
    if (answer.status !== 201) return this.#wholeOf(await this.#read(url, answer, Opportunities), limit)
    const { id, links } = await this.#read(url, answer, SearchRecord)
    const record =
      this.#linkOf(links, 'self')?.href ?? `${this.#root}/searches/opportunities/${encodeURIComponent(id)}`
    this.#searches.set(asked, record)
    return this.#searched(asked, record, limit)
  }

  async #searched(asked: string, record: string, limit: number): Promise<FoundOpportunities> {
    const { id, status, links } = await this.#get(record, SearchRecord).catch((error: unknown) => {
      this.#searches.delete(asked)
      throw error
    })
    const found = this.#linkOf(links, 'opportunities')
    if (found) return this.#wholeOf(await this.#get(found.href, Opportunities), limit)
    const has_failed = status.status_code === 'failed' || status.status_code === 'cancelled'
    if (!has_failed) throw new NotYetAnswered(`The search ${id} goes on`, look_again_s)
    this.#searches.delete(asked)
    throw new StapiRefusal(status.reason_text ?? `The search for opportunities ${status.status_code}`)
  }

  /** The pages until there is enough. */
  async #wholeOf(first: Opportunities, limit: number): Promise<FoundOpportunities> {
    const features = [...first.features]
    let next = this.#linkOf(first.links, 'next')
    for (let page = 1; next && features.length < limit && page < max_passes_pages; page++) {
      const { href, method, body } = next
      const sent = body == null ? {} : { body: JSON.stringify(body) }
      const answer = await this.#send(href, { method: method ?? 'GET', ...sent })
      const more = await this.#read(href, answer, Opportunities)
      features.push(...more.features)
      next = this.#linkOf(more.links, 'next')
    }
    return { features, has_more: next !== undefined }
  }

  async order(product_id: string, search: Search, order_parameters: object): Promise<Order> {
    const body = { ...(await this.#asAsked(search)), order_parameters }
    const url = this.#linkOf((await this.product(product_id)).links, 'create-order')?.href
    const to = url ?? `${this.#of(product_id)}/orders`
    return this.#read(to, await this.#send(to, { method: 'POST', body: JSON.stringify(body) }), Order)
  }

  orderOf(order_id: string): Promise<Order> {
    return this.#get(`${this.#root}/orders/${encodeURIComponent(order_id)}`, Order)
  }

  /**
   * The orders that were placed since then, page by page. STAPI cannot be asked for them alone: a server that shows the
   * newest first is read no further than to the first that is older.
   * @throws Error where there are more pages than anybody reads
   */
  async *ordersSince(since: Date): AsyncGenerator<Order> {
    let [last, descends] = [Number.NaN, false]
    for await (const { features } of this.#pages(`${this.#root}/orders?limit=${orders_per_page}`, Orders)) {
      for (const order of features) {
        const created = Date.parse(order.properties.created)
        if (created >= since.getTime()) yield order
        else if (descends) return
        descends = created === last ? descends : created < last
        last = created
      }
    }
  }

  /** The statuses of an order, oldest first: servers differ in it. */
  async statuses({ id, links }: Order): Promise<OrderStatus[]> {
    const url =
      this.#linkOf(links, 'monitor')?.href ?? `${this.#root}/orders/${encodeURIComponent(id)}/statuses`
    const all: OrderStatus[] = []
    for await (const { statuses } of this.#pages(url, Statuses)) all.push(...statuses)
    return all.sort((a, b) => Date.parse(a.timestamp) - Date.parse(b.timestamp))
  }

  /** Asks for the cancellation. @returns false where the server offers none */
  async cancel({ links }: Order): Promise<boolean> {
    const link = this.#linkOf(links, 'cancel')
    if (!link) return false
    const body = link.body === undefined || link.body === null ? {} : { body: JSON.stringify(link.body) }
    const answer = await this.#send(link.href, { method: link.method ?? 'POST', ...body })
    await answer.body?.cancel()
    return true
  }

  /** The STAC items to which a link leads: a search, a collection of items, or one item. */
  async items(href: string): Promise<Item[]> {
    const all: Item[] = []
    for await (const page of this.#pages(href, Items.or(Item)))
      all.push(...(isItem(page) ? [page] : page.features).map((item) => withWholeLinks(item, href)))
    return all
  }

  async *#pages<Page extends { links: Link[] }>(first: string, shape: z.ZodType<Page>): AsyncGenerator<Page> {
    let url: string | undefined = first
    for (let page = 0; url !== undefined; page++) {
      if (page === max_pages) throw new Error(`${first} has more than ${max_pages} pages`)
      const found: Page = await this.#get(url, shape)
      yield found
      url = this.#linkOf(found.links, 'next')?.href
    }
  }

  #of(product_id: string): string {
    return `${this.#root}/products/${encodeURIComponent(product_id)}`
  }

  #linkOf(links: readonly Link[], rel: string): Link | undefined {
    const found = links.find((one) => one.rel === rel)
    return found && { ...found, href: new URL(found.href, `${this.#root}/`).href }
  }

  /** Version 0.2.0 puts into a field of its own what was flat in 0.1.0. */
  async #asAsked({ datetime, geometry, filter }: Search) {
    const asked = { datetime, geometry, ...(filter !== undefined && { filter }) }
    const { conformsTo } = await this.landing()
    const is_flat = conformsTo.some((one) => one.includes('/v0.1.')) || conformsTo.length === 0
    return is_flat ? asked : { search_parameters: asked }
  }

  async #get<T>(url: string, shape: z.ZodType<T>): Promise<T> {
    return this.#read(url, await this.#send(url, {}), shape)
  }

  async #send(url: string, { method = 'GET', headers = {}, body }: Asked): Promise<Response> {
    const is_ours = new URL(url).origin === new URL(this.#root).origin
    const sent = {
      accept: 'application/geo+json, application/json',
      ...headers,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(is_ours && this.#authorization !== undefined && { authorization: this.#authorization }),
    }
    return this.#fetch(url, { method, headers: sent, body })
  }

  async #read<T>(url: string, answer: Response, shape: z.ZodType<T>): Promise<T> {
    const text = await answer.text()
    if (!answer.ok) throw refusalOf(url, answer, text)
    const read = shape.safeParse(parsed(url, text))
    if (read.success) return read.data
    throw new NoAnswer(
      `${url} does not answer as STAPI describes it: ${z.prettifyError(read.error).slice(0, 500)}`,
    )
  }
}

/** Assets may be told relative to their item. */
function withWholeLinks(item: Item, from: string): Item {
  const base = new URL(item.links.find(({ rel }) => rel === 'self')?.href ?? from, from)
  const whole = Object.entries(item.assets).map(([key, asset]) => [
    key,
    { ...asset, href: new URL(asset.href, base).href },
  ])
  return { ...item, assets: Object.fromEntries(whole) }
}

const isItem = (page: Item | z.infer<typeof Items>): page is Item => page.type === 'Feature'

function parsed(url: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new NoAnswer(`${url} does not answer with JSON`, { cause })
  }
}

function refusalOf(url: string, { status, headers }: Response, text: string): Error {
  const said = saidIn(text)
  const message = `${url} answered ${status}${said ? `: ${said}` : ''}`
  if (status === 429 || status === 503) return new StapiLater(message, secondsOf(headers.get('retry-after')))
  // A wrong credential is mended by the operator, and no reason to refuse an order.
  if (status >= 500 || [401, 403, 404, 408].includes(status)) return new NoAnswer(message)
  return new StapiRefusal(wordsOf(text), { cause: message })
}

function secondsOf(retry_after: string | null): number | undefined {
  const seconds = retry_after === null ? Number.NaN : Number(retry_after)
  if (Number.isFinite(seconds)) return Math.max(0, seconds)
  const until = Date.parse(retry_after ?? '')
  return Number.isNaN(until) ? undefined : Math.max(0, (until - Date.now()) / 1000)
}
