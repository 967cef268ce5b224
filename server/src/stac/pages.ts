import { withDecimals } from '../lib/decimals.ts'
import { type Fields, project } from './fields.ts'
import { type Address, geojson, json, type Link } from './links.ts'
import { type Search, sortText } from './search.ts'
import type { FoundPage } from './service.ts'
import { writeToken } from './token.ts'

/** Stored documents are joined as they are; they are read only if not all of them is wanted. */
export function pageOf(page: FoundPage, links: Link[], fields: Fields | undefined): string {
  const documents = page.items.map(({ document }) => (fields ? projected(document, fields) : document))
  const head = JSON.stringify({
    type: 'FeatureCollection',
    ...(page.matched === null ? {} : { numberMatched: page.matched }),
    numberReturned: page.items.length,
    links,
  })
  return `${head.slice(0, -1)},"features":[${documents.join(',')}]}`
}

const projected = (document: string, fields: Fields) =>
  withDecimals(JSON.stringify(project(JSON.parse(document), fields)))

/** The links of a GET: the next page is the same URL with another token. */
export function linksOfGet(address: Address, url: string, search: Search, page: FoundPage): Link[] {
  const { search: query, searchParams } = new URL(url, 'http://localhost')
  const here = address.here(url.split('?')[0]!.replace(/\/$/, ''))
  const self: Link = { rel: 'self', type: geojson, href: here + query }
  const token = nextToken(search, page)
  if (token === undefined) return [self, address.rootLink()]
  searchParams.set('token', token)
  const href = `${here}?${searchParams}`
  return [self, address.rootLink(), { rel: 'next', type: geojson, method: 'GET', href }]
}

/**
 * The links of a POST: some clients send their body again with what the link adds to it, others the body of the link
 * and nothing else, others follow it without any. So the link has the search in it, and so has its body.
 */
export function linksOfPost(
  address: Address,
  here: string,
  body: object,
  search: Search,
  page: FoundPage,
): Link[] {
  const self: Link = { rel: 'self', type: geojson, href: here }
  const token = nextToken(search, page, body)
  if (token === undefined) return [self, address.rootLink()]
  // No client sends what is behind the #. But the validator of STAC knows a search by the end of its URL.
  const href = `${here}?token=${token}#/search`
  const whole = { ...body, token }
  const next: Link = { rel: 'next', type: geojson, method: 'POST', href, merge: true, body: whole }
  return [self, address.rootLink(), next]
}

function nextToken(
  { sort }: Search,
  { items, has_more, matched }: FoundPage,
  body?: object,
): string | undefined {
  const last = items.at(-1)
  if (!has_more || !last) return undefined
  return writeToken({ sort: sortText(sort), key: last.key, matched, ...(body && { body }) })
}

export const collectionLink = (address: Address, collection: string): Link => ({
  rel: 'collection',
  type: json,
  href: address.collection(collection),
})
