import { useMediaQuery } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useMemo, useRef, useState } from 'react'
import { keepLast, orderQuery } from '../data/queries.ts'
import { useSwath } from '../data/session.ts'
import { basemaps } from '../map/basemaps.ts'
import { type Bounds, boundsOf } from '../map/geometry.ts'
import MapView, { type MapLook } from '../map/map-view.tsx'
import { captureLayer, draftLayer, imagesOf, itemLayer, orderLayer } from '../map/subjects.ts'
import { useViewInAddress } from '../map/use-view-in-address.ts'
import type { Viewpoint } from '../map/viewpoint.ts'
import { withoutEmpty } from '../search.ts'
import { usePageTitle } from '../ui/page.tsx'
import { bboxOf, browse_collection } from './archive/search.ts'
import classes from './map/map-page.module.css'
import { MapPanel } from './map/map-panel.tsx'
import { type MapSearch, useExtent, useOrdersInView } from './map/orders-in-view.ts'
import { layersIn, type Shown, writeLayers } from './map/shown.ts'
import { anew, useSoughtPlace } from './new-order/place-search.tsx'

/** As many of each as a map can tell apart, and a page of a list has. */
const most = { captures: 500, images: 100, items: 200 } as const

export default function MapPage() {
  usePageTitle('Map')
  const is_phone = useMediaQuery('(max-width: 47.99em)', false, { getInitialValueInEffect: false })
  const { search, change } = useAddress()
  const shown = useMemo(() => layersIn(search.layers), [search.layers])
  const [view, setView] = useState<MapLook>()
  const { goal, keep } = useViewInAddress(search.at, (at) => change({ at, ...basemapOf(view) }))
  const [picked, setPicked] = useState<{ layer: string; id: string }>()
  const orders = useOrdersInView(search, view)
  const { captures, deliverables, items, left_out } = useSubjects(shown, view?.bounds)
  const order = usePickedOrder(picked)
  const { fit, showAll, go } = useGoal(search, goal, order && boundsOf([order.geometry]))
  const sought = useSoughtPlace((bounds) => {
    setPicked(undefined)
    go(bounds)
  })
  const item = picked?.layer === 'items' ? items.find(({ id }) => id === picked.id) : undefined
  const { alone, clusters } = orders
  const layers = useMemo(() => {
    const placed = alone.map(({ geometry, properties }) => ({
      id: properties.order_id,
      geometry,
      properties,
    }))
    return [
      draftLayer(sought.places),
      itemLayer(shown.items ? items : [], picked?.id),
      captureLayer(shown.captures ? captures : []),
      orderLayer(shown.orders ? placed : [], picked?.id),
    ]
  }, [shown, alone, captures, items, picked, sought.places])
  const images = useMemo(() => (shown.images ? imagesOf(deliverables) : []), [shown.images, deliverables])
  return (
    <div className={classes.page}>
      <h1 className={classes.title}>Map</h1>
      <MapView
        label="Map of orders, captures and images"
        layers={layers}
        clusters={shown.orders ? clusters : none}
        images={images}
        fit={fit}
        goal={goal}
        basemap={search.basemap}
        onBasemap={(basemap) => change({ basemap })}
        has_tools
        padding={is_phone ? { bottom: 300 } : { left: 340 }}
        onPick={setPicked}
        onMove={(look) => {
          setView(look)
          keep(look)
        }}
      >
        <MapPanel
          shown={shown}
          show={(layers: Shown) => change({ layers: writeLayers(layers) })}
          left_out={left_out}
          orders={orders}
          search={search}
          change={change}
          showAll={showAll}
          sought={sought}
          picked={{ order, item }}
          pick={(id) => setPicked(id === undefined ? undefined : { layer: 'orders', id })}
        />
      </MapView>
    </div>
  )
}

function useAddress() {
  const search = useSearch({ from: '/signed-in/' })
  const navigate = useNavigate({ from: '/' })
  return {
    search,
    /** Changes that are told at the same moment do not undo each other. */
    change: (changed: MapSearch) =>
      void navigate({ search: (before) => withoutEmpty({ ...before, ...changed }), replace: true }),
  }
}

/** A link shows the basemap to those who are sent it, where there are several. */
const basemapOf = (view: MapLook | undefined) =>
  basemaps.length > 0 && view ? { basemap: view.basemap } : {}

function usePickedOrder(picked: { layer: string; id: string } | undefined) {
  const id = picked?.layer === 'orders' ? picked.id : undefined
  const query = useQuery({ ...orderQuery(useSwath(), id ?? ''), enabled: id !== undefined })
  return id === undefined ? undefined : query.data
}

/**
 * The view begins as the address says, or with all orders as they are at first: one that is placed meanwhile does not
 * take it away from where it is. It goes to what is picked, and to a place, or all that the search leaves, when that is
 * asked for, and when an address without a view is gone to.
 */
function useGoal(
  search: MapSearch,
  goal: { viewpoint: Viewpoint | undefined },
  of_picked: Bounds | undefined,
) {
  const extent = useExtent(search)
  const everywhere = useRef<Bounds>(undefined)
  const latest = useRef(goal)
  const [asked, setAsked] = useState<Bounds>()
  if (!latest.current.viewpoint) everywhere.current ??= extent.data ?? undefined
  const go = (bounds: Bounds) => setAsked((before) => anew(before, bounds))
  const showAll = async () => {
    const { data } = await extent.refetch()
    if (data) go(data)
  }
  useEffect(() => {
    if (goal === latest.current) return
    latest.current = goal
    if (!goal.viewpoint) void showAll()
  })
  return { fit: of_picked ?? asked ?? everywhere.current, showAll, go }
}

function useSubjects(shown: Shown, view: Bounds | undefined) {
  const swath = useSwath()
  const bbox = view && bboxOf(view)
  const captures = useQuery({
    queryKey: ['captures', 'map', bbox],
    queryFn: ({ signal }) =>
      swath.captures.list({ limit: most.captures, sort: '-created_at', bbox }, { signal }).page(),
    enabled: shown.captures && view !== undefined,
    ...keepLast,
  })
  const images = useQuery({
    queryKey: ['deliverables', 'map', bbox],
    queryFn: ({ signal }) =>
      swath.deliverables
        .list({ status: 'DELIVERED', limit: most.images, sort: '-created_at', bbox }, { signal })
        .page(),
    enabled: shown.images && view !== undefined,
    ...keepLast,
  })
  const items = useQuery({
    queryKey: ['items', 'map', bbox],
    queryFn: ({ signal }) => swath.stac.search({ ...searched, ...(bbox && { bbox }) }, { signal }).page(),
    enabled: shown.items && view !== undefined,
    ...keepLast,
  })
  const found = { captures: captures.data, images: images.data, items: items.data }
  const are_cut = (['captures', 'images', 'items'] as const).filter(
    (kind) => shown[kind] && found[kind]?.next,
  )
  return {
    captures: found.captures?.items ?? none,
    deliverables: found.images?.items ?? none,
    items: found.items?.items ?? none,
    left_out: are_cut.map((kind) => ({ kind, most: most[kind] })),
  }
}

const none: never[] = []
const searched = { collections: [browse_collection], limit: most.items }
