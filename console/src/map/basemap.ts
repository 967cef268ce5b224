import type { Geometry } from '@swath/contract/geometry'
import type { FeatureCollection } from 'geojson'
import type { StyleSpecification } from 'maplibre-gl'
import { feature, mesh } from 'topojson-client'
import type { GeometryCollection, Topology } from 'topojson-specification'
import { featuresOf, ringsOf, unrollRing } from './geometry.ts'
import { cities_id, countryNames, labelLayers, lowest_label } from './labels.ts'

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

export interface World {
  countries: FeatureCollection
  borders: FeatureCollection
}

/** Coasts to the kilometre for the whole Earth, and to a fifth of it from near by. */
type Detail = 'coarse' | 'fine'
export const fine_from_zoom = 5

const worlds = new Map<Detail, Promise<World>>()

/** Countries and coasts of Natural Earth, from files of our own: no other host is asked for a map. */
export function loadWorld(detail: Detail): Promise<World> {
  const known = worlds.get(detail)
  if (known) return known
  const world = readWorld(detail).catch((error) => {
    // The next request may have more luck.
    worlds.delete(detail)
    throw error
  })
  worlds.set(detail, world)
  return world
}

async function readWorld(detail: Detail): Promise<World> {
  const file =
    detail === 'fine' ? import('world-atlas/countries-10m.json') : import('world-atlas/countries-50m.json')
  const topology = (await file).default as unknown as Countries
  const { countries } = topology.objects
  const inner = mesh(topology, countries, (a, b) => a !== b)
  return {
    countries: withoutJumps(feature(topology, countries)),
    borders: {
      type: 'FeatureCollection',
      features: [{ type: 'Feature', properties: {}, geometry: inner }],
    },
  }
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
      countries: { type: 'geojson', data: countries, tolerance: 0.2, attribution: 'Natural Earth' },
      borders: { type: 'geojson', data: borders, tolerance: 0.2 },
      grid: { type: 'geojson', data: graticule() },
      [lowest_label]: { type: 'geojson', data: countryNames(countries) },
      [cities_id]: { type: 'geojson', data: featuresOf([]), attribution: 'GeoNames (CC BY 4.0)' },
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
      ...labelLayers(labelColours(scheme)),
    ],
  }
}

export const labelColours = (scheme: Scheme) => ({
  label: palettes[scheme].label,
  halo: palettes[scheme].land,
})

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
