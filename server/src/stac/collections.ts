import { boxesOf } from '@swath/contract/boxes'
import type { Expression } from '../lib/cql2/ast.ts'
import { timestamp } from '../platform/clock.ts'
import type { TimeRange } from './instants.ts'
import { queryables_rel, sortables_rel } from './landing.ts'
import { type Address, geojson, json, type Link, schema_type } from './links.ts'
import type { CollectionRow } from './store.ts'

const item_assets = 'https://stac-extensions.github.io/item-assets/v1.0.0/schema.json'

export function renderCollection(address: Address, row: CollectionRow) {
  const { collection, title, description, content } = row
  return {
    type: 'Collection',
    stac_version: '1.0.0',
    stac_extensions: content.item_assets ? [item_assets] : [],
    id: collection,
    title,
    description,
    license: 'proprietary',
    ...content,
    extent: {
      spatial: { bbox: [boxOf(row)] },
      temporal: { interval: [[row.first_at, row.last_at].map((at) => at && timestamp(at))] },
    },
    links: linksOf(address, row),
  }
}

/** There is no empty box: a collection without items may have some anywhere. */
function boxOf({ west, south, east, north }: CollectionRow): [number, number, number, number] {
  return [west ?? -180, south ?? -90, east ?? 180, north ?? 90]
}

function linksOf(address: Address, { collection, title }: CollectionRow): Link[] {
  const here = address.collection(collection)
  return [
    { rel: 'self', type: json, href: here, title },
    address.rootLink(),
    { rel: 'parent', type: json, href: address.root, title: 'Archive' },
    { rel: 'items', type: geojson, href: `${here}/items`, title: 'Items' },
    { rel: queryables_rel, type: schema_type, href: `${here}/queryables`, title: 'Queryables' },
    { rel: sortables_rel, type: schema_type, href: `${here}/sortables`, title: 'Sortables' },
    { rel: 'aggregate', type: json, href: `${here}/aggregate`, title: 'Aggregate' },
    { rel: 'aggregations', type: json, href: `${here}/aggregations`, title: 'Aggregations' },
  ]
}

export interface CollectionSearch {
  bbox?: Expression | undefined
  datetime?: TimeRange | undefined
  /** Texts of which one has to be in it. */
  q?: string[] | undefined
}

/** There are few collections, so they are searched here. What is empty is nowhere. */
export function matches(row: CollectionRow, { bbox, datetime, q }: CollectionSearch): boolean {
  return meetsBox(row, bbox) && meetsTimes(row, datetime) && hasWords(row, q)
}

function meetsBox(row: CollectionRow, bbox: Expression | undefined): boolean {
  if (bbox?.kind !== 'relation' || bbox.right.kind !== 'bbox') return true
  // Some collections do not say where their items are.
  if (row.west === null) return row.first_at !== null
  const [west, south, east, north] = boxOf(row)
  return boxesOf(bbox.right.bbox).some(([w, s, e, n]) => w <= east && e >= west && s <= north && n >= south)
}

function meetsTimes({ first_at, last_at }: CollectionRow, { start, end }: TimeRange = {}): boolean {
  if (!start && !end) return true
  if (!first_at || !last_at) return false
  return (!start || last_at >= new Date(start.value)) && (!end || first_at <= new Date(end.value))
}

function hasWords(
  { collection, title, description, content }: CollectionRow,
  q: readonly string[] = [],
): boolean {
  const text = [collection, title, description, ...[content.keywords].flat()].join(' ').toLowerCase()
  return q.length === 0 || q.some((words) => text.includes(words.toLowerCase()))
}
