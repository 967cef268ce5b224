import { useMediaQuery } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useRef, useState } from 'react'
import { keepLast } from '../data/queries.ts'
import { useSwath } from '../data/session.ts'
import { type Bounds, boundsOf } from '../map/geometry.ts'
import MapView from '../map/map-view.tsx'
import { captureLayer, imagesOf, itemLayer, orderLayer } from '../map/subjects.ts'
import { usePageTitle } from '../ui/page.tsx'
import { bboxOf, browse_collection } from './archive/search.ts'
import classes from './map/map-page.module.css'
import { MapPanel, type Shown, shown_at_first } from './map/map-panel.tsx'

/** As many as a map can tell apart. */
const most = 500

export default function MapPage() {
  usePageTitle('Map')
  const is_phone = useMediaQuery('(max-width: 47.99em)', false, { getInitialValueInEffect: false })
  const [shown, setShown] = useState<Shown>(shown_at_first)
  const [view, setView] = useState<Bounds>()
  const [picked, setPicked] = useState<{ layer: string; id: string }>()
  const { orders, captures, deliverables, items } = useSubjects(shown, view)
  const layers = useMemo(
    () => [
      itemLayer(shown.items ? items : [], picked?.id),
      captureLayer(shown.captures ? captures : []),
      orderLayer(shown.orders ? orders : [], picked?.id),
    ],
    [shown, orders, captures, items, picked],
  )
  const images = useMemo(() => (shown.images ? imagesOf(deliverables) : []), [shown.images, deliverables])
  const order = picked?.layer === 'orders' ? orders.find(({ id }) => id === picked.id) : undefined
  const item = picked?.layer === 'items' ? items.find(({ id }) => id === picked.id) : undefined
  // All orders as they are at first: one that is placed meanwhile does not take the view away from where it is.
  const everywhere = useRef<Bounds>(undefined)
  everywhere.current ??= boundsOf(orders.map(({ geometry }) => geometry))
  const fit = order ? boundsOf([order.geometry]) : everywhere.current
  return (
    <div className={classes.page}>
      <h1 className={classes.title}>Map</h1>
      <MapView
        label="Map of orders, captures and images"
        layers={layers}
        images={images}
        fit={fit}
        padding={is_phone ? { bottom: 300 } : { left: 340 }}
        onPick={setPicked}
        onMove={setView}
      >
        <MapPanel
          shown={shown}
          show={setShown}
          orders={orders}
          picked={{ order, item }}
          pick={(id) => setPicked(id === undefined ? undefined : { layer: 'orders', id })}
        />
      </MapView>
    </div>
  )
}

function useSubjects(shown: Shown, view: Bounds | undefined) {
  const swath = useSwath()
  const orders = useQuery({
    queryKey: ['orders', 'map'],
    queryFn: ({ signal }) => swath.orders.list({ limit: most }, { signal }).all(most),
  })
  const captures = useQuery({
    queryKey: ['captures', 'map'],
    queryFn: ({ signal }) => swath.captures.list({ limit: most, sort: '-created_at' }, { signal }).all(most),
    enabled: shown.captures,
  })
  const deliverables = useQuery({
    queryKey: ['deliverables', 'map'],
    queryFn: ({ signal }) =>
      swath.deliverables.list({ status: 'DELIVERED', limit: 100, sort: '-created_at' }, { signal }).all(100),
    enabled: shown.images,
  })
  const items = useQuery({
    queryKey: ['items', 'map', view],
    queryFn: ({ signal }) =>
      swath.stac.search({ ...searched, ...(view ? { bbox: bboxOf(view) } : {}) }, { signal }).page(),
    enabled: shown.items && view !== undefined,
    ...keepLast,
  })
  return {
    orders: orders.data ?? none,
    captures: captures.data ?? none,
    deliverables: deliverables.data ?? none,
    items: items.data?.items ?? none,
  }
}

const none: never[] = []
const searched = { collections: [browse_collection], limit: 200 }
