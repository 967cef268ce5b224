import type { FeatureCollection } from 'geojson'
import type {
  DataDrivenPropertyValueSpecification,
  GeoJSONSource,
  LayerSpecification,
  Map as MapLibre,
} from 'maplibre-gl'
import type { Scheme } from './basemap.ts'
import type { Bounds } from './geometry.ts'

/** What is drawn for what: the order that was placed, what a satellite covers, what the archive has, what is planned. */
export type Look = 'order' | 'capture' | 'item' | 'pass' | 'track' | 'draft'

/** Features with a property `id` can be picked; a property `tone` (as of a badge) colours them. */
export interface MapLayer {
  id: string
  look: Look
  data: FeatureCollection
  selected?: string | undefined
}

/** A delivered raster, drawn by the server as tiles. */
export interface ImageLayer {
  file_name: string
  bounds: Bounds
}

const colours = {
  light: {
    neutral: '#5d6c71',
    active: '#0f647c',
    good: '#1e8a55',
    partial: '#b3720b',
    bad: '#c0392b',
    item: '#6d4bb8',
    pass: '#c2571a',
  },
  dark: {
    neutral: '#98a6ab',
    active: '#4ca3bd',
    good: '#4fbf85',
    partial: '#e0a544',
    bad: '#ec7b6e',
    item: '#a58be6',
    pass: '#ee9557',
  },
} as const

type Colour = DataDrivenPropertyValueSpecification<string>

function colourOf(look: Look, scheme: Scheme): Colour {
  const of = colours[scheme]
  if (look === 'item') return of.item
  if (look === 'pass' || look === 'track') return of.pass
  if (look === 'draft' || look === 'capture') return of.active
  const { neutral, active, good, partial, bad } = of
  return ['match', ['get', 'tone'], 'active', active, 'good', good, 'partial', partial, 'bad', bad, neutral]
}

const fill_opacity: Record<Look, number> = {
  order: 0.16,
  capture: 0.08,
  item: 0.06,
  pass: 0.05,
  track: 0,
  draft: 0.18,
}

export function layersOf({ id, look, selected }: MapLayer, scheme: Scheme): LayerSpecification[] {
  const colour = colourOf(look, scheme)
  const is_selected = ['==', ['get', 'id'], selected ?? ''] as const
  const strong = <T>(yes: T, no: T): DataDrivenPropertyValueSpecification<T> =>
    ['case', is_selected, yes, no] as unknown as DataDrivenPropertyValueSpecification<T>
  const halo = scheme === 'dark' ? '#0b1114' : '#ffffff'
  return [
    {
      id: `${id}-fill`,
      type: 'fill',
      source: id,
      filter: ['==', ['geometry-type'], 'Polygon'],
      paint: { 'fill-color': colour, 'fill-opacity': strong(fill_opacity[look] * 2, fill_opacity[look]) },
    },
    {
      id: `${id}-line`,
      type: 'line',
      source: id,
      filter: ['!=', ['geometry-type'], 'Point'],
      layout: { 'line-join': 'round', 'line-cap': 'round' },
      paint: {
        'line-color': colour,
        'line-width': strong(2.8, look === 'item' ? 1 : 1.5),
        ...(look === 'track' ? { 'line-dasharray': [2, 2.4], 'line-opacity': strong(1, 0.45) } : {}),
      },
    },
    {
      // From far away an image is smaller than a pixel; a dot on each of its corners is then one dot.
      id: `${id}-dot`,
      type: 'circle',
      source: id,
      maxzoom: 5,
      filter: ['==', ['geometry-type'], 'Polygon'],
      paint: { 'circle-color': colour, 'circle-radius': strong(6, 3) },
    },
    {
      id: `${id}-point`,
      type: 'circle',
      source: id,
      filter: ['==', ['geometry-type'], 'Point'],
      paint: {
        'circle-color': colour,
        'circle-radius': strong(8, 5.5),
        'circle-stroke-color': halo,
        'circle-stroke-width': 1.75,
      },
    },
  ]
}

/** Brings the overlays of the map to what they should be: data as it is, and layers anew where they differ. */
export function showLayers(map: MapLibre, layers: readonly MapLayer[], scheme: Scheme) {
  for (const layer of layers) {
    const source = map.getSource<GeoJSONSource>(layer.id)
    if (source) source.setData(layer.data)
    else map.addSource(layer.id, { type: 'geojson', data: layer.data })
    for (const specification of layersOf(layer, scheme)) {
      if (map.getLayer(specification.id)) restyle(map, specification)
      else map.addLayer(specification)
    }
  }
}

function restyle(map: MapLibre, { id, paint = {} }: LayerSpecification) {
  for (const [name, value] of Object.entries(paint)) {
    map.setPaintProperty(id, name as Parameters<MapLibre['setPaintProperty']>[1], value)
  }
}

const image_prefix = 'image '

/** Images lie above the land and below everything that is drawn. */
export function showImages(map: MapLibre, images: readonly ImageLayer[], below: string | undefined) {
  const wanted = new Set(images.map(({ file_name }) => image_prefix + file_name))
  for (const id of Object.keys(map.getStyle().sources)) {
    if (!id.startsWith(image_prefix) || wanted.has(id)) continue
    map.removeLayer(id)
    map.removeSource(id)
  }
  for (const { file_name, bounds } of images) {
    const id = image_prefix + file_name
    if (map.getSource(id)) continue
    const tiles = [`swath://tiles/${encodeURIComponent(file_name)}/{z}/{x}/{y}`]
    map.addSource(id, { type: 'raster', tiles, bounds, tileSize: 256, minzoom: 6, maxzoom: 18 })
    map.addLayer({ id, type: 'raster', source: id, paint: { 'raster-fade-duration': 150 } }, below)
  }
}
