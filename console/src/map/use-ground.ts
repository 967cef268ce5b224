import { useQuery } from '@tanstack/react-query'
import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl'
import { useEffect, useState } from 'react'
import { keepLast } from '../data/queries.ts'
import { useSwath } from '../data/session.ts'
import { bboxOf } from '../pages/archive/search.ts'
import { fine_from_zoom, loadWorld } from './basemap.ts'
import type { Bounds } from './geometry.ts'
import { showCities, tilesAround } from './labels.ts'

/** From farther away there are the names of countries alone. */
const cities_from_zoom = 3

/** The ground of the view: names of its cities, and from near by the finer coasts. */
export function useGround(map: MapLibre | null) {
  const swath = useSwath()
  const [view, setView] = useState<{ bbox: Bounds; zoom: number }>()
  useEffect(() => {
    if (!map) return
    const look = () => {
      const zoom = map.getZoom()
      const bbox = bboxOf(tilesAround(map.getBounds().toArray().flat() as Bounds, zoom))
      setView((before) =>
        before && before.bbox.join() === bbox.join() && before.zoom > 5 === zoom > 5
          ? before
          : { bbox, zoom },
      )
    }
    map.on('moveend', look)
    look()
  }, [map])
  const zoom = view?.zoom ?? 0
  const cities = useQuery({
    queryKey: ['cities', 'labels', view?.bbox],
    queryFn: ({ signal }) => swath.places.cities(view!.bbox, { limit: 150, signal }),
    enabled: zoom >= cities_from_zoom,
    staleTime: Number.POSITIVE_INFINITY,
    ...keepLast,
  })
  useEffect(() => {
    if (map && cities.data) showCities(map, cities.data)
  }, [map, cities.data])
  useFineCoasts(map, zoom >= fine_from_zoom)
}

function useFineCoasts(map: MapLibre | null, are_wanted: boolean) {
  const world = useQuery({
    queryKey: ['world', 'fine'],
    queryFn: () => loadWorld('fine'),
    enabled: are_wanted,
    staleTime: Number.POSITIVE_INFINITY,
  })
  useEffect(() => {
    if (!map || !world.data || !are_wanted) return
    map.getSource<GeoJSONSource>('countries')?.setData(world.data.countries)
    map.getSource<GeoJSONSource>('borders')?.setData(world.data.borders)
  }, [map, world.data, are_wanted])
}
