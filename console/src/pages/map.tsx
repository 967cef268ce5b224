import { useMediaQuery } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo, useRef, useState } from 'react'
import { keepLast, orderQuery } from '../data/queries.ts'
import { useSwath } from '../data/session.ts'
import { type Bounds, boundsOf } from '../map/geometry.ts'
import MapView from '../map/map-view.tsx'
import { captureLayer, draftLayer, imagesOf, itemLayer, orderLayer } from '../map/subjects.ts'
import { usePageTitle } from '../ui/page.tsx'
import { bboxOf, browse_collection } from './archive/search.ts'
import classes from './map/map-page.module.css'
import { MapPanel, type Shown, shown_at_first } from './map/map-panel.tsx'
import { type MapSearch, useExtent, useOrdersInView, type View } from './map/orders-in-view.ts'
import { anew, useSoughtPlace } from './new-order/place-search.tsx'

/** As many of each as a map can tell apart, and a page of a list has. */
const most = { captures: 500, images: 100, items: 200 } as const

export default function MapPage() {
  usePageTitle('Map')
  const is_phone = useMediaQuery('(max-width: 47.99em)', false, { getInitialValueInEffect: false })
  const search = useSearch({ from: '/signed-in/' })
  const navigate = useNavigate()
  const [shown, setShown] = useState<Shown>(shown_at_first)
  const [view, setView] = useState<View>()
  const [picked, setPicked] = useState<{ layer: string; id: string }>()
  const orders = useOrdersInView(search, view)
  const { captures, deliverables, items, left_out } = useSubjects(shown, view?.bounds)
  const order = usePickedOrder(picked)
  const { fit, showAll, go } = useGoal(search, order && boundsOf([order.geometry]))
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
        has_tools
        padding={is_phone ? { bottom: 300 } : { left: 340 }}
        onPick={setPicked}
        onMove={(bounds, zoom) => setView({ bounds, zoom })}
      >
        <MapPanel
          shown={shown}
          show={setShown}
          left_out={left_out}
          orders={orders}
          search={search}
          change={(changed) =>
            void navigate({ to: '/', search: withoutEmpty({ ...search, ...changed }), replace: true })
          }
          showAll={showAll}
          sought={sought}
          picked={{ order, item }}
          pick={(id) => setPicked(id === undefined ? undefined : { layer: 'orders', id })}
        />
      </MapView>
    </div>
  )
}

function withoutEmpty(search: MapSearch): MapSearch {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value))
}

function usePickedOrder(picked: { layer: string; id: string } | undefined) {
  const id = picked?.layer === 'orders' ? picked.id : undefined
  const query = useQuery({ ...orderQuery(useSwath(), id ?? ''), enabled: id !== undefined })
  return id === undefined ? undefined : query.data
}

/**
 * The view begins with all orders as they are at first: one that is placed meanwhile does not take it away from where it
 * is. It goes to what is picked, and to a place, or all that the search leaves, when that is asked for.
 */
function useGoal(search: MapSearch, of_picked: Bounds | undefined) {
  const extent = useExtent(search)
  const everywhere = useRef<Bounds>(undefined)
  const [asked, setAsked] = useState<Bounds>()
  everywhere.current ??= extent.data ?? undefined
  const go = (bounds: Bounds) => setAsked((before) => anew(before, bounds))
  const showAll = async () => {
    const { data } = await extent.refetch()
    if (data) go(data)
  }
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
