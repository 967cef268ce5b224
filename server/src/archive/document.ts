import type { Geometry } from '@swath/contract/geometry'
import { archive_sku } from '@swath/contract/products/registry'
import { absolute } from '../answers/links.ts'
import { levelOf, type StoredAsset } from '../lib/archive.ts'
import { withDecimals } from '../lib/decimals.ts'
import { browse_product, delivered_collection, unplaced_collections } from './rules.ts'

export interface NewAsset {
  stored: StoredAsset
  /** The address, if the asset is not reached among the assets of the archive. */
  href?: string
  /** The other fields of the STAC item: bands, scale. */
  fields: Readonly<Record<string, unknown>>
}

export interface NewItem {
  collection: string
  item_id: string
  outcome_id: string
  order_contract_id: string | null
  /** A product that was made for an order is seen by its contract alone. */
  deliverable_id?: string
  geometry: Geometry
  datetime: Date
  properties: Readonly<Record<string, unknown>>
  /** As the operator declared them; otherwise they follow from the fields that are there. */
  stac_extensions?: readonly string[] | undefined
  /** Besides those that every item has. */
  links?: readonly ItemLink[]
  assets: Readonly<Record<string, NewAsset>>
}

export interface ItemLink {
  rel: string
  type: string
  href: string
  title?: string
  method?: 'POST'
  body?: object
}

export function renderItem(given: NewItem): string {
  const item = withCode(isOrderable(given) ? orderable(given) : given)
  const { collection, item_id, geometry, properties, assets } = item
  const here = `/archive/stac/collections/${collection}`
  const document = JSON.stringify({
    type: 'Feature',
    stac_version: '1.0.0',
    stac_extensions: item.stac_extensions ?? extensionsOf(item),
    id: item_id,
    collection,
    bbox: bboxOf(geometry),
    geometry,
    properties,
    links: [
      { rel: 'self', type: 'application/geo+json', href: absolute(`${here}/items/${item_id}`) },
      { rel: 'parent', type: 'application/json', href: absolute(here) },
      { rel: 'collection', type: 'application/json', href: absolute(here) },
      { rel: 'root', type: 'application/json', href: absolute('/archive/stac') },
      ...(item.links ?? []),
    ],
    assets: Object.fromEntries(
      Object.entries(assets).map(([key, asset]) => [
        key,
        renderAsset(asset, key, `/assets/${collection}/${item_id}/${key}`),
      ]),
    ),
  })
  return withDecimals(document)
}

/** The code of the projection as it is written since 1.2.0 of its extension, beside what older programs read. */
function withCode(item: NewItem): NewItem {
  const { stac_extensions, properties } = item
  const epsg = properties['proj:epsg']
  if (typeof epsg !== 'number') return item
  const declared = stac_extensions?.map((uri) => (uri === earlier_projection ? uriOf(extensions.proj) : uri))
  return {
    ...item,
    stac_extensions: declared,
    properties: { ...properties, 'proj:code': `EPSG:${epsg}` },
  }
}

/**
 * An image whose place is known well enough to cut something from it, and that is not itself the result of an order.
 */
function isOrderable({
  collection,
  geometry,
  properties: { 'order:status': status = 'orderable' },
}: NewItem) {
  const is_placed = geometry.type !== 'Point' && !unplaced_collections.includes(collection)
  return is_placed && collection !== delivered_collection && status === 'orderable'
}

/** The item says that a part of its image can be ordered, and how. */
function orderable(item: NewItem): NewItem {
  const { stac_extensions, links = [], properties } = item
  const order = uriOf(extensions.order)
  return {
    ...item,
    stac_extensions: stac_extensions && [...new Set([...stac_extensions, order])],
    properties: { ...properties, 'order:status': 'orderable' },
    links: [...links, orderLink(item)],
  }
}

function orderLink({ collection, item_id, outcome_id, geometry }: NewItem): ItemLink {
  const level = collection === browse_product.collection ? {} : { processing_level: levelOf(collection) }
  const parameters = { outcome_id, ...level }
  return {
    rel: 'order',
    type: 'application/json',
    href: absolute('/v2/orders/'),
    title: 'Order a part of this image',
    method: 'POST',
    body: {
      type: 'Feature',
      geometry,
      properties: { order_name: item_id, sku: archive_sku, parameters },
    },
  }
}

/** Every asset, wherever its bytes are, is reached through us, who know who may have it. */
function renderAsset({ stored, fields, href }: NewAsset, key: string, path: string) {
  const { href: _, ...told } = fields
  const file = 'sha256' in stored && {
    'file:size': stored.size_bytes,
    // 0x12 says SHA-256, 0x20 says 32 bytes.
    'file:checksum': `1220${stored.sha256}`,
  }
  return {
    title: key,
    ...told,
    ...file,
    type: stored.media_type,
    roles: stored.roles,
    href: href ?? absolute(path),
  }
}

const extensions = {
  proj: 'projection/v1.2.0',
  eo: 'eo/v1.1.0',
  view: 'view/v1.0.0',
  grid: 'grid/v1.1.0',
  raster: 'raster/v1.1.0',
  file: 'file/v2.1.0',
  order: 'order/v1.1.0',
}

const uriOf = (name: string) => `https://stac-extensions.github.io/${name}/schema.json`

const earlier_projection = uriOf('projection/v1.1.0')

/** Those that are declared, or were, without being told. */
export const extension_uris = [...Object.values(extensions).map(uriOf), earlier_projection]

/** An extension may be declared only where one of its fields is there. */
function extensionsOf({ properties, assets }: NewItem): string[] {
  const of_assets = Object.values(assets).flatMap(({ fields, stored }) => [
    ...Object.keys(fields),
    ...('sha256' in stored ? ['file:size'] : []),
  ])
  const prefixes = new Set([...Object.keys(properties), ...of_assets].map((name) => name.split(':')[0]))
  return Object.entries(extensions)
    .filter(([prefix]) => prefixes.has(prefix))
    .map(([, name]) => uriOf(name))
}

/** West, south, east, north; west is above east where the geometry crosses the antimeridian (RFC 7946, 5.2). */
function bboxOf(geometry: Geometry): number[] {
  const flat = geometry.coordinates.flat(3) as number[]
  // Two-dimensional by now, so longitudes and latitudes take turns.
  const lons = flat.filter((_, index) => index % 2 === 0)
  const lats = flat.filter((_, index) => index % 2 === 1)
  const crosses = Math.min(...lons) === -180 && Math.max(...lons) === 180
  const west = crosses ? Math.min(...lons.filter((lon) => lon > 0)) : Math.min(...lons)
  const east = crosses ? Math.max(...lons.filter((lon) => lon < 0)) : Math.max(...lons)
  return [west, Math.min(...lats), east, Math.max(...lats)]
}
