import type { GeoJSONSource, Map as MapLibre, MapMouseEvent } from 'maplibre-gl'
import { useCallback, useEffect, useState } from 'react'
import type { Scheme } from './basemap.ts'
import { areaKm2, featuresOf } from './geometry.ts'
import { draftColours } from './layers.ts'
import { lengthKm, type Place } from './measure.ts'

const id = 'measure'

/** A line that grows with each click, how long it is, and how much it encloses. */
export function useMeasure(map: MapLibre | null, is_on: boolean, scheme: Scheme) {
  const [places, setPlaces] = useState<readonly Place[]>([])
  const add = useCallback((place: Place) => setPlaces((before) => [...before, place]), [])
  useEffect(() => {
    if (!map || !is_on) return
    addMeasure(map, scheme)
    const click = ({ lngLat }: MapMouseEvent) => add([lngLat.lng, lngLat.lat])
    map.on('click', click)
    return () => {
      map.off('click', click)
      setPlaces([])
      if (!map.getLayer(id)) return
      for (const layer of [`${id}-point`, id, `${id}-fill`]) map.removeLayer(layer)
      map.removeSource(id)
    }
  }, [map, is_on, scheme, add])
  useEffect(() => {
    map?.getSource<GeoJSONSource>(id)?.setData(featuresOf(shapesOf(places)))
  }, [map, places])
  const polygon = { type: 'Polygon' as const, coordinates: [closed(places)] }
  return {
    places,
    length_km: lengthKm(places),
    area_km2: places.length < 3 ? 0 : areaKm2(polygon),
    addMiddle: () => map && add(map.getCenter().toArray()),
    undo: () => setPlaces((before) => before.slice(0, -1)),
  }
}

const closed = (places: readonly Place[]) => [...places, ...places.slice(0, 1)].map((place) => [...place])

function shapesOf(places: readonly Place[]) {
  const feature = <T>(geometry: T) => ({ type: 'Feature' as const, geometry, properties: {} })
  const coordinates = places.map((place) => [...place])
  return [
    ...(places.length > 2 ? [feature({ type: 'Polygon' as const, coordinates: [closed(places)] })] : []),
    ...(places.length > 1 ? [feature({ type: 'LineString' as const, coordinates })] : []),
    ...coordinates.map((place) => feature({ type: 'Point' as const, coordinates: place })),
  ]
}

function addMeasure(map: MapLibre, scheme: Scheme) {
  const { line, halo } = draftColours(scheme)
  map.addSource(id, { type: 'geojson', data: featuresOf([]) })
  map.addLayer({
    id: `${id}-fill`,
    type: 'fill',
    source: id,
    filter: ['==', ['geometry-type'], 'Polygon'],
    paint: { 'fill-color': line, 'fill-opacity': 0.12 },
  })
  map.addLayer({
    id,
    type: 'line',
    source: id,
    filter: ['==', ['geometry-type'], 'LineString'],
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: { 'line-color': line, 'line-width': 2.2, 'line-dasharray': [1.5, 1.8] },
  })
  map.addLayer({
    id: `${id}-point`,
    type: 'circle',
    source: id,
    filter: ['==', ['geometry-type'], 'Point'],
    paint: {
      'circle-radius': 4.5,
      'circle-color': line,
      'circle-stroke-color': halo,
      'circle-stroke-width': 1.5,
    },
  })
}
