import type { Geometry } from '@swath/contract/geometry'
import type { FeatureCollection } from 'geojson'
import type { StyleSpecification } from 'maplibre-gl'
import { feature, mesh } from 'topojson-client'
import type { GeometryCollection, Topology } from 'topojson-specification'
import { ringsOf, unrollRing } from './geometry.ts'

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
  world ??= readWorld().catch((error) => {
    // The next request may have more luck.
    world = undefined
    throw error
  })
  return world
}

function readWorld(): Promise<World> {
  return import('world-atlas/countries-50m.json').then(({ default: json }) => {
    const topology = json as unknown as Countries
    const { countries } = topology.objects
    const inner = mesh(topology, countries, (a, b) => a !== b)
    return {
      countries: withoutJumps(feature(topology, countries)),
      borders: {
        type: 'FeatureCollection',
        features: [{ type: 'Feature', properties: {}, geometry: inner }],
      },
    }
  })
}

/**
 * Countries that reach across the antimeridian jump from 180 to -180 in this file. Each ring is land, as what a country
 * encloses is another one; the second ring of Antarctica is its coast.
 */
function withoutJumps({ type, features }: FeatureCollection): FeatureCollection {
  return {
    type,
    features: features.map((country) => {
      const coordinates = ringsOf(country.geometry as Geometry).map((ring) => [unrollRing(ring)])
      return { ...country, geometry: { type: 'MultiPolygon', coordinates } }
    }),
  }
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
