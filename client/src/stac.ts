import type { Geometry } from '@swath/contract/geometry'
import type {
  StacAggregations,
  StacCollection,
  StacCollections,
  StacItem,
  StacItems,
} from '@swath/contract/stac'
import type { CallOptions } from './connection.ts'
import type { Http } from './http.ts'
import { Listing } from './lists.ts'
import { search } from './query.ts'

export type Collection = (typeof StacCollection)['_zod']['output']
export type Item = (typeof StacItem)['_zod']['output']
export type Aggregations = (typeof StacAggregations)['_zod']['output']

/** A search for items; a condition that is left out is not asked. */
export interface ItemSearch {
  collections?: readonly string[]
  ids?: readonly string[]
  /** West, south, east, north in degrees; crosses the antimeridian if west > east. */
  bbox?: readonly number[]
  intersects?: Geometry
  /** An instant, or `start/end`, one of which may be `..`. */
  datetime?: string
  /** CQL2: as text, such as `eo:cloud_cover < 10`, or as JSON. */
  filter?: string | object
  sortby?: readonly { field: string; direction: 'asc' | 'desc' }[]
  fields?: { include?: readonly string[]; exclude?: readonly string[] }
  /** Items on a page. */
  limit?: number
}

/** The archive of images as a STAC API. Every method may throw ApiError or ConnectionError. */
export class Stac {
  #http: Http

  constructor(http: Http) {
    this.#http = http
  }

  /**
   * The collections that the contract may see.
   * @example
   * const collections = await swath.stac.collections()
   * console.log(collections.map(({ id }) => id))
   */
  async collections(options: CallOptions = {}): Promise<Collection[]> {
    const { collections } = await this.#http.json<(typeof StacCollections)['_zod']['output']>(
      `${base}/collections`,
      options,
    )
    return collections
  }

  /**
   * One collection.
   * @example
   * const [first] = await swath.stac.collections()
   * if (first) console.log((await swath.stac.collection(first.id)).title)
   */
  collection(collection: string, options: CallOptions = {}): Promise<Collection> {
    return this.#http.json(`${base}/collections/${encodeURIComponent(collection)}`, options)
  }

  /**
   * One item, with links to its files.
   * @example
   * const [found] = await swath.stac.search({ limit: 1 }).all(1)
   * if (found) console.log(Object.keys((await swath.stac.item(found.collection, found.id)).assets ?? {}))
   */
  item(collection: string, item: string, options: CallOptions = {}): Promise<Item> {
    const of_collection = `${base}/collections/${encodeURIComponent(collection)}`
    return this.#http.json(`${of_collection}/items/${encodeURIComponent(item)}`, options)
  }

  /**
   * An image to look at, which costs nothing, as its bytes.
   * @example
   * const [item] = await swath.stac.search({ collections: ['quickview-visual-thumb'] }).all(1)
   * const picture = await swath.stac.openBrowseImage(item!.collection, item!.id, 'thumbnail')
   * console.log(picture.headers.get('content-type'))
   */
  openBrowseImage(
    collection: string,
    item: string,
    key: 'preview' | 'thumbnail',
    options: CallOptions = {},
  ): Promise<Response> {
    const parts = [collection, item, key].map(encodeURIComponent)
    return this.#http.open(`/v2/browse/${parts.join('/')}`, options)
  }

  /**
   * Newest first, if `sortby` says nothing else.
   * @example
   * const clear = swath.stac.search({
   *   bbox: [-180, -60, 180, 60],
   *   datetime: '2020-01-01T00:00:00Z/..',
   *   filter: 'eo:cloud_cover < 20',
   *   sortby: [{ field: 'datetime', direction: 'desc' }],
   * })
   * for await (const item of clear) console.log(item.collection, item.id)
   */
  search(what: ItemSearch = {}, options: CallOptions = {}): Listing<Item> {
    const body = searchBody(what)
    return new Listing(async (token) => {
      const page = await this.#http.json<(typeof StacItems)['_zod']['output']>(`${base}/search`, {
        ...options,
        method: 'POST',
        is_harmless: true,
        body: token === null ? body : { ...body, token },
      })
      const { features: items, numberMatched: count } = page
      return { items, ...(count === undefined ? { count_exact: false } : { count }), next: tokenOf(page) }
    })
  }

  /**
   * Numbers about what a search finds, such as `total_count` or `cloud_cover_frequency`; see /aggregations.
   * @example
   * const { aggregations } = await swath.stac.aggregate(['total_count'], { filter: 'eo:cloud_cover < 20' })
   * console.log(aggregations[0]?.name) // -> total_count
   */
  aggregate(
    aggregations: readonly string[],
    { filter, bbox, intersects, datetime, collections }: Omit<ItemSearch, 'sortby' | 'fields' | 'limit'> = {},
    options: CallOptions = {},
  ): Promise<Aggregations> {
    const asked = {
      aggregations: aggregations.join(','),
      ...(filter === undefined ? {} : { filter, 'filter-lang': languageOf(filter) }),
      bbox,
      intersects,
      datetime,
      collections: collections?.join(','),
    }
    return this.#http.json(`${base}/aggregate${search(asked)}`, options)
  }
}

const base = '/archive/stac'

const languageOf = (filter: string | object) => (typeof filter === 'string' ? 'cql2-text' : 'cql2-json')

function searchBody({ filter, ...body }: ItemSearch) {
  return filter === undefined ? body : { ...body, filter, 'filter-lang': languageOf(filter) }
}

function tokenOf({ links }: { links: readonly { rel: string; href: string }[] }): string | null {
  const next = links.find(({ rel }) => rel === 'next')
  return next ? new URL(next.href).searchParams.get('token') : null
}
