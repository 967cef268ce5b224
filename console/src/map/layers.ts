import type { FeatureCollection } from 'geojson'
import type {
  DataDrivenPropertyValueSpecification,
  GeoJSONSource,
  LayerSpecification,
  Map as MapLibre,
} from 'maplibre-gl'
import type { Tone } from '../ui/badges.tsx'
import type { Scheme } from './basemap.ts'
import { type Bounds, boundsOf, centreOf } from './geometry.ts'

/**
 * The look of a feature: an order, the footprint of a capture, an item of the archive, a planned pass, a draft, or an
 * area that is kept.
 */
export type Look = 'order' | 'capture' | 'item' | 'pass' | 'track' | 'draft' | 'kept'

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

/** The colours of states on the map. */
export const toneColours: Record<Scheme, Record<Tone, string>> = colours

/** That of images of the archive. */
export const itemColour = (scheme: Scheme): string => colours[scheme].item

/** The colours of a shape that is being drawn. */
export const draftColours = (scheme: Scheme) => ({ line: colours[scheme].active, halo: halos[scheme] })

export const halos = { light: '#ffffff', dark: '#0b1114' } as const

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
  kept: 0.05,
}

function layersOf({ id, look, selected }: MapLayer, scheme: Scheme): LayerSpecification[] {
  const colour = colourOf(look, scheme)
  const is_selected = ['==', ['get', 'id'], selected ?? '']
  const is_hovered = ['boolean', ['feature-state', 'hover'], false]
  const strong = <T>(picked: T, hovered: T, otherwise: T) =>
    [
      'case',
      is_selected,
      picked,
      is_hovered,
      hovered,
      otherwise,
    ] as unknown as DataDrivenPropertyValueSpecification<T>
  return [
    {
      id: `${id}-fill`,
      type: 'fill',
      source: id,
      filter: ['==', ['geometry-type'], 'Polygon'],
      paint: {
        'fill-color': colour,
        'fill-opacity': strong(fill_opacity[look] * 2, fill_opacity[look] * 1.6, fill_opacity[look]),
      },
    },
    {
      id: `${id}-line`,
      type: 'line',
      source: id,
      filter: ['!=', ['geometry-type'], 'Point'],
      layout: { 'line-join': 'round', 'line-cap': 'round' },
      paint: {
        'line-color': colour,
        'line-width': strong(2.8, 2.2, look === 'item' ? 1 : 1.5),
        ...(look === 'track' || look === 'kept'
          ? { 'line-dasharray': [2, 2.4], 'line-opacity': strong(1, 0.75, 0.45) }
          : {}),
      },
    },
    {
      id: `${id}-point`,
      type: 'circle',
      source: id,
      filter: ['all', ['==', ['geometry-type'], 'Point'], ['<', ['zoom'], ['get', 'until_zoom']]],
      paint: {
        'circle-color': colour,
        'circle-radius': look === 'order' || look === 'draft' ? strong(8, 6.5, 5.5) : strong(6, 5, 3),
        'circle-stroke-color': halos[scheme],
        'circle-stroke-width': look === 'order' || look === 'draft' ? 1.75 : 0.75,
      },
    },
  ]
}

/**
 * From far away an image is smaller than a pixel, and nothing of it is drawn: every area has a dot in its middle,
 * until it is so many pixels wide itself.
 */
const dot_until_px = 14
const always = 99

function withDots({ type, features }: FeatureCollection): FeatureCollection {
  const dots = features.flatMap(({ geometry, properties }) => {
    if (geometry.type !== 'Polygon' && geometry.type !== 'MultiPolygon') return []
    const [west, , east] = boundsOf([geometry])!
    const until_zoom = Math.log2((dot_until_px * 360) / (512 * Math.max(east - west, 1e-6)))
    const point = { type: 'Point' as const, coordinates: centreOf(geometry) }
    return [{ type: 'Feature' as const, geometry: point, properties: { ...properties, until_zoom } }]
  })
  const given = features.map((one) => ({ ...one, properties: { until_zoom: always, ...one.properties } }))
  return { type, features: [...given, ...dots] }
}

/** Brings the overlays of the map to what they should be: data as it is, and layers anew where they differ. */
export function showLayers(map: MapLibre, layers: readonly MapLayer[], scheme: Scheme) {
  for (const layer of layers) {
    const source = map.getSource<GeoJSONSource>(layer.id)
    const data = withDots(layer.data)
    if (source) source.setData(data)
    else map.addSource(layer.id, { type: 'geojson', data, promoteId: 'id' })
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
    // MapLibre would ask for the west only, if bounds cross the antimeridian.
    const within = bounds[2] > 180 ? {} : { bounds }
    map.addSource(id, { type: 'raster', tiles, ...within, tileSize: 256, minzoom: 6, maxzoom: 18 })
    map.addLayer({ id, type: 'raster', source: id, paint: { 'raster-fade-duration': 150 } }, below)
  }
}
