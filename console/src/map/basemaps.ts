import type { ToldBasemap } from '@swath/contract/basemaps'
import type {
  LayerSpecification,
  Map as MapLibre,
  SourceSpecification,
  StyleSpecification,
} from 'maplibre-gl'
import { basemapStyle, type Scheme, type World } from './basemap.ts'
import { fonts, lowest_label } from './labels.ts'

const told = document.querySelector<HTMLMetaElement>('meta[name=basemaps]')?.content ?? ''

/** Those of the operator. Nothing where the page comes from Vite, which knows none. */
export const basemaps: readonly ToldBasemap[] =
  told === '' || told.startsWith('%') ? [] : (JSON.parse(told) as ToldBasemap[])

/** The one that comes with the console, and is there when nothing else is. */
export const own_basemap = 'Swath'

/** The style of a basemap, or the address of one. */
export async function styleNamed(
  name: string,
  world: World,
  scheme: Scheme,
): Promise<StyleSpecification | string> {
  const own = basemapStyle(world, scheme)
  const basemap = basemaps.find((one) => one.name === name)
  if (!basemap) return own
  if (basemap.kind === 'style') return basemap.url
  if (basemap.kind === 'pmtiles') return pmtilesStyle(basemap, own, scheme)
  return withPictures(own, { ...common(basemap), type: 'raster', tiles: [basemap.url], tileSize: 256 })
}

const common = ({ attribution, max_zoom }: ToldBasemap) => ({ attribution, maxzoom: max_zoom })

/** Pictures lie in place of the land; names and borders stay. */
function withPictures(own: StyleSpecification, pictures: SourceSpecification): StyleSpecification {
  const layers = own.layers.filter(({ id }) => !['land', 'grid', 'coast'].includes(id))
  const picture: LayerSpecification = { id: 'pictures', type: 'raster', source: 'pictures' }
  return {
    ...own,
    sources: { ...own.sources, pictures },
    layers: [layers[0]!, picture, ...layers.slice(1)],
  }
}

/** The file itself says how it is drawn. The code for it is loaded with the first of them. */
async function pmtilesStyle(
  basemap: ToldBasemap,
  own: StyleSpecification,
  scheme: Scheme,
): Promise<StyleSpecification> {
  const { openTiles } = await import('./pmtiles.ts')
  const url = new URL(basemap.url, location.href).href
  const { is_vector, layers } = await openTiles(url, scheme)
  if (!is_vector)
    return withPictures(own, {
      type: 'raster',
      url: `pmtiles://${url}`,
      tileSize: 256,
      attribution: basemap.attribution,
    })
  const source = { type: 'vector' as const, url: `pmtiles://${url}`, attribution: basemap.attribution }
  return { version: 8, sources: { protomaps: source }, layers: layers.map(inOwnLetters) }
}

function inOwnLetters(layer: LayerSpecification): LayerSpecification {
  if (layer.type !== 'symbol') return layer
  return { ...layer, layout: { ...layer.layout, 'text-font': fonts.plain } }
}

/** Says later why a basemap has no tile at all: MapLibre leaves the map empty. A 404 is a place without a tile. */
export function followTiles(map: MapLibre): () => unknown {
  let problem: unknown
  let has_tiles = false
  map.on('error', ({ error }) => {
    problem ??= error
  })
  map.on('sourcedata', ({ tile, source }) => {
    has_tiles ||= tile !== undefined && source.type !== 'geojson'
  })
  return () => (has_tiles ? undefined : problem)
}

/** Whatever is drawn of the ground goes below it; a style of somebody else has no such layer. */
export const lowestLabelIn = (style: { getLayer(id: string): unknown }): string | undefined =>
  style.getLayer(lowest_label) ? lowest_label : undefined
