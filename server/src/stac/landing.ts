import { conforms_to } from './conformance.ts'
import { type Address, geojson, json, type Link, openapi_type, schema_type } from './links.ts'
import type { CollectionRow } from './store.ts'

const ogc = 'http://www.opengis.net/def/rel/ogc/1.0'
export const queryables_rel = `${ogc}/queryables`
export const sortables_rel = `${ogc}/sortables`

/** The page with which clients start. Whose collections they are is known only of a caller with a contract. */
export function landingPage(address: Address, collections: readonly CollectionRow[]): object {
  return {
    type: 'Catalog',
    stac_version: '1.0.0',
    id: 'archive',
    title: 'Archive',
    description: 'The imagery archive: everything that was published, as far as the contract shows it.',
    conformsTo: conforms_to,
    links: [...linksOf(address), ...collections.map((row) => childLink(address, row))],
  }
}

function linksOf(address: Address): Link[] {
  const link = (rel: string, path: string, title: string, type = json): Link => ({
    rel,
    type,
    href: address.to(path),
    title,
  })
  const aggregate = link('aggregate', '/aggregate', 'Aggregate')
  const search = link('search', '/search', 'Item search', geojson)
  return [
    { rel: 'self', type: json, href: address.root, title: 'Archive' },
    address.rootLink(),
    { rel: 'service-desc', type: openapi_type, href: `${address.public_url}/openapi.json`, title: 'OpenAPI' },
    { rel: 'service-doc', type: 'text/html', href: `${address.public_url}/docs`, title: 'Documentation' },
    link('conformance', '/conformance', 'Conformance'),
    link('data', '/collections', 'Collections'),
    link('children', '/children', 'Children'),
    { ...search, method: 'GET' },
    { ...search, method: 'POST' },
    link(queryables_rel, '/queryables', 'Queryables', schema_type),
    link(sortables_rel, '/sortables', 'Sortables', schema_type),
    { ...aggregate, method: 'GET' },
    { ...aggregate, method: 'POST' },
    link('aggregations', '/aggregations', 'Aggregations'),
  ]
}

const childLink = (address: Address, { collection, title }: CollectionRow): Link => ({
  rel: 'child',
  type: json,
  href: address.collection(collection),
  title,
})
