import type { FeatureCollection, Position } from 'geojson'
import type { StyleSpecification } from 'maplibre-gl'
import { feature, mesh } from 'topojson-client'
import type { GeometryCollection, Topology } from 'topojson-specification'

export type Scheme = 'light' | 'dark'

const palettes = {
  light: {
    water: '#d9e5e8',
    land: '#f4f5f1',
    border: '#b9c4c2',
    coast: '#a9bbbe',
    grid: '#c9d8db',
    label: '#5d6c71',
  },
  dark: {
    water: '#10191e',
    land: '#1d282e',
    border: '#3a4950',
    coast: '#40525a',
    grid: '#1a262c',
    label: '#8a999e',
  },
} as const

type Countries = Topology<{ countries: GeometryCollection<{ name: string }>; land: GeometryCollection }>

interface World {
  countries: FeatureCollection
  borders: FeatureCollection
}
let world: Promise<World> | undefined

/** Countries and coasts of Natural Earth, from a file of our own: no other host is asked for a map. */
export function loadWorld(): Promise<World> {
  world ??= import('world-atlas/countries-50m.json').then(({ default: json }) => {
    const topology = json as unknown as Countries
    const { countries } = topology.objects
    const inner = mesh(topology, countries, (a, b) => a !== b)
    return {
      countries: unrolled(feature(topology, countries)),
      borders: {
        type: 'FeatureCollection',
        features: [{ type: 'Feature', properties: {}, geometry: inner }],
      },
    }
  })
  return world
}

/**
 * Countries that reach across the antimeridian jump from 180 to -180 in this file; here they go on to 181, which the
 * map repeats where it belongs.
 */
function unrolled({ type, features }: FeatureCollection): FeatureCollection {
  return {
    type,
    features: features.map((country) => {
      const { geometry } = country
      if (geometry.type === 'Polygon') {
        return { ...country, geometry: { ...geometry, coordinates: geometry.coordinates.map(unrollRing) } }
      }
      if (geometry.type !== 'MultiPolygon') return country
      const coordinates = geometry.coordinates.map((polygon) => polygon.map(unrollRing))
      return { ...country, geometry: { ...geometry, coordinates } }
    }),
  }
}

function unrollRing(ring: Position[]): Position[] {
  let turns = 0
  const unrolled = ring.map(([lon, lat], index) => {
    const step = lon! - (ring[index - 1]?.[0] ?? lon!)
    if (Math.abs(step) > 180) turns -= Math.sign(step)
    return [lon! + turns * 360, lat!]
  })
  if (turns === 0) return unrolled
  // Antarctica goes once around the pole, which then has to be inside.
  const [first, last] = [unrolled[0]!, unrolled.at(-1)!]
  return [...unrolled, [last[0]!, -90], [first[0]!, -90], first]
}

export function basemapStyle({ countries, borders }: World, scheme: Scheme): StyleSpecification {
  const { water, land, border, coast, grid } = palettes[scheme]
  const round = { 'line-join': 'round', 'line-cap': 'round' } as const
  return {
    version: 8,
    sources: {
      countries: { type: 'geojson', data: countries, tolerance: 0.2 },
      borders: { type: 'geojson', data: borders, tolerance: 0.2 },
      grid: { type: 'geojson', data: graticule() },
    },
    layers: [
      { id: 'water', type: 'background', paint: { 'background-color': water } },
      { id: 'grid', type: 'line', source: 'grid', paint: { 'line-color': grid, 'line-width': 0.7 } },
      {
        id: 'land',
        type: 'fill',
        source: 'countries',
        paint: { 'fill-color': land, 'fill-antialias': false },
      },
      {
        id: 'coast',
        type: 'line',
        source: 'countries',
        layout: round,
        paint: { 'line-color': coast, 'line-width': ['interpolate', ['linear'], ['zoom'], 1, 0.5, 6, 1.2] },
      },
      {
        id: 'borders',
        type: 'line',
        source: 'borders',
        layout: round,
        paint: { 'line-color': border, 'line-width': ['interpolate', ['linear'], ['zoom'], 1, 0.4, 6, 1.1] },
      },
    ],
  }
}

/** Meridians and parallels, every ten degrees: where there is only sea they say how large the view is. */
function graticule(): FeatureCollection {
  const steps = (from: number, to: number, step: number) =>
    Array.from({ length: Math.round((to - from) / step) + 1 }, (_, index) => from + index * step)
  const meridians = steps(-180, 180, 10).map((lon) => steps(-80, 80, 5).map((lat) => [lon, lat]))
  const parallels = steps(-80, 80, 10).map((lat) => steps(-180, 180, 5).map((lon) => [lon, lat]))
  const coordinates = [...meridians, ...parallels]
  return {
    type: 'FeatureCollection',
    features: [{ type: 'Feature', properties: {}, geometry: { type: 'MultiLineString', coordinates } }],
  }
}
