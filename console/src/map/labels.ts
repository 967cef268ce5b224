import type { FoundPlace } from '@swath/contract/places'
import type { Feature, FeatureCollection, Position } from 'geojson'
import type { GeoJSONSource, LayerSpecification, Map as MapLibre } from 'maplibre-gl'
import { type Bounds, featuresOf } from './geometry.ts'

/** The fonts that the console ships: MapLibre draws their letters itself, and asks nobody for glyphs. */
export const fonts = { plain: ['Inter Variable'], strong: ['Semibold', 'Inter Variable'] }

/** The first of them: whatever is drawn of the ground lies below. */
export const lowest_label = 'country-names'
export const cities_id = 'cities'

interface LabelColours {
  label: string
  halo: string
}

export function labelLayers({ label, halo }: LabelColours): LayerSpecification[] {
  const paint = { 'text-color': label, 'text-halo-color': halo, 'text-halo-width': 1.4 }
  return [
    {
      id: lowest_label,
      type: 'symbol',
      source: lowest_label,
      maxzoom: 7,
      filter: ['>', ['get', 'size'], ['-', 5.7, ['*', ['zoom'], 1.6]]],
      layout: {
        'text-field': ['get', 'name'],
        'text-font': fonts.strong,
        'text-size': ['interpolate', ['linear'], ['zoom'], 1, 10, 6, 15],
        'text-letter-spacing': 0.05,
        'text-max-width': 7,
        'symbol-sort-key': ['-', ['get', 'size']],
      },
      paint: { ...paint, 'text-opacity': ['interpolate', ['linear'], ['zoom'], 5.5, 0.9, 7, 0] },
    },
    {
      id: cities_id,
      type: 'symbol',
      source: cities_id,
      minzoom: 3,
      layout: {
        'text-field': ['get', 'name'],
        'text-font': fonts.plain,
        'text-size': ['interpolate', ['linear'], ['get', 'size'], 3, 10.5, 7, 14],
        'text-variable-anchor': ['left', 'right', 'bottom', 'top'],
        'text-radial-offset': 0.5,
        'text-max-width': 9,
        'text-padding': 4,
        'symbol-sort-key': ['-', ['get', 'size']],
        'icon-image': 'city',
      },
      paint,
    },
  ]
}

/** The mark of a city, for the styles of both schemes. */
export function addCityMark(map: MapLibre, { label, halo }: LabelColours) {
  const context = new OffscreenCanvas(16, 16).getContext('2d')!
  context.arc(8, 8, 5, 0, 2 * Math.PI)
  context.fillStyle = label
  context.strokeStyle = halo
  context.lineWidth = 2.5
  context.stroke()
  context.fill()
  map.addImage('city', context.getImageData(0, 0, 16, 16), { pixelRatio: 2 })
}

export function showCities(map: MapLibre, cities: readonly FoundPlace[]) {
  const features = cities.map(({ name, population, geometry }) => ({
    type: 'Feature' as const,
    geometry,
    properties: { name, size: Math.log10(population + 1) },
  }))
  map.getSource<GeoJSONSource>(cities_id)?.setData(featuresOf(features))
}

/** Labels are asked for by tiles of the view, so that a step aside asks for nothing. */
export function tilesAround([west, south, east, north]: Bounds, zoom: number): Bounds {
  const step = 360 / 2 ** Math.max(0, Math.floor(zoom))
  const down = (value: number) => Math.floor(value / step) * step
  const up = (value: number) => Math.ceil(value / step) * step
  return [down(west), Math.max(down(south), -90), up(east), Math.min(up(north), 90)]
}

/** The name of each country, in the middle of its largest part; `size` is the logarithm of its area. */
export function countryNames({ features }: FeatureCollection): FeatureCollection {
  return featuresOf(features.flatMap(nameOf))
}

function nameOf({ geometry, properties }: Feature): Feature[] {
  if (geometry.type !== 'MultiPolygon' || !properties?.name) return []
  const parts = geometry.coordinates.map(([ring]) => middleOf(ring!))
  const { middle, area } = parts.reduce((best, part) => (part.area > best.area ? part : best))
  const size = Math.log10(area + 1e-6) + 3
  return [
    {
      type: 'Feature',
      geometry: { type: 'Point', coordinates: middle },
      properties: { name: properties.name, size },
    },
  ]
}

/** The centre of mass of a ring, and its area in degrees as wide as at the equator. */
function middleOf(ring: readonly Position[]): { middle: [number, number]; area: number } {
  let [twice, x, y] = [0, 0, 0]
  for (let at = 1; at < ring.length; at++) {
    const [[lon, lat], [other_lon, other_lat]] = [ring[at - 1]!, ring[at]!] as [
      [number, number],
      [number, number],
    ]
    const cross = lon * other_lat - other_lon * lat
    twice += cross
    x += (lon + other_lon) * cross
    y += (lat + other_lat) * cross
  }
  if (twice === 0) return { middle: ring[0] as [number, number], area: 0 }
  const middle: [number, number] = [x / (3 * twice), y / (3 * twice)]
  return { middle, area: (Math.abs(twice) / 2) * Math.cos((middle[1] * Math.PI) / 180) }
}
