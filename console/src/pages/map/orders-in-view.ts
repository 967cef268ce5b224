import type { OrderFilter } from '@swath/client/orders'
import type { Geometry } from '@swath/contract/geometry'
import type { OrderCluster, OrderOnMap } from '@swath/contract/order-map'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { filterOf } from '../../data/order-views.ts'
import { keepLast } from '../../data/queries.ts'
import { useSwath } from '../../data/session.ts'
import { type Bounds, boundsOf } from '../../map/geometry.ts'
import type { MapLook } from '../../map/map-view.tsx'
import { type readMapSearch, withoutEmpty } from '../../search.ts'
import { bboxOf } from '../archive/search.ts'

export type MapSearch = ReturnType<typeof readMapSearch>

/** The search narrows down the orders by these; the rest of it says how the map is looked at. */
export function filtersIn({ at: _, layers: __, basemap: ___, ...filters }: MapSearch) {
  return withoutEmpty(filters)
}

function conditionsOf(search: MapSearch): OrderFilter {
  const { project, from, until, ...others } = filtersIn(search)
  return {
    ...filterOf(others),
    ...(project && { project_id: project }),
    ...(from && { created_at__gte: `${from}T00:00:00Z` }),
    ...(until && { created_at__lte: `${until}T23:59:59.999Z` }),
  }
}

/** All orders that the search leaves: those of the view, and where the others are. */
export function useOrdersInView(search: MapSearch, view: MapLook | undefined) {
  const swath = useSwath()
  const { limit, ...filter } = conditionsOf(search)
  const bbox = view && bboxOf(view.bounds)
  const zoom = view && Math.floor(view.zoom)
  const shown = useQuery({
    queryKey: ['orders', 'map', filter, bbox, zoom],
    queryFn: ({ signal }) => swath.orders.map({ ...filter, bbox, zoom }, { signal }),
    enabled: view !== undefined,
    ...keepLast,
  })
  const listed = useInfiniteQuery({
    queryKey: ['orders', 'map list', filter, bbox],
    queryFn: ({ pageParam, signal }) =>
      swath.orders.list({ ...filter, limit, bbox }, { signal }).page(pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    enabled: view !== undefined,
    ...keepLast,
  })
  const features = shown.data?.features ?? none
  const parts = useMemo(
    () => ({ clusters: features.filter(isCluster), alone: features.filter(isAlone) }),
    [features],
  )
  return { shown, listed, ...parts }
}

const none: never[] = []
const isCluster = (one: OrderCluster | OrderOnMap): one is OrderCluster => one.properties.kind === 'cluster'
const isAlone = (one: OrderCluster | OrderOnMap): one is OrderOnMap => one.properties.kind === 'order'

/** The bounds of all orders of a search, for a view of them. */
export function useExtent(search: MapSearch) {
  const swath = useSwath()
  const { limit: _, ...filter } = conditionsOf(search)
  return useQuery({
    queryKey: ['orders', 'extent', filter],
    queryFn: async ({ signal }) => {
      const { features } = await swath.orders.map({ ...filter, zoom: 0 }, { signal })
      return boundsOf(features.map(geometryOf)) ?? null
    },
  })
}

function geometryOf(one: OrderCluster | OrderOnMap): Geometry {
  if (isAlone(one)) return one.geometry
  const [west, south, east, north] = one.properties.bbox as Bounds
  const ring = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ]
  return { type: 'Polygon', coordinates: [ring] }
}
