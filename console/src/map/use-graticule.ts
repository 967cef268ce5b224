import type { Feature } from 'geojson'
import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl'
import { useEffect } from 'react'
import { labelColours, type Scheme } from './basemap.ts'
import { type Bounds, featuresOf } from './geometry.ts'
import { fonts } from './labels.ts'
import { gridStep } from './measure.ts'

const id = 'graticule'

/** Lines of longitude and latitude with their degrees, as many as the view has room for. */
export function useGraticule(map: MapLibre | null, is_on: boolean, scheme: Scheme) {
  useEffect(() => {
    if (!map || !is_on) return
    addGraticule(map, scheme)
    const draw = () =>
      map
        .getSource<GeoJSONSource>(id)
        ?.setData(featuresOf(linesOf(map.getBounds().toArray().flat() as Bounds, gridStep(map.getZoom()))))
    map.on('moveend', draw)
    draw()
    return () => {
      map.off('moveend', draw)
      // A map that is taken away has none any more.
      if (!map.getLayer(id)) return
      for (const layer of [`${id}-label`, id]) map.removeLayer(layer)
      map.removeSource(id)
    }
  }, [map, is_on, scheme])
}

function addGraticule(map: MapLibre, scheme: Scheme) {
  const { label, halo } = labelColours(scheme)
  map.addSource(id, { type: 'geojson', data: featuresOf([]) })
  map.addLayer({
    id,
    type: 'line',
    source: id,
    paint: { 'line-color': label, 'line-width': 0.7, 'line-opacity': 0.5 },
  })
  map.addLayer({
    id: `${id}-label`,
    type: 'symbol',
    source: id,
    layout: {
      'symbol-placement': 'line',
      'symbol-spacing': 400,
      'text-field': ['get', 'name'],
      'text-font': fonts.plain,
      'text-size': 10.5,
    },
    paint: { 'text-color': label, 'text-halo-color': halo, 'text-halo-width': 1.4 },
  })
}

function linesOf([west, south, east, north]: Bounds, step: number): Feature[] {
  const [low, high] = [Math.max(south, -85), Math.min(north, 85)]
  const lons = multiples(west, east, step).map((lon) =>
    line(nameOf(turned(lon), 'EW'), [
      [lon, low],
      [lon, high],
    ]),
  )
  const lats = multiples(low, high, step).map((lat) =>
    line(nameOf(lat, 'NS'), [
      [west, lat],
      [east, lat],
    ]),
  )
  return [...lons, ...lats]
}

const multiples = (from: number, to: number, step: number): number[] =>
  Array.from(
    { length: Math.floor(to / step) - Math.ceil(from / step) + 1 },
    (_, at) => (Math.ceil(from / step) + at) * step,
  )

const turned = (lon: number) => ((((lon + 180) % 360) + 360) % 360) - 180

/** 4.5° E; nothing lies east or west at 0. */
function nameOf(degrees: number, letters: string): string {
  const value = Number(Math.abs(degrees).toFixed(4))
  return value === 0 ? '0°' : `${value}° ${letters[degrees < 0 ? 1 : 0]}`
}

const line = (name: string, coordinates: number[][]): Feature => ({
  type: 'Feature',
  geometry: { type: 'LineString', coordinates },
  properties: { name },
})
